/**
 * Who sits where and who hears whom, exactly as it was stated. Whatever is not stated is silent (L7).
 *
 * A statement is examined whole before anything is changed: it takes effect between two ticks or not at all.
 */
import type { Endpoint } from "./endpoint.ts";
import { ToneSource } from "./music.ts";
import { accept, refuse } from "./protocol.ts";
import type { ConferenceState, Hearing, Result } from "./protocol.ts";
import { Seat } from "./seat.ts";
import { TotalVoice, VoiceBook } from "./voice.ts";
import type { Part, SoundSource, Voice } from "./voice.ts";

const SEATS_MAX = 32;
const SOURCES_MAX = 40;
const GAIN_DB_MIN = -60;
const GAIN_DB_MAX = 12;
/** Names of closed conferences, so that a late statement does not open one again. */
const CLOSED_MAX = 2_000;
/** From so many on who hear all but themselves, the sum is shared. */
const SHARE_FROM = 3;

export type ConferenceWorld = {
  endpoint(endpointId: string): Endpoint | undefined;
  music(name: string): SoundSource | undefined;
};

type Conference = { readonly id: string; version: number; seats: Seat[] };

export class ConferenceTable {
  readonly voices = new VoiceBook();
  readonly #world: ConferenceWorld;
  readonly #conferences = new Map<string, Conference>();
  readonly #seats = new Map<string, Seat>();
  readonly #seatOfEndpoint = new Map<string, Seat>();
  readonly #closed = new Set<string>();

  constructor(world: ConferenceWorld) {
    this.#world = world;
  }

  get size(): number {
    return this.#conferences.size;
  }

  seat(id: string): Seat | undefined {
    return this.#seats.get(id);
  }

  seatOf(endpointId: string): Seat | undefined {
    return this.#seatOfEndpoint.get(endpointId);
  }

  /** Carries out one state or the two of a move; gives those that now hold (an older one says nothing new). */
  set(states: readonly ConferenceState[]): Result<readonly ConferenceState[]> {
    const holding = states.filter((state) => !this.#isOld(state));
    const fresh = holding.filter((state) => this.#conferences.get(state.id)?.version !== state.version);
    const named = new Set(fresh.map((state) => state.id));
    const taken = { seats: new Set<string>(), endpoints: new Set<string>() };
    for (const state of fresh) {
      const fault = this.#examine(state, named, taken);
      if (fault !== undefined) return fault;
    }
    const left = fresh.flatMap((state) => this.#clear(state.id));
    for (const state of fresh) this.#sit(state);
    // Voices are made when everybody sits; the old ones are given back after that, so that what stays the same stays.
    for (const state of fresh) this.#connect(state);
    for (const { voice } of left) if (voice !== undefined) this.voices.release(voice);
    this.#forget(left.map(({ seat }) => seat));
    return accept(holding);
  }

  /** True if there was such a conference. Its seats are away from now on. */
  close(id: string, forGood: boolean): boolean {
    if (forGood) remember(this.#closed, id);
    const left = this.#clear(id);
    for (const { voice } of left) if (voice !== undefined) this.voices.release(voice);
    this.#forget(left.map(({ seat }) => seat));
    return this.#conferences.delete(id);
  }

  /** A leg is gone: its seat is without one. */
  unseat(endpointId: string): void {
    const seat = this.#seatOfEndpoint.get(endpointId);
    if (seat !== undefined) seat.endpoint = undefined;
    this.#seatOfEndpoint.delete(endpointId);
  }

  #isOld(state: ConferenceState): boolean {
    return this.#closed.has(state.id) || (this.#conferences.get(state.id)?.version ?? -1) > state.version;
  }

  #examine(
    state: ConferenceState,
    named: ReadonlySet<string>,
    taken: { readonly seats: Set<string>; readonly endpoints: Set<string> },
  ): ReturnType<typeof refuse> | undefined {
    if (!Number.isSafeInteger(state.version)) return refuse("bad-request", `version ${state.version}`);
    if (state.seats.length > SEATS_MAX) return refuse("conference-full", `${state.id}: more than ${SEATS_MAX} seats`);
    for (const { seat, endpointId } of state.seats) {
      if (taken.seats.has(seat)) return refuse("bad-request", `seat ${seat} is stated twice`);
      taken.seats.add(seat);
      const elsewhere = this.#seats.get(seat)?.conferenceId;
      if (elsewhere !== undefined && !named.has(elsewhere))
        return refuse("seat-elsewhere", `${seat} is in ${elsewhere}`);
      if (endpointId === null) continue;
      const fault = this.#examineEndpoint(endpointId, named, taken.endpoints);
      if (fault !== undefined) return fault;
    }
    return this.#examineHearers(state);
  }

  #examineEndpoint(
    endpointId: string,
    named: ReadonlySet<string>,
    taken: Set<string>,
  ): ReturnType<typeof refuse> | undefined {
    if (taken.has(endpointId)) return refuse("bad-request", `endpoint ${endpointId} is stated twice`);
    taken.add(endpointId);
    if (this.#world.endpoint(endpointId) === undefined) return refuse("unknown-endpoint", endpointId);
    const elsewhere = this.#seatOfEndpoint.get(endpointId)?.conferenceId;
    return elsewhere === undefined || named.has(elsewhere)
      ? undefined
      : refuse("seat-elsewhere", `endpoint ${endpointId} is in ${elsewhere}`);
  }

  #examineHearers(state: ConferenceState): ReturnType<typeof refuse> | undefined {
    const seats = new Set(state.seats.map(({ seat }) => seat));
    for (const [hearer, hearings] of Object.entries(state.hears)) {
      if (!seats.has(hearer)) return refuse("unknown-seat", `${hearer} hears, but does not sit in ${state.id}`);
      if (hearings.length > SOURCES_MAX) return refuse("bad-request", `${hearer} hears too many sources`);
      for (const hearing of hearings) {
        const { source, gainDb } = hearing;
        if (gainDb !== undefined && !(gainDb >= GAIN_DB_MIN && gainDb <= GAIN_DB_MAX))
          return refuse("bad-request", `gain ${gainDb} dB`);
        if (source.kind === "seat" && !seats.has(source.seat)) return refuse("unknown-seat", source.seat);
        if (source.kind === "music" && this.#world.music(source.name) === undefined)
          return refuse("unknown-music", source.name);
      }
    }
    return undefined;
  }

  /** Empties a conference; gives the seats that left with what they heard. */
  #clear(id: string): { readonly seat: Seat; readonly voice: Voice | undefined }[] {
    const conference = this.#conferences.get(id);
    if (conference === undefined) return [];
    const left = conference.seats.map((seat) => ({ seat, voice: seat.voice }));
    for (const seat of conference.seats) {
      if (seat.endpoint !== undefined) this.#seatOfEndpoint.delete(seat.endpoint.endpointId);
      seat.endpoint = undefined;
      seat.voice = undefined;
      seat.conferenceId = undefined;
    }
    conference.seats = [];
    return left;
  }

  #sit(state: ConferenceState): void {
    const seats = state.seats.map(({ seat: id, endpointId }) => {
      const seat = this.#seats.get(id) ?? new Seat(id);
      this.#seats.set(id, seat);
      seat.conferenceId = state.id;
      seat.endpoint = endpointId === null ? undefined : this.#world.endpoint(endpointId);
      if (seat.endpoint !== undefined) this.#seatOfEndpoint.set(seat.endpoint.endpointId, seat);
      return seat;
    });
    this.#conferences.set(state.id, { id: state.id, version: state.version, seats });
  }

  #connect(state: ConferenceState): void {
    const partsOf = new Map<string, readonly Part[]>();
    for (const [hearer, hearings] of Object.entries(state.hears))
      partsOf.set(
        hearer,
        hearings.flatMap((hearing) => this.#part(hearing)),
      );
    const totals = this.#totals(state, partsOf);
    for (const [hearer, parts] of partsOf) {
      const seat = this.#seats.get(hearer);
      if (seat === undefined) continue;
      const total = totals.get(hearer);
      seat.voice = total === undefined ? this.voices.acquire(parts) : this.voices.acquireAllBut(total, seatPart(seat));
    }
  }

  #part(hearing: Hearing): Part[] {
    const { source } = hearing;
    const gain = hearing.gainDb === undefined ? 1 : 10 ** (hearing.gainDb / 20);
    switch (source.kind) {
      case "seat": {
        const seat = this.#seats.get(source.seat);
        return seat === undefined ? [] : [{ ...seatPart(seat), gain }];
      }
      case "music": {
        const music = this.#world.music(source.name);
        return music === undefined ? [] : [{ key: `music:${source.name}`, source: music, gain }];
      }
      case "tone":
        return [{ key: `tone:${source.hz}/${source.dbov}`, source: new ToneSource(source), gain }];
      default:
        return [];
    }
  }

  /** Finds those who hear everybody but themselves: for each the sum that they share. */
  #totals(state: ConferenceState, partsOf: ReadonlyMap<string, readonly Part[]>): Map<string, TotalVoice> {
    const groups = new Map<string, string[]>();
    for (const [hearer, parts] of partsOf) {
      const seats = seatsHeard(state, hearer);
      const isPlain = seats.length === parts.length && parts.every(({ gain }) => gain === 1);
      if (!isPlain || seats.includes(hearer) || new Set(seats).size !== seats.length) continue;
      const group = [...seats, hearer].toSorted().join("|");
      groups.set(group, [...(groups.get(group) ?? []), hearer]);
    }
    const totals = new Map<string, TotalVoice>();
    for (const [first = "", ...others] of groups.values()) {
      if (others.length + 1 < SHARE_FROM) continue;
      const all = [first, ...seatsHeard(state, first)];
      const total = new TotalVoice(all.flatMap((seat) => this.#part({ source: { kind: "seat", seat } })));
      for (const hearer of [first, ...others]) totals.set(hearer, total);
    }
    return totals;
  }

  /** Seats that sit nowhere any more are forgotten; whoever records one keeps hold of it. */
  #forget(seats: readonly Seat[]): void {
    for (const seat of seats) {
      if (seat.conferenceId !== undefined) continue;
      seat.prompt?.stop();
      this.#seats.delete(seat.id);
    }
  }
}

function seatsHeard(state: ConferenceState, hearer: string): string[] {
  return (state.hears[hearer] ?? []).flatMap(({ source }) => (source.kind === "seat" ? [source.seat] : []));
}

function seatPart(seat: Seat): Part {
  return { key: `seat:${seat.id}`, source: seat, gain: 1 };
}

/** A set that forgets its oldest member at the bound. */
function remember(set: Set<string>, id: string): void {
  set.add(id);
  for (const oldest of set) {
    if (set.size <= CLOSED_MAX) break;
    set.delete(oldest);
  }
}
