/** A machine under test: gives inputs, plays a telephony that does at once what it is told, and keeps what happened. */
import { after, asId, browserDeviceOf, defaultCentre, pageEndpointOf, unixMs } from "@legroom/model";
import type {
  CallerFacts,
  CentreConfig,
  CentreFile,
  Effect,
  Event,
  EventOf,
  EventType,
  Input,
  InputBody,
  InteractionId,
  LegId,
  TelephonyEffect,
  UnixMs,
} from "@legroom/model";
import { apply, emptyWorld, indexProblems, lookAt, nextDeadline, problems, saveWorld, step } from "../src/index.ts";
import type { Step, World } from "../src/index.ts";

export const START_AT = unixMs(1_800_000_000_000);

/** A centre file with its contacts sealed, as an adapter would. */
export function sealed(file: CentreFile): CentreConfig {
  const contacts = file.contacts.map(({ id, customerClass }) => ({
    id,
    customerClass,
    person: asId<"person">(`p-${id}`),
  }));
  return { ...file, contacts };
}

type LossCause = Extract<InputBody, { type: "endpoint.lost" }>["cause"];

/** So many deadlines at one instant are no deadlines of a test's few callers and agents. */
const AT_ONCE_MAX = 1000;

export type Phone = "answers" | "rings" | "is-dead";

export class Centre {
  world: World = emptyWorld();
  at: UnixMs = START_AT;
  readonly events: Event[] = [];
  readonly inputs: Input[] = [];
  /** What each agent's phone does when dialled; it answers unless said otherwise. */
  readonly phones = new Map<string, Phone>();
  /** Facts that telephony will report for what it was told. */
  #facts: InputBody[] = [];
  #n = 0;
  /** What the directory says of a leg's caller; of others it knows nothing. */
  readonly callers = new Map<string, CallerFacts>();
  /** False: confirmations are up to the test. */
  obliging = true;
  /** False: the laws are looked after elsewhere, and what is tried here is much. */
  checking = true;

  constructor(change: (file: CentreFile) => CentreFile = (file) => file) {
    this.give({ type: "centre.restarted", epoch: 1, codeVersion: "test", rulesVersion: "1", downMs: 0 });
    this.command({ type: "centre.import", config: sealed(change(defaultCentre())) });
  }

  /** Steps one input, checks every law, then lets telephony answer. */
  give(body: InputBody): Step {
    const result = this.giveOnly(body);
    for (;;) {
      const next = this.#facts.shift();
      if (next === undefined) return result;
      this.giveOnly(next);
    }
  }

  giveOnly(body: InputBody): Step {
    this.#n += 1;
    const entropy = this.#n.toString(16).padStart(8, "0").repeat(4);
    const input: Input = { id: asId<"input">(`input-${this.#n}`), at: this.at, entropy, ...body };
    const before = this.checking && "commandId" in body ? saveWorld(this.world) : undefined;
    const result = step(this.world, input);
    if (!result.ok) {
      if (before !== undefined && before !== saveWorld(this.world)) throw new Error("a refusal has changed the world");
      return result;
    }
    this.inputs.push(input);
    this.events.push(...result.events);
    const wrong = this.checking ? [...problems(this.world), ...indexProblems(this.world)] : [];
    if (wrong.length > 0) throw new Error(`after ${body.type}: ${wrong.join("; ")}`);
    if (this.obliging) for (const effect of result.effects) this.#oblige(effect);
    return result;
  }

  command(body: Parameters<typeof makeCommand>[0], commandId?: string): Step {
    return this.give(makeCommand(body, commandId ?? `command-${this.#n}`));
  }

  /** Lets time pass, settling every deadline on the way. */
  wait(ms: number): void {
    const end = after(this.at, ms);
    for (let rounds = 0; ; rounds++) {
      const due = nextDeadline(this.world);
      if (due === undefined || due > end) break;
      if (due > this.at) [this.at, rounds] = [due, 0];
      if (rounds > AT_ONCE_MAX) throw new Error("something is due for ever");
      this.give({ type: "clock.reached" });
    }
    this.at = end;
  }

  register(device: string, phone = "1"): void {
    const endpointId = asId<"endpoint">(`${device}/${phone}`);
    const expiresAt = after(this.at, 86_400_000);
    this.give({
      type: "endpoint.ready",
      endpointId,
      deviceId: asId(device),
      binding: asId(`sealed-${device}`),
      expiresAt,
    });
  }

  /** A page of an agent registers as their browser. */
  page(agent: string, page = "1"): void {
    const [agentId, pageId] = [asId<"agent">(agent), asId<"page">(page)];
    this.give({
      type: "endpoint.ready",
      endpointId: pageEndpointOf(agentId, pageId),
      deviceId: browserDeviceOf(agentId),
      binding: asId(`sealed-${agent}-${page}`),
      expiresAt: after(this.at, 86_400_000),
    });
  }

  losesPage(agent: string, cause: LossCause, page = "1"): void {
    this.give({ type: "endpoint.lost", endpointId: pageEndpointOf(asId(agent), asId(page)), cause });
  }

  /** Registers a page for each, no phone, and makes them available. */
  inBrowsers(...agents: string[]): void {
    for (const agent of agents) {
      this.page(agent);
      this.presence(agent, "available");
    }
  }

  /** A visitor calls from the "call us" page; the leg's id is their name, the visit is theirs. */
  visits(name: string, to: string, visit = name): LegId {
    const legId = asId<"leg">(name);
    this.give({ type: "leg.arrived", legId, to, person: asId(`p-${visit}`), visitId: asId(visit) });
    return legId;
  }

  /** A page that was loaded again asks for the seat it had. */
  returns(legId: string, of: { readonly visit: string } | { readonly agent: string }): LegId {
    const who = "visit" in of ? { visitId: asId<"visit">(of.visit) } : { deviceId: browserDeviceOf(asId(of.agent)) };
    const leg = asId<"leg">(legId);
    this.give({ type: "leg.arrived", legId: leg, to: "return", person: asId("p-page"), returns: true, ...who });
    return leg;
  }

  /** Registers a phone for each and makes them available. */
  available(...agents: string[]): void {
    for (const agent of agents) {
      this.register(agent);
      this.presence(agent, "available");
    }
  }

  presence(agent: string, presence: "available" | "busy" | "away" | "break" | "offline"): Step {
    return this.command({ type: "presence.set", agentId: asId(agent), presence });
  }

  /** A customer calls; the leg's id is their name. */
  calls(name: string, to: string, device?: string): LegId {
    const legId = asId<"leg">(name);
    const known = device === undefined ? {} : { deviceId: asId<"device">(device) };
    this.give({ type: "leg.arrived", legId, to, person: asId(`p-${name}`), ...known });
    return legId;
  }

  /** Nobody ended it: its line or its audio broke. */
  breaks(legId: string): void {
    this.give({ type: "leg.ended", legId: asId(legId), cause: "lost", by: "system" });
  }

  media(legId: string, what: "started" | "lost" | "restored"): void {
    this.give({ type: `leg.media-${what}`, legId: asId(legId) });
  }

  /** The effects of the last input that was given, of one type. */
  effects<Type extends Effect["type"]>(type: Type): Extract<Effect, { type: Type }>[] {
    const inputId = this.inputs.at(-1)?.id;
    return this.events.flatMap((event) =>
      event.type === "effect.requested" && event.inputId === inputId && event.effect.type === type
        ? [event.effect as Extract<Effect, { type: Type }>]
        : [],
    );
  }

  hangsUp(legId: string): void {
    this.give({ type: "leg.ended", legId: asId(legId), cause: "hung-up", by: "far" });
  }

  all<Type extends EventType>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  last<Type extends EventType>(type: Type): EventOf<Type> {
    const found = this.all(type).at(-1);
    if (found === undefined) throw new Error(`there was no ${type}`);
    return found;
  }

  look(): ReturnType<typeof lookAt> {
    return lookAt(this.world);
  }

  availability(agent: string): string | undefined {
    return this.look()
      .agents()
      .find((one) => one.id === agent)?.availability.state;
  }

  /** Who is connected to this customer's interaction now. */
  agentOf(legId: string): string | undefined {
    return this.look()
      .interactions()
      .find((one) => one.seats[0]?.legId === legId)?.agentId;
  }

  /** The same journal, stepped and applied again: two more worlds that must be this one (L3). */
  replayed(): { stepped: string; applied: string; now: string } {
    const stepped = emptyWorld();
    for (const input of this.inputs) step(stepped, input);
    const applied = emptyWorld();
    for (const event of this.events) apply(applied, event);
    return { stepped: saveWorld(stepped), applied: saveWorld(applied), now: saveWorld(this.world) };
  }

  #whoIsIt(interactionId: InteractionId): InputBody {
    const caller = this.callers.get(this.world.interactions.get(interactionId)?.legId ?? "");
    const type = "caller.identified";
    return caller === undefined
      ? { type, interactionId, source: "none" }
      : { type, interactionId, source: "directory", caller };
  }

  #oblige(effect: Effect): void {
    if (effect.type === "caller.identify") this.#facts.push(this.#whoIsIt(effect.interactionId));
    else this.#facts.push(...factsFor(effect, (agent) => this.phones.get(agent) ?? "answers"));
  }
}

function factsFor(effect: TelephonyEffect, phone: (agent: string) => Phone): InputBody[] {
  switch (effect.type) {
    case "leg.answer":
      return [
        { type: "leg.answered", legId: effect.legId },
        { type: "leg.media-started", legId: effect.legId },
      ];
    case "leg.dial": {
      const does = phone(effect.endpointId.split(/[/.]/)[0] ?? "");
      if (does === "is-dead") return [];
      const rings: InputBody = { type: "leg.ringing", legId: effect.legId };
      if (does === "rings") return [rings];
      return [rings, { type: "leg.answered", legId: effect.legId }, { type: "leg.media-started", legId: effect.legId }];
    }
    case "leg.reject":
      return [{ type: "leg.ended", legId: effect.legId, cause: "released", by: "us" }];
    case "leg.hang-up":
      return [{ type: "leg.ended", legId: effect.legId, cause: "released", by: "us" }];
    case "conference.set":
      return effect.states.map(({ conferenceId, version }) => ({ type: "conference.applied", conferenceId, version }));
    case "conference.close":
      return [{ type: "conference.closed", conferenceId: effect.conferenceId }];
    case "prompt.play":
      return effect.collect === undefined
        ? [{ type: "prompt.ended", promptId: effect.promptId, reason: "finished", heardMs: 1000 }]
        : [];
    case "prompt.stop":
      return [];
    case "recording.start":
      return [{ type: "recording.started", recordingId: effect.recordingId }];
    case "recording.stop":
      return [{ type: "recording.finished", recordingId: effect.recordingId, tracks: [] }];
  }
}

type CommandOf<Type> = Type extends { commandId: unknown; actor: unknown } ? Omit<Type, "commandId" | "actor"> : never;

export function makeCommand(body: CommandOf<InputBody>, commandId: string): InputBody {
  const actor = { kind: "operator" } as const;
  return { ...body, commandId: asId<"command">(commandId), actor } as InputBody; // spread of a union member
}
