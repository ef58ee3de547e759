/** An agent's desk as it is shown: the machine's view, with names from the vault and what was from the read models. */
import { refuse } from "@legroom/model";
import type {
  AgentId,
  Can,
  CentreConfig,
  DeskView,
  DeskWire,
  Event,
  InteractionView,
  OfferReasons,
} from "@legroom/model";
import type { Call } from "./call.ts";
import { showCustomer } from "./customer.ts";
import { answer } from "./route.ts";
import type { Answer } from "./route.ts";

const RECENT_MAX = 5;

type Seen = { readonly seq: number; readonly at: number; readonly config: CentreConfig; readonly desk: DeskView };

export async function showDesk(call: Call, agentId: AgentId): Promise<Answer<DeskWire>> {
  const { clock } = call.parts;
  const { desk, ...seen } = await call.ask((now) => {
    const desk = now.desk(agentId);
    const offered = desk?.offer === undefined ? undefined : now.interaction(desk.offer.interactionId);
    return { seq: now.seq, at: clock.now(), config: now.config().config, desk, offered };
  });
  if (desk === undefined) return refuse("agent.unknown", `there is no agent ${agentId}`);
  const known: Seen = { ...seen, desk };
  const [wrapUp, recent] = await Promise.all([showWrapUp(call, desk), showRecent(call, agentId)]);
  return answer({
    seq: seen.seq,
    at: seen.at,
    agent: desk.agent,
    ...showOffer(call, known, seen.offered),
    ...showWork(call, known),
    ...wrapUp,
    reasonCodes: seen.config.reasonCodes,
    queues: desk.queues,
    recent,
    can: showCan(desk.can),
  });
}

function showOffer(
  call: Call,
  { desk, config }: Seen,
  interaction: InteractionView | undefined,
): Pick<DeskWire, "offer"> {
  const { offer } = desk;
  if (offer === undefined || interaction === undefined) return {};
  const { id, interactionId, queueId, phase, madeAt, untilAt, reasons, endpointIds } = offer;
  return {
    offer: {
      ...{ id, interactionId, queueId, phase, madeAt, untilAt, endpointIds },
      queueName: nameOf(config, queueId) ?? queueId,
      ...(interaction.topic === undefined ? {} : { topic: interaction.topic }),
      waitedMs: reasons.waitedMs, // when it was made: a page counts on from `madeAt`
      why: whyYou(reasons),
      customer: showCustomer(call.parts.vault, interaction),
    },
  };
}

function showWork(call: Call, { desk, config }: Seen): Pick<DeskWire, "work"> {
  const { work } = desk;
  if (work === undefined) return {};
  const { interaction, offerId, seatId, acceptedAt, connectedAt, endpointId, wrapUpAsked } = work;
  const { phase, owner, deadlineAt, queueId, position, firstEnteredAt, agentId, seats, topic } = interaction;
  const queueName = queueId === undefined ? undefined : nameOf(config, queueId);
  return {
    work: {
      interactionId: interaction.id,
      ...{ offerId, acceptedAt },
      ...defined({ queueName, topic, connectedAt, endpointId }),
      customer: showCustomer(call.parts.vault, interaction),
      now: {
        ...{ phase, owner, seats },
        ...defined({ deadlineAt, queueId, position, firstEnteredAt, agentId, offerId: interaction.offerId }),
      },
      wrapUpAsked: wrapUpAsked === true,
      customerAway: seats.some(({ role, away }) => role === "customer" && away),
      agentAway: seats.some((seat) => seat.seatId === seatId && seat.away),
    },
  };
}

async function showWrapUp(call: Call, { agent, wrapUp }: DeskView): Promise<Pick<DeskWire, "wrapUp">> {
  if (wrapUp === undefined) return {};
  const { queries, vault } = call.parts;
  const [record, events] = await Promise.all([
    queries.interaction(wrapUp.interactionId),
    queries.timeline(wrapUp.interactionId),
  ]);
  if (record === undefined) return {};
  const noted = events.findLast(
    (event): event is Extract<Event, { type: "agent.wrap-up-noted" }> =>
      event.type === "agent.wrap-up-noted" && event.agentId === agent.id,
  );
  const note = noted?.note === undefined ? undefined : vault.open(noted.note);
  const customer = showCustomer(vault, record);
  return { wrapUp: { ...wrapUp, customer, ...defined({ disposition: noted?.disposition, note }) } };
}

async function showRecent(call: Call, agentId: AgentId): Promise<DeskWire["recent"]> {
  const records = await call.parts.queries.interactions({ agentId, limit: RECENT_MAX });
  return records.flatMap((record) => {
    const segment = record.agents.findLast((one) => one.agentId === agentId);
    if (segment === undefined) return [];
    const { connectedAt, talkMs } = segment;
    const customer = showCustomer(call.parts.vault, record);
    return [{ interactionId: record.id, connectedAt, customer, ...defined({ talkMs }) }];
  });
}

function showCan(can: DeskView["can"]): DeskWire["can"] {
  const { presence, accept, decline, end, endWrapUp, extendWrapUp, requestWrapUp, returnToCall } = can;
  const { available, busy, away, offline } = presence;
  return {
    presence: {
      ...{ available: shown(available), busy: shown(busy), away: shown(away) },
      ...{ break: shown(presence.break), offline: shown(offline) },
    },
    ...{ accept: shown(accept), decline: shown(decline), end: shown(end) },
    ...{ endWrapUp: shown(endWrapUp), extendWrapUp: shown(extendWrapUp), requestWrapUp: shown(requestWrapUp) },
    returnToCall: shown(returnToCall),
  };
}

function shown(can: Can): DeskWire["can"]["accept"] {
  return can.ok ? can : { ok: false, code: can.refusal.code, message: can.refusal.message };
}

const firstBy: Readonly<Record<Exclude<OfferReasons["tieBreak"], "preferred" | "override" | "all">, string>> = {
  "only-one": "",
  load: "least at work",
  tier: "of the first tier",
  "skill-fit": "best fitting skills",
  performance: "best performance",
  "longest-idle": "longest idle",
  measure: "first by what the queue measures",
  turn: "next in turn",
  order: "first in the queue's list",
  chance: "by chance",
  id: "first of equals",
};

/** The decision's own reasons, in words for the one who was chosen. */
function whyYou({ requires, tieBreak, filters }: OfferReasons): string {
  const free = filters.notCoolingDown;
  if (tieBreak === "preferred") return "This customer waited for you.";
  if (tieBreak === "override") return "A supervisor chose you.";
  if (tieBreak === "all") return `All ${free} who are free are rung.`;
  const first = firstBy[tieBreak];
  return first === "" || free <= 1
    ? `You meet "${requires}", and nobody else is free.`
    : `You meet "${requires}": of ${free} who are free, ${first}.`;
}

function nameOf(config: CentreConfig, queueId: string): string | undefined {
  return config.queues.find(({ id }) => id === queueId)?.name;
}

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Without the fields that are undefined. */
function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}
