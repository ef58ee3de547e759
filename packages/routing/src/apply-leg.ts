/** Legs: what is known of each connection. */
import { after } from "@legroom/model";
import type { EventOf, InteractionId, LegId } from "@legroom/model";
import { reindexAgent } from "./agent-index.ts";
import type { Appliers } from "./apply.ts";
import { defined } from "./defined.ts";
import { offerDeadline } from "./offer-deadline.ts";
import { takeFromList } from "./sets.ts";
import type { Leg, Seat, World } from "./world.ts";

export const legAppliers = {
  "leg.refused": () => undefined,
  "leg.feature-called": callFeature,
  "leg.ringing": (world, event) =>
    change(world, event, (leg) => {
      if (leg.state === "coming") leg.state = "ringing";
    }),
  "leg.up": (world, event) =>
    change(world, event, (leg) => {
      leg.state = "up";
      if (leg.direction === "in") awaitAudio(world, event);
    }),
  "leg.media-started": (world, event) =>
    change(world, event, (leg) => {
      leg.media = "started";
      const seat = seatWith(world, event);
      if (seat !== undefined) seat.audioByAt = undefined;
    }),
  "leg.media-lost": (world, event) =>
    change(world, event, (leg) => {
      leg.media = "lost";
    }),
  "leg.media-restored": (world, event) =>
    change(world, event, (leg) => {
      leg.media = "started";
    }),
  "leg.memo-changed": (world, event) => change(world, event, () => undefined),
  "leg.failed": (world, event) => {
    const leg = world.legs.get(event.legId);
    const offer = leg?.offerId === undefined ? undefined : world.offers.get(leg.offerId);
    for (const one of offer?.legs ?? []) if (one.legId === event.legId) [one.state, one.cause] = ["over", event.cause];
    if (offer !== undefined) world.derived.deadlines.set("offer", offer.id, offerDeadline(offer));
    remove(world, event);
  },
  "leg.ended": (world, event) => remove(world, event),
  "digits.received": () => undefined,
} satisfies Partial<Appliers>;

function callFeature(world: World, event: EventOf<"leg.feature-called">): void {
  const { legId, agentId, said, untilAt } = event;
  world.legs.set(legId, {
    ...defined({ id: legId, agentId, memo: event.memo }),
    direction: "in",
    kind: "phone", // whatever calls it: nobody sits in it
    state: "coming",
    media: "none",
  });
  world.features.set(legId, { legId, agentId, said, untilAt });
  world.derived.deadlines.set("feature", legId, untilAt);
  world.agents.get(agentId)?.featureLegs.push(legId);
  reindexAgent(world, agentId, event.at);
}

function change(world: World, event: { legId: LegId; memo?: Leg["memo"] }, how: (leg: Leg) => void): void {
  const leg = world.legs.get(event.legId);
  if (leg === undefined) return;
  how(leg);
  if (event.memo !== undefined) leg.memo = event.memo;
}

function remove(world: World, event: { legId: LegId; interactionId?: InteractionId; at: World["at"] }): void {
  world.legs.delete(event.legId);
  const feature = world.features.get(event.legId);
  if (feature !== undefined) {
    world.features.delete(event.legId);
    world.derived.deadlines.set("feature", event.legId, undefined);
    const agent = world.agents.get(feature.agentId);
    if (agent !== undefined) agent.featureLegs = agent.featureLegs.filter((legId) => legId !== event.legId);
    reindexAgent(world, feature.agentId, event.at);
  }
  if (event.interactionId === undefined) return;
  takeFromList(world.derived.legsOf, event.interactionId, event.legId);
  for (const seat of world.interactions.get(event.interactionId)?.seats ?? []) {
    if (seat.returningLegId === event.legId) seat.returningLegId = undefined;
    if (seat.legId !== event.legId) continue;
    seat.legId = null;
    seat.audioByAt = undefined;
  }
}

type OfLeg = { readonly legId: LegId; readonly interactionId?: InteractionId; readonly at: World["at"] };

/** A browser's leg is up before its audio is: if that does not follow soon, the seat is away. */
export function awaitAudio(world: World, event: OfLeg): void {
  const seat = seatWith(world, event);
  const leg = world.legs.get(event.legId);
  const silentMs = world.config?.deadlines.silentMs;
  if (seat === undefined || leg === undefined || silentMs === undefined) return;
  seat.audioByAt = undefined;
  if (leg.kind === "browser" && leg.media === "none" && seat.awayUntilAt === undefined)
    seat.audioByAt = after(event.at, silentMs);
}

function seatWith(world: World, { legId, interactionId }: OfLeg): Seat | undefined {
  if (interactionId === undefined) return undefined;
  return world.interactions.get(interactionId)?.seats.find((seat) => seat.legId === legId);
}
