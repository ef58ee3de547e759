/**
 * Legs of the process before this one: their far sides still believe in them, and are told by BYE from the sealed memo.
 *
 * A page is told when it connects again: there is no way to it before.
 */
import { after } from "@legroom/model";
import type { KnownLeg } from "@legroom/model";
import type { Clock, Log, Vault } from "@legroom/engine/ports";
import type { DialogMemo, SipStack } from "@legroom/sip";
import { reasonOf } from "./cause.ts";
import type { Counters } from "./counters.ts";

/** At once, so that many legs neither flood the network nor wait for one that does not answer. */
const AT_ONCE_MAX = 50;
/** A page that was not back by then has noticed by itself that its audio is gone. */
const PAGES_MS_MAX = 60_000;

export type FormerLegsOptions = {
  readonly sip: SipStack;
  readonly vault: Vault;
  readonly log: Log;
  readonly clock: Clock;
  readonly counters: Counters;
};

export class FormerLegs {
  readonly #options: FormerLegsOptions;
  readonly #ofPages = new Map<string, DialogMemo[]>();
  #cancel: () => void = () => undefined;

  constructor(options: FormerLegsOptions) {
    this.#options = options;
  }

  /** Resolves when every far side was told or has not answered, pages aside. Never rejects. */
  async end(legs: readonly KnownLeg[]): Promise<void> {
    const { clock } = this.#options;
    this.#cancel = clock.alarm(after(clock.now(), PAGES_MS_MAX), () => this.#ofPages.clear());
    const memos = legs.flatMap((leg) => this.#memoOf(leg) ?? []);
    // Pages first, before anybody is waited for: they may come at any moment.
    for (const memo of memos) {
      const { holder } = memo.peer;
      if (holder !== undefined) this.#ofPages.set(holder, [...(this.#ofPages.get(holder) ?? []), memo]);
    }
    const waiting = memos.filter(({ peer }) => peer.holder === undefined).values();
    const workers = Array.from({ length: AT_ONCE_MAX }, async () => {
      for (const memo of waiting) await this.#bye(memo);
    });
    await Promise.all(workers);
  }

  /** A page has connected: whatever it was in is over. */
  pageCame(key: string): void {
    const memos = this.#ofPages.get(key) ?? [];
    this.#ofPages.delete(key);
    for (const memo of memos) void this.#bye(memo);
  }

  stop(): void {
    this.#cancel();
    this.#ofPages.clear();
  }

  #memoOf(leg: KnownLeg): DialogMemo | undefined {
    const { vault, counters } = this.#options;
    const text = leg.memo === undefined ? undefined : vault.open(leg.memo);
    if (text !== undefined) return JSON.parse(text) as DialogMemo; // sealed by us: `Leg.sealedMemo` wrote it
    counters.count("former-leg.without-memo");
    return undefined;
  }

  async #bye(memo: DialogMemo): Promise<void> {
    const { sip, log, counters } = this.#options;
    try {
      const outcome = await sip.endByMemo(memo, reasonOf("shutdown"));
      counters.count(`former-leg.${outcome}`);
    } catch (error) {
      counters.count("former-leg.failed");
      log.warn("a leg of before could not be ended", { callId: memo.callId, error: String(error) });
    }
  }
}
