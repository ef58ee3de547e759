/** Every move of a state that a journal shows: each of its events is applied, and the world is looked at after it. */
import type { Event } from "@legroom/model";
import { apply, emptyWorld } from "../src/index.ts";
import type { World } from "../src/index.ts";
import type { Seat } from "../src/world.ts";

type Table = "interaction" | "offer" | "availability" | "seat" | "conference" | "recording" | "wrapUp";

/** `FROM > TO`, by what moved. */
export type Moves = Readonly<Record<Table, Set<string>>>;

export function noMoves(): Moves {
  const none = (): Set<string> => new Set();
  const [interaction, offer, availability, seat] = [none(), none(), none(), none()];
  return { interaction, offer, availability, seat, conference: none(), recording: none(), wrapUp: none() };
}

export class MoveWatch {
  readonly moves: Moves;
  #world: World = emptyWorld();
  /** What each thing was when it was last looked at. */
  readonly #was = new Map<string, string>();

  constructor(moves: Moves) {
    this.moves = moves;
  }

  /** The journal of one centre, from its beginning. */
  follow(events: readonly Event[]): void {
    this.#world = emptyWorld();
    this.#was.clear();
    for (const [at, event] of events.entries()) {
      apply(this.#world, event);
      this.#seeEvent(event);
      this.#seeWorld();
      // Between the events of a step an agent may be nothing of what anybody could see.
      if (events[at + 1]?.inputId !== event.inputId) this.#seeAgents();
    }
  }

  #seeWorld(): void {
    const { interactions, conferences, recordings } = this.#world;
    for (const { id, phase, seats } of interactions.values()) {
      this.#is("interaction", id, phase);
      for (const seat of seats) this.#is("seat", `${id}/${seat.id}`, seatState(seat));
    }
    for (const { id, status } of conferences.values()) this.#is("conference", id, status);
    for (const { id, status } of recordings.values()) this.#is("recording", id, status);
  }

  #seeAgents(): void {
    for (const { id, availability } of this.#world.agents.values()) this.#is("availability", id, availability);
  }

  /** What leaves the world with its end. */
  #seeEvent(event: Event): void {
    if (event.type === "offer.made") this.#is("offer", event.offerId, "created");
    else if (event.type === "offer.ringing") this.#is("offer", event.offerId, "ringing");
    else if (event.type === "offer.ended") this.#is("offer", event.offerId, event.outcome);
    else if (event.type === "conference.closed") this.#is("conference", event.conferenceId, "closed");
    else if (event.type === "recording.finished") this.#is("recording", event.recordingId, "finished");
    else if (event.type === "recording.failed") this.#is("recording", event.recordingId, "failed");
    else if (event.type.startsWith("agent.wrap-up-")) this.#seeWrapUp(event);
  }

  #seeWrapUp(event: Event): void {
    const states = {
      "agent.wrap-up-requested": "asked-for",
      "agent.wrap-up-started": "running",
      "agent.wrap-up-extended": "extended",
      "agent.wrap-up-ended": "over",
    } as const;
    if (!(event.type in states)) return;
    const { type, agentId, interactionId } = event as Extract<Event, { type: keyof typeof states }>; // looked up above
    this.#is("wrapUp", `${agentId}/${interactionId}`, states[type], true);
  }

  /** `again`: to stay what it was is a move too. */
  #is(table: Table, id: string, state: string, again = false): void {
    const key = `${table} ${id}`;
    const was = this.#was.get(key) ?? "none";
    if (was === state && !again) return;
    this.#was.set(key, state);
    this.moves[table].add(`${was} > ${state}`);
  }
}

type SeatFacts = Pick<Seat, "legId" | "awayUntilAt" | "returningLegId">;

function seatState({ legId, awayUntilAt, returningLegId }: SeatFacts): string {
  if (returningLegId !== undefined) return awayUntilAt === undefined ? "returning" : "away-returning";
  if (awayUntilAt !== undefined) return legId === null ? "away-without-leg" : "away";
  return legId === null ? "empty" : "held";
}
