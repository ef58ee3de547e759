/**
 * One centre's day: the product's own machine and engine, the fakes of its ports, people, and a watchman.
 *
 * Time passes only in `pass` and `until`. The day may be crashed at any moment: the engine is thrown away and a new one
 * starts from what is on the disk.
 */
import { Centre } from "@legroom/engine";
import type { Clock, JournalStep } from "@legroom/engine/ports";
import { after, asId, canonical, defaultCentre } from "@legroom/model";
import type {
  Actor,
  AgentId,
  AvailabilityState,
  CentreConfig,
  CentreFile,
  ConferenceState,
  InteractionId,
  LegId,
  Presence,
  UnixMs,
} from "@legroom/model";
import { apply, emptyWorld, indexProblems, lookAt, saveWorld, seqOf, step } from "@legroom/routing";
import type { Look } from "@legroom/routing";
import { CheckedMachine } from "./checked-machine.ts";
import { Dice, seededEntropy } from "./dice.ts";
import { FakeCallers } from "./fake-callers.ts";
import type { Far } from "./fake-leg.ts";
import { personOf } from "./fake-media.ts";
import { FakeTelephony } from "./fake-telephony.ts";
import { lossy } from "./lossy.ts";
import { OutsideView } from "./outside-view.ts";
import { SimAgent, SimCaller, SimVisitor } from "./people.ts";
import type { Town } from "./people.ts";
import { SimDisk, SimJournal } from "./sim-journal.ts";
import type { AppendFailure } from "./sim-journal.ts";
import { VirtualClock } from "./virtual-clock.ts";

export type DayOptions = {
  readonly seed: number;
  /** The default centre unless stated. */
  readonly centre?: CentreFile;
  /** Facts come doubled, late, out of order; some confirmations never. */
  readonly lossy?: boolean;
  /** Callers are looked up, by a directory of chance. */
  readonly lookUps?: boolean;
  /** Look the whole world over after every step. On unless stated. */
  readonly checking?: boolean;
  readonly appendMs?: number;
  /** In the place of routing's own, for days on which something shall be found. */
  readonly step?: typeof step;
};

/** What must never be was seen. Its message repeats the day. */
export class Violation extends Error {
  override readonly name = "Violation";
  /** What was seen, without seed and time. */
  readonly what: string;

  constructor(what: string, where: string) {
    super(`${where}:\n  ${what}`);
    this.what = what;
  }
}

export class Day implements Town {
  readonly clock = new VirtualClock();
  readonly dice: Dice;
  readonly disk = new SimDisk();
  readonly outside: OutsideView;
  readonly agents = new Map<string, SimAgent>();
  telephony: FakeTelephony;
  journal: SimJournal;
  centre: Centre;
  readonly #options: DayOptions;
  readonly #config: CentreConfig;
  readonly #machine: CheckedMachine;
  readonly #wire = new Map<LegId, Far>();
  readonly #callers = new Map<string, SimCaller>();
  readonly #found: string[] = [];
  readonly #checks: boolean;
  #life: { alive: boolean } = { alive: true };
  #starts = 0;
  #commands = 0;
  #replayed = emptyWorld();
  #applied = emptyWorld();

  constructor(options: DayOptions) {
    this.#options = options;
    this.dice = new Dice(options.seed);
    this.#config = sealed(options.centre ?? defaultCentre());
    const found = (problem: string): void => void this.#found.push(problem);
    this.outside = new OutsideView(found);
    this.#checks = options.checking !== false;
    this.#machine = new CheckedMachine({ checking: this.#checks, found, step: options.step ?? step });
    this.outside.onOfferEnded = (legs) => this.#watchRinging(legs);
    this.disk.onWrite = (steps) => this.outside.written(steps);
    [this.telephony, this.journal, this.centre] = this.#build();
  }

  /** What the machine knows now, durable or not. */
  get look(): Look {
    return lookAt(this.#machine.world);
  }

  /** The availability of one agent; undefined of somebody who is not (any more) in the centre. */
  stateOf(agentId: AgentId): AvailabilityState | undefined {
    return this.#machine.world.agents.get(agentId)?.availability;
  }

  /** Who waits, also while a phone rings for them. */
  inLine(): readonly InteractionId[] {
    const waiting: InteractionId[] = [];
    for (const { id, phase } of this.#machine.world.interactions.values())
      if (phase === "queued" || phase === "offering") waiting.push(id);
    return waiting;
  }

  async start(): Promise<this> {
    let started = false;
    const starting = this.centre.start().then(() => (started = true));
    await this.until(() => started, "the centre starts");
    await starting;
    return this;
  }

  /** `phones`: of somebody who is not known yet. */
  agent(name: string, phones = 1): SimAgent {
    const known = this.agents.get(name);
    if (known !== undefined) return known;
    const agent = new SimAgent(this, name, phones);
    this.agents.set(name, agent);
    return agent;
  }

  /** On the "call us" page. */
  visitor(name: string): SimVisitor {
    const visitor = new SimVisitor(this, name);
    this.#callers.set(name, visitor);
    return visitor;
  }

  caller(name: string, device?: string): SimCaller {
    const caller = new SimCaller(this, name, device === undefined ? undefined : asId<"device">(device));
    this.#callers.set(name, caller);
    return caller;
  }

  /** Phones registered and presence Available. */
  async available(...names: readonly string[]): Promise<void> {
    for (const name of names) this.agent(name).registers();
    await this.#reachable(names);
  }

  /** A page of each is open and presence Available; who is new here has no phone. */
  async inBrowsers(...names: readonly string[]): Promise<void> {
    for (const name of names) this.agent(name, 0).opensPage();
    await this.#reachable(names);
  }

  async #reachable(names: readonly string[]): Promise<void> {
    const places = names.length;
    await this.until(() => this.look.knownEndpoints().length >= places, "phones and pages are registered");
    for (const name of names) await this.agent(name).is("available");
  }

  callerNamed(name: string): SimCaller | undefined {
    return this.#callers.get(name);
  }

  /** Who hears whom with this caller: the names in the conference of their leg, sorted. */
  conferenceOf(caller: SimCaller): readonly string[] {
    if (caller.legId === undefined) return [];
    const [state] = this.telephony.conferencesOf(caller.legId);
    return (state?.seats ?? []).map((seat) => this.#nameOf(seat.legId)).toSorted();
  }

  async setPresence(agentId: AgentId, presence: Presence): Promise<void> {
    await this.command({ type: "presence.set", agentId, presence });
  }

  /** A command that may be refused, or fail while the journal is down: then it has changed nothing. */
  async command(body: Parameters<Centre["command"]>[0]): Promise<boolean> {
    let result: boolean | undefined;
    const life = this.#life;
    void this.asks(body).then((ok) => (result = ok));
    await this.until(() => result !== undefined || !life.alive, `${body.type} is answered`);
    return result === true;
  }

  /** The same without letting time pass: for what happens on an alarm. Never rejects. */
  asks(body: Parameters<Centre["command"]>[0], actor: Actor = { kind: "operator" }): Promise<boolean> {
    this.#commands += 1;
    const commandId = asId<"command">(`command-${this.#commands}`);
    return this.centre.command(body, { commandId, actor }).then(
      (result) => {
        if (result.ok) this.outside.answered(result.seq);
        return result.ok;
      },
      () => false,
    );
  }

  async pass(ms: number): Promise<void> {
    const untilAt = after(this.clock.now(), ms);
    await this.passUntil(untilAt);
  }

  /** Comes back before that time when power is lost (`SimJournal.diesAt`): then `crash` comes next. */
  async passUntil(untilAt: UnixMs): Promise<void> {
    await settled();
    while (!this.journal.isDead && this.clock.ringNext(untilAt)) {
      await settled();
      this.#judge();
    }
    this.#judge();
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    const untilAt = after(this.clock.now(), 120_000);
    await settled();
    while (!holds()) {
      if (!this.clock.ringNext(untilAt)) throw this.#violation(`not within two minutes: ${what}`);
      await settled();
      this.#judge();
    }
  }

  /**
   * The process dies and a new one starts from the disk. `inFlight`: whether a commit under way reached the disk. `told`:
   * whether the far sides learn of it at once, or from the next process.
   */
  async crash(how: { inFlight: AppendFailure; downMs: number; told: boolean }): Promise<void> {
    this.#life.alive = false;
    this.journal.cut(how.inFlight);
    this.telephony.die();
    this.#replay();
    if (how.told) for (const [legId, far] of this.#wire) far.over(legId, "process-gone");
    if (how.told) this.#wire.clear();
    await this.clock.pass(how.downMs);
    this.outside.processDied();
    [this.telephony, this.journal, this.centre] = this.#build();
    for (const agent of this.agents.values())
      for (const phone of agent.phones) this.telephony.finds(phone.endpointId, phone);
    await this.start();
    // Pages notice that their line is gone, and come again by themselves.
    for (const agent of this.agents.values())
      if (agent.page !== undefined) this.clock.alarm(after(this.clock.now(), PAGE_BACK_MS), () => agent.registers());
  }

  /** Judges the whole day: nothing left, everything ended, and the journal tells the same story twice (L1, L3). */
  async finish(): Promise<void> {
    this.outside.ended();
    const { legs, conferences, prompts, recordings } = this.telephony.left();
    const left = { legs, conferences, prompts, recordings, interactions: this.look.interactions().length };
    if (Object.values(left).some((count) => count > 0)) this.#found.push(`left after quiet: ${JSON.stringify(left)}`);
    this.#judge();
    this.#replay();
    if (this.#checks && saveWorld(this.#applied) !== saveWorld(this.#machine.world))
      this.#found.push("L3: the events applied give another world");
    this.#found.push(...indexProblems(this.#machine.world));
    this.#judge();
    let stopped = false;
    const stopping = this.centre.stop().then(() => (stopped = true));
    await this.until(() => stopped, "the centre stops");
    await stopping;
  }

  /** Everything on the disk, stepped again and applied, tells one story. */
  #replay(): void {
    if (!this.#checks) return;
    this.#catchUp();
    const wait = Object.fromEntries(this.#waitingIn(lookAt(this.#applied)));
    const books = this.outside.queues.waiting();
    if (canonical(wait) !== canonical(books))
      throw this.#violation(`conservation: ${canonical(wait)} wait, by the books ${canonical(books)}`);
    if (saveWorld(this.#replayed) !== saveWorld(this.#applied))
      throw this.#violation("L3: inputs stepped and events applied give two worlds");
    this.#found.push(...indexProblems(this.#applied));
  }

  #waitingIn(look: Look): readonly (readonly [string, number])[] {
    return look.queues().flatMap(({ id, waiting }) => (waiting > 0 ? [[id, waiting] as const] : []));
  }

  /** Steps what is on the disk again, and applies its events, from where it last ended. */
  #catchUp(): void {
    for (const { input, events, text } of this.disk.read(seqOf(this.#applied))) {
      for (const event of events) apply(this.#applied, event);
      const again = step(this.#replayed, input);
      if (!again.ok || !tellTheSame({ input, events: again.events }, text))
        throw this.#violation(`L1: ${input.type} ${input.id} stepped again decides otherwise`);
    }
  }

  /** As a second thread would: from the journal, while the machine runs. Unwatched days may take the world as it is. */
  async #makeSnapshot(journal: SimJournal): Promise<number | undefined> {
    if (this.#checks) this.#catchUp();
    const world = this.#checks ? this.#applied : this.#machine.world;
    const seq = seqOf(world);
    if (seq !== this.disk.lastSeq) return undefined;
    await journal.saveSnapshot({ seq, world: `${CODE_VERSION}\n${saveWorld(world)}` });
    return seq;
  }

  #judge(): void {
    if (this.#found.length > 0) throw this.#violation(this.#found.slice(0, 5).join("\n  "));
  }

  #violation(what: string): Violation {
    const at = new Date(this.clock.now()).toISOString();
    return new Violation(what, `seed ${this.#options.seed} at ${at}, event ${this.disk.lastSeq}`);
  }

  #nameOf(legId: LegId | null): string {
    const far = legId === null ? undefined : this.#wire.get(legId);
    return far?.name ?? "nobody";
  }

  #build(): [FakeTelephony, SimJournal, Centre] {
    const life = { alive: true };
    this.#life = life;
    this.#starts += 1;
    const { seed, appendMs = 0 } = this.#options;
    const clock = mortal(this.clock, life);
    const chance = (offset: number): Dice => new Dice(seed * 1000 + this.#starts * 10 + offset);
    const fake = new FakeTelephony({
      clock,
      dice: chance(1),
      wire: this.#wire,
      onApplied: (states) => this.#watchMedia(fake, states),
      onTake: (effects) => this.outside.taken(effects),
    });
    const journal = new SimJournal({ clock, disk: this.disk, appendMs });
    const centre = new Centre({
      centreId: asId("sim"),
      journal,
      telephony: this.#options.lossy === true ? lossy(fake, { clock, dice: chance(2) }) : fake,
      publisher: { publish: (events) => this.outside.published(events) },
      clock,
      ...(this.#options.lookUps === true ? { callers: new FakeCallers({ seed, clock }) } : {}),
      entropy: seededEntropy(seed * 1000 + this.#starts),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      codeVersion: CODE_VERSION,
      snapshots: { make: () => this.#makeSnapshot(journal) },
      firstConfig: () => Promise.resolve(this.#config),
      machine: this.#machine,
      limits: { beatMs: BEAT_MS, snapshotEveryEvents: 2000 },
      onFault: (error, input) => {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#found.push(`a step threw on ${input.type} ${input.id}: ${why}`);
      },
    });
    return [fake, journal, centre];
  }

  /** Every ringing ends: soon after an offer has ended none of its phones rings, if nothing was in the way of telling them. */
  #watchRinging(legs: readonly LegId[]): void {
    const life = this.#life;
    const { fences } = this.centre.figures();
    this.clock.alarm(after(this.clock.now(), RINGS_ON_MS), () => {
      if (!life.alive || this.centre.figures().fences !== fences) return;
      for (const legId of legs) {
        const state = this.telephony.stateOf(legId);
        if (state === "ringing" || state === "dialling") this.#found.push(`leg ${legId} rings after its offer ended`);
      }
    });
  }

  #watchMedia(fake: FakeTelephony, states: readonly ConferenceState[]): void {
    this.outside.applied(states, (legId) => fake.conferencesOf(asId(legId)).length);
  }
}

/** A centre's day, with these agents at their phones and Available. */
export async function simulate(options: DayOptions & { agents?: readonly string[] }): Promise<Day> {
  const day = await new Day(options).start();
  await day.available(...(options.agents ?? []));
  return day;
}

/** A centre file with its contacts sealed, as `api` would. */
export function sealed(file: CentreFile): CentreConfig {
  const contacts = file.contacts.map(({ id, customerClass }) => ({ id, customerClass, person: personOf(id) }));
  return { ...file, contacts };
}

/** A clock whose alarms die with a process. */
function mortal(clock: Clock, life: { alive: boolean }): Clock {
  return {
    now: () => clock.now(),
    alarm: (at, ring) =>
      clock.alarm(at, () => {
        if (life.alive) ring();
      }),
  };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** To the letter; or but for the order of fields, which a world has otherwise that was loaded from a snapshot (L3). */
function tellTheSame(step: JournalStep, text: string): boolean {
  return JSON.stringify(step) === text || canonical(step) === canonical(JSON.parse(text));
}

const CODE_VERSION = "sim";
const RINGS_ON_MS = 500;
const PAGE_BACK_MS = 1500;
/** Fewer beats than in production: an hour has 3,600 of them. */
const BEAT_MS = 20_000;
