/** CSV to the letter of RFC 4180: quotes are doubled inside quotes, lines end with CR LF or LF, a quote elsewhere is a fault. */

export type CsvRecord = { /** Where it begins, from 1. */ readonly line: number; readonly cells: readonly string[] };
export type CsvRead =
  | { readonly ok: true; readonly records: readonly CsvRecord[] }
  | { readonly ok: false; readonly fault: { readonly line: number; readonly message: string } };

/** Empty lines are passed over. More records than `recordsMax`, and the header, are a fault. */
export function readCsv(text: string, recordsMax: number): CsvRead {
  const reader = new Reader(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const records: CsvRecord[] = [];
  while (!reader.atEnd) {
    const { line } = reader;
    const cells: string[] = [];
    do {
      const cell = reader.cell();
      if (cell === undefined) return { ok: false, fault: { line: reader.line, message: reader.message } };
      cells.push(cell);
    } while (reader.comma());
    if (!reader.endOfLine()) return { ok: false, fault: { line: reader.line, message: "a quote inside of a cell" } };
    if (cells.length > 1 || cells[0] !== "") records.push({ line, cells: cells.map(unescaped) });
    if (records.length > recordsMax + 1)
      return { ok: false, fault: { line, message: `more than ${recordsMax} rows in one file` } };
  }
  return { ok: true, records };
}

class Reader {
  readonly #text: string;
  #at = 0;
  line = 1;
  message = "";

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Undefined, with a message, when it is broken. */
  cell(): string | undefined {
    return this.#text[this.#at] === '"' ? this.#quoted() : this.#plain();
  }

  comma(): boolean {
    if (this.#text[this.#at] !== ",") return false;
    this.#at += 1;
    return true;
  }

  endOfLine(): boolean {
    if (this.atEnd) return true;
    const length = this.#text.startsWith("\r\n", this.#at) ? 2 : this.#text[this.#at] === "\n" ? 1 : 0;
    this.#at += length;
    this.line += length === 0 ? 0 : 1;
    return length > 0;
  }

  #plain(): string | undefined {
    const from = this.#at;
    const found = /[,\r\n"]/g;
    found.lastIndex = from;
    const end = found.exec(this.#text)?.index ?? this.#text.length;
    this.#at = end;
    if (this.#text[end] !== '"' && (this.#text[end] !== "\r" || this.#text[end + 1] === "\n"))
      return this.#text.slice(from, end);
    this.message =
      this.#text[end] === '"' ? "a quote in a cell that is not quoted" : "a line end without its second half";
    return undefined;
  }

  #quoted(): string | undefined {
    const opened = this.line;
    let value = "";
    let from = this.#at + 1;
    for (;;) {
      const end = this.#text.indexOf('"', from);
      if (end < 0) {
        this.line = opened;
        this.message = "a quote that is never closed";
        return undefined;
      }
      value += this.#text.slice(from, end);
      if (this.#text[end + 1] !== '"') {
        this.#at = end + 1;
        this.line += value.split("\n").length - 1;
        return value;
      }
      value += '"';
      from = end + 2;
    }
  }
}

/** A spreadsheet takes what begins so for a formula, a list, or a command. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A line with its end. What would begin a formula is written behind an apostrophe; quoted where it has to be. */
export function csvLine(cells: readonly string[]): string {
  const written = cells.map((cell) => {
    const safe = FORMULA.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(",")}\r\n`;
}

/** The apostrophe that `csvLine` put in front is taken away again. */
function unescaped(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
