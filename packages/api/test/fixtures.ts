/** One interaction of Erin's with Alice, and what belongs to it. */
import type { ConferenceRecord, InteractionRecord, RecordingRecord } from "@legroom/engine/ports";
import { asId, unixMs } from "@legroom/model";
import type { Event, EventBody, InteractionId, InteractionView, OfferView, PersonRef } from "@legroom/model";
import type { Desk } from "./desk.ts";
import { START_AT } from "./fake-centre.ts";

export const INTERACTION: InteractionId = asId("int-1");
export const ERIN: PersonRef = asId("person-erin");
export const ERINS_NUMBER = "+15555550199";

export function makeEvent(seq: number, body: EventBody): Event {
  return { seq, at: unixMs(START_AT + seq), v: 1, inputId: asId(`input-${seq}`), ...body } as Event;
}

/** An event of no consequence, to be counted. */
export function makeRinging(seq: number): Event {
  return makeEvent(seq, {
    type: "offer.ringing",
    interactionId: INTERACTION,
    offerId: asId("off-1"),
    legId: asId("leg-2"),
  });
}

export const record: InteractionRecord & { seq: number } = {
  id: INTERACTION,
  phase: "live",
  person: ERIN,
  customerClass: "standard",
  to: "sales",
  topic: asId("sales"),
  arrivedAt: START_AT,
  queues: [{ queueId: asId("sales"), segment: 1, enteredAt: START_AT, outcome: "answered", waitedMs: 1200 }],
  agents: [{ agentId: asId("alice"), connectedAt: START_AT }],
  seq: 11,
};

export const view: InteractionView = {
  id: INTERACTION,
  seq: 9,
  phase: "live",
  owner: "agent",
  deadlineAt: unixMs(START_AT + 14_400_000),
  to: "sales",
  person: ERIN,
  customerClass: "standard",
  topic: asId("sales"),
  arrivedAt: START_AT,
  agentId: asId("alice"),
  seats: [
    { seatId: asId("seat-c"), role: "customer", legId: asId("leg-1"), conferenceId: asId("conf-1"), away: false },
    {
      seatId: asId("seat-a"),
      role: "agent",
      agentId: asId("alice"),
      legId: asId("leg-2"),
      conferenceId: asId("conf-1"),
      away: false,
    },
  ],
};

export const conference: ConferenceRecord = {
  id: asId("conf-1"),
  name: "interaction-int-1",
  kind: "interaction",
  interactionId: INTERACTION,
  status: "open",
  openedAt: START_AT,
};

export const recording: RecordingRecord = {
  id: asId("rec-1"),
  interactionId: INTERACTION,
  person: ERIN,
  status: "finished",
  startedAt: START_AT,
  tracks: [{ seatId: asId("seat-c"), file: "seat-c.wav", durationMs: 4000, sha256: "ab".repeat(32) }],
};

export const offer: OfferView = {
  id: asId("off-1"),
  interactionId: INTERACTION,
  agentId: asId("alice"),
  queueId: asId("sales"),
  phase: "ringing",
  untilAt: unixMs(START_AT + 20_000),
  reasons: {
    rulesVersion: "1",
    queueId: asId("sales"),
    strategy: "performance",
    requires: "sales",
    relaxed: 0,
    customerClass: "standard",
    waitedMs: 1200,
    band: 0,
    virtualEntryAt: START_AT,
    waiting: 1,
    trigger: "caller-entered",
    filters: { members: 2, signedIn: 1, skilled: 1, inReach: 1, free: 1, notCoolingDown: 1 },
    candidates: [
      {
        agentId: asId("alice"),
        tier: 1,
        place: 0,
        load: 0,
        level: 5,
        otherSkills: 1,
        performance: 700,
        band: 1,
        idleSinceAt: START_AT,
      },
    ],
    tieBreak: "only-one",
  },
};

export const offerMade = makeEvent(4, {
  type: "offer.made",
  interactionId: INTERACTION,
  offerId: offer.id,
  agentId: offer.agentId,
  queueId: offer.queueId,
  seatId: asId("seat-a"),
  attempt: 1,
  untilAt: offer.untilAt,
  ringingByAt: offer.untilAt,
  legs: [],
  reasons: offer.reasons,
});

/** Erin talks with Alice; their recording lies there; another offer rings. */
export function seat(desk: Desk): void {
  const { centre, queries, vault } = desk.ports;
  vault.people.set(ERIN, { name: "Erin", identities: [{ kind: "tel", value: ERINS_NUMBER }] });
  centre.interactions = [view];
  centre.offers = [offer];
  centre.conferences = [
    { ...conference, version: 3, appliedVersion: 2, seats: [asId("seat-c"), asId("seat-a")] } as never,
  ];
  queries.rows = [record];
  queries.conferenceRows = [conference];
  queries.recordingRows = [recording];
  queries.events = [
    makeEvent(1, {
      type: "interaction.arrived",
      interactionId: INTERACTION,
      legId: asId("leg-1"),
      seatId: asId("seat-c"),
      to: "sales",
      person: ERIN,
      customerClass: "standard",
      memo: asId("sealed.memo"),
      untilAt: START_AT,
    }),
    makeEvent(2, {
      type: "effect.requested",
      interactionId: INTERACTION,
      effect: { type: "leg.answer", legId: asId("leg-1"), effectId: asId("eff-1"), untilAt: START_AT },
    }),
    makeRinging(3),
  ];
}
