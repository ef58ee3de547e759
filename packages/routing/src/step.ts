/** The only door into deciding: what an input makes true, and what is then to be done. */
import { after, unreachable } from "@legroom/model";
import type { Command, CommandAnswer, Effect, EndpointId, Event, Input, Refused } from "@legroom/model";
import { legArrived } from "./arrival.ts";
import { clockReached } from "./clock.ts";
import { callerIdentified } from "./identifying.ts";
import { carryOut } from "./commands.ts";
import { compareWaiting, waitingKey } from "./compare-waiting.ts";
import { conferenceApplied, conferenceClosed } from "./conference.ts";
import { tryConnect } from "./connecting.ts";
import { digitsReceived, legEnded, legFailed, legMedia, legMemo, legRinging, legUp } from "./legs.ts";
import { matchCaller, matchFreeAgent } from "./matching.ts";
import { endpointLostFor, loseEndpoint } from "./offer-outcome.ts";
import { watchQueues } from "./queue-watch.ts";
import type { Waiting } from "./places.ts";
import { recordingFact } from "./recording.ts";
import { centreRestarted, clockJumped, inputFaulted, mediaLost } from "./restart.ts";
import { promptOver } from "./saying.ts";
import { effectFailed } from "./settling.ts";
import { Turn } from "./turn.ts";
import type { World } from "./world.ts";

/** For so long a command that comes again gets its first answer. */
const ANSWERED_MS = 86_400_000;

export type Step =
  | {
      readonly ok: true;
      readonly events: readonly Event[];
      readonly effects: readonly Effect[];
      readonly answer: CommandAnswer;
      /** The command was answered before: nothing has happened again. */
      readonly repeated: boolean;
    }
  | Refused;

/** Changes `world` by the events it returns. A refusal has changed nothing; a fact that is doubled or late gives no events. */
export function step(world: World, input: Input): Step {
  const turn = new Turn(world, input);
  if ("commandId" in input) return command(turn, input);
  fact(turn, input);
  return done(turn, {});
}

function command(turn: Turn, input: Command): Step {
  const before = turn.world.answered.get(input.commandId);
  if (before !== undefined && before.at > after(turn.at, -ANSWERED_MS))
    return { ok: true, events: [], effects: [], answer: before.answer, repeated: true };
  const outcome = carryOut(turn, input);
  if ("ok" in outcome) return outcome;
  const { commandId, actor, type: commandType } = input;
  turn.emit({ type: "command.accepted", commandId, actor, commandType, answer: outcome });
  return done(turn, outcome);
}

/** Whoever has become free in this step is matched when everything else is decided, and then who asks (R-ROUTE-6). */
function done(turn: Turn, answer: CommandAnswer): Step {
  if (turn.hasFreed) for (const agentId of turn.freed) matchFreeAgent(turn, agentId, "agent-free");
  if (turn.hasAskers)
    for (const { id } of askersInOrder(turn)) {
      const [interaction, trigger] = [turn.world.interactions.get(id), turn.askers.get(id)];
      if (interaction !== undefined && trigger !== undefined) matchCaller(turn, interaction, trigger);
    }
  if (turn.events.length > 0) watchQueues(turn);
  return { ok: true, events: turn.events, effects: turn.effects, answer, repeated: false };
}

/** As they stand in line, whose offer ended first or not. */
function askersInOrder({ world, askers }: Turn): readonly Waiting[] {
  const waiting = [...askers.keys()].flatMap((id) => {
    const entry = world.interactions.get(id)?.entry;
    return entry === undefined ? [] : [waitingKey(id, entry)];
  });
  return waiting.toSorted(compareWaiting);
}

function fact(turn: Turn, input: Exclude<Input, Command>): void {
  switch (input.type) {
    case "leg.arrived":
      return legArrived(turn, input);
    case "leg.ringing":
      return legRinging(turn, input);
    case "leg.answered":
      return legUp(turn, input);
    case "leg.media-started":
    case "leg.media-lost":
    case "leg.media-restored":
      return legMedia(turn, input);
    case "leg.memo-changed":
      return legMemo(turn, input);
    case "leg.failed":
      return legFailed(turn, input);
    case "leg.ended":
      return legEnded(turn, input);
    case "digits.received":
      return digitsReceived(turn, input);
    default:
      return otherFact(turn, input);
  }
}

function otherFact(turn: Turn, input: Exclude<Input, Command | { type: `leg.${string}` | "digits.received" }>): void {
  switch (input.type) {
    case "conference.applied":
      return applied(turn, input);
    case "conference.closed":
      return conferenceClosed(turn, input.conferenceId);
    case "prompt.started":
      return;
    case "prompt.ended":
      return promptOver(turn, input);
    case "recording.started":
    case "recording.finished":
    case "recording.failed":
      return recordingFact(turn, input);
    case "endpoint.ready":
      return endpointReady(turn, input);
    case "endpoint.lost":
      return endpointLost(turn, input);
    case "caller.identified":
      return callerIdentified(turn, input);
    case "effect.failed":
      return effectFailed(turn, input.effectId, "failed", input.cause);
    default:
      return engineFact(turn, input);
  }
}

type EngineInput = Extract<
  Input,
  { type: "media.lost" | "clock.reached" | "clock.jumped" | "centre.restarted" | "input.faulted" }
>;

function engineFact(turn: Turn, input: EngineInput): void {
  switch (input.type) {
    case "media.lost":
      return mediaLost(turn, input);
    case "clock.reached":
      return clockReached(turn);
    case "clock.jumped":
      return clockJumped(turn, input);
    case "centre.restarted":
      return centreRestarted(turn, input);
    case "input.faulted":
      return inputFaulted(turn, input);
    default:
      return unreachable(input);
  }
}

function applied(turn: Turn, input: Extract<Input, { type: "conference.applied" }>): void {
  const interaction = conferenceApplied(turn, input);
  if (interaction !== undefined) tryConnect(turn, interaction);
}

/** A phone registers, registers again, or is found alive: its agent may be who somebody waits for. */
function endpointReady(turn: Turn, input: Extract<Input, { type: "endpoint.ready" }>): void {
  const { endpointId, deviceId, binding, expiresAt } = input;
  const owner = turn.world.derived.lookup.devices.get(deviceId)?.owner;
  if (owner === undefined) return; // the device was configured away meanwhile
  turn.emit({ type: "endpoint.ready", endpointId, deviceId, binding, expiresAt });
  if ("agent" in owner) turn.freed.add(owner.agent);
}

function endpointLost(turn: Turn, input: Extract<Input, { type: "endpoint.lost" }>): void {
  const endpointId: EndpointId = input.endpointId;
  const endpoint = turn.world.endpoints.get(endpointId);
  if (endpoint === undefined) return;
  if (endpoint.alive) loseEndpoint(turn, endpointId, input.cause);
  else if (input.cause !== "no-pong" && input.cause !== "flow-closed")
    turn.emit({ type: "endpoint.lost", endpointId, deviceId: endpoint.deviceId, cause: input.cause });
  const owner = turn.world.derived.lookup.devices.get(endpoint.deviceId)?.owner;
  const agent = owner !== undefined && "agent" in owner ? turn.world.agents.get(owner.agent) : undefined;
  if (agent !== undefined) endpointLostFor(turn, agent, endpointId);
}
