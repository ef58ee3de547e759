/** Ids from an input's entropy: the same input gives the same ids, whenever it is stepped (L1). */
import { asId } from "@legroom/model";
import type { Id } from "@legroom/model";

/**
 * The ids of one step: 128 bits each as 32 hex digits. Four lanes of the entropy are mixed with the counter by the
 * finaliser of MurmurHash3 (public domain), which is a bijection of each lane, so ids of one step never collide.
 */
export class IdSource {
  readonly #entropy: string;
  /** The entropy's lanes: read when the first id is asked for, since most steps ask for none. */
  #lanes: readonly [number, number, number, number] | undefined;
  #n = 0;

  constructor(entropy: string) {
    this.#entropy = entropy;
  }

  next<Kind extends string>(): Id<Kind> {
    this.#lanes ??= [lane(this.#entropy, 0), lane(this.#entropy, 8), lane(this.#entropy, 16), lane(this.#entropy, 24)];
    const [first, second, third, fourth] = this.#lanes;
    this.#n += 1;
    const a = mix(first ^ Math.imul(this.#n + 1, 0x9e37_79b9) ^ 0x85eb_ca6b);
    const b = mix(second ^ a ^ Math.imul(2, 0x85eb_ca6b));
    const c = mix(third ^ b ^ Math.imul(3, 0x85eb_ca6b));
    const d = mix(fourth ^ c ^ Math.imul(4, 0x85eb_ca6b));
    return asId<Kind>(hex(a, b, c, d));
  }
}

/** Eight hex digits as 32 bits. */
function lane(entropy: string, at: number): number {
  let word = 0;
  for (let place = at; place < at + 8; place += 1) {
    const code = entropy.charCodeAt(place);
    word = (word << 4) | ((code & 15) + (code >> 6) * 9); // of a digit its last four bits, of a letter nine more
  }
  return word;
}

function mix(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return h ^ (h >>> 16);
}

const DIGIT = Array.from({ length: 16 }, (_, value) => value.toString(16).charCodeAt(0));

/** The digit that stands `bits` from the right. */
function digit(word: number, bits: number): number {
  return DIGIT[(word >>> bits) & 15] ?? 0;
}

/** All digits in one call: a flat text, which is quicker to make and to look up than one joined of parts. */
function hex(a: number, b: number, c: number, d: number): string {
  return String.fromCharCode(
    digit(a, 28),
    digit(a, 24),
    digit(a, 20),
    digit(a, 16),
    digit(a, 12),
    digit(a, 8),
    digit(a, 4),
    digit(a, 0),
    digit(b, 28),
    digit(b, 24),
    digit(b, 20),
    digit(b, 16),
    digit(b, 12),
    digit(b, 8),
    digit(b, 4),
    digit(b, 0),
    digit(c, 28),
    digit(c, 24),
    digit(c, 20),
    digit(c, 16),
    digit(c, 12),
    digit(c, 8),
    digit(c, 4),
    digit(c, 0),
    digit(d, 28),
    digit(d, 24),
    digit(d, 20),
    digit(d, 16),
    digit(d, 12),
    digit(d, 8),
    digit(d, 4),
    digit(d, 0),
  );
}
