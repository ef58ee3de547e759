/** Three small words for what must be so. What they report is a bug of ours, never a mistake of a caller. */

/** The end of a switch over a union: compiles only if no case is left out. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${why}`);
}

/** The value, which cannot be missing here. */
export function must<T>(value: T | undefined | null, why: string): T {
  if (value === undefined || value === null) throw new Error(`missing: ${why}`);
  return value;
}
