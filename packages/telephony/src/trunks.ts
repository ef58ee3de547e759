/** Whose word is taken for who calls: the trunks that the centre names, known by the address that they send from. */
import { BlockList, isIPv6 } from "node:net";
import type { CallerConfig } from "@legroom/model";
import type { Peer } from "@legroom/sip";

type Trunks = CallerConfig["trustedTrunks"];

export class TrustedTrunks {
  readonly #callers: () => CallerConfig;
  #made: { readonly of: Trunks; readonly list: BlockList } | undefined;

  constructor(callers: () => CallerConfig) {
    this.#callers = callers;
  }

  /** What the centre says of callers now. */
  get callers(): CallerConfig {
    return this.#callers();
  }

  /** Whether this came from a trusted trunk. A page never did, whatever its address. */
  trusts({ host, holder }: Pick<Peer, "host" | "holder">): boolean {
    const trunks = this.#callers().trustedTrunks;
    if (holder !== undefined || trunks === undefined || trunks.length === 0) return false;
    if (this.#made === undefined || this.#made.of !== trunks) this.#made = { of: trunks, list: listOf(trunks) };
    const [address = ""] = host.split("%", 1); // the zone is ours
    return this.#made.list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  }
}

/** An IPv4 address is found in its IPv6 form (`::ffff:192.0.2.7`) too. */
function listOf(trunks: NonNullable<Trunks>): BlockList {
  const list = new BlockList();
  for (const { addresses } of trunks)
    for (const one of addresses) {
      const [address = "", bits] = one.split("/");
      const family = isIPv6(address) ? "ipv6" : "ipv4";
      if (bits === undefined) list.addAddress(address, family);
      else list.addSubnet(address, Number(bits), family);
    }
  return list;
}
