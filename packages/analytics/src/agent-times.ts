/** One agent's time in one span: what holds now, and what has been added up. */
import { presences } from "@legroom/model";
import type { AgentId, InteractionId, Presence, UnixMs } from "@legroom/model";
import { ratio } from "./ratio.ts";
import { overlapMs, within } from "./span.ts";
import type { Span } from "./span.ts";

/** Times are those within the span; counts and averages are of the talks that began in it, whole. */
export type AgentReport = {
  readonly agentId: AgentId;
  readonly signedInMs: number;
  /** While signed in, by what they chose. */
  readonly presenceMs: Readonly<Record<Presence, number>>;
  readonly talkMs: number;
  readonly wrapUpMs: number;
  /** Talks that began in the span. */
  readonly handled: number;
  /** AHT: (talk + wrap-up) of those that are over ÷ those that are over. */
  readonly averageHandleMs: number | null;
  /** (Talk + wrap-up) ÷ signed in. */
  readonly utilisation: number | null;
};

/** A talk that is over, and whose wrap-up may follow. */
type Former = { readonly interactionId: InteractionId; readonly fromAt: UnixMs; readonly talkMs: number };

export class AgentTimes {
  readonly #agentId: AgentId;
  readonly #span: Span;
  readonly #presenceMs = noPresence();
  #presence: Presence = "offline";
  /** Since when session and presence have been as they are; undefined while signed out. */
  #presentAt: UnixMs | undefined;
  readonly #talks = new Map<InteractionId, UnixMs>();
  #former: Former | undefined;
  #wrapUp: (Former & { readonly sinceAt: UnixMs }) | undefined;
  #talkMs = 0;
  #wrapUpMs = 0;
  #handled = 0;
  #over = 0;
  #handleMs = 0;

  constructor(agentId: AgentId, span: Span) {
    this.#agentId = agentId;
    this.#span = span;
  }

  signIn(at: UnixMs): void {
    this.#presentAt ??= at;
  }

  signOut(at: UnixMs): void {
    this.#presenceMs[this.#presence] += this.#sinceMs(this.#presentAt, at);
    this.#presentAt = undefined;
  }

  choose(presence: Presence, at: UnixMs): void {
    this.#presenceMs[this.#presence] += this.#sinceMs(this.#presentAt, at);
    if (this.#presentAt !== undefined) this.#presentAt = at;
    this.#presence = presence;
  }

  talk(interactionId: InteractionId, at: UnixMs): void {
    this.#talks.set(interactionId, at);
    if (within(this.#span, at)) this.#handled += 1;
  }

  endTalk(interactionId: InteractionId, at: UnixMs): void {
    const fromAt = this.#talks.get(interactionId);
    if (fromAt === undefined) return; // it began before all that was fed
    this.#talks.delete(interactionId);
    this.#talkMs += overlapMs(this.#span, fromAt, at);
    this.#former = { interactionId, fromAt, talkMs: at - fromAt };
    this.#count(this.#former, 1, 0);
  }

  /** Follows the talk at once: until it ends, the talk is not over. */
  wrapUp(interactionId: InteractionId, at: UnixMs): void {
    if (this.#former?.interactionId !== interactionId) return;
    this.#wrapUp = { ...this.#former, sinceAt: at };
    this.#count(this.#former, -1, 0);
  }

  endWrapUp(interactionId: InteractionId, at: UnixMs): void {
    if (this.#wrapUp?.interactionId !== interactionId) return;
    this.#wrapUpMs += overlapMs(this.#span, this.#wrapUp.sinceAt, at);
    this.#count(this.#wrapUp, 1, at - this.#wrapUp.sinceAt);
    this.#wrapUp = undefined;
  }

  report(now: UnixMs): AgentReport {
    const presenceMs = { ...this.#presenceMs };
    presenceMs[this.#presence] += this.#sinceMs(this.#presentAt, now);
    const signedInMs = presences.reduce((sum, presence) => sum + presenceMs[presence], 0);
    const talking = [...this.#talks.values()].reduce((sum, fromAt) => sum + this.#sinceMs(fromAt, now), 0);
    const talkMs = this.#talkMs + talking;
    const wrapUpMs = this.#wrapUpMs + this.#sinceMs(this.#wrapUp?.sinceAt, now);
    return {
      agentId: this.#agentId,
      signedInMs,
      presenceMs,
      talkMs,
      wrapUpMs,
      handled: this.#handled,
      averageHandleMs: ratio(this.#handleMs, this.#over),
      utilisation: ratio(talkMs + wrapUpMs, signedInMs),
    };
  }

  #sinceMs(fromAt: UnixMs | undefined, at: UnixMs): number {
    return fromAt === undefined ? 0 : overlapMs(this.#span, fromAt, at);
  }

  /** A talk counts where it began. */
  #count(former: Former, by: 1 | -1, wrapUpMs: number): void {
    if (!within(this.#span, former.fromAt)) return;
    this.#over += by;
    this.#handleMs += by * former.talkMs + wrapUpMs;
  }
}

function noPresence(): Record<Presence, number> {
  return Object.fromEntries(presences.map((presence) => [presence, 0])) as Record<Presence, number>;
}
