/** What went over the wire: buffered, sealed by leg, written beside the calls. Bounded; what does not fit is counted. */
import type { Log, TraceEntry, Vault } from "@legroom/engine/ports";
import type { Sealed } from "@legroom/model";
import type { TraceRow } from "./trace-file.ts";

const ENTRIES_MAX = 10_000;
const BYTES_MAX = 8_000_000;
const FLUSH_ENTRIES = 500;
const FLUSH_MS = 250;

export class BufferedTraces {
  readonly #vault: Pick<Vault, "seal">;
  readonly #rows: (rows: readonly TraceRow[]) => Promise<void>;
  readonly #log: Log;
  #buffer: TraceEntry[] = [];
  #bytes = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #told = false;

  constructor(options: { vault: Pick<Vault, "seal">; rows: (rows: readonly TraceRow[]) => Promise<void>; log: Log }) {
    this.#vault = options.vault;
    this.#rows = options.rows;
    this.#log = options.log;
  }

  get dropped(): number {
    return this.#dropped;
  }

  write(entry: TraceEntry): void {
    if (this.#buffer.length >= ENTRIES_MAX || this.#bytes + entry.text.length > BYTES_MAX) {
      this.#drop(1, "the buffer is full");
      return;
    }
    this.#buffer.push(entry);
    this.#bytes += entry.text.length;
    if (this.#buffer.length === FLUSH_ENTRIES) void this.flush();
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Resolves when all that came before can be read. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#flush());
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    const entries = this.#buffer;
    if (entries.length === 0) return;
    this.#buffer = [];
    this.#bytes = 0;
    const rows = [...Map.groupBy(entries, (entry) => `${entry.person} ${entry.legId}`).values()].flatMap((group) =>
      this.#seal(group),
    );
    try {
      await this.#rows(rows);
    } catch (error) {
      this.#drop(entries.length, String(error));
    }
  }

  /** One text for a leg's entries, so that one key is used once for a flush. */
  #seal(group: readonly TraceEntry[]): TraceRow[] {
    const first = group[0];
    if (first === undefined) return [];
    try {
      return [{ legId: first.legId, at: first.at, sealed: this.#vault.seal(first.person, JSON.stringify(group)) }];
    } catch (error) {
      this.#drop(group.length, String(error)); // erased meanwhile
      return [];
    }
  }

  #drop(count: number, cause: string): void {
    this.#dropped += count;
    if (!this.#told) this.#log.warn("trace entries are dropped", { cause });
    this.#told = true;
  }
}

/** The entries in a leg's sealed texts that can still be opened, in time order. */
export function openTraces(sealed: readonly Sealed[], vault: Pick<Vault, "open">): TraceEntry[] {
  return sealed
    .flatMap((text) => {
      const opened = vault.open(text);
      return opened === undefined ? [] : (JSON.parse(opened) as TraceEntry[]); // as `#seal` made it
    })
    .toSorted((a, b) => a.at - b.at);
}
