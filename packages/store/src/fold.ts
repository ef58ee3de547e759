/**
 * What an event changes in the read models: pure, so that live and rebuilt rows are equal (R-STORE-6).
 *
 * A change never fails: a put replaces the row that is there, a set without a row changes nothing. A read model must not
 * be able to refuse what the machine has decided.
 */
import type { Event, EventOf, EventType, InteractionPhase } from "@legroom/model";
import type { ReadModels } from "./tables.ts";

type PutOf<Table extends keyof ReadModels> = {
  readonly change: "put";
  readonly table: Table;
  readonly row: ReadModels[Table];
};
type SetOf<Table extends keyof ReadModels> = {
  readonly change: "set";
  readonly table: Table;
  readonly where: Partial<ReadModels[Table]>;
  readonly to: Partial<ReadModels[Table]>;
};
export type RowChange = { [Table in keyof ReadModels]: PutOf<Table> | SetOf<Table> }[keyof ReadModels];

/** Raised with each change of what follows: then the read models are made again at the next start. */
export const FOLD_VERSION = 2;

export function fold(event: Event): readonly RowChange[] {
  const one = folds[event.type] as ((event: Event) => readonly RowChange[]) | undefined; // its own type by the key
  return one === undefined ? [] : one(event);
}

const folds: { readonly [Type in EventType]?: (event: EventOf<Type>) => readonly RowChange[] } = {
  "interaction.arrived": (event) => [
    put("interactions", {
      seq: event.seq,
      id: event.interactionId,
      phase: "arriving",
      person: event.person,
      contact_id: event.contactId ?? null,
      customer_class: event.customerClass,
      to_number: event.to,
      topic: event.topic ?? null,
      arrived_at: event.at,
      closed_at: null,
      cause: null,
      blocked: null,
    }),
    put("legs", { id: event.legId, interaction_id: event.interactionId }),
  ],
  "interaction.identified": (event) => [
    set("interactions", {
      where: { id: event.interactionId },
      to: {
        customer_class: event.customerClass,
        ...(event.caller?.contactId === undefined ? {} : { contact_id: event.caller.contactId }),
      },
    }),
  ],
  "interaction.blocked": (event) => [
    set("interactions", { where: { id: event.interactionId }, to: { blocked: event.action } }),
  ],
  "interaction.in-flow": (event) => [phase(event.interactionId, "in-flow")],
  "interaction.topic-chosen": (event) => [
    set("interactions", { where: { id: event.interactionId }, to: { topic: event.topic } }),
  ],
  "interaction.queued": (event) => [
    put("queue_segments", {
      interaction_id: event.interactionId,
      segment: event.segment,
      queue_id: event.queueId,
      entered_at: event.enteredAt,
      outcome: null,
      waited_ms: null,
    }),
    phase(event.interactionId, "queued"),
  ],
  "queue-segment.ended": (event) => [
    set("queue_segments", {
      where: { interaction_id: event.interactionId, segment: event.segment },
      to: { outcome: event.outcome, waited_ms: event.waitedMs },
    }),
  ],
  "interaction.connecting": (event) => [phase(event.interactionId, "connecting")],
  "interaction.live": (event) => [
    put("agent_segments", {
      offer_id: event.offerId,
      interaction_id: event.interactionId,
      agent_id: event.agentId,
      connected_at: event.at,
      ended_at: null,
      talk_ms: null,
    }),
    phase(event.interactionId, "live"),
  ],
  "agent-segment.ended": (event) => [
    put("agent_segments", {
      offer_id: event.offerId,
      interaction_id: event.interactionId,
      agent_id: event.agentId,
      connected_at: event.connectedAt,
      ended_at: event.at,
      talk_ms: event.talkMs,
    }),
  ],
  "interaction.closed": (event) => [closed(event, event.cause)],
  "interaction.faulted": (event) => [closed(event, "faulted")],

  "offer.made": (event) => [
    put("offers", {
      seq: event.seq,
      id: event.offerId,
      interaction_id: event.interactionId,
      agent_id: event.agentId,
      queue_id: event.queueId,
      attempt: event.attempt,
      made_at: event.at,
      ringing_at: null,
      ended_at: null,
      outcome: null,
      cause: null,
    }),
    ...event.legs.map((leg) => put("legs", { id: leg.legId, interaction_id: event.interactionId })),
    phase(event.interactionId, "offering"),
  ],
  "offer.ringing": (event) => [
    set("offers", { where: { interaction_id: event.interactionId, id: event.offerId }, to: { ringing_at: event.at } }),
  ],
  "offer.ended": (event) => [
    set("offers", {
      where: { interaction_id: event.interactionId, id: event.offerId },
      to: { ended_at: event.at, outcome: event.outcome, cause: event.cause },
    }),
    turnFrom(event.interactionId, "offering", event.outcome === "accepted" ? "connecting" : "queued"),
  ],

  "offer.failed-to-connect": (event) => [turnFrom(event.interactionId, "connecting", "queued")],

  "conference.opened": (event) => [
    put("conferences", {
      seq: event.seq,
      id: event.conferenceId,
      name: event.name,
      kind: event.kind,
      interaction_id: event.interactionId,
      queue_id: event.queueId ?? null,
      status: "open",
      opened_at: event.at,
      closed_at: null,
    }),
  ],
  "conference.closing": (event) => [
    set("conferences", {
      where: { interaction_id: event.interactionId, id: event.conferenceId },
      to: { status: "closing" },
    }),
  ],
  "conference.closed": (event) => [
    set("conferences", {
      where: { interaction_id: event.interactionId, id: event.conferenceId },
      to: { status: "closed", closed_at: event.at },
    }),
  ],

  "recording.asked": (event) => [
    put("recordings", {
      seq: event.seq,
      id: event.recordingId,
      interaction_id: event.interactionId,
      status: "asked",
      started_at: null,
      tracks: "[]",
    }),
  ],
  "recording.started": (event) => [
    set("recordings", {
      where: { interaction_id: event.interactionId, id: event.recordingId },
      to: { status: "started", started_at: event.at },
    }),
  ],
  "recording.stopping": (event) => [
    set("recordings", {
      where: { interaction_id: event.interactionId, id: event.recordingId },
      to: { status: "stopping" },
    }),
  ],
  "recording.finished": (event) => [
    set("recordings", {
      where: { interaction_id: event.interactionId, id: event.recordingId },
      to: { status: "finished", tracks: JSON.stringify(event.tracks) },
    }),
  ],
  "recording.failed": (event) => [
    set("recordings", {
      where: { interaction_id: event.interactionId, id: event.recordingId },
      to: { status: "failed" },
    }),
  ],
};

function phase(interactionId: string, to: InteractionPhase): RowChange {
  return set("interactions", { where: { id: interactionId }, to: { phase: to } });
}

/** Unless something else has become of it. */
function turnFrom(interactionId: string, from: InteractionPhase, to: InteractionPhase): RowChange {
  return set("interactions", { where: { id: interactionId, phase: from }, to: { phase: to } });
}

function closed(event: EventOf<"interaction.closed" | "interaction.faulted">, cause: string): RowChange {
  return set("interactions", {
    where: { id: event.interactionId },
    to: { phase: "closed", closed_at: event.at, cause },
  });
}

function put<Table extends keyof ReadModels>(table: Table, row: ReadModels[Table]): RowChange {
  return { change: "put", table, row } as RowChange; // the table and its row belong together by the signature
}

function set<Table extends keyof ReadModels>(
  table: Table,
  change: { where: Partial<ReadModels[Table]>; to: Partial<ReadModels[Table]> },
): RowChange {
  return { change: "set", table, ...change } as RowChange; // the same
}
