/** Parts of what is true of an agent, and of how long a queue's work takes them. */
import type { Actor, InteractionId, Presence, QueueId, UnixMs, WrapUpMode } from "@legroom/model";

/** What they have chosen for when nothing holds them any more. */
export type PlannedPresence = {
  readonly presence: Presence;
  readonly reasonCode?: string;
  /** Who chose it. */
  readonly actor: Actor;
};

export type WrapUp = {
  readonly interactionId: InteractionId;
  readonly untilAt: UnixMs;
  /** Absent if an older version began it: optional, without extension. */
  readonly mode?: WrapUpMode;
  readonly extensionLeftMs?: number;
  /** Of the talk, and since when; absent if an older version began it. */
  readonly queueId?: QueueId;
  readonly startedAt?: UnixMs;
};

/** Of talks and of wrap-ups: how many, in thousandths, and their time in all. Fades with each further one. */
export type HandleTimes = {
  readonly talks: number;
  readonly talkMs: number;
  readonly wrapUps: number;
  readonly wrapUpMs: number;
};
