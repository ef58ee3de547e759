/**
 * The smallest machine with everything the loop cares about: events, effects, deadlines, refusals, repeats, absorbed
 * inputs and a step that throws. What it decides means nothing.
 */
import { after, asId, canonical, must, refuse } from "@legroom/model";
import type { CentreConfig, Effect, Event, EventBody, Input, UnixMs } from "@legroom/model";
import type { LiveWorld, Look, Machine, Step } from "../src/index.ts";

type Base = {
  seq: number;
  endpoints: { [id: string]: UnixMs };
  commands: string[];
  outstanding: Effect[];
  dueAt: UnixMs | undefined;
  config: CentreConfig | undefined;
  secrets: { [id: string]: string };
  heard: string[];
};

export type Toy = Machine & {
  /** Inputs of this type throw, half way. */
  breakOn: (input: Input) => boolean;
  /** A due deadline is not settled: a bug of the machine. */
  stuck: boolean;
};

export function toyMachine(): Toy {
  const toy: Toy = {
    rulesVersion: "toy",
    breakOn: () => false,
    stuck: false,
    empty: () => world(toy, blank()),
    load: (text) => world(toy, { ...blank(), ...(JSON.parse(text) as Base) }),
  };
  return toy;
}

function blank(): Base {
  const empty = { seq: 0, endpoints: {}, commands: [], outstanding: [], heard: [], secrets: {} };
  return { ...empty, dueAt: undefined, config: undefined };
}

function world(toy: Toy, base: Base): LiveWorld {
  const live: LiveWorld = {
    step(input) {
      const decided = decide(toy, base, input);
      if (!Array.isArray(decided)) return decided;
      const events = decided.map((body, at): Event => ({ seq: base.seq + at + 1, ...header(input), ...body }));
      for (const [at, event] of events.entries()) {
        live.apply(event);
        if (at === 0 && toy.breakOn(input)) throw new Error("the toy broke");
      }
      const effects = events.flatMap((event) => (event.type === "effect.requested" ? [event.effect] : []));
      return { ok: true, events, effects, answer: {}, repeated: false };
    },
    apply: (event) => applyTo(base, event),
    nextDeadline: () => base.dueAt,
    seq: () => base.seq,
    outstandingEffects: () => [...base.outstanding],
    look: () => look(base),
    save: () => canonical(base),
  };
  return live;
}

const header = (input: Input) => ({ at: input.at, v: 1 as const, inputId: input.id });

function decide(toy: Toy, base: Base, input: Input): EventBody[] | Step {
  switch (input.type) {
    case "endpoint.ready": {
      if (base.endpoints[input.endpointId] === input.expiresAt) return [];
      const { endpointId, deviceId, binding, expiresAt } = input;
      return [{ type: "endpoint.ready", endpointId, deviceId, binding, expiresAt }];
    }
    case "leg.arrived": {
      const { legId, to } = input;
      const effectId = asId<"effect">(`reject-${legId}`);
      const effect = {
        type: "leg.reject",
        effectId,
        legId,
        cause: "not-found",
        untilAt: after(input.at, 60_000),
      } as const;
      return [
        { type: "leg.refused", legId, to, cause: "not-found" },
        { type: "effect.requested", effect },
      ];
    }
    case "leg.ended":
      return [{ type: "leg.ended", legId: input.legId, cause: input.cause, by: input.by }];
    case "digits.received":
      return [{ type: "digits.received", legId: input.legId, count: Number(input.digits) }];
    default:
      return "commandId" in input ? command(base, input) : decideOfEngine(toy, base, input);
  }
}

function decideOfEngine(toy: Toy, base: Base, input: Input): EventBody[] {
  switch (input.type) {
    case "clock.reached":
      if (toy.stuck || base.dueAt === undefined || base.dueAt > input.at) return [];
      return [{ type: "prompt.ended", promptId: asId("deadline"), reason: "finished", heardMs: 0 }];
    case "clock.jumped":
      return [{ type: "clock.jumped", byMs: input.byMs }];
    case "centre.restarted": {
      const { epoch, codeVersion, rulesVersion, downMs } = input;
      return [{ type: "centre.restarted", epoch, codeVersion, rulesVersion, downMs }];
    }
    case "input.faulted": {
      const { inputId, inputType, message } = input;
      return [{ type: "input.faulted", faultedInputId: inputId, inputType, message }];
    }
    default:
      return [];
  }
}

function command(base: Base, input: Extract<Input, { commandId: unknown }>): EventBody[] | Step {
  const { commandId, actor, type } = input;
  if (base.commands.includes(commandId)) return { ok: true, events: [], effects: [], answer: {}, repeated: true };
  const accepted: EventBody = { type: "command.accepted", commandId, actor, commandType: type, answer: {} };
  if (input.type === "centre.import") {
    if (input.config.name === "broken") return refuse("centre.invalid", "the name is broken");
    return [accepted, { type: "centre.configured", config: input.config, version: 1, actor }];
  }
  if (input.type === "device.set-secret")
    return [accepted, { type: "device.secret-changed", deviceId: input.deviceId, secret: input.secret }];
  if (input.type !== "presence.set" || input.agentId === "nobody") return refuse("agent.unknown", "there is nobody");
  const { agentId, presence } = input;
  return [accepted, { type: "agent.presence-changed", agentId, presence, actor }];
}

function applyTo(base: Base, event: Event): void {
  base.seq = event.seq;
  base.heard.push(event.type);
  if (event.type === "endpoint.ready") base.endpoints[event.endpointId] = event.expiresAt;
  if (event.type === "effect.requested") base.outstanding.push(event.effect);
  if (event.type === "command.accepted") base.commands.push(event.commandId);
  if (event.type === "centre.configured") base.config = event.config;
  if (event.type === "device.secret-changed") base.secrets[event.deviceId] = event.secret;
  if (event.type === "digits.received") base.dueAt = after(event.at, event.count);
  if (event.type === "prompt.ended") base.dueAt = undefined;
}

/** Only what the loop itself asks for, and the names of all events as `agents`' stand-in for something to ask. */
function look(base: Base): Look {
  const none = (): [] => [];
  return {
    seq: base.seq,
    config: () => ({ config: must(base.config, "a configuration"), version: 1 }),
    agents: none,
    queues: none,
    interactions: none,
    conferences: none,
    overrides: none,
    whyWaiting: () => undefined,
    whyNot: () => undefined,
    previewMoves: () => ({ changes: [] }),
    offers: none,
    apiKeys: none,
    interaction: () => undefined,
    visit: () => undefined,
    desk: () => undefined,
    apiKeyByHash: () => undefined,
    hasSecret: (id) => base.secrets[id] !== undefined,
    knownEndpoints: () =>
      Object.entries(base.endpoints).map(([id, expiresAt]) => ({
        endpointId: asId(id),
        deviceId: asId("alice"),
        alive: true,
        expiresAt,
        binding: asId("sealed"),
      })),
    legs: () => base.heard.filter((type) => type === "leg.refused").map((_, at) => ({ legId: asId(`former-${at}`) })),
    device: (user) => {
      const secret = base.secrets[user];
      return { deviceId: asId(user), owner: "agent", ...(secret === undefined ? {} : { secret: asId(secret) }) };
    },
  };
}
