/** Opens what lasts in one directory. One directory belongs to one centre and is written by one process. */
import type { Journal, Log, Queries, TraceSink, Vault } from "@legroom/engine/ports";
import type { StoreFaults } from "./faults.ts";

export type OpenStore = {
  /** Made if it is not there. */
  readonly directory: string;
  readonly log: Log;
  /** For tests. */
  readonly faults?: StoreFaults;
};

export type StoreQueries = Queries & {
  /** Whether the audit's hash chain is whole; else the number of the first entry that does not fit. */
  verifyAudit(): Promise<{ readonly entries: number; readonly brokenAt?: number }>;
};

export type StoreTraces = TraceSink & {
  /** Entries that found the buffer full, or the disk. */
  readonly dropped: number;
  flush(): Promise<void>;
};

export type Store = {
  readonly journal: Journal;
  readonly queries: StoreQueries;
  readonly vault: Vault;
  readonly traces: StoreTraces;
  /** Folds the whole journal again. Resolves with the number of events. */
  rebuildReadModels(): Promise<number>;
  /** May be called twice. */
  close(): Promise<void>;
};

/** What another process (trace, reports) may do beside the one that writes, or while none runs. */
export type StoreBeside = {
  readonly queries: Omit<StoreQueries, "audit">;
  readonly vault: Pick<Vault, "describe" | "open" | "deriveKey">;
  close(): Promise<void>;
};

/**
 * Rejects with a `Fault` of code `start.failed` and one clear line: the directory cannot be written, another process has
 * it, or this SQLite is too old.
 */
export function openStore(options: OpenStore): Promise<Store> {
  return Promise.reject(new Error(`not built yet: ${options.directory}`));
}

/** Reads only, takes no lock. Rejects with `start.failed` when there is nothing to read. */
export function openStoreBeside(options: Omit<OpenStore, "faults">): Promise<StoreBeside> {
  return Promise.reject(new Error(`not built yet: ${options.directory}`));
}
