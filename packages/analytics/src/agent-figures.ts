/** How agents spent their time: signed in, by presence, talking, wrapping. */
import type { AgentId, Event, EventType, Presence, UnixMs } from "@legroom/model";
import { within } from "./span.ts";
import type { Span } from "./span.ts";

export const agentFigureEvents: readonly EventType[] = [
  "agent.session-opened",
  "agent.session-closed",
  "agent.presence-changed",
  "agent.wrap-up-started",
  "agent.wrap-up-ended",
  "interaction.live",
  "agent-segment.ended",
];

export type AgentReport = {
  readonly agentId: AgentId;
  readonly signedInMs: number;
  readonly presenceMs: Readonly<Record<Presence, number>>;
  /** Segments connected in the span. */
  readonly handled: number;
  readonly talkMs: number;
  readonly wrapUpMs: number;
  /** AHT: (talk + wrap-up) of ended segments ÷ ended segments. */
  readonly averageHandleMs: number | null;
  /** (talk + wrap-up) ÷ signed in. */
  readonly utilisation: number | null;
};

export class AgentFigures {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  apply(event: Event): void {
    within(this.#span, event.at);
  }

  read(now: UnixMs): ReadonlyMap<AgentId, AgentReport> {
    return within(this.#span, now) ? new Map() : new Map();
  }
}
