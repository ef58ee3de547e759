/** How fast the journal is on this disk. */

export type JournalBench = {
  readonly bench: "journal";
  /** Saturated, with read models. */
  readonly eventsPerSecond: number;
  readonly commitP99Ms: number;
  readonly cells: readonly {
    readonly name: string;
    readonly eventsPerSecond: number;
    readonly commitP50Ms: number;
    readonly commitP99Ms: number;
  }[];
};

/** Writes answered calls for `seconds` (default 4) saturated, then as long at 5,000 events/s, in a directory it removes. */
export function benchJournal(options: {
  readonly directory: string;
  readonly seconds?: number;
}): Promise<JournalBench> {
  return Promise.reject(new Error(`not built yet: ${options.directory}`));
}
