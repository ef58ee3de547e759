/** A centre in memory whose telephony does at once what it is told, for measuring the pure machine and nothing else. */
import { after, asId, must, unixMs } from "@legroom/model";
import type { CommandId, Effect, Event, Input, InputBody, InteractionId, LegId, UnixMs } from "@legroom/model";
import type { JournalStep } from "@legroom/engine/ports";
import { emptyWorld, nextDeadline, step } from "@legroom/routing";
import type { World } from "@legroom/routing";
import { saidOf } from "@legroom/sim";
import { benchCentre, callOf } from "./routing-config.ts";
import type { Size } from "./routing-config.ts";

const HOUR_MS = 3_600_000;
/** Of a hundred conversations so many have, before them, an offer that is declined; callers who give up; a break. */
const DECLINED = 10;
const ABANDONED = 10;
const BREAKS = 5;
const ENDED_BY_AGENT = 20;
/** Whoever gives up has come so many callers ago. */
const PATIENCE_CALLERS = 64;

type Talk = {
  readonly interactionId: InteractionId;
  readonly customer: LegId;
  readonly agentsLeg: LegId;
  readonly topic: string;
  readonly agent: string;
};

export class RoutingCentre {
  readonly world: World = emptyWorld();
  /** ms of each step, when it is measured. */
  readonly tookMs: number[] = [];
  /** Events of the steps that were measured. */
  events = 0;
  /** Never set back: ids are derived from it. */
  #inputs = 0;
  #measuredFrom = 0;
  /** An hour ago, so that a journal made here lies behind the clock of a server that is started on it. */
  #at: UnixMs = unixMs(Date.now() - HOUR_MS);
  #measuring = false;
  /** What telephony has still to say. */
  readonly #facts: InputBody[] = [];
  #callers = 0;
  #conversations = 0;
  #declines = false;
  /** What a caller of the front line will press when asked. */
  #key: string | undefined;
  /** The longest first. */
  readonly #talking: Talk[] = [];
  readonly #size: Size;
  readonly #keep: (step: JournalStep) => void;

  /** `keep` gets every step with its events, if somebody wants them. */
  constructor(size: Size, keep: (step: JournalStep) => void = () => undefined) {
    this.#size = size;
    this.#keep = keep;
    this.give({ type: "centre.restarted", epoch: 1, codeVersion: "bench", rulesVersion: "1", downMs: 0 });
  }

  /** All are configured, and their phones are there. */
  agentsCome(): void {
    this.give({ type: "centre.import", config: benchCentre(this.#size), ...this.#command("import") });
    for (let agent = 0; agent < this.#size.agents; agent += 1)
      this.give({
        type: "endpoint.ready",
        endpointId: asId(`a${agent}/1`),
        deviceId: asId(`a${agent}`),
        binding: asId("b"),
        expiresAt: after(this.#at, 48 * HOUR_MS),
      });
  }

  callersCome(): void {
    for (let caller = 0; caller < this.#size.waiting; caller += 1)
      this.callerArrives(`t${(caller * 31) % this.#size.requirements}`);
  }

  startMeasuring(): void {
    this.#measuring = true;
    this.#measuredFrom = this.#inputs;
    this.tookMs.length = 0;
    this.events = 0;
  }

  /** Steps since measuring began. */
  get inputs(): number {
    return this.#inputs - this.#measuredFrom;
  }

  /** A caller arrives, at their queue's number or through the front line, and waits, or is offered. */
  callerArrives(topic: string): void {
    this.#callers += 1;
    const { to, key } = callOf(topic);
    this.#key = key;
    this.give({ type: "leg.arrived", legId: asId(`c${this.#callers}`), to, person: asId("p") });
  }

  presence(agent: string, presence: "available" | "break"): void {
    this.give({ type: "presence.set", agentId: asId(agent), presence, ...this.#command("p") });
  }

  /**
   * The conversation that lasts longest ends and its agent's wrap-up with it, so that the agent is offered the next caller; a
   * caller arrives where that one came from. Now and then somebody gives up, declines, or takes a break first.
   */
  conversationEnds(): void {
    const talk = must(this.#talking.shift(), "somebody talks");
    this.#conversations += 1;
    const percent = (this.#conversations * 37) % 100; // each once in a hundred, spread
    this.callerArrives(talk.topic);
    if (percent < ABANDONED) this.#somebodyGivesUp(talk.topic);
    const hangsUp = percent < ENDED_BY_AGENT ? talk.agentsLeg : talk.customer;
    this.give({ type: "leg.ended", legId: hangsUp, cause: "hung-up", by: "far" });
    const onBreak = percent >= 100 - BREAKS;
    if (onBreak) this.presence(talk.agent, "break");
    this.#declines = percent >= 50 && percent < 50 + DECLINED;
    this.give({ type: "wrap-up.end", agentId: asId(talk.agent), ...this.#command("w") });
    if (onBreak) this.presence(talk.agent, "available");
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
    const facts = this.#facts;
    for (let next = 0; next < facts.length; next += 1) this.#step(must(facts[next], "it was counted"));
    facts.length = 0;
  }

  /** One caller more for the one who leaves. */
  #somebodyGivesUp(topic: string): void {
    const legId = asId<"leg">(`c${this.#callers - PATIENCE_CALLERS}`);
    if (!this.world.legs.has(legId)) return;
    this.give({ type: "leg.ended", legId, cause: "hung-up", by: "far" });
    this.callerArrives(topic);
  }

  #command(name: string): { readonly commandId: CommandId; readonly actor: { readonly kind: "operator" } } {
    return { commandId: asId(`${name}${this.#inputs}`), actor: { kind: "operator" } };
  }

  #step(body: InputBody): void {
    this.#inputs += 1;
    // Ids are derived from it: it has to differ from step to step, and need not surprise anybody here.
    const entropy = this.#inputs.toString(16).padStart(8, "0").repeat(4);
    const input = stamped(body, { id: asId<"input">(`i${this.#inputs}`), at: this.#at, entropy });
    const startedAt = performance.now();
    const result = step(this.world, input);
    if (this.#measuring) this.tookMs.push(performance.now() - startedAt);
    if (!result.ok) throw new Error(`refused: ${result.refusal.code} ${result.refusal.message}`);
    this.events += result.events.length;
    if (result.events.length > 0) this.#keep({ input, events: result.events });
    for (const event of result.events) if (event.type === "interaction.live") this.#live(event);
    for (const effect of result.effects) this.#tell(effect);
  }

  #live({ interactionId, agentId }: Extract<Event, { type: "interaction.live" }>): void {
    const { legId, work, topic } = must(this.world.interactions.get(interactionId), "who talks is there");
    const agentsLeg = must(work, "an agent is there").legId;
    this.#talking.push({ interactionId, customer: legId, agentsLeg, topic: topic ?? "t0", agent: agentId });
  }

  #tell(effect: Effect): void {
    if (effect.type === "leg.dial" && this.#declines) {
      this.#declines = false;
      const { legId } = effect;
      this.#facts.push(
        { type: "leg.ringing", legId },
        { type: "leg.failed", legId, cause: "declined", side: "theirs" },
      );
    } else for (const fact of factsOf(effect, this.#key)) this.#facts.push(fact);
  }
}

/** Written onto the body, which is used once: copying it would be measured as deciding. */
function stamped(body: InputBody, header: Pick<Input, "id" | "at" | "entropy">): Input {
  return Object.assign(body, header);
}

/** What telephony says when it has done what it was told; a question is answered with this key. */
function factsOf(effect: Effect, key: string | undefined): readonly InputBody[] {
  if (effect.type !== "prompt.play" || effect.collect === undefined) return saidOf(effect);
  return [{ type: "prompt.ended", promptId: effect.promptId, reason: "digit", heardMs: 1000, digits: key ?? "" }];
}
