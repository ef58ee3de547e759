/** Time as an argument of the room, so that every timer of the RFC can be tested in virtual time. */
export type Timer = { readonly timer: unknown };

export type Clock = {
  /** Milliseconds since the Unix epoch; never goes backwards. */
  now(): number;
  /** Calls `run` once after `delayMs` unless cleared. */
  setTimer(run: () => void, delayMs: number): Timer;
  /** Clearing a timer that has run, or twice, is harmless. */
  clearTimer(timer: Timer): void;
};

/** The machine's own clock, anchored to UTC at first use and monotonic from there. */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  setTimer: (run, delayMs) => ({ timer: setTimeout(run, delayMs) }),
  clearTimer: (handle) => clearTimeout(handle.timer as NodeJS.Timeout),
};
