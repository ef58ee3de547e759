/** From whom media is taken: the signalled address alone, and of its ports those that the rule allows. */
import type { LatchRule } from "./protocol.ts";

/** A port that has fallen silent so long may be replaced by another of the same address (a NAT that changed its mind). */
const RELATCH_MS = 2_000;

export class Latch {
  readonly #rule: LatchRule;
  readonly #address: string;
  readonly #signalledPort: number;
  #port: number | undefined;
  #heardMs = 0;

  constructor(remote: { readonly address: string; readonly port: number; readonly latch?: LatchRule }) {
    this.#rule = remote.latch ?? "any-port-on-signalled-address";
    this.#address = remote.address;
    this.#signalledPort = remote.port;
  }

  /** Where to send: where media comes from, else where signalling said. */
  get port(): number {
    return this.#port ?? this.#signalledPort;
  }

  /** Whether this address and port may be the far side. */
  allows(address: string, port: number, nowMs: number): boolean {
    if (plain(address) !== this.#address) return false;
    if (port === this.#port || port === this.#signalledPort) return true;
    if (this.#rule === "signalled-address") return false;
    return this.#port === undefined || nowMs - this.#heardMs > RELATCH_MS;
  }

  /** Media that is fit to be heard came from this port: it is the far side's from now on. */
  settle(port: number, nowMs: number): void {
    this.#port = port;
    this.#heardMs = nowMs;
  }
}

/** An IPv4 address as it is written, also where an IPv6 socket saw it. */
export function plain(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
