/** Passwords: slow hashes that carry their own parameters, and the time that a wrong guess takes. */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Problem } from "./problem.ts";

/** OWASP's first choice for scrypt with r = 8 would be N = 2^17 (128 MiB each); at 2^15 one takes 32 MiB and about 100 ms. */
const COST = { log2N: 15, r: 8, p: 1 };
const HASH_BYTES = 32;
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/;
/** Each takes a thread and memory: those beyond wait, and beyond that are told to come later. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 20;

export type Cost = { readonly log2N: number; readonly r: number; readonly p: number };

export class Passwords {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  readonly #cost: Cost;
  /** Compared with where there is no password: the answer takes as long, and is no. */
  readonly #nobodys: string;

  constructor(cost: Cost = COST) {
    this.#cost = cost;
    this.#nobodys = encode(cost, randomBytes(16), randomBytes(HASH_BYTES));
  }

  /** Rejects with a `Problem` when too many are being hashed. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    return encode(this.#cost, salt, await this.#derive(password, { cost: this.#cost, salt }));
  }

  /** `hash` is undefined for who has no password, or does not exist. Rejects with a `Problem` when too many are tried. */
  async fits(password: string, hash: string | undefined): Promise<boolean> {
    const known = decode(hash ?? this.#nobodys) ?? decode(this.#nobodys);
    if (known === undefined) return false;
    const derived = await this.#derive(password, known);
    const same = derived.length === known.key.length && timingSafeEqual(derived, known.key);
    return same && hash !== undefined;
  }

  async #derive(password: string, { cost, salt }: { cost: Cost; salt: Buffer }): Promise<Buffer> {
    if (this.#waiting.length >= WAITING_MAX)
      throw new Problem("auth.too-many-failures", "too many people sign in at this moment", { retryAfterSeconds: 5 });
    if (this.#running < AT_ONCE_MAX) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve)); // whoever is done hands their place over
    try {
      return await derive(password, { cost, salt });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

function derive(password: string, { cost: { log2N, r, p }, salt }: { cost: Cost; salt: Buffer }): Promise<Buffer> {
  const N = 2 ** log2N;
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    // NIST SP 800-63B 3.1.1.2: the same text typed on another keyboard is the same password.
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function encode({ log2N, r, p }: Cost, salt: Buffer, key: Buffer): string {
  return ["scrypt", log2N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

function decode(text: string): { cost: Cost; salt: Buffer; key: Buffer } | undefined {
  const [, log2N, r, p, salt, key] = FORM.exec(text) ?? [];
  if (salt === undefined || key === undefined) return undefined;
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
}
