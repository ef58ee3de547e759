/** What an agent's phone may call: `*1` to `*0` for presence, `*9` to end wrap-up. Each is confirmed by voice. */
import { after, unreachable } from "@legroom/model";
import type { AgentId, InputBody, LegId, Presence, Sound } from "@legroom/model";
import { defined } from "./defined.ts";
import { matchFreeAgent } from "./matching.ts";
import { whyNotEnded } from "./may.ts";
import { endWrapUp, setPresence } from "./presence.ts";
import { say } from "./prompt.ts";
import type { Turn } from "./turn.ts";

export type Arrival = Extract<InputBody, { type: "leg.arrived" }>;

/** Long enough to be answered and to hear the confirmation. */
const FEATURE_MS = 40_000;

const presenceOf: Readonly<Record<string, Presence>> = {
  "*1": "available",
  "*2": "busy",
  "*3": "away",
  "*4": "break",
  "*0": "offline",
};

export function isFeature(to: string): boolean {
  return to in presenceOf || to === "*9";
}

/** It is true when the call arrives; the voice that confirms it follows when the leg is up. */
export function callFeature(turn: Turn, fact: Arrival, agentId: AgentId): void {
  const { legId, memo } = fact;
  const said = soundFor(turn, fact.to, agentId);
  const untilAt = after(turn.at, FEATURE_MS);
  // First the call, then what it does: while the phone is in it, its agent is offered nobody (see featureOver).
  turn.emit({ type: "leg.feature-called", ...defined({ legId, agentId, feature: fact.to, untilAt, said, memo }) });
  carryOut(turn, fact.to, agentId);
  turn.request({ type: "leg.answer", legId }, { withinMs: FEATURE_MS });
}

function carryOut(turn: Turn, to: string, agentId: AgentId): void {
  const presence = presenceOf[to];
  if (presence === undefined) endWrapUp(turn, agentId, "agent");
  else setPresence(turn, { agentId, presence, actor: { kind: "agent", id: agentId } });
}

function soundFor(turn: Turn, to: string, agentId: AgentId): Sound {
  const presence = presenceOf[to];
  if (presence !== undefined) return saidFor(presence);
  const wrapUps = turn.world.agents.get(agentId)?.wrapUps ?? [];
  const ends = wrapUps.some((one) => whyNotEnded(turn.world, agentId, one) === undefined);
  return ends ? "wrap-up-ended" : "wrap-up-none";
}

function saidFor(presence: Presence): Sound {
  switch (presence) {
    case "available":
      return "presence-available";
    case "busy":
      return "presence-busy";
    case "away":
      return "presence-away";
    case "break":
      return "presence-break";
    case "offline":
      return "presence-offline";
    default:
      return unreachable(presence);
  }
}

export function featureUp(turn: Turn, legId: LegId): void {
  const feature = turn.world.features.get(legId);
  if (feature === undefined) return;
  say(turn, { legId, seatId: null }, { items: [{ sound: feature.said as Sound }] }); // chosen by soundFor below
}

/** The confirmation was heard, or time is up: the call ends. */
export function hangUpFeature(turn: Turn, legId: LegId): void {
  if (turn.world.derived.awaiting.has("down", legId)) return;
  turn.request({ type: "leg.hang-up", legId, cause: "completed" }, { withinMs: 10_000 });
}

/** The phone is free again: now its agent can be offered who waits. */
export function featureOver(turn: Turn, agentId: AgentId): void {
  matchFreeAgent(turn, agentId, "agent-free");
}
