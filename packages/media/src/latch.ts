/** From whom media is taken: the signalled address, or a proven one, and of its ports those that the rule allows. */
import type { LatchRule } from "./protocol.ts";

/** A place that has fallen silent so long may be replaced by another that is allowed (a NAT that changed its mind). */
const RELATCH_MS = 2_000;

export type Place = { readonly address: string; readonly port: number };

export class Latch {
  readonly #rule: LatchRule;
  readonly #signalled: Place;
  readonly #provenAddress: string | undefined;
  #settled: Place | undefined;
  #heardMs = 0;

  constructor(remote: Place & { readonly latch?: LatchRule; readonly provenAddress?: string }) {
    this.#rule = remote.latch ?? "any-port-on-signalled-address";
    this.#signalled = { address: remote.address, port: remote.port };
    this.#provenAddress = remote.provenAddress;
  }

  /** Where to send: where media comes from, else where signalling said. */
  get place(): Place {
    return this.#settled ?? this.#signalled;
  }

  /** Whether this address and port may be the far side. */
  allows(from: string, port: number, nowMs: number): boolean {
    const address = plain(from);
    if (is(this.#signalled, address, port) || is(this.#settled, address, port)) return true;
    const byAddress = address === this.#signalled.address && this.#rule === "any-port-on-signalled-address";
    if (!byAddress && address !== this.#provenAddress) return false;
    return this.#settled === undefined || nowMs - this.#heardMs > RELATCH_MS;
  }

  /** Media that is fit to be heard came from here: it is the far side's place from now on. */
  settle(from: string, port: number, nowMs: number): void {
    const address = plain(from);
    if (!is(this.#settled, address, port)) this.#settled = { address, port };
    this.#heardMs = nowMs;
  }
}

function is(place: Place | undefined, address: string, port: number): boolean {
  return place !== undefined && place.port === port && place.address === address;
}

/** An IPv4 address as it is written, also where an IPv6 socket saw it. */
export function plain(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
