/** A centre in memory whose telephony does at once what it is told, for measuring the pure machine and nothing else. */
import { after, asId, defaultCentre, must, unixMs } from "@legroom/model";
import type { CentreConfig, Effect, Input, InputBody, LegId, UnixMs } from "@legroom/model";
import type { JournalStep } from "@legroom/engine/ports";
import { emptyWorld, nextDeadline, step } from "@legroom/routing";
import type { World } from "@legroom/routing";

export type Size = { readonly agents: number; readonly waiting: number; readonly queues: number };

const HOUR_MS = 3_600_000;
const SKILLS_EACH = 3;

/** Queues with a skill each; agents with three skills, members of those queues. */
function configOf(size: Size): CentreConfig {
  const centre = defaultCentre();
  // The one that others overflow to overflows nowhere itself, and that is what is wanted here.
  const queue0 = must(centre.queues.at(-1), "the default centre has queues");
  const numbers = Array.from({ length: size.queues }, (_, index) => index);
  const skillOf = (agent: number, which: number): number => (agent * SKILLS_EACH + which * 7) % size.queues;
  const agents = Array.from({ length: size.agents }, (_, index) => index);
  const members = new Map<number, string[]>(numbers.map((queue) => [queue, []]));
  for (const agent of agents)
    for (const skill of new Set(Array.from({ length: SKILLS_EACH }, (_, which) => skillOf(agent, which))))
      members.get(skill)?.push(`a${agent}`);
  return {
    ...centre,
    contacts: [],
    agents: agents.map((agent) => ({
      id: asId(`a${agent}`),
      name: `a${agent}`,
      skills: [...new Set(Array.from({ length: SKILLS_EACH }, (_, which) => `s${skillOf(agent, which)}`))],
      ...{ levels: {}, languages: {}, capacity: 1 },
    })),
    devices: agents.map((agent) => ({ id: asId(`a${agent}`), owner: { agent: asId<"agent">(`a${agent}`) } })),
    topics: numbers.map((queue) => ({ id: asId(`t${queue}`), keys: [], number: `n${queue}` })),
    queues: numbers.map((queue) => ({
      ...queue0,
      id: asId(`q${queue}`),
      requires: `s${queue}`,
      members: (members.get(queue) ?? []).map((name) => asId<"agent">(name)),
      inQueueMs: 24 * HOUR_MS,
      offersMax: 100,
      waitingMax: 1_000_000,
    })),
    entries: numbers.map((queue) => ({ customerClass: "any", topic: asId(`t${queue}`), queue: asId(`q${queue}`) })),
    frontLine: { number: "main", defaultTopic: asId("t0") },
    deadlines: { ...centre.deadlines, sinceFirstEntryMs: 24 * HOUR_MS, announceEveryMs: HOUR_MS },
    limits: { interactionsMax: 1_000_000 },
  };
}

export class RoutingCentre {
  readonly world: World = emptyWorld();
  /** ms of each step, when it is measured. */
  readonly tookMs: number[] = [];
  /** Never set back: ids are derived from it. */
  #inputs = 0;
  #measuredFrom = 0;
  /** An hour ago, so that a journal made here lies behind the clock of a server that is started on it. */
  #at: UnixMs = unixMs(Date.now() - HOUR_MS);
  #measuring = false;
  readonly #facts: InputBody[] = [];
  #callers = 0;
  /** Legs of customers that are talking, the longest first. */
  readonly #talking: { readonly legId: LegId; readonly number: string; readonly agent: string }[] = [];
  /** The customer's leg and the number dialled of each open interaction. */
  readonly #open = new Map<string, { readonly legId: LegId; readonly number: string }>();
  readonly #size: Size;

  readonly #keep: (step: JournalStep) => void;

  /** `keep` gets every step with its events, if somebody wants them. */
  constructor(size: Size, keep: (step: JournalStep) => void = () => undefined) {
    this.#size = size;
    this.#keep = keep;
    this.give({ type: "centre.restarted", epoch: 1, codeVersion: "bench", rulesVersion: "1", downMs: 0 });
    const command = { commandId: asId<"command">("import"), actor: { kind: "operator" } } as const;
    this.give({ type: "centre.import", config: configOf(size), ...command });
    for (let agent = 0; agent < size.agents; agent += 1)
      this.give({
        type: "endpoint.ready",
        endpointId: asId(`a${agent}/1`),
        deviceId: asId(`a${agent}`),
        binding: asId("b"),
        expiresAt: after(this.#at, 48 * HOUR_MS),
      });
    for (let caller = 0; caller < size.waiting; caller += 1) this.callerArrives(`n${(caller * 31) % size.queues}`);
  }

  startMeasuring(): void {
    this.#measuring = true;
    this.#measuredFrom = this.#inputs;
    this.tookMs.length = 0;
  }

  /** Steps since measuring began. */
  get inputs(): number {
    return this.#inputs - this.#measuredFrom;
  }

  /** A caller arrives at a queue's number and waits, or is offered. */
  callerArrives(number: string): void {
    this.#callers += 1;
    this.give({ type: "leg.arrived", legId: asId(`c${this.#callers}`), to: number, person: asId("p") });
  }

  agentBecomesAvailable(agent: number): void {
    const command = { commandId: asId<"command">(`p${this.#inputs}`), actor: { kind: "operator" } } as const;
    this.give({
      type: "presence.set",
      agentId: asId(`a${agent % this.#size.agents}`),
      presence: "available",
      ...command,
    });
  }

  /** The conversation that lasts longest ends and its agent's wrap-up with it; a caller arrives where that one came from. */
  conversationEnds(): void {
    const talk = must(this.#talking.shift(), "somebody talks");
    this.callerArrives(talk.number);
    this.give({ type: "leg.ended", legId: talk.legId, cause: "hung-up", by: "far" });
    const command = { commandId: asId<"command">(`w${this.#inputs}`), actor: { kind: "operator" } } as const;
    this.give({ type: "wrap-up.end", agentId: asId(talk.agent), ...command });
  }

  /** Lets time pass and settles what is due. */
  timePasses(ms: number): void {
    this.#at = after(this.#at, ms);
    for (let due = nextDeadline(this.world); due !== undefined && due <= this.#at; due = nextDeadline(this.world))
      this.give({ type: "clock.reached" });
  }

  /** One input, and all that telephony says because of it. */
  give(body: InputBody): void {
    this.#step(body);
    for (let fact = this.#facts.shift(); fact !== undefined; fact = this.#facts.shift()) this.#step(fact);
  }

  #step(body: InputBody): void {
    this.#inputs += 1;
    // Ids are derived from it: it has to differ from step to step, and need not surprise anybody here.
    const entropy = this.#inputs.toString(16).padStart(8, "0").repeat(4);
    const input: Input = { id: asId<"input">(`i${this.#inputs}`), at: this.#at, entropy, ...body };
    const startedAt = performance.now();
    const result = step(this.world, input);
    if (this.#measuring) this.tookMs.push(performance.now() - startedAt);
    if (!result.ok) throw new Error(`refused: ${result.refusal.code} ${result.refusal.message}`);
    if (result.events.length > 0) this.#keep({ input, events: result.events });
    for (const event of result.events) {
      if (event.type === "interaction.arrived")
        this.#open.set(event.interactionId, { legId: event.legId, number: event.to });
      if (event.type === "interaction.closed") this.#open.delete(event.interactionId);
      if (event.type === "interaction.live") this.#live(event.interactionId, event.agentId);
    }
    for (const effect of result.effects) this.#facts.push(...factsOf(effect));
  }

  #live(interactionId: string, agent: string): void {
    const caller = this.#open.get(interactionId);
    if (caller !== undefined) this.#talking.push({ ...caller, agent });
  }
}

/** What telephony says when it has done what it was told. */
function factsOf(effect: Effect): InputBody[] {
  switch (effect.type) {
    case "leg.answer":
      return [
        { type: "leg.answered", legId: effect.legId },
        { type: "leg.media-started", legId: effect.legId },
      ];
    case "leg.dial":
      return [
        { type: "leg.ringing", legId: effect.legId },
        { type: "leg.answered", legId: effect.legId },
        { type: "leg.media-started", legId: effect.legId },
      ];
    case "leg.reject":
    case "leg.hang-up":
      return [{ type: "leg.ended", legId: effect.legId, cause: "released", by: "us" }];
    case "conference.set":
      return effect.states.map(({ conferenceId, version }) => ({ type: "conference.applied", conferenceId, version }));
    case "conference.close":
      return [{ type: "conference.closed", conferenceId: effect.conferenceId }];
    case "prompt.play":
      return [{ type: "prompt.ended", promptId: effect.promptId, reason: "finished", heardMs: 1000 }];
    case "recording.start":
      return [{ type: "recording.started", recordingId: effect.recordingId }];
    case "recording.stop":
      return [{ type: "recording.finished", recordingId: effect.recordingId, tracks: [] }];
    case "prompt.stop":
      return [];
    default:
      throw new Error(`an effect that the bench does not know: ${JSON.stringify(effect)}`);
  }
}
