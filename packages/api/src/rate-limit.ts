/** How often something may happen by one name or from one address within a while. Bounded. */
import { isIP } from "node:net";
import type { Clock } from "@legroom/engine/ports";

const KEYS_MAX = 10_000;

type Limit = {
  readonly clock: Clock;
  readonly windowMs: number;
  readonly max: number;
  /** The same for an address of this machine; `max` unless told. Only for limits whose keys are addresses. */
  readonly loopbackMax?: number;
};
type Noted = { count: number; readonly sinceAt: number };

export class RateLimit {
  readonly #limit: Limit;
  readonly #noted = new Map<string, Noted>();
  #total = 0;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** Everything noted since the start, for the log and for tests. */
  get total(): number {
    return this.#total;
  }

  /** Seconds until it may happen by this key again; undefined if it may now. */
  waitSeconds(key: string): number | undefined {
    const noted = this.#current(key);
    if (noted === undefined || noted.count < this.#maxOf(key)) return undefined;
    return Math.max(1, Math.ceil((noted.sinceAt + this.#limit.windowMs - this.#limit.clock.now()) / 1000));
  }

  note(key: string): void {
    this.#total += 1;
    const noted = this.#current(key);
    if (noted !== undefined) {
      noted.count += 1;
      return;
    }
    // The oldest goes first, so that a flood of keys costs a bounded memory and nothing else.
    const [oldest] = this.#noted.keys();
    if (this.#noted.size >= KEYS_MAX && oldest !== undefined) this.#noted.delete(oldest);
    this.#noted.set(key, { count: 1, sinceAt: this.#limit.clock.now() });
  }

  forget(key: string): void {
    this.#noted.delete(key);
  }

  #maxOf(key: string): number {
    const { max, loopbackMax } = this.#limit;
    return loopbackMax !== undefined && isLoopback(key) ? loopbackMax : max;
  }

  #current(key: string): Noted | undefined {
    const noted = this.#noted.get(key);
    if (noted === undefined || this.#limit.clock.now() < noted.sinceAt + this.#limit.windowMs) return noted;
    this.#noted.delete(key);
    return undefined;
  }
}

/** IPv4 addresses arrive as `::ffff:127.0.0.1` where the listener is dual-stack. */
function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, "");
  return isIP(plain) === 4 ? plain.startsWith("127.") : plain === "::1";
}
