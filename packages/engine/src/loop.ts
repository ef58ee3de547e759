/**
 * The loop: takes letters, steps the machine, hands what follows to the commit line.
 *
 *   closed ──begin──► starting ──► open ◄──────────────────┐
 *                                   │ a step threw          │ the journal was opened again,
 *                                   ├────────► rebuilding ──┤ and the world rebuilt from it
 *                                   │              │ (fails) │
 *                                   └─commit failed┴► fenced ┘      any ──close──► closed
 *
 * While the world is being rebuilt letters wait; while fenced, commands and questions are also told so.
 */
import { Fault, after, asId, earlier } from "@legroom/model";
import type { CentreConfig, Command, Effect, EngineFact, Event, Input, InputBody, UnixMs } from "@legroom/model";
import type { CommandResult } from "./centre-door.ts";
import type { CentreLimits, CentreParts } from "./centre-parts.ts";
import { CommitLine } from "./commit-line.ts";
import { interactionConcerned } from "./concern.ts";
import type { Counters } from "./counters.ts";
import { DurableDevices } from "./device-directory.ts";
import { EngineTime } from "./engine-time.ts";
import type { LiveWorld, Look, Machine, Step } from "./machine.ts";
import { Mailbox } from "./mailbox.ts";
import type { FactLetter, Letter } from "./mailbox.ts";
import { openWorld, stillOutstanding } from "./open-world.ts";
import type { OpenedWorld } from "./open-world.ts";
import type { JournalOpening } from "./ports/journal.ts";
import type { TelephonyStart } from "./ports/telephony.ts";

export type LoopParts = Pick<
  CentreParts,
  "centreId" | "journal" | "clock" | "entropy" | "log" | "codeVersion" | "onFault" | "firstConfig"
> & {
  readonly machine: Machine;
  readonly limits: CentreLimits;
  readonly counters: Counters;
  readonly acceptClock: boolean;
  /** Durable now: to be done and to be shown. */
  readonly onDurable: (events: readonly Event[], effects: readonly Effect[]) => void;
};

/** What telephony starts with, and the effects of the process before that are still to be done. */
export type Begun = Pick<TelephonyStart, "epoch" | "endpoints" | "formerLegs"> & {
  readonly outstanding: readonly Effect[];
  readonly opening: JournalOpening;
};

type Question = { readonly put: (look: Look) => void; readonly fail: (error: Error) => void };
/** An input on which the machine threw, until that is on record. */
type Poison = { readonly input: Input; readonly letter: Letter; readonly message: string; readonly recording: boolean };

export class Loop {
  readonly devices = new DurableDevices();
  readonly #parts: LoopParts;
  readonly #mailbox: Mailbox;
  readonly #line: CommitLine;
  readonly #time: EngineTime;
  #state: "closed" | "starting" | "open" | "rebuilding" | "fenced" = "closed";
  #world: LiveWorld | undefined;
  #epoch = 0;
  #inputs = 0;
  #questions: Question[] = [];
  #poison: Poison | undefined;
  #failStart: (error: Error) => void = () => {};
  #pumpAsked = false;
  #alarmAt: UnixMs | undefined;
  #callOff: () => void = () => {};
  #retryMs: number;
  #clockRestsUntilAt: UnixMs | undefined;
  /** When the machine last looked at the time. */
  #aliveAt: UnixMs | undefined;
  /** Facts that came while the world was being rebuilt: they are older than any deadline that passed meanwhile. */
  #behind = 0;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#retryMs = parts.limits.retryMs;
    this.#mailbox = new Mailbox(parts.limits.arrivalsMax);
    this.#time = new EngineTime(parts.clock);
    this.#line = new CommitLine({
      journal: parts.journal,
      centreId: parts.centreId,
      counters: parts.counters,
      groupMax: parts.limits.groupMax,
      onDurable: (events, effects) => this.#onDurable(events, effects),
      onRoom: () => this.#askPump(),
      onFailed: (error) => this.#onFailed(error),
    });
  }

  get journalUp(): boolean {
    return this.#state !== "fenced" && this.#state !== "closed";
  }

  get durableSeq(): number {
    return this.#line.durableSeq;
  }

  get state(): "closed" | "starting" | "open" | "rebuilding" | "fenced" {
    return this.#state;
  }

  now(): UnixMs {
    return this.#time.now();
  }

  alarm(at: UnixMs, ring: () => void): () => void {
    return this.#time.alarm(at, ring);
  }

  /** Opens the journal, rebuilds the world, and commits that the centre was restarted. Rejects with a `Fault`. */
  async begin(): Promise<Begun> {
    const opened = await openWorld(this.#parts);
    const { opening, world } = opened;
    const downMs = this.#time.begin(opening.lastAt, this.#parts.acceptClock);
    const formerLegs = world.look().legs(); // before the restart closes them
    const firstConfig = isConfigured(world) ? undefined : await this.#parts.firstConfig();
    this.#state = "starting";
    this.#enter(opened);
    const { codeVersion, machine } = this.#parts;
    const rulesVersion = machine.rulesVersion;
    const { epoch } = opening;
    const first: (EngineFact | Command)[] = [{ type: "centre.restarted", epoch, codeVersion, rulesVersion, downMs }];
    if (firstConfig !== undefined) first.push(importOf(firstConfig));
    await this.#decided(first); // one commit: a centre has events and a configuration, or neither
    this.#state = "open";
    this.#askPump();
    const endpoints = world.look().knownEndpoints();
    return { epoch, formerLegs, opening, endpoints, outstanding: world.outstandingEffects() };
  }

  /** Returns false for a new leg for which there is no room. */
  post(letter: Letter): boolean {
    if (letter.kind === "command") this.#mailbox.putCommand(letter);
    else if (letter.body.type !== "leg.arrived") this.#mailbox.putFact(letter);
    else if (!this.#mailbox.putArrival(letter)) return false;
    this.#askPump();
    return true;
  }

  question(question: Question): void {
    if (this.#world !== undefined) this.#put(question, this.#world);
    else if (this.#state === "rebuilding" && this.#questions.length < this.#parts.limits.commandsMax)
      this.#questions.push(question);
    else question.fail(notNow());
  }

  /** Resolves when all that was taken in is durable, as far as that can be now. */
  async settled(): Promise<void> {
    while (this.#state === "open" && (this.#mailbox.size > 0 || !this.#line.idle)) {
      this.#pump();
      await this.#line.untilIdle();
    }
  }

  /** The world, if everything in it is durable at this moment. */
  wholeWorld(): LiveWorld | undefined {
    return this.#line.idle ? this.#world : undefined;
  }

  /** Ends the loop; returns the world if everything in it is durable. */
  close(): LiveWorld | undefined {
    const whole = this.wholeWorld();
    this.#state = "closed";
    this.#world = undefined;
    this.#callOff();
    this.#turnAway(new Fault("journal.failed", "the centre is stopping", { retriable: true, side: "ours" }));
    return whole;
  }

  // Stepping

  #askPump(): void {
    if (this.#pumpAsked) return;
    this.#pumpAsked = true;
    queueMicrotask(() => this.#pump()); // what arrives in the same turn goes into the same commit
  }

  /** Steps whatever can be stepped now, and commits. */
  #pump(): void {
    this.#pumpAsked = false;
    const world = this.#world;
    if (world === undefined) return;
    while (this.#world === world && !this.#line.full) {
      const letter = this.#nextLetter(world);
      if (letter === undefined) break;
      this.#step(world, letter);
    }
    this.#line.flush();
    if (this.#world !== undefined) this.#setAlarm(this.#world);
  }

  /** What waited for a rebuild, then what time brings, then the mailbox. */
  #nextLetter(world: LiveWorld): Letter | undefined {
    if (this.#behind > 0) {
      this.#behind -= 1;
      return this.#mailbox.take(); // a fact: they are taken first
    }
    return this.#jumpLetter() ?? this.#dueLetter(world) ?? this.#mailbox.take();
  }

  #step(world: LiveWorld, letter: Letter): void {
    const { count } = this.#parts.counters;
    const input = this.#toInput(letter.body);
    count.inputs += 1;
    let step: Step;
    try {
      step = world.step(input);
    } catch (error) {
      this.#contain({ error, input, letter });
      return;
    }
    if (!step.ok) {
      count.refusals += 1;
      this.#answerLater(letter, step);
    } else if (step.events.length === 0) {
      count.absorbed += 1; // nothing changed, so there is nothing to keep
      if (letter.body.type === "clock.reached") this.#restClock(world);
      this.#answerLater(letter, { ok: true, answer: step.answer, seq: world.seq() });
    } else {
      count.effects += step.effects.length;
      const result: CommandResult = { ok: true, answer: step.answer, seq: world.seq() };
      const { events, effects } = step;
      this.#line.add({ step: { input, events }, effects, letter, settle: () => answer(letter, result) });
    }
  }

  /** Refusals and repeated answers too wait until what they were computed from is durable (L2). */
  #answerLater(letter: Letter, result: CommandResult): void {
    this.#line.whenDurable(
      () => answer(letter, result),
      // A fact that changed nothing is done even if the state that absorbed it is gone: it is stepped again then.
      (error) => (letter.kind === "command" ? letter.fail(error) : this.#again(letter)),
    );
  }

  #again(letter: FactLetter): void {
    if (letter.body.type !== "clock.reached") this.#mailbox.putFact(letter); // time asks by itself
  }

  #toInput(body: InputBody): Input {
    this.#inputs += 1;
    const id = asId<"input">(`${this.#epoch}.${this.#inputs}`);
    return { id, at: this.#time.now(), entropy: this.#parts.entropy.next(), ...body };
  }

  // Time

  #dueLetter(world: LiveWorld): FactLetter | undefined {
    if (this.#state !== "open") return undefined; // first of all, that the centre was restarted
    const dueAt = world.nextDeadline();
    const nowAt = this.#time.now();
    if (dueAt === undefined || dueAt > nowAt || nowAt < (this.#clockRestsUntilAt ?? 0)) return undefined;
    return engineLetter({ type: "clock.reached" });
  }

  /** Time passed in which nobody looked: process or machine slept, the clock was set, or the journal was away. */
  #jumpLetter(): FactLetter | undefined {
    if (this.#state !== "open") return undefined;
    const nowAt = this.#time.now();
    const byMs = nowAt - (this.#aliveAt ?? nowAt);
    this.#aliveAt = nowAt;
    if (byMs <= this.#parts.limits.beatMs + JUMP_SLACK_MS) return undefined;
    this.#parts.counters.count.clockJumps += 1;
    this.#parts.log.warn("time passed unseen", { byMs });
    return engineLetter({ type: "clock.jumped", byMs });
  }

  /** A deadline that is due and that the machine does not settle must not spin: it is asked again a second later. */
  #restClock(world: LiveWorld): void {
    const dueAt = world.nextDeadline();
    if (dueAt === undefined || dueAt > this.#time.now()) return;
    this.#parts.log.error("a due deadline was not settled", { dueAt });
    this.#clockRestsUntilAt = after(this.#time.now(), CLOCK_REST_MS);
  }

  #setAlarm(world: LiveWorld): void {
    const nowAt = this.#time.now();
    const beatAt = after(nowAt, this.#parts.limits.beatMs);
    const wantedAt = earlier(this.#lookAt(world, nowAt), beatAt) ?? beatAt;
    if (this.#alarmAt !== undefined && this.#alarmAt <= wantedAt) return;
    this.#callOff();
    this.#alarmAt = wantedAt;
    this.#callOff = this.#time.alarm(wantedAt, () => {
      this.#alarmAt = undefined;
      this.#pump();
    });
  }

  /** When a deadline has to be settled: not before the restart is, and not again at once if it could not be. */
  #lookAt(world: LiveWorld, nowAt: UnixMs): UnixMs | undefined {
    if (this.#state !== "open") return undefined;
    const restsUntilAt = this.#clockRestsUntilAt;
    return restsUntilAt !== undefined && restsUntilAt > nowAt ? restsUntilAt : world.nextDeadline();
  }

  // Durable, or not

  #onDurable(events: readonly Event[], effects: readonly Effect[]): void {
    this.#retryMs = this.#parts.limits.retryMs;
    for (const event of events) this.devices.take(event);
    this.#parts.onDurable(events, effects);
  }

  #onFailed(error: Error): void {
    this.#parts.counters.count.failedCommits += 1;
    if (this.#state === "starting") this.#failStart(error);
    else if (this.#state !== "closed") this.#fence(error);
  }

  /** Nothing goes out from now: the world knows what the disk does not. Facts are kept; everybody else is told. */
  #fence(error: Error): void {
    this.#parts.counters.count.fences += 1;
    this.#parts.log.error("the journal failed: the centre is fenced", { error: error.message });
    this.#state = "fenced";
    this.#world = undefined;
    this.#turnAway(notNow(error));
    this.#tryLater();
  }

  #turnAway(error: Error): void {
    const { entries, waiters } = this.#line.cut();
    const kept: FactLetter[] = [];
    for (const { letter } of entries) {
      if (letter.kind === "command") letter.fail(error);
      else if (letter.body.type !== "clock.reached") kept.push(letter); // time asks by itself
    }
    this.#mailbox.putBack(kept);
    for (const waiter of waiters) waiter.failed(error);
    for (const question of this.#questions.splice(0)) question.fail(error);
    for (const letter of this.#mailbox.takeCommands()) letter.fail(error);
  }

  /** What changes before the next try: time passes, longer each time. What ends it: the journal opens, or `close`. */
  #tryLater(): void {
    const waitMs = this.#retryMs;
    this.#retryMs = Math.min(waitMs * 2, this.#parts.limits.retryMsMax);
    this.#callOff();
    this.#alarmAt = undefined;
    this.#callOff = this.#time.alarm(after(this.#time.now(), waitMs), () => void this.#recover());
  }

  /** A step threw: the world may be half changed, so it goes. What was stepped before is whole, and is committed. */
  #contain(bug: { error: unknown; input: Input; letter: Letter }): void {
    const { error, input, letter } = bug;
    const message = (error instanceof Error ? error.message : String(error)).slice(0, MESSAGE_MAX);
    this.#parts.counters.count.faults += 1;
    this.#parts.log.error("a step threw", { inputId: input.id, inputType: input.type, message });
    this.#parts.onFault?.(error, input);
    this.#world = undefined;
    if (this.#state === "starting") {
      this.#failStart(new Fault("start.failed", `the restart could not be decided: ${message}`, NOT_RETRIABLE));
      return;
    }
    this.#poison = { input, letter, message, recording: input.type === "input.faulted" };
    this.#state = "rebuilding";
    this.#line.flush();
    void this.#recover();
  }

  async #recover(): Promise<void> {
    if (this.#state === "rebuilding") await this.#line.untilIdle();
    const before = this.#state;
    if (before !== "rebuilding" && before !== "fenced") return;
    try {
      const opened = await openWorld(this.#parts, this.#line.durableSeq);
      if (this.#state === before) this.#resume(opened);
    } catch (error) {
      if (this.#state !== before) return;
      this.#parts.log.error("the journal could not be opened again", { error: String(error) });
      if (before === "rebuilding") this.#fence(error instanceof Error ? error : new Error(String(error)));
      else this.#tryLater();
    }
  }

  #resume(opened: OpenedWorld): void {
    const { world, missed } = opened;
    this.#enter(opened);
    this.#state = "open";
    this.#behind = this.#mailbox.facts;
    this.#parts.log.info("the centre runs again", { seq: world.seq(), epoch: this.#epoch });
    if (missed.length > 0) this.#parts.onDurable(missed, stillOutstanding(world, missed));
    this.#record(world);
    for (const question of this.#questions.splice(0)) this.#put(question, world);
    this.#pump();
  }

  /** Puts on record that an input was thrown away and closes its interaction; if that throws too, only the log has it. */
  #record(world: LiveWorld): void {
    const poison = this.#poison;
    this.#poison = undefined;
    if (poison === undefined) return;
    const { input, letter, message } = poison;
    const done = (): void => acknowledge(letter, message);
    if (poison.recording) {
      this.#line.whenDurable(done, done);
      return;
    }
    const about = { body: input, at: input.at };
    const interactionId = interactionConcerned(world.look(), world.outstandingEffects(), about);
    if (input.type === "clock.reached" && interactionId === undefined)
      this.#clockRestsUntilAt = after(this.#time.now(), CLOCK_REST_MS);
    const named = interactionId === undefined ? {} : { interactionId };
    const { id: inputId, type: inputType } = input;
    this.#step(world, { kind: "fact", body: { type: "input.faulted", inputId, inputType, message, ...named }, done });
  }

  #enter({ opening, world }: OpenedWorld): void {
    this.#world = world;
    this.#epoch = opening.epoch;
    this.#inputs = 0;
    this.#alarmAt = undefined;
    this.#callOff();
    this.#line.begin(opening);
    if (isConfigured(world)) this.devices.load(world.look());
  }

  #put(question: Question, world: LiveWorld): void {
    question.put(world.look());
  }

  /** What only a start asks: in one commit, and it fails with it. */
  async #decided(bodies: readonly (EngineFact | Command)[]): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#failStart = reject;
    });
    const done = bodies.map((body) => this.#postFirst(body));
    await Promise.race([Promise.all(done), failed]);
    failed.catch(() => {}); // nobody waits for it any more
  }

  #postFirst(body: EngineFact | Command): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!("commandId" in body)) {
        this.post({ kind: "fact", body, done: resolve });
        return;
      }
      const answered = (result: CommandResult): void => {
        if (result.ok) resolve();
        else reject(new Fault("start.failed", `the first configuration: ${result.refusal.message}`, NOT_RETRIABLE));
      };
      this.post({ kind: "command", body, answer: answered, fail: reject });
    });
  }

  /** Calls when everything that the world knows now is durable. */
  whenDurable(done: () => void, failed: (error: Error) => void): void {
    this.#line.whenDurable(done, failed);
  }
}

function engineLetter(body: EngineFact): FactLetter {
  return { kind: "fact", body, done: () => {} };
}

function answer(letter: Letter, result: CommandResult): void {
  if (letter.kind === "command") letter.answer(result);
  else letter.done();
}

/** The end of a letter that could not be decided. */
function acknowledge(letter: Letter, message: string): void {
  if (letter.kind === "command") letter.fail(new Error(`this could not be decided, by a mistake of ours: ${message}`));
  else letter.done();
}

function importOf(config: CentreConfig): Command {
  return { type: "centre.import", config, commandId: asId("first-configuration"), actor: { kind: "operator" } };
}

/** Every centre is, but one whose very first start did not come to its end. */
function isConfigured(world: LiveWorld): boolean {
  try {
    world.look().config();
    return true;
  } catch {
    return false; // the machine's only way to say so
  }
}

export function notNow(cause?: unknown): Fault {
  const text = "the journal is down: nothing can be decided now";
  return new Fault("journal.failed", text, { retriable: true, side: "ours", cause });
}

const NOT_RETRIABLE = { retriable: false, side: "ours" } as const;
/** The design's 2 s of unseen time, less the beat of one second. */
const JUMP_SLACK_MS = 1000;
const CLOCK_REST_MS = 1000;
const MESSAGE_MAX = 500;
