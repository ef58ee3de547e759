/**
 * A plain queue through the real machine, in virtual time: equal agents, Poisson arrivals, exponential handle times, and
 * telephony that takes no time. What is measured here has a closed form.
 */
import { after, asId, defaultCentre, must } from "@legroom/model";
import type { CentreConfig, Event, EventOf, InputBody, LegId } from "@legroom/model";
import { emptyWorld, nextDeadline, step } from "@legroom/routing";
import { batchMeans } from "./batch-means.ts";
import type { Interval } from "./batch-means.ts";
import { Dice } from "./dice.ts";
import { saidOf } from "./obedient.ts";
import { DAY_START, VirtualClock } from "./virtual-clock.ts";

export type PlainQueueRun = {
  readonly seed: number;
  readonly agents: number;
  readonly callsPerHour: number;
  readonly handleMs: number;
  /** How long callers are ready to wait, on average. For ever unless stated. */
  readonly patienceMs?: number;
  /** This share of them is VIP, served five minutes ahead of the others. None unless stated. */
  readonly vipShare?: number;
  /** T of the service level. */
  readonly withinMs: number;
  /** Callers that are measured. As many as a tenth of them come before, so that nobody measures an empty centre. */
  readonly calls: number;
};

export type PlainQueueMeasured = {
  readonly waitShare: Interval;
  readonly meanWaitMs: Interval;
  readonly serviceLevel: Interval;
  readonly abandonShare: Interval;
};

/** What a caller was told of the wait that remained then, and how long it became. */
export type Told = {
  readonly lowMs: number;
  readonly highMs: number;
  readonly becameMs: number;
  readonly vip: boolean;
};

type Ended = { readonly waitedMs: number; readonly answered: boolean; readonly told?: Told };

/** Runs until all are over; the callers are measured in the order in which they came. */
export function measurePlainQueue(run: PlainQueueRun): PlainQueueMeasured {
  const before = Math.floor(run.calls / 10);
  const calls = new PlainCentre(run).live(run.calls + before).slice(before);
  return {
    waitShare: batchMeans(calls.map((call) => (call.waitedMs > 0 ? 1 : 0))),
    meanWaitMs: batchMeans(calls.map((call) => call.waitedMs)),
    serviceLevel: batchMeans(calls.map((call) => (call.answered && call.waitedMs <= run.withinMs ? 1 : 0))),
    abandonShare: batchMeans(calls.map((call) => (call.answered ? 0 : 1))),
  };
}

/** What those who were answered had been told two seconds after they came, if they waited so long. */
export function toldWaits(run: PlainQueueRun): readonly Told[] {
  const before = Math.floor(run.calls / 10);
  const calls = new PlainCentre(run).live(run.calls + before).slice(before);
  return calls.flatMap(({ answered, told }) => (answered && told !== undefined ? [told] : []));
}

class PlainCentre {
  readonly #run: PlainQueueRun;
  readonly #dice: Dice;
  readonly #clock = new VirtualClock();
  readonly #world = emptyWorld();
  readonly #facts: InputBody[] = [];
  readonly #legOf = new Map<string, LegId>();
  /** By caller, in the order in which they came. */
  readonly #ended: (Ended | undefined)[] = [];
  readonly #numberOf = new Map<string, number>();
  readonly #told = new Map<string, Omit<Told, "becameMs"> & { readonly at: number }>();
  readonly #vips = new Set<string>();
  #inputs = 0;
  #left = 0;

  constructor(run: PlainQueueRun) {
    this.#run = run;
    this.#dice = new Dice(run.seed);
    const actor = { kind: "operator" } as const;
    this.#give({ type: "centre.restarted", epoch: 1, codeVersion: "sim", rulesVersion: "sim", downMs: 0 });
    this.#give({ type: "centre.import", config: configOf(run.agents), commandId: asId("import"), actor });
    for (const name of namesOf(run.agents)) {
      const endpoint = { endpointId: asId<"endpoint">(`${name}-phone`), deviceId: asId<"device">(name) };
      const expiresAt = after(DAY_START, 100_000 * HOUR_MS);
      this.#give({ type: "endpoint.ready", ...endpoint, binding: asId("binding"), expiresAt });
      const commandId = asId<"command">(`${name} comes`);
      this.#give({ type: "presence.set", agentId: asId(name), presence: "available", commandId, actor });
    }
  }

  live(calls: number): readonly Ended[] {
    this.#left = calls;
    this.#nextArrival(0);
    while (this.#left > 0) {
      const dueAt = nextDeadline(this.#world) ?? must(this.#clock.nextAt(), "somebody comes");
      if (!this.#clock.ringNext(dueAt)) this.#give({ type: "clock.reached" });
    }
    return this.#ended.slice(0, calls).map((one) => must(one, "everybody's wait is over"));
  }

  /** They go on coming until the last one that counts is over: the end is no quieter than the middle. */
  #nextArrival(number: number): void {
    this.#in(HOUR_MS / this.#run.callsPerHour, () => {
      this.#nextArrival(number + 1);
      const legId = asId<"leg">(`caller-${number}`);
      this.#numberOf.set(legId, number);
      const vip = this.#run.vipShare !== undefined && this.#dice.chance(this.#run.vipShare);
      if (vip) this.#vips.add(legId);
      const known = vip ? { deviceId: VIP } : {};
      this.#give({ type: "leg.arrived", legId, to: "sales", person: asId("person"), ...known });
      const { patienceMs } = this.#run;
      if (patienceMs === undefined) return;
      this.#in(patienceMs, () => {
        if (this.#ended[number] === undefined) this.#hangsUp(legId);
      });
    });
  }

  #hangsUp(legId: LegId): void {
    this.#give({ type: "leg.ended", legId, cause: "hung-up", by: "far" });
  }

  #give(body: InputBody): void {
    this.#step(body);
    for (let fact = this.#facts.shift(); fact !== undefined; fact = this.#facts.shift()) this.#step(fact);
  }

  #step(body: InputBody): void {
    this.#inputs += 1;
    // Ids are derived from it: it has to differ from step to step, and need not surprise anybody.
    const entropy = this.#inputs.toString(16).padStart(8, "0").repeat(4);
    const result = step(this.#world, { id: asId(`input-${this.#inputs}`), at: this.#clock.now(), entropy, ...body });
    if (!result.ok) throw new Error(`refused: ${result.refusal.code} ${result.refusal.message}`);
    for (const event of result.events) this.#see(event);
    for (const effect of result.effects) this.#facts.push(...saidOf(effect));
  }

  #see(event: Event): void {
    if (event.type === "interaction.arrived") this.#legOf.set(event.interactionId, event.legId);
    else if (event.type === "queue-segment.ended") this.#waited(event);
    else if (event.type === "interaction.announced") this.#tell(event);
    else if (event.type === "interaction.closed") this.#legOf.delete(event.interactionId);
    else if (event.type === "interaction.live") {
      const legId = this.#legIdOf(event.interactionId);
      this.#in(this.#run.handleMs, () => this.#hangsUp(legId));
    }
  }

  /** The first time only. */
  #tell({ interactionId, at, estimate }: EventOf<"interaction.announced">): void {
    const legId = this.#legIdOf(interactionId);
    if (estimate !== undefined && !this.#told.has(legId))
      this.#told.set(legId, { ...estimate, at, vip: this.#vips.has(legId) });
  }

  #waited({ interactionId, waitedMs, outcome, at }: EventOf<"queue-segment.ended">): void {
    const legId = this.#legIdOf(interactionId);
    const number = must(this.#numberOf.get(legId), "who waited has come");
    const told = this.#told.get(legId);
    this.#ended[number] = {
      ...{ waitedMs, answered: outcome === "answered" },
      ...(told === undefined ? {} : { told: { ...told, becameMs: at - told.at } }),
    };
    this.#left -= 1;
  }

  #legIdOf(interactionId: string): LegId {
    return must(this.#legOf.get(interactionId), "who is there has come");
  }

  /** After an exponential time. */
  #in(meanMs: number, act: () => void): void {
    const ms = Math.round(-Math.log(1 - this.#dice.share()) * meanMs);
    this.#clock.alarm(after(this.#clock.now(), ms), act);
  }
}

const HOUR_MS = 3_600_000;
const VIP = asId<"device">("vip-phone");

function namesOf(agents: number): readonly string[] {
  return Array.from({ length: agents }, (_, at) => `agent-${at + 1}`);
}

/** One queue, with nothing that keeps an agent from the next caller, and no limits. */
function configOf(count: number): CentreConfig {
  const centre = defaultCentre();
  const names = namesOf(count);
  const queues = centre.queues
    .filter((queue) => queue.overflowTo === undefined)
    .map((queue) => ({
      ...queue,
      id: asId<"queue">("sales"),
      members: names.map((name) => asId<"agent">(name)),
      wrapUpMs: 0,
      inQueueMs: 24 * HOUR_MS,
      waitingMax: 1_000_000,
    }));
  return {
    ...centre,
    queues,
    agents: names.map((name) => ({
      id: asId<"agent">(name),
      name,
      skills: ["general"],
      levels: {},
      languages: {},
      capacity: 1,
    })),
    devices: [
      ...names.map((name) => ({ id: asId<"device">(name), owner: { agent: asId<"agent">(name) } })),
      { id: VIP, owner: { contact: asId<"contact">("vip") } },
    ],
    contacts: [{ id: asId("vip"), customerClass: "vip", person: asId("person") }],
    topics: centre.topics.filter((topic) => topic.id === "sales"),
    entries: [{ customerClass: "any", topic: "any", queue: asId<"queue">("sales") }],
    frontLine: { number: "main", defaultTopic: asId("sales") },
    deadlines: { ...centre.deadlines, sinceFirstEntryMs: 24 * HOUR_MS, liveMs: 24 * HOUR_MS, announceEveryMs: HOUR_MS },
    limits: { interactionsMax: 1_000_000 },
  };
}
