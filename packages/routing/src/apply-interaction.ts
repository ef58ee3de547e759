/** An interaction's way from arrival to its end. */
import { must } from "@legroom/model";
import type { EventOf, InteractionId } from "@legroom/model";
import { change } from "./apply-agent.ts";
import { tallyTalk } from "./apply-matching.ts";
import type { Appliers } from "./apply.ts";
import { defined } from "./defined.ts";
import { noteDeparture, noteTalk } from "./pace.ts";
import { addToList } from "./sets.ts";
import { countTalk } from "./performance.ts";
import type { Interaction, Leg, Seat, World } from "./world.ts";

export const interactionAppliers = {
  "interaction.arrived": arrive,
  "interaction.in-flow": (world, event) => {
    const interaction = open(world, event.interactionId);
    const { flow, step, untilAt, promptId, end } = event;
    interaction.phase = "in-flow";
    interaction.arrivingUntilAt = undefined;
    interaction.flow = defined({ flow, step, untilAt, promptId, end });
  },
  "interaction.topic-chosen": (world, event) => {
    open(world, event.interactionId).topic = event.topic;
  },
  "queue-segment.ended": (world, event) => {
    const interaction = open(world, event.interactionId);
    // Answered: the caller keeps place and clock in case the agent is lost. Flowed out: a pair rests whatever the queue.
    if (event.outcome !== "answered" && event.outcome !== "flowed-out") interaction.coolDowns = [];
    noteDeparture(world, event);
  },
  "interaction.connecting": (world, event) => {
    const interaction = open(world, event.interactionId);
    interaction.phase = "connecting";
    must(interaction.work, "an accepted offer made the work").untilAt = event.untilAt;
  },
  "interaction.live": (world, event) => {
    const interaction = open(world, event.interactionId);
    const work = must(interaction.work, "an accepted offer made the work");
    interaction.phase = "live";
    work.connectedAt = event.at;
    work.untilAt = event.untilAt;
    change(world, event, (agent) => {
      agent.lastInteractionId = event.interactionId;
    });
  },
  "agent-segment.ended": (world, event) => {
    const interaction = open(world, event.interactionId);
    const seat = interaction.work?.seatId;
    interaction.work = undefined;
    interaction.seats = interaction.seats.filter((one) => one.id !== seat);
    world.offers.delete(event.offerId);
    tallyTalk(world, event);
    noteTalk(world, event);
    change(world, event, (agent) => {
      agent.works = agent.works.filter((one) => one.interactionId !== event.interactionId);
      agent.idleSinceAt = event.at;
      countTalk(world, agent, event);
    });
  },
  "interaction.closed": (world, event) => {
    const interaction = open(world, event.interactionId);
    const { visits } = world.derived;
    if (interaction.visitId !== undefined && visits.get(interaction.visitId) === interaction.id)
      visits.delete(interaction.visitId);
    interaction.phase = "closed";
    interaction.coolDowns = [];
    interaction.flow = undefined;
    interaction.entry = undefined;
    interaction.offerIds = [];
    world.derived.open -= 1;
  },
  "interaction.faulted": () => undefined,
} satisfies Partial<Appliers>;

function arrive(world: World, event: EventOf<"interaction.arrived">): void {
  const { interactionId: id, legId, seatId, to, person, contactId, customerClass, topic, visitId, verified } = event;
  const interaction: Interaction = {
    id,
    legId,
    seatId,
    to,
    person,
    contactId,
    customerClass,
    topic,
    visitId,
    verified,
    seq: 1,
    changedSeq: undefined,
    phase: "arriving",
    arrivedAt: event.at,
    arrivingUntilAt: event.untilAt,
    seats: [newSeat({ id: seatId, role: "customer", agentId: undefined, legId })],
    segments: 0,
    coolDowns: [],
    offerIds: [],
    wrapping: 0,
    namesUsed: {},
    language: undefined,
    preferredAgentId: undefined,
    ownedBy: undefined,
    lowPriority: undefined,
    requires: undefined,
    flow: undefined,
    entry: undefined,
    work: undefined,
    talked: undefined,
    dispositionBy: undefined,
  };
  world.interactions.set(id, interaction);
  const leg: Leg = {
    id: legId,
    interactionId: id,
    seatId,
    direction: "in",
    kind: visitId === undefined ? "phone" : "browser",
    state: "coming",
    media: "none",
  };
  if (event.memo !== undefined) leg.memo = event.memo;
  world.legs.set(legId, leg);
  addToList(world.derived.legsOf, id, legId);
  world.derived.open += 1;
  if (visitId !== undefined) world.derived.visits.set(visitId, id);
}

/** Somebody takes it who sits in no conference as yet. */
export function newSeat({ id, role, agentId, legId }: Pick<Seat, "id" | "role" | "agentId" | "legId">): Seat {
  return {
    id,
    role,
    agentId,
    legId,
    conferenceId: null,
    awayUntilAt: undefined,
    audioByAt: undefined,
    returningLegId: undefined,
  };
}

/** The interaction an event is about: the event would not be if it were not there. */
export function open(world: World, id: InteractionId): Interaction {
  return must(world.interactions.get(id), "the interaction of an event");
}
