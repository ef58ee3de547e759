/** Legs of the process before this one: their far sides still believe in them, and are told by BYE from the sealed memo. */
import type { KnownLeg } from "@legroom/model";
import type { Log, Vault } from "@legroom/engine/ports";
import type { DialogMemo, SipStack } from "@legroom/sip";
import { reasonOf } from "./cause.ts";
import type { Counters } from "./counters.ts";

/** At once, so that many legs neither flood the network nor wait for one that does not answer. */
const AT_ONCE_MAX = 50;

export type FormerLegsOptions = {
  readonly sip: SipStack;
  readonly vault: Vault;
  readonly log: Log;
  readonly counters: Counters;
};

/** Resolves when every far side was told or has not answered. Never rejects. */
export async function endFormerLegs(legs: readonly KnownLeg[], options: FormerLegsOptions): Promise<void> {
  const waiting = legs.values();
  const workers = Array.from({ length: AT_ONCE_MAX }, async () => {
    for (const leg of waiting) await endOne(leg, options);
  });
  await Promise.all(workers);
}

async function endOne(leg: KnownLeg, { sip, vault, log, counters }: FormerLegsOptions): Promise<void> {
  const text = leg.memo === undefined ? undefined : vault.open(leg.memo);
  if (text === undefined) {
    counters.count("former-leg.without-memo");
    return;
  }
  try {
    const memo = JSON.parse(text) as DialogMemo; // sealed by us: `Leg.sealedMemo` wrote it
    const outcome = await sip.endByMemo(memo, reasonOf("shutdown"));
    counters.count(`former-leg.${outcome}`);
  } catch (error) {
    counters.count("former-leg.failed");
    log.warn("a leg of before could not be ended", { legId: leg.legId, error: String(error) });
  }
}
