/** The port of what is durable: inputs with their events, gapless, one writer per centre. */
import type { CentreId, Event, Input, UnixMs } from "@legroom/model";

/** One accepted step: its input and all that became true by it (effects are events too). */
export type JournalStep = { readonly input: Input; readonly events: readonly Event[] };

export type JournalOpening = {
  /** One more than at the last opening; durable when this is returned. */
  readonly epoch: number;
  /** 0 for an empty journal. */
  readonly lastSeq: number;
  readonly lastAt: UnixMs | undefined;
  /** A world as canonical text, and the last event in it. */
  readonly snapshot: { readonly seq: number; readonly world: string } | undefined;
};

export type JournalAppend = {
  readonly centreId: CentreId;
  readonly epoch: number;
  /** The last seq before these steps. */
  readonly expectedSeq: number;
  readonly steps: readonly JournalStep[];
};

export interface Journal {
  open(centreId: CentreId): Promise<JournalOpening>;
  /**
   * Durable (synced), with its read models, when it resolves: one commit. Rejects with a `Fault`: `journal.stale` for an
   * old epoch or another expected seq, `journal.failed` when the disk failed; then nothing of it is there.
   */
  append(append: JournalAppend): Promise<void>;
  /** Events after `afterSeq`, in order, in batches. */
  read(afterSeq: number): AsyncIterable<readonly Event[]>;
  /** Steps with their inputs after `afterSeq`, for replay (`replay equals`, explain). */
  steps(afterSeq: number): AsyncIterable<readonly JournalStep[]>;
  saveSnapshot(snapshot: { seq: number; world: string }): Promise<void>;
  close(): Promise<void>;
}
