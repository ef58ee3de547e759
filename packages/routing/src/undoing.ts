/** Undoing what a person did to the flow: for ten seconds, and only as long as nothing else has come of it. */
import { refuse } from "@legroom/model";
import type { Actor, Command, CommandAnswer, Refused } from "@legroom/model";
import { memberOf } from "./apply-override.ts";
import { changeMember } from "./changing-member.ts";
import { putBack, takeOut } from "./moving.ts";
import { offersOut } from "./offer-lease.ts";
import { withdrawOffer } from "./offer-outcome.ts";
import { hush } from "./prompt.ts";
import type { Turn } from "./turn.ts";
import type { OverrideRecord } from "./queue-entry.ts";
import type { Interaction, World } from "./world.ts";

type Undo = Extract<Command, { type: "override.undo" }>;

export function undo(turn: Turn, { overrideId, actor }: Undo): CommandAnswer | Refused {
  const record = turn.world.overrides.get(overrideId);
  if (record === undefined) return refuse("override.unknown", "no such act, or it was long ago");
  if (actor.kind !== "operator" && !isSame(actor, record.actor))
    return refuse("override.not-yours", "only who did it undoes it");
  if (record.undone === true) return tooLate("it was undone already");
  if (record.undoUntilAt === undefined || turn.at >= record.undoUntilAt) return tooLate("its time is over");
  if (hasFollower(turn.world, record)) return tooLate("somebody has acted on the same since");
  const refused = carryOut(turn, record, () => turn.emit({ type: "override.undone", overrideId, actor }));
  return refused ?? { overrideId };
}

function isSame(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && ("id" in a ? a.id : "") === ("id" in b ? b.id : "");
}

function tooLate(why: string): Refused {
  return refuse("override.too-late", `this cannot be undone: ${why}`);
}

/** A later act, not undone, on one of its callers, or on its membership. */
function hasFollower(world: World, record: OverrideRecord): boolean {
  const callers = new Set(record.interactionIds);
  let later = false;
  for (const other of world.overrides.values()) {
    if (later && other.undone !== true) {
      if (other.interactionIds.some((id) => callers.has(id))) return true;
      const isMembership = record.act === "membership" && other.act === "membership";
      if (isMembership && other.agentId === record.agentId && other.queueId === record.queueId) return true;
    }
    if (other === record) later = true;
  }
  return false;
}

/** `note` records that it is undone, when nothing stands in its way any more. */
function carryOut(turn: Turn, record: OverrideRecord, note: () => void): Refused | undefined {
  switch (record.act) {
    case "move":
    case "rebalance":
      return undoMoves(turn, record, note);
    case "assign":
      return undoAssign(turn, record, note);
    case "reprioritise":
      return undoPriority(turn, record, note);
    case "withdraw":
      return undoWithdraw(turn, record, note);
    case "membership":
      return undoMembership(turn, record, note);
  }
}

/** Those of its callers for whom this holds with the place where they stood; all, or none. */
function allOf(
  world: World,
  { places = [], interactionIds }: OverrideRecord,
  holds: (interaction: Interaction, segment: number) => boolean,
): readonly Interaction[] | undefined {
  const found: Interaction[] = [];
  for (const { interactionId, entry } of places) {
    const interaction = world.interactions.get(interactionId);
    if (interaction === undefined || !holds(interaction, entry.segment)) return undefined;
    if (!world.derived.lookup.queues.has(entry.queueId)) return undefined;
    found.push(interaction);
  }
  return found.length === interactionIds.length ? found : undefined;
}

const isInLine = ({ phase }: Interaction): boolean => phase === "queued" || phase === "offering";

/** All of them wait where they were moved to, and not since then anywhere else. */
function undoMoves(turn: Turn, record: OverrideRecord, note: () => void): Refused | undefined {
  const callers = allOf(turn.world, record, (one, segment) => isInLine(one) && one.segments === segment + 1);
  if (callers === undefined) return tooLate("not all of them wait there any more");
  for (const interaction of callers) takeOut(turn, interaction);
  note();
  putBack(turn, callers);
  return undefined;
}

function undoAssign(turn: Turn, record: OverrideRecord, note: () => void): Refused | undefined {
  const [interaction] = record.interactionIds.flatMap((id) => turn.world.interactions.get(id) ?? []);
  const offers = interaction === undefined ? [] : offersOut(turn.world, interaction);
  const offer = offers.find((one) => one.reasons.overrideId === record.id);
  if (offer === undefined) return tooLate("it rings no more");
  note();
  withdrawOffer(turn, offer, "moved");
  return undefined;
}

function undoPriority(turn: Turn, record: OverrideRecord, note: () => void): Refused | undefined {
  const isWhereItWas = (one: Interaction, segment: number): boolean =>
    isInLine(one) &&
    one.segments === segment &&
    one.entry?.band === record.madePlace?.band &&
    one.entry?.virtualEntryAt === record.madePlace?.virtualEntryAt;
  const callers = allOf(turn.world, record, isWhereItWas);
  const [was] = record.places ?? [];
  if (callers === undefined || was === undefined) return tooLate("the caller stands somewhere else by now");
  const { band, virtualEntryAt } = was.entry;
  note();
  turn.emit({
    type: "interaction.reprioritised",
    interactionId: was.interactionId,
    ...{ band, virtualEntryAt },
    overrideId: record.id,
  });
  return undefined;
}

/** As long as the message is spoken. */
function undoWithdraw(turn: Turn, record: OverrideRecord, note: () => void): Refused | undefined {
  const callers = allOf(
    turn.world,
    record,
    ({ phase, flow, segments }, segment) => phase === "in-flow" && flow?.end === "withdrawn" && segments === segment,
  );
  if (callers === undefined) return tooLate("the caller was let go");
  for (const { flow } of callers) hush(turn, flow?.promptId);
  note();
  putBack(turn, callers);
  return undefined;
}

function undoMembership(turn: Turn, record: OverrideRecord, note: () => void): Refused | undefined {
  const { agentId, queueId, member, madeMember = null } = record;
  if (agentId === undefined || queueId === undefined) return tooLate("nothing is known of it");
  const { lookup } = turn.world.derived;
  const now = memberOf(turn.world.config, { agentId, queueId });
  const isAsMade = now === undefined ? madeMember === null : isEqual(now, madeMember);
  if (!isAsMade || !lookup.queues.has(queueId) || !lookup.agents.has(agentId))
    return tooLate("the settings have changed since");
  note();
  const before = member === undefined ? undefined : { tier: member.tier, delayMs: member.delayMs };
  changeMember(turn, { agentId, queueId, member: before, overrideId: record.id });
  return undefined;
}

function isEqual(a: OverrideRecord["madeMember"], b: OverrideRecord["madeMember"]): boolean {
  return a?.tier === b?.tier && a?.delayMs === b?.delayMs;
}
