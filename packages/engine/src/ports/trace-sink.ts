/** The port of traces: what went over the wire, for people who ask why. Best effort and bounded; never in the journal. */
import type { LegId, PersonRef, UnixMs } from "@legroom/model";

export type TraceEntry = {
  readonly at: UnixMs;
  readonly legId: LegId;
  /** Whose key seals it. */
  readonly person: PersonRef | "centre";
  readonly kind: "sip" | "media";
  readonly direction: "in" | "out" | "none";
  /** `udp 127.0.0.1:5060`, or the media process. */
  readonly peer: string;
  readonly text: string;
};

export interface TraceSink {
  write(entry: TraceEntry): void;
}
