/** The clock and the dice of a real machine. */
import { randomBytes } from "node:crypto";
import { unixMs } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import type { Clock, Entropy } from "./ports/clock.ts";

export type ClockSources = {
  /** Wall clock, ms since 1970. It may be set forward and back by people and NTP. */
  readonly wallMs: () => number;
  /** Monotonic, ms since any instant. It may stand still while the machine sleeps. */
  readonly monotonicMs: () => number;
};

/**
 * UTC that never goes backwards.
 *
 * It follows the wall clock while both clocks agree within 2 s between two looks, so that slow corrections are followed.
 * A wall clock that leaps ahead (set by hand, or the machine slept) is followed at once, and the engine sees the gap; one
 * that leaps back is not followed: time runs on by the monotonic clock.
 */
export function systemClock(sources: ClockSources = machineSources): Clock {
  let lastMs = sources.wallMs();
  let lastMonotonicMs = sources.monotonicMs();
  const now = (): UnixMs => {
    const monotonicMs = sources.monotonicMs();
    const wallMs = sources.wallMs();
    const expectedMs = lastMs + (monotonicMs - lastMonotonicMs);
    lastMonotonicMs = monotonicMs;
    lastMs = wallMs < expectedMs - LEAP_MS ? expectedMs : Math.max(lastMs, wallMs);
    return unixMs(lastMs);
  };
  return { now, alarm: (at, ring) => ringAt(now, at, ring) };
}

const LEAP_MS = 2000;
const machineSources: ClockSources = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** A timer may fire a little early, and waits no longer than 2^31 ms: look again until it is really time. */
function ringAt(now: () => UnixMs, at: UnixMs, ring: () => void): () => void {
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const leftMs = at - now();
    if (leftMs <= 0) ring();
    else timer = setTimeout(look, Math.min(leftMs, LONGEST_MS));
  };
  timer = setTimeout(look, Math.min(Math.max(0, at - now()), LONGEST_MS));
  return () => clearTimeout(timer);
}

const LONGEST_MS = 86_400_000;

/** 16 random bytes for each step, drawn in blocks because the system call costs more than the bytes. */
export function systemEntropy(): Entropy {
  let block = Buffer.alloc(0);
  let offset = 0;
  return {
    next() {
      if (offset >= block.length) {
        block = randomBytes(BLOCK_BYTES);
        offset = 0;
      }
      offset += 16;
      return block.toString("hex", offset - 16, offset);
    },
  };
}

const BLOCK_BYTES = 4096;
