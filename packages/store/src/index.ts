/** What lasts: the journal with its read models, the vault, traces. Fulfils the engine's ports on `node:sqlite`. */
export { benchJournal } from "./bench.ts";
export type { JournalBench } from "./bench.ts";
export { makeFaults } from "./faults.ts";
export type { StoreFaults } from "./faults.ts";
export { keepSnapshot } from "./keep-snapshot.ts";
export type { OfferRecord } from "./queries.ts";
export { openJournalBeside, openStore, openStoreBeside } from "./store.ts";
export type { JournalBeside, OpenStore, Store, StoreBeside, StoreQueries, StoreTraces } from "./store.ts";
