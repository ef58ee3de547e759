/** Who sits where and who hears whom: data, stated whole; what is not stated is silent (L7). */
import type { ConferenceId, LegId, SeatId } from "./id.ts";

export const conferenceKinds = ["ai", "hold", "interaction", "consult"] as const;
export type ConferenceKind = (typeof conferenceKinds)[number];

/** What can be heard: a seat, music by name, or the comfort sound for who waits for a lost party. */
export type Source = { readonly seat: SeatId } | { readonly music: "hold" } | { readonly tone: "comfort" };

/** One source that a hearer hears, 0 dB unless stated (−60 to +12). */
export type Hearing = { readonly source: Source; readonly gainDb?: number };

/** A party's place; without a leg the seat is away. */
export type SeatPlace = { readonly seatId: SeatId; readonly legId: LegId | null };

/** The desired state of one conference. An older version than one already taken is ignored. */
export type ConferenceState = {
  readonly conferenceId: ConferenceId;
  /** Its name, for people and traces: `interaction-…`. */
  readonly name: string;
  readonly version: number;
  /** At most 32. */
  readonly seats: readonly SeatPlace[];
  readonly hears: { readonly [hearer: SeatId]: readonly Hearing[] };
};

export const SEATS_MAX = 32;
