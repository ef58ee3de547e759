/** What must never be: looked for after every step by the simulator, and by tests. */
import { canonical } from "@legroom/model";
import type { InteractionId, QueueId } from "@legroom/model";
import { isFree, loadOf } from "./availability.ts";
import { capacityOf } from "./capacity.ts";
import { deadlineOf } from "./caller-index.ts";
import { ownerOf } from "./view.ts";
import { loadWorld, saveWorld } from "./save.ts";
import { closedTo } from "./selecting.ts";
import type { Group, QueueIndex } from "./places.ts";
import type { Agent, Interaction, Offer, World } from "./world.ts";

/** Open interactions without owner or deadline: L4 says there are none. */
export function ownerless(world: World): readonly InteractionId[] {
  return [...world.interactions.values()]
    .filter((one) => one.phase !== "closed" && (ownerOf(one) === null || deadlineOf(one) === undefined))
    .map((one) => one.id);
}

/** Breaches of L4 to L7 and of capacity, in words. Empty when all is well. */
export function problems(world: World): readonly string[] {
  return [
    ...ownerless(world).map((id) => `L4: interaction ${id} has no owner or no deadline`),
    ...offerProblems(world),
    ...agentProblems(world),
    ...[...world.interactions.values()].flatMap((one) => seatProblems(world, one)),
    ...legProblems(world),
    ...voiceProblems(world),
    ...idleProblems(world),
  ];
}

/** An offer is known to its caller and its agent: while it rings as an offer, and when it was accepted as their work. */
function offerProblems(world: World): string[] {
  const offers = [...world.offers.values()].flatMap((offer) =>
    offer.phase === "accepted" ? acceptedProblems(world, offer) : openProblems(world, offer),
  );
  return [...offers, ...[...world.interactions.values()].flatMap((one) => roundProblems(world, one))];
}

function acceptedProblems(world: World, { id, interactionId, agentId }: Offer): string[] {
  const works = world.agents.get(agentId)?.works.some((work) => work.interactionId === interactionId);
  const found = world.interactions.get(interactionId)?.work?.offerId === id && works === true;
  return found ? [] : [`L5: offer ${id} was accepted, and is nobody's work`];
}

function openProblems(world: World, { id, interactionId, agentId, legs }: Offer): string[] {
  const found: string[] = [];
  if (world.interactions.get(interactionId)?.offerIds.includes(id) !== true)
    found.push(`L5: offer ${id} is held by nobody`);
  if (world.agents.get(agentId)?.offerIds.includes(id) !== true) found.push(`L5: offer ${id} rings for nobody`);
  if (legs.every((leg) => leg.state === "over")) found.push(`L5: offer ${id} rings nowhere`);
  return found;
}

/** The offers that are out for a caller are for one seat that is free, to different agents. */
function roundProblems(world: World, { id, phase, offerIds, work }: Interaction): string[] {
  const found: string[] = [];
  if ((phase === "offering") !== offerIds.length > 0)
    found.push(`L5: interaction ${id} is ${phase} with ${offerIds.length} offers out`);
  if (work !== undefined && world.offers.get(work.offerId)?.phase !== "accepted")
    found.push(`L5: interaction ${id} is worked on without an accepted offer`);
  const agents = new Set<string>();
  const seats = new Set<string>();
  for (const offerId of offerIds) {
    const offer = world.offers.get(offerId);
    if (offer === undefined || offer.interactionId !== id || offer.phase === "accepted") {
      found.push(`L5: interaction ${id} holds an offer that is not its own`);
      continue;
    }
    seats.add(offer.seatId);
    if (agents.has(offer.agentId)) found.push(`L5: ${offer.agentId} is offered ${id} twice`);
    agents.add(offer.agentId);
  }
  if (seats.size > 1) found.push(`L5: interaction ${id} has offers for ${seats.size} seats`);
  return found;
}

function agentProblems(world: World): string[] {
  const found: string[] = [];
  for (const agent of world.agents.values()) {
    const [load, capacity] = [unitsCounted(world, agent), capacityOf(world, agent.id)];
    if (load > loadAllowed(world, agent)) found.push(`capacity: agent ${agent.id} has ${load} of ${capacity}`);
    for (const offerId of agent.offerIds)
      if (world.offers.get(offerId)?.agentId !== agent.id)
        found.push(`L5: agent ${agent.id} holds an offer that is not theirs`);
    for (const { interactionId } of agent.works)
      if (world.interactions.get(interactionId)?.work?.agentId !== agent.id)
        found.push(`capacity: agent ${agent.id} works on what is not theirs`);
    for (const list of [agent.works, agent.wrapUps])
      if (new Set(list.map((one) => one.interactionId)).size < list.length)
        found.push(`capacity: agent ${agent.id} has something twice`);
  }
  return found;
}

/** What a person gave them does not count (R-ROUTE-124), nor do talks that another of theirs has interrupted (R-ROUTE-53). */
function unitsCounted(world: World, agent: Agent): number {
  const queueOf = (id: InteractionId): QueueId | undefined => world.interactions.get(id)?.work?.queueId;
  const held = [
    ...agent.offerIds.flatMap((id) => world.offers.get(id)?.queueId ?? []),
    ...agent.works.flatMap((work) => queueOf(work.interactionId) ?? []),
  ];
  const interrupted = new Set(held.flatMap((id) => world.derived.lookup.queues.get(id)?.interrupts ?? []));
  let units = loadOf(world, agent) - unitsGiven(world, agent);
  for (const work of agent.works) {
    const queueId = queueOf(work.interactionId);
    if (queueId !== undefined && interrupted.has(queueId) && !isGiven(world, work.interactionId)) units -= work.units;
  }
  return units;
}

/** Their capacity, or what they had when it was lowered: that runs off (R-ROUTE-152). */
function loadAllowed(world: World, agent: Agent): number {
  return agent.loadAllowed ?? capacityOf(world, agent.id);
}

function unitsGiven(world: World, agent: Agent): number {
  let units = 0;
  for (const id of agent.offerIds) {
    const offer = world.offers.get(id);
    if (offer?.reasons.overrideId !== undefined) units += offer.units;
  }
  for (const work of agent.works) if (isGiven(world, work.interactionId)) units += work.units;
  return units;
}

function isGiven(world: World, id: InteractionId): boolean {
  const offerId = world.interactions.get(id)?.work?.offerId;
  return offerId !== undefined && world.offers.get(offerId)?.reasons.overrideId !== undefined;
}

function seatProblems(world: World, interaction: Interaction): string[] {
  const found: string[] = [];
  for (const seat of interaction.seats) {
    if (seat.conferenceId === null) continue;
    if (world.conferences.get(seat.conferenceId)?.interactionId !== interaction.id)
      found.push(`L6: seat ${seat.id} sits in a conference that is not its interaction's`);
  }
  const live = interaction.phase === "live" && interaction.seats.every((seat) => seat.role !== "agent");
  if (live) found.push(`L6: interaction ${interaction.id} is live without an agent's seat`);
  return found;
}

/** A seat has one leg at most, but for others that are being ended. */
function legProblems(world: World): string[] {
  const found: string[] = [];
  const up = new Map<string, string>();
  for (const { id, seatId, state } of world.legs.values()) {
    if (seatId === undefined || state !== "up" || world.derived.awaiting.has("down", id)) continue;
    const other = up.get(seatId);
    if (other !== undefined) found.push(`L6: seat ${seatId} has two legs, ${other} and ${id}`);
    up.set(seatId, id);
  }
  return found;
}

/** Who is heard sits in the same conference; a seat is stated in one conference only. */
function voiceProblems(world: World): string[] {
  const found: string[] = [];
  const seen = new Map<string, string>();
  for (const { id, stated, status } of world.conferences.values()) {
    if (stated === undefined || status !== "open") continue;
    const here = new Set<string>(stated.seats.map((place) => place.seatId));
    for (const seatId of here) {
      if (seen.has(seatId)) found.push(`L7: seat ${seatId} is stated in ${seen.get(seatId)} and in ${id}`);
      seen.set(seatId, id);
    }
    for (const [hearer, sources] of Object.entries(stated.hears)) {
      if (!here.has(hearer)) found.push(`L7: ${hearer} hears in ${id} without a seat there`);
      for (const { source } of sources)
        if ("seat" in source && !here.has(source.seat)) found.push(`L7: ${source.seat} is heard in ${id} from outside`);
    }
  }
  return found;
}

/** Nobody waits while somebody who could be offered them is free. */
function idleProblems(world: World): string[] {
  const found: string[] = [];
  for (const [queueId, index] of world.derived.queues)
    for (const group of index.groups.values())
      for (const { id } of group.free.size === 0 ? [] : group.waiting) {
        const interaction = world.interactions.get(id);
        const closed = interaction === undefined ? new Set() : closedTo(world, interaction);
        const free = [...group.free].find((one) => !closed.has(one.id));
        if (free !== undefined) found.push(`${id} waits in ${queueId} while ${free.id} is free`);
      }
  return found;
}

/** Indexes that differ from those made anew of the same facts. Costly: for tests and the end of days. */
export function indexProblems(world: World): readonly string[] {
  const fresh = loadWorld(saveWorld(world));
  const found: string[] = [];
  const compare = (what: string, a: unknown, b: unknown): void => {
    if (canonical(a) !== canonical(b)) found.push(`index ${what} differs from the facts`);
  };
  compare("deadlines", world.derived.deadlines.entries(), fresh.derived.deadlines.entries());
  compare("awaiting", world.derived.awaiting.entries(), fresh.derived.awaiting.entries());
  compare("visits", world.derived.visits, fresh.derived.visits);
  compare("awaited", world.derived.awaited, fresh.derived.awaited);
  compare("open", world.derived.open, fresh.derived.open);
  for (const name of ["endpointsOf", "conferencesOf", "recordingsOf", "legsOf", "promptsOf"] as const)
    compare(name, world.derived[name], fresh.derived[name]);
  for (const [id, index] of world.derived.queues)
    compare(`of queue ${id}`, listed(index), listed(fresh.derived.queues.get(id)));
  for (const agent of world.agents.values())
    if (isFree(world, agent) !== isFree(fresh, agent)) found.push(`agent ${agent.id} is free in one world only`);
  return found;
}

/** Of the groups those in which somebody waits: others are remembered, or not. */
function listed(index: QueueIndex | undefined): unknown {
  if (index === undefined) return null;
  const { signedIn, skilled, working, available, members, delays } = index;
  const lists = [index.waiting, index.line, index.entered].map((list) => [...(list as Iterable<unknown>)]);
  const groups = [...index.groups].filter(([, group]) => group.waiting.size > 0);
  return {
    ...{ signedIn, skilled, working, available },
    members,
    delays,
    lists,
    groups: new Map(groups.map(([key, one]) => [key, listedGroup(one)])),
  };
}

function listedGroup({ waiting, eligible, free, signedIn, inReach }: Group): unknown {
  const ranked = [...free].map(({ id, keys }) => [id, keys]);
  return { waiting: [...waiting], eligible: [...eligible.keys()].toSorted(), ranked, signedIn, inReach };
}
