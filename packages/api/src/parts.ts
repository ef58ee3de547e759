/** What every request shares: what the room was given, and the little that it remembers itself. */
import type { Publisher } from "@legroom/engine/ports";
import type { Event } from "@legroom/model";
import { EventHub, Readers } from "./event-hub.ts";
import { Repeats } from "./idempotency.ts";
import type { ApiOptions } from "./options.ts";
import { LastOffers } from "./own.ts";
import { Passwords } from "./passwords.ts";
import { RateLimit } from "./rate-limit.ts";
import { SignIns } from "./sign-ins.ts";
import { Visits } from "./visits.ts";

const MINUTE_MS = 60_000;
const LOOKS_MAX = 1000;

export type Parts = ApiOptions & {
  readonly hub: EventHub;
  readonly repeats: Repeats;
  readonly signIns: SignIns;
  readonly passwords: Passwords;
  readonly visits: Visits;
  readonly lastOffers: LastOffers;
  readonly looks: Looks;
  /** Visitors who read along. */
  readonly visitors: Readers;
  readonly limits: {
    /** Wrong keys, links and passwords from one address. */
    readonly failures: RateLimit;
    /** Wrong passwords for one name, from wherever. */
    readonly names: RateLimit;
    /** Visitors' calls from one address. */
    readonly visitorCalls: RateLimit;
  };
};

export function makeParts(options: ApiOptions): Parts {
  const { clock } = options;
  return {
    ...options,
    hub: new EventHub(),
    repeats: new Repeats(),
    signIns: new SignIns(options),
    passwords: new Passwords(),
    visits: new Visits(clock),
    lastOffers: new LastOffers(),
    looks: new Looks(),
    visitors: new Readers(),
    limits: {
      failures: new RateLimit({ clock, windowMs: MINUTE_MS, max: 20, loopbackMax: Infinity }),
      names: new RateLimit({ clock, windowMs: 15 * MINUTE_MS, max: 10 }),
      visitorCalls: new RateLimit({ clock, windowMs: MINUTE_MS, max: 10, loopbackMax: 600 }),
    },
  };
}

/** Durable events go in here, and to all that remember something of them. */
export function publisherOf({ hub, visits, lastOffers, signIns, log }: Parts): Publisher {
  const review = (event: Event): void => {
    if (event.type !== "centre.configured") return;
    signIns.review(event.config).catch((error: unknown) => {
      log.warn("people who left could not be signed out", { message: String(error) });
    });
  };
  return {
    publish: (events) => {
      lastOffers.note(events);
      visits.note(events);
      hub.publish(events);
      for (const event of events) review(event);
    },
  };
}

/** Looks that are repeated every second or two, and audited now and then. */
class Looks {
  readonly #auditedAt = new Map<string, number>();

  /** Audits this look unless it was audited within `everyMs`. Rejects when it cannot be. */
  async note(
    look: string,
    { at, everyMs }: { at: number; everyMs: number },
    audit: () => Promise<void>,
  ): Promise<void> {
    const before = this.#auditedAt.get(look);
    if (before !== undefined && at < before + everyMs) return;
    await audit();
    const [oldest] = this.#auditedAt.keys();
    if (this.#auditedAt.size >= LOOKS_MAX && oldest !== undefined) this.#auditedAt.delete(oldest);
    this.#auditedAt.delete(look);
    this.#auditedAt.set(look, at);
  }
}
