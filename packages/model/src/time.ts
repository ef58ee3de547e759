/** Time is an argument: instants in UTC milliseconds, never a clock. */
declare const kind: unique symbol;

/** An instant, in whole milliseconds since 1970-01-01 UTC. */
export type UnixMs = number & { readonly [kind]: "unix-ms" };

export function unixMs(ms: number): UnixMs {
  return Math.trunc(ms) as UnixMs; // the only place where the brand is made
}

/** `ms` after `at`. */
export function after(at: UnixMs, ms: number): UnixMs {
  return unixMs(at + ms);
}

/** The earlier one; undefined stands for never. */
export function earlier(a: UnixMs | undefined, b: UnixMs | undefined): UnixMs | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return a < b ? a : b;
}
