/** How agents spent their time: signed in, by presence, talking, wrapping. One fold, the same for live and history. */
import type { AgentId, Event, EventType, UnixMs } from "@legroom/model";
import { AgentTimes } from "./agent-times.ts";
import type { AgentReport } from "./agent-times.ts";
import type { Span } from "./span.ts";

/** The events this fold knows; others are passed by. */
export const agentFigureEvents: readonly EventType[] = [
  "agent.session-opened",
  "agent.session-closed",
  "agent.presence-changed",
  "agent.wrap-up-started",
  "agent.wrap-up-ended",
  "interaction.live",
  "agent-segment.ended",
  "interaction.faulted",
];

/** Feed it from before the span: what held when the span began is known only from events before it. */
export class AgentFigures {
  readonly #span: Span;
  readonly #agents = new Map<AgentId, AgentTimes>();

  constructor(span: Span) {
    this.#span = span;
  }

  apply(event: Event): void {
    const { at } = event;
    switch (event.type) {
      case "agent.session-opened":
        return this.#of(event.agentId).signIn(at);
      case "agent.session-closed":
        return this.#of(event.agentId).signOut(at);
      case "agent.presence-changed":
        return this.#of(event.agentId).choose(event.presence, at);
      case "interaction.live":
        return this.#of(event.agentId).talk(event.interactionId, at);
      case "agent-segment.ended":
        return this.#of(event.agentId).endTalk(event.interactionId, at);
      case "agent.wrap-up-started":
        return this.#of(event.agentId).wrapUp(event.interactionId, at);
      case "agent.wrap-up-ended":
        return this.#of(event.agentId).endWrapUp(event.interactionId, at);
      case "interaction.faulted":
        // A bug of ours closed it: whoever talked talks no longer, though nothing else says so.
        for (const times of this.#agents.values()) times.endTalk(event.interactionId, at);
        return;
      default:
        return; // no other event changes an agent's time
    }
  }

  /** All agents that were heard of, by id. */
  read(now: UnixMs): ReadonlyMap<AgentId, AgentReport> {
    return new Map([...this.#agents].map(([agentId, times]) => [agentId, times.report(now)]));
  }

  #of(agentId: AgentId): AgentTimes {
    const known = this.#agents.get(agentId);
    if (known !== undefined) return known;
    const made = new AgentTimes(agentId, this.#span);
    this.#agents.set(agentId, made);
    return made;
  }
}
