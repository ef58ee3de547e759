/** Events as the machine would journal them, for the folds. */
import { asId, defaultCentre, unixMs } from "@legroom/model";
import type { CentreConfig, Event, EventBody, SegmentOutcome, UnixMs } from "@legroom/model";

export const START = 1_780_000_000_000;
export const sales = asId<"queue">("sales");
export const billing = asId<"queue">("billing");
export const alice = asId<"agent">("alice");
export const bob = asId<"agent">("bob");

/** `s` seconds into the day. */
export function second(s: number): UnixMs {
  return unixMs(START + s * 1000);
}

export class History {
  readonly events: Event[] = [];

  at(s: number, body: EventBody): this {
    const header = { seq: this.events.length + 1, at: second(s), v: 1, inputId: asId<"input">("i1") } as const;
    this.events.push({ ...header, ...body });
    return this;
  }

  enters(s: number, caller: string, of: { queueId?: typeof sales; segment?: number } = {}): this {
    return this.at(s, {
      type: "interaction.queued",
      interactionId: asId(caller),
      queueId: of.queueId ?? sales,
      segment: of.segment ?? 1,
      enteredAt: second(s),
      firstEnteredAt: second(s),
      band: 1,
      virtualEntryAt: second(s),
      queueUntilAt: second(s + 300),
      totalUntilAt: second(s + 900),
      announceAt: second(s + 30),
      again: false,
    });
  }

  leaves(
    s: number,
    caller: string,
    of: { outcome: SegmentOutcome; waitedS: number; queueId?: typeof sales; segment?: number },
  ): this {
    return this.at(s, {
      type: "queue-segment.ended",
      interactionId: asId(caller),
      queueId: of.queueId ?? sales,
      segment: of.segment ?? 1,
      outcome: of.outcome,
      waitedMs: of.waitedS * 1000,
    });
  }

  configured(s: number, serviceLevelMs: number): this {
    return this.at(s, {
      type: "centre.configured",
      version: 1,
      actor: { kind: "operator" },
      config: config(serviceLevelMs),
    });
  }
}

/** The default centre with another T for each queue. */
export function config(serviceLevelMs: number): CentreConfig {
  const { contacts: _, queues, ...rest } = defaultCentre();
  return { ...rest, contacts: [], queues: queues.map((queue) => ({ ...queue, serviceLevelMs })) };
}
