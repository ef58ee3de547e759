/** What the mixer knows of a leg, whatever carries it: 20 ms in and 20 ms out on every tick. */
import type { Codec, EndpointFacts, Result } from "./protocol.ts";

export type Endpoint = {
  readonly endpointId: string;
  /** What the far side said in this tick; good until the next. */
  readonly frame: Int16Array;
  /** Whether there is anything but silence in it. */
  readonly voiced: boolean;
  /** The codec that is sent; null until the far side is known. */
  readonly codec: Codec | null;
  /** Whether the far side is to be sent anything. */
  readonly sends: boolean;
  /** Its connection is still being made, and there is hope for it: a prompt waits, so that its first words are heard. */
  readonly opening: boolean;
  /** Takes the next 20 ms of what the far side says into `frame`. */
  pull(dueMs: number): void;
  /** Sends 20 ms of audio, encoded for `codec`, unless a digit is being sent. */
  send(payload: Uint8Array): void;
  sendDigits(digits: string, digitMs: number, gapMs: number): Result<null>;
  /** Ticks were left out. */
  skip(ticks: number): void;
  facts(): EndpointFacts;
  /** Says goodbye and closes the sockets; may be called twice. */
  close(): void;
};
