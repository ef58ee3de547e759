/** The ports of time and chance: the simulator has its own of both. */
import type { UnixMs } from "@legroom/model";

export interface Clock {
  /** Monotonic, anchored to UTC; never backwards. */
  now(): UnixMs;
  /** Calls once at or after `at`; the returned function calls it off. */
  alarm(at: UnixMs, ring: () => void): () => void;
}

export interface Entropy {
  /** 16 bytes as 32 hex digits, never the same twice. */
  next(): string;
}
