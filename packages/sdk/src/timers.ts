/** Time and chance, as arguments, so that tests own them. */
export type Timers = {
  /** Milliseconds on a clock that also counts while the machine sleeps. */
  readonly now: () => number;
  /** Calls once, unless what it returns is called before. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** From 0 up to 1. */
  readonly random: () => number;
};

export const realTimers: Timers = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
