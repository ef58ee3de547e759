/** A disk that fails on request, for tests: memory shared with the thread that writes. */

/** Cell 0: so many appends fail before their commit. Cell 1: the database may have no more pages than this (0: no limit). */
export type StoreFaults = {
  readonly cells: Int32Array;
  failAppends(count: number): void;
  limitPages(pages: number): void;
};

export function makeFaults(): StoreFaults {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  return {
    cells,
    failAppends: (count) => void Atomics.store(cells, 0, count),
    limitPages: (pages) => void Atomics.store(cells, 1, pages),
  };
}
