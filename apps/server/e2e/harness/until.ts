/** Waits for a state that nothing announces, such as a figure of the API: looks until it is so. */

const LOOK_EVERY_MS = 50;
/** What is not so by then does not become so: a busy machine is slow, and not broken. */
const PATIENCE_MS = 60_000;

/** Resolves with the first value that fits; rejects with the last one that did not. */
export async function until<Value>(
  look: () => Promise<Value> | Value,
  fits: (value: Value) => boolean,
  withinMs = PATIENCE_MS,
): Promise<Value> {
  const endAt = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    if (performance.now() > endAt) throw new Error(`after ${withinMs} ms it was still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
