/** One centre, running: its door for people, its intake for telephony, its start and its end. */
import { after, asId, refuse, isTelephonyEffect, unixMs } from "@legroom/model";
import type { Actor, CommandBody, CommandId, Effect, Event, TelephonyFact } from "@legroom/model";
import { CallerDesk } from "./caller-desk.ts";
import type { CentreDoor, CommandResult, Health, Now } from "./centre-door.ts";
import { defaultLimits } from "./centre-parts.ts";
import type { CentreLimits, CentreParts } from "./centre-parts.ts";
import { Counters } from "./counters.ts";
import type { CentreFigures } from "./counters.ts";
import { Loop, notNow } from "./loop.ts";
import { routingMachine } from "./machine.ts";
import type { LiveWorld } from "./machine.ts";
import { toSnapshot } from "./snapshot.ts";

/** Use: construct with all parts, `start` once, `stop` (which may be called twice). */
export class Centre implements CentreDoor {
  readonly #parts: CentreParts;
  readonly #limits: CentreLimits;
  readonly #counters = new Counters();
  readonly #loop: Loop;
  readonly #callerDesk: CallerDesk;
  /** Effects that are durable before telephony is up; undefined from then on. */
  #held: Effect[] | undefined = [];
  #commandsOpen = 0;
  #snapshotSeq = 0;
  #makingSnapshot = false;
  #snapshotsRestUntilAt = unixMs(0);
  #accepting = false;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(parts: CentreParts) {
    this.#parts = parts;
    this.#limits = { ...defaultLimits, ...parts.limits };
    this.#loop = new Loop({
      ...parts,
      acceptClock: parts.acceptClock === true,
      machine: parts.machine ?? routingMachine,
      limits: this.#limits,
      counters: this.#counters,
      onDurable: (events, effects) => this.#goOut(events, effects),
    });
    this.#callerDesk = new CallerDesk({
      callers: parts.callers,
      clock: parts.clock,
      log: parts.log,
      deliver: (body) => void this.#loop.post({ kind: "fact", body, done: () => undefined }),
    });
  }

  /** Rejects with a `Fault` whose message is one clear line; nothing runs then. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Ends telephony, commits its last facts, saves a snapshot, closes the journal. May be called twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Telephony's way in. Resolves when the fact is durable, or has changed nothing; never rejects. */
  deliver(fact: TelephonyFact): Promise<void> {
    return new Promise((resolve) => {
      if (this.#loop.post({ kind: "fact", body: fact, done: resolve })) return;
      this.#shed(fact);
      resolve();
    });
  }

  command(body: CommandBody, by: { actor: Actor; commandId: CommandId }): Promise<CommandResult> {
    if (!this.#accepting || !this.#loop.journalUp) return Promise.reject(notNow());
    if (this.#commandsOpen >= this.#limits.commandsMax) {
      this.#counters.count.shed += 1;
      return Promise.resolve(refuse("command.bound", "too many commands wait for their answer: try again in a moment"));
    }
    this.#commandsOpen += 1;
    return new Promise<CommandResult>((answer, fail) => {
      this.#loop.post({ kind: "command", body: { ...body, ...by }, answer, fail });
    }).finally(() => {
      this.#commandsOpen -= 1;
    });
  }

  ask<Answer>(question: (now: Now) => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!this.#accepting) reject(notNow());
      else
        this.#loop.question({
          put: (look) => {
            try {
              const answer = question(look);
              this.#loop.whenDurable(() => resolve(answer), reject);
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          },
          fail: reject,
        });
    });
  }

  health(): Health {
    const parts = { ...this.#parts.telephony.health(), journal: this.#loop.journalUp };
    return { status: Object.values(parts).every(Boolean) ? "ok" : "failing", parts };
  }

  figures(): CentreFigures {
    return this.#counters.figures();
  }

  async #start(): Promise<void> {
    const { telephony, journal, log } = this.#parts;
    try {
      const begun = await this.#loop.begin();
      this.#snapshotSeq = begun.opening.snapshot?.seq ?? 0;
      if (this.#parts.snapshots === undefined) await this.#saveAfterLongTail();
      this.#accepting = true;
      const { epoch, endpoints, formerLegs } = begun;
      const deliver = (fact: TelephonyFact): Promise<void> => this.deliver(fact);
      await telephony.start({ epoch, endpoints, formerLegs, deliver, devices: this.#loop.devices });
      const held = this.#held ?? [];
      this.#held = undefined;
      this.#take([...begun.outstanding, ...held]);
      log.info("the centre runs", { epoch, seq: this.#loop.durableSeq });
    } catch (error) {
      this.#accepting = false;
      this.#loop.close();
      await telephony.stop();
      await journal.close();
      throw error;
    }
  }

  async #stop(): Promise<void> {
    const { telephony, journal } = this.#parts;
    this.#accepting = false;
    if (this.#starting === undefined) return;
    const started = await this.#starting.then(
      () => true,
      () => false, // a failed start has ended everything itself
    );
    if (!started) return;
    await this.#within(telephony.stop(), "telephony did not stop in time");
    await this.#within(this.#loop.settled(), "the last facts were not durable in time");
    const world = this.#loop.close();
    if (world !== undefined && world.seq() > this.#snapshotSeq) await this.#save(world);
    await journal.close();
  }

  /** Durable: to be done, and to be shown. Neither may throw; if one does, the other still has its turn. */
  #goOut(events: readonly Event[], effects: readonly Effect[]): void {
    const { publisher, log } = this.#parts;
    try {
      if (this.#held !== undefined) this.#held.push(...effects);
      else this.#take(effects);
    } catch (error) {
      log.error("telephony threw where it may not", { error: String(error) });
    }
    try {
      publisher.publish(events);
    } catch (error) {
      log.error("the publisher threw where it may not", { error: String(error) });
    }
    this.#wantSnapshot();
  }

  #take(effects: readonly Effect[]): void {
    const forTelephony = effects.filter(isTelephonyEffect);
    if (forTelephony.length > 0) this.#parts.telephony.take(forTelephony);
    for (const effect of effects) if (!isTelephonyEffect(effect)) this.#callerDesk.take(effect);
  }

  /** A new leg beyond the bound is rejected without being decided on, so it is never in the journal. */
  #shed(fact: TelephonyFact): void {
    this.#counters.count.shed += 1;
    if (fact.type !== "leg.arrived" || this.#held !== undefined) return;
    const { legId } = fact;
    const untilAt = after(this.#loop.now(), SHED_MS);
    const effectId = asId<"effect">(`shed-${legId}`);
    this.#parts.telephony.take([{ type: "leg.reject", effectId, legId, cause: "overloaded", untilAt }]);
  }

  /** Without a maker: nothing runs yet, so this is the moment that harms nobody. */
  async #saveAfterLongTail(): Promise<void> {
    const world = this.#loop.wholeWorld();
    if (world !== undefined && world.seq() - this.#snapshotSeq >= this.#limits.snapshotEveryEvents)
      await this.#save(world);
  }

  async #save(world: LiveWorld): Promise<void> {
    const { journal, log, codeVersion } = this.#parts;
    try {
      const snapshot = toSnapshot(world, codeVersion);
      await journal.saveSnapshot(snapshot);
      this.#snapshotSeq = snapshot.seq;
      this.#counters.count.snapshots += 1;
    } catch (error) {
      log.warn("a snapshot failed: the next start reads more of the journal", { error: String(error) });
    }
  }

  /**
   * Asks the maker, if there is one, enough has happened, and it has rested: whatever a world of this size costs, making
   * snapshots takes a twentieth of a core. A failure only means a longer start.
   */
  #wantSnapshot(): void {
    const { snapshots, log } = this.#parts;
    const due = this.#loop.durableSeq - this.#snapshotSeq >= this.#limits.snapshotEveryEvents;
    const beganAt = this.#loop.now();
    if (snapshots === undefined || !due || this.#makingSnapshot || beganAt < this.#snapshotsRestUntilAt) return;
    this.#makingSnapshot = true;
    const kept = (seq: number | undefined): void => {
      if (seq === undefined) return;
      this.#snapshotSeq = seq;
      this.#counters.count.snapshots += 1;
    };
    snapshots
      .make(this.#loop.durableSeq)
      .then(kept, (error: unknown) => log.warn("a snapshot failed", { error: String(error) }))
      .finally(() => {
        const nowAt = this.#loop.now();
        this.#snapshotsRestUntilAt = after(nowAt, Math.min(SNAPSHOT_REST * (nowAt - beganAt), SNAPSHOT_REST_MS_MAX));
        this.#makingSnapshot = false;
      });
  }

  async #within(work: Promise<void>, otherwise: string): Promise<void> {
    let callOff = (): void => {};
    const late = new Promise<"late">((resolve) => {
      callOff = this.#loop.alarm(after(this.#loop.now(), this.#limits.stopMs), () => resolve("late"));
    });
    const end = await Promise.race([work, late]).catch((error: unknown) => String(error));
    callOff();
    if (end !== undefined) this.#parts.log.warn(otherwise, { end });
  }
}

const SHED_MS = 32_000;
/** So many times as long as the last one took. */
const SNAPSHOT_REST = 19;
/** What seemed to take longer was a machine that slept. */
const SNAPSHOT_REST_MS_MAX = 1_800_000;
