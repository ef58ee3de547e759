/** A telephone day as its journal would hold it: lawful histories of calls, for the bench and for tests. */
import { asId, unixMs } from "@legroom/model";
import type {
  EffectId,
  Event,
  EventBody,
  EventHeader,
  Input,
  InputBody,
  InteractionId,
  OfferReasons,
  UnixMs,
} from "@legroom/model";
import type { JournalStep } from "@legroom/engine/ports";

const DAY_START = 1_780_000_000_000;
const PERSON = asId<"person">("pAAAAAAAAAAAAAAAAAAAAAA");
const AGENT = asId<"agent">("alice");
const QUEUE = asId<"queue">("sales");
const DEVICE = asId<"device">("alice");

const reasons: OfferReasons = {
  rulesVersion: "1",
  queueId: QUEUE,
  strategy: "performance",
  requires: "sales",
  relaxed: 0,
  customerClass: "standard",
  waitedMs: 14,
  band: 1,
  virtualEntryAt: unixMs(DAY_START),
  waiting: 1,
  trigger: "caller-entered",
  filters: { members: 2, signedIn: 2, skilled: 2, inReach: 2, free: 1, notCoolingDown: 1 },
  candidates: [
    {
      agentId: AGENT,
      tier: 1,
      place: 0,
      load: 0,
      level: 5,
      otherSkills: 1,
      performance: 700,
      band: 1,
      idleSinceAt: unixMs(DAY_START),
    },
  ],
  tieBreak: "only-one",
};

/** Numbers events and inputs as the engine would. */
export class CallHistory {
  seq: number;
  at: UnixMs;
  #inputs: number;
  readonly #interactionSeqs = new Map<InteractionId, number>();

  constructor(from: { seq?: number; at?: UnixMs } = {}) {
    this.seq = from.seq ?? 0;
    this.#inputs = this.seq;
    this.at = from.at ?? unixMs(DAY_START);
  }

  step(body: InputBody, ...bodies: readonly EventBody[]): JournalStep {
    this.at = unixMs(this.at + 7);
    this.#inputs += 1;
    const id = asId<"input">(`i${this.#inputs}`);
    const input: Input = { id, at: this.at, entropy: "00112233445566778899aabbccddeeff", ...body };
    return { input, events: bodies.map((event) => this.#number(event, id)) };
  }

  #number(body: EventBody, inputId: EventHeader["inputId"]): Event {
    this.seq += 1;
    const header: EventHeader = { seq: this.seq, at: this.at, v: 1, inputId };
    if (!("interactionId" in body) || body.interactionId === undefined) return { ...header, ...body };
    const interactionSeq = (this.#interactionSeqs.get(body.interactionId) ?? 0) + 1;
    this.#interactionSeqs.set(body.interactionId, interactionSeq);
    return { ...header, interactionSeq, ...body };
  }
}

/** From the first ring to the end of wrap-up: 14 steps, 33 events. `name` makes its ids. */
export function answeredCall(history: CallHistory, name: string, person = PERSON): JournalStep[] {
  const ids = makeIds(name);
  return [
    ...arrival(history, ids, person),
    ...offer(history, ids, person),
    ...talk(history, ids),
    ...ending(history, ids),
  ];
}

/** A caller who gives up in the queue. */
export function abandonedCall(history: CallHistory, name: string, person = PERSON): JournalStep[] {
  const ids = makeIds(name);
  const { interactionId, legId, hold } = ids;
  return [
    ...arrival(history, ids, person),
    history.step(
      { type: "leg.ended", legId, cause: "hung-up", by: "far" },
      { type: "leg.ended", legId, interactionId, cause: "hung-up", by: "far" },
      { type: "queue-segment.ended", interactionId, queueId: QUEUE, segment: 1, outcome: "abandoned", waitedMs: 9000 },
      { type: "conference.closing", interactionId, conferenceId: hold },
      { type: "interaction.closed", interactionId, cause: "abandoned", durationMs: 9000 },
    ),
    history.step(
      { type: "conference.closed", conferenceId: hold },
      { type: "conference.closed", interactionId, conferenceId: hold, name: `hold-sales-${interactionId}` },
    ),
  ];
}

type Ids = ReturnType<typeof makeIds>;

function makeIds(name: string) {
  return {
    interactionId: asId<"interaction">(`x${name}`),
    legId: asId<"leg">(`l${name}`),
    agentLegId: asId<"leg">(`al${name}`),
    seatId: asId<"seat">(`s${name}`),
    agentSeatId: asId<"seat">(`as${name}`),
    hold: asId<"conference">(`h${name}`),
    conferenceId: asId<"conference">(`c${name}`),
    offerId: asId<"offer">(`o${name}`),
    recordingId: asId<"recording">(`r${name}`),
  };
}

function arrival(history: CallHistory, ids: Ids, person: typeof PERSON): JournalStep[] {
  const { interactionId, legId, seatId, hold } = ids;
  const untilAt = unixMs(history.at + 32_000);
  const effectId = asId<"effect">(`e1${interactionId}`);
  return [
    history.step(
      { type: "leg.arrived", legId, to: "sales", person },
      {
        type: "interaction.arrived",
        interactionId,
        legId,
        seatId,
        to: "sales",
        person,
        customerClass: "standard",
        untilAt,
      },
      { type: "interaction.topic-chosen", interactionId, topic: asId("sales"), by: "number" },
      { type: "effect.requested", interactionId, effect: { type: "leg.answer", legId, effectId, untilAt } },
    ),
    history.step(
      { type: "leg.answered", legId },
      { type: "leg.up", interactionId, legId },
      { type: "effect.settled", interactionId, effectId, outcome: "confirmed" },
      {
        type: "interaction.queued",
        interactionId,
        queueId: QUEUE,
        segment: 1,
        enteredAt: history.at,
        firstEnteredAt: history.at,
        band: 1,
        virtualEntryAt: unixMs(history.at + 300_000),
        queueUntilAt: unixMs(history.at + 300_000),
        totalUntilAt: unixMs(history.at + 900_000),
        announceAt: unixMs(history.at + 30_000),
        again: false,
      },
      {
        type: "conference.opened",
        interactionId,
        conferenceId: hold,
        name: `hold-sales-${interactionId}`,
        kind: "hold",
      },
      { type: "seat.joined", interactionId, conferenceId: hold, seatId, role: "customer" },
    ),
    history.step({ type: "leg.media-started", legId }, { type: "leg.media-started", interactionId, legId }),
  ];
}

function offer(history: CallHistory, ids: Ids, person: typeof PERSON): JournalStep[] {
  const { interactionId, legId, agentLegId, conferenceId, offerId, agentSeatId } = ids;
  const untilAt = unixMs(history.at + 20_000);
  const endpointId = asId<"endpoint">(DEVICE);
  const effectId = asId<"effect">(`e2${interactionId}`);
  return [
    history.step(
      { type: "clock.reached" },
      {
        type: "conference.opened",
        interactionId,
        conferenceId,
        name: `interaction-${interactionId}`,
        kind: "interaction",
      },
      {
        type: "offer.made",
        interactionId,
        offerId,
        agentId: AGENT,
        queueId: QUEUE,
        seatId: agentSeatId,
        attempt: 1,
        legs: [{ legId: agentLegId, endpointId }],
        untilAt,
        ringingByAt: unixMs(history.at + 3000),
        reasons,
      },
      {
        type: "effect.requested",
        interactionId,
        effect: {
          type: "leg.dial",
          legId: agentLegId,
          endpointId,
          offerId,
          ringMs: 20_000,
          nearLegId: legId,
          context: { person, queueName: "Sales", why: "Standard, waited 0 s" },
          effectId,
          untilAt,
        },
      },
    ),
    history.step(
      { type: "leg.ringing", legId: agentLegId },
      { type: "leg.ringing", interactionId, legId: agentLegId },
      { type: "offer.ringing", interactionId, offerId, legId: agentLegId },
    ),
    ...answer(history, ids, effectId),
  ];
}

function answer(history: CallHistory, ids: Ids, effectId: EffectId): JournalStep[] {
  const { interactionId, agentLegId, offerId } = ids;
  return [
    history.step(
      { type: "leg.answered", legId: agentLegId },
      { type: "leg.up", interactionId, legId: agentLegId },
      { type: "effect.settled", interactionId, effectId, outcome: "confirmed" },
      {
        type: "offer.ended",
        interactionId,
        offerId,
        agentId: AGENT,
        queueId: QUEUE,
        outcome: "accepted",
        cause: "answered",
        legId: agentLegId,
        ringMs: 7,
      },
      { type: "interaction.connecting", interactionId, offerId, agentId: AGENT, untilAt: unixMs(history.at + 5000) },
    ),
  ];
}

function talk(history: CallHistory, ids: Ids): JournalStep[] {
  const { interactionId, conferenceId, hold, offerId, seatId, agentSeatId, recordingId } = ids;
  const role = "customer" as const;
  return [
    history.step(
      { type: "conference.applied", conferenceId, version: 2 },
      { type: "conference.applied", interactionId, conferenceId, version: 2 },
      { type: "seat.moved", interactionId, fromConferenceId: hold, toConferenceId: conferenceId, seatId, role },
      { type: "seat.joined", interactionId, conferenceId, seatId: agentSeatId, role: "agent", agentId: AGENT },
      { type: "offer.connected", interactionId, offerId, agentId: AGENT, silent: false, connectMs: 7 },
      {
        type: "queue-segment.ended",
        interactionId,
        queueId: QUEUE,
        segment: 1,
        outcome: "answered",
        waitedMs: 42,
        agentId: AGENT,
      },
      { type: "interaction.live", interactionId, agentId: AGENT, offerId, untilAt: unixMs(history.at + 14_400_000) },
      { type: "recording.asked", interactionId, recordingId, agentId: AGENT, seatIds: [seatId, agentSeatId] },
    ),
    history.step({ type: "recording.started", recordingId }, { type: "recording.started", interactionId, recordingId }),
  ];
}

function ending(history: CallHistory, ids: Ids): JournalStep[] {
  const { interactionId, legId, conferenceId, offerId, recordingId, seatId } = ids;
  const tracks = [{ seatId, file: `${seatId}.wav`, durationMs: 42, sha256: "0".repeat(64) }];
  return [
    history.step(
      { type: "leg.ended", legId, cause: "hung-up", by: "far" },
      { type: "leg.ended", interactionId, legId, cause: "hung-up", by: "far" },
      {
        type: "agent-segment.ended",
        interactionId,
        agentId: AGENT,
        offerId,
        queueId: QUEUE,
        connectedAt: unixMs(history.at - 7),
        talkMs: 14,
        cause: "customer-hung-up",
      },
      { type: "agent.wrap-up-started", agentId: AGENT, interactionId, untilAt: unixMs(history.at + 60_000) },
      { type: "recording.stopping", interactionId, recordingId },
      { type: "conference.closing", interactionId, conferenceId },
      { type: "interaction.closed", interactionId, cause: "customer-hung-up", durationMs: 77 },
    ),
    history.step(
      { type: "recording.finished", recordingId, tracks },
      { type: "recording.finished", interactionId, recordingId, tracks },
    ),
    history.step(
      { type: "conference.closed", conferenceId },
      { type: "conference.closed", interactionId, conferenceId, name: `interaction-${interactionId}` },
    ),
    history.step(
      { type: "clock.reached" },
      { type: "agent.wrap-up-ended", agentId: AGENT, interactionId, cause: "timer" },
    ),
  ];
}
