/**
 * Header fields in their order, found by name in any case or compact form.
 *
 * Values are kept as text and parsed where they are used: most headers of most messages are never looked at.
 */
export class Headers {
  readonly #entries: [key: string, value: string][] = [];

  /** The first value, or undefined. */
  get(name: string): string | undefined {
    const key = headerKey(name);
    for (const entry of this.#entries) if (entry[0] === key) return entry[1];
    return undefined;
  }

  /** One text for each line of this name, in order. */
  all(name: string): string[] {
    const key = headerKey(name);
    const values: string[] = [];
    for (const entry of this.#entries) if (entry[0] === key) values.push(entry[1]);
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  add(name: string, value: string): this {
    this.#entries.push([headerKey(name), value]);
    return this;
  }

  /** Replaces all of this name; the place of the first is kept. */
  set(name: string, value: string): this {
    const key = headerKey(name);
    const at = this.#entries.findIndex((entry) => entry[0] === key);
    if (at < 0) return this.add(name, value);
    this.#entries[at] = [key, value];
    for (let index = this.#entries.length - 1; index > at; index -= 1)
      if (this.#entries[index]?.[0] === key) this.#entries.splice(index, 1);
    return this;
  }

  delete(name: string): this {
    const key = headerKey(name);
    for (let index = this.#entries.length - 1; index >= 0; index -= 1)
      if (this.#entries[index]?.[0] === key) this.#entries.splice(index, 1);
    return this;
  }

  /** Puts these lines of one name before everything else. */
  prependAll(name: string, values: readonly string[]): this {
    const key = headerKey(name);
    this.#entries.unshift(...values.map((value): [string, string] => [key, value]));
    return this;
  }

  /** Names in lower case with their values, in the order of the wire. */
  entries(): readonly (readonly [key: string, value: string])[] {
    return this.#entries;
  }

  get size(): number {
    return this.#entries.length;
  }
}

/** RFC 3261 7.3.3 and 20, RFC 3265, 3515, 3841, 4028, 4474, 3892. */
const compact: Readonly<Record<string, string>> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  d: "request-disposition",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  j: "reject-contact",
  k: "supported",
  l: "content-length",
  m: "contact",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
  y: "identity",
};

const keys = new Map<string, string>();
const KEYS_MAX = 512;

/** The lower-case long name. Remembered, since a message has the same few names as every other. */
export function headerKey(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const key = compact[lower] ?? lower;
  if (keys.size < KEYS_MAX) keys.set(name, key);
  return key;
}

const written: Readonly<Record<string, string>> = {
  "call-id": "Call-ID",
  cseq: "CSeq",
  "www-authenticate": "WWW-Authenticate",
  "mime-version": "MIME-Version",
};

/** As people write it: `content-type` becomes `Content-Type`. */
export function headerName(key: string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = written[key] ?? key.replace(/(^|-)([a-z])/g, (part) => part.toUpperCase());
  if (names.size < KEYS_MAX) names.set(key, name);
  return name;
}

const names = new Map<string, string>();
