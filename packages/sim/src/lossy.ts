/**
 * A telephony whose facts come as from a bad network between processes: doubled, late, and so out of order; and some
 * confirmations never. Facts about legs, endpoints and lost media are never lost: whoever reports them keeps them until
 * they are durable.
 */
import { after } from "@legroom/model";
import type { TelephonyFact } from "@legroom/model";
import type { Clock, Telephony } from "@legroom/engine/ports";
import type { Dice } from "./dice.ts";

export type Loss = {
  /** Shares of 1. */
  readonly doubled: number;
  readonly late: number;
  readonly lateMsMax: number;
  /** Of confirmations only. */
  readonly missing: number;
};

export const badNetwork: Loss = { doubled: 0.15, late: 0.2, lateMsMax: 1500, missing: 0.1 };

const confirmations: ReadonlySet<TelephonyFact["type"]> = new Set([
  "conference.applied",
  "conference.closed",
  "prompt.started",
  "prompt.ended",
  "recording.started",
  "recording.finished",
  "leg.ringing",
  "effect.failed",
]);

export function lossy(telephony: Telephony, parts: { clock: Clock; dice: Dice; loss?: Loss }): Telephony {
  const { clock, dice, loss = badNetwork } = parts;
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => void clock.alarm(after(clock.now(), ms), () => resolve()));
  return {
    capabilities: telephony.capabilities,
    start: (start) =>
      telephony.start({
        ...start,
        deliver: async (fact) => {
          if (confirmations.has(fact.type) && dice.chance(loss.missing)) return;
          if (dice.chance(loss.doubled)) void wait(dice.between(0, loss.lateMsMax)).then(() => start.deliver(fact));
          if (dice.chance(loss.late)) await wait(dice.between(1, loss.lateMsMax));
          await start.deliver(fact);
        },
      }),
    take: (effects) => telephony.take(effects),
    stop: () => telephony.stop(),
    health: () => telephony.health(),
  };
}
