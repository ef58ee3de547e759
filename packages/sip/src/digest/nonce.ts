/**
 * Nonces that need no memory until they are used: a time and a number, sealed by HMAC. A used one is remembered with
 * its highest nonce count until it would be stale anyway, so that no answer serves twice (RFC 7616 3.3, 5.5).
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const FRESH_MS = 300_000;
const USED_MAX = 50_000;
const MAC_HEX = 32;

export type NonceCheck = "fresh" | "stale" | "unknown";

export class Nonces {
  readonly #secret: Buffer;
  readonly #used = new Map<string, number>();
  #count = 0;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  make(now: number): string {
    this.#count = (this.#count + 1) % 0xffff_ffff;
    const plain = `${now.toString(16).padStart(12, "0")}${this.#count.toString(16).padStart(8, "0")}`;
    return plain + this.#mac(plain);
  }

  /** Ours and in time? Changes nothing. */
  check(nonce: string, now: number): NonceCheck {
    const plain = nonce.slice(0, 20);
    const mac = Buffer.from(nonce.slice(20));
    const expected = Buffer.from(this.#mac(plain));
    if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return "unknown";
    const age = now - Number.parseInt(plain.slice(0, 12), 16);
    return age >= 0 && age <= FRESH_MS ? "fresh" : "stale";
  }

  /** Takes this nonce count, once. Without a count a nonce serves once. */
  use(nonce: string, count: number): boolean {
    const highest = this.#used.get(nonce);
    if (highest !== undefined && count <= highest) return false;
    this.#used.delete(nonce);
    this.#used.set(nonce, count);
    if (this.#used.size > USED_MAX) {
      const oldest = this.#used.keys().next().value;
      if (oldest !== undefined) this.#used.delete(oldest);
    }
    return true;
  }

  #mac(plain: string): string {
    return createHmac("sha256", this.#secret).update(plain).digest("hex").slice(0, MAC_HEX);
  }
}
