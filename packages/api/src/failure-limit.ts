/** Failed authentications by address: too many, and the address waits. Bounded; loopback is counted and never waits. */
import { isIP } from "node:net";
import type { Clock } from "@legroom/engine/ports";

const FAILURES_MAX = 20;
const WINDOW_MS = 60_000;
const ADDRESSES_MAX = 10_000;

type Failures = { count: number; readonly sinceAt: number };

export class FailureLimit {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();
  #total = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All failures since the start, for the log and for tests. */
  get total(): number {
    return this.#total;
  }

  /** Seconds until this address may try again; undefined if it may now. */
  waitSeconds(address: string): number | undefined {
    const failures = this.#current(address);
    if (failures === undefined || failures.count < FAILURES_MAX || isLoopback(address)) return undefined;
    return Math.max(1, Math.ceil((failures.sinceAt + WINDOW_MS - this.#clock.now()) / 1000));
  }

  note(address: string): void {
    this.#total += 1;
    const failures = this.#current(address);
    if (failures !== undefined) {
      failures.count += 1;
      return;
    }
    // The oldest goes first, so that a flood from many addresses costs a bounded memory and nothing else.
    const [oldest] = this.#failures.keys();
    if (this.#failures.size >= ADDRESSES_MAX && oldest !== undefined) this.#failures.delete(oldest);
    this.#failures.set(address, { count: 1, sinceAt: this.#clock.now() });
  }

  #current(address: string): Failures | undefined {
    const failures = this.#failures.get(address);
    if (failures === undefined || this.#clock.now() < failures.sinceAt + WINDOW_MS) return failures;
    this.#failures.delete(address);
    return undefined;
  }
}

/** IPv4 addresses arrive as `::ffff:127.0.0.1` where the listener is dual-stack. */
function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, "");
  return isIP(plain) === 4 ? plain.startsWith("127.") : plain === "::1";
}
