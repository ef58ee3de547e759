/**
 * An interaction's events as a story that a person can follow.
 *
 * Each event becomes at most one entry. A `step` moves the story on; a `detail` is for whoever asks why. Nothing is left
 * out: what has no sentence of its own is a detail under its type.
 */
import type { Event, EventOf, EventType } from "@legroom/model";
import { plainText } from "../../words/shown.ts";
import { storyWords as words } from "../../words/en-story.ts";
import { timeOfDay } from "../../words/en-time.ts";
import { castOf } from "./cast.ts";
import type { Cast } from "./cast.ts";

export type Weight = "step" | "detail";
/** Said by a mark and a word, never by colour alone. */
export type Tone = "plain" | "good" | "trouble";

export type StoryEntry = {
  readonly seq: number;
  readonly at: number;
  readonly weight: Weight;
  readonly tone: Tone;
  readonly sentence: string;
  /** More sentences, such as the reasons of an offer. */
  readonly more: readonly string[];
  readonly event: Event;
};

/** Names of agents and queues by id; an id that nobody knows any more stands for itself. */
export type Names = { readonly agent: (id: string) => string; readonly queue: (id: string) => string };

type Told = {
  readonly weight: Weight;
  readonly tone: Tone;
  readonly sentence: string;
  readonly more: readonly string[];
};
type Tell<Type extends EventType> = (event: EventOf<Type>, cast: Cast) => Told;

/** The events of one interaction in order; they may be the whole story or what has happened of it so far. */
export function tellStory(events: readonly Event[], names: Names): StoryEntry[] {
  const cast = castOf(events, names);
  return events.map((event) => ({ seq: event.seq, at: event.at, event, ...tell(event, cast) }));
}

function tell(event: Event, cast: Cast): Told {
  const teller = tellers[event.type] as Tell<EventType> | undefined; // keyed by its type
  return teller === undefined ? detail(words.other(event.type)) : teller(event, cast);
}

const step = (sentence: string, more: readonly string[] = []): Told => ({
  weight: "step",
  tone: "plain",
  sentence,
  more,
});
const good = (sentence: string, more: readonly string[] = []): Told => ({ ...step(sentence, more), tone: "good" });
const trouble = (sentence: string, more: readonly string[] = []): Told => ({
  ...step(sentence, more),
  tone: "trouble",
});
const detail = (sentence: string, more: readonly string[] = []): Told => ({
  ...step(sentence, more),
  weight: "detail",
});

const tellers: { readonly [Type in EventType]?: Tell<Type> } = {
  "interaction.arrived": (e) => step(words.arrived(e.to, e.customerClass, e.visitId !== undefined)),
  "interaction.in-flow": (e) => {
    if (e.flow === "front-line") return step(words.frontLine(e.step));
    return e.flow === "apology" ? trouble(words.apology) : step(words.goodbye);
  },
  "interaction.topic-chosen": (e) => step(words.topic(e.topic, e.by, e.digits ?? "")),
  "interaction.queued": (e, cast) => step(words.queued(cast.queue(e.queueId), e.again)),
  "interaction.announced": (e) => detail(words.announced(e.position)),
  "interaction.grace-given": () => detail(words.grace),
  "queue-segment.ended": (e, cast) => {
    const sentence = words.segment(cast.queue(e.queueId), e.outcome, e.waitedMs);
    if (e.outcome === "answered") return detail(sentence);
    return e.outcome === "flowed-out" || e.outcome === "callback-taken" ? step(sentence) : trouble(sentence);
  },
  "offer.made": (e, cast) => step(words.offered(cast.agent(e.agentId), e.reasons), words.offerDetail(e.reasons, cast)),
  "offer.ringing": (e, cast) => detail(words.ringing(cast.who(e.legId), cast.device(e.legId))),
  "offer.ended": (e, cast) => {
    const agent = cast.agent(e.agentId);
    if (e.outcome === "accepted") return good(words.accepted(agent, e.ringMs));
    return trouble(words.offerEnded(agent, e.cause), rest(e.coolDownUntilAt));
  },
  "offer.connected": (e, cast) =>
    e.silent
      ? trouble(words.connectedSilent(cast.agent(e.agentId)))
      : good(words.connected(cast.agent(e.agentId), e.connectMs)),
  "offer.failed-to-connect": (e, cast) => trouble(words.notConnected(cast.agent(e.agentId)), rest(e.coolDownUntilAt)),
  "interaction.connecting": (e, cast) => detail(words.connecting(cast.agent(e.agentId))),
  "interaction.live": (e, cast) => detail(words.live(cast.agent(e.agentId))),
  "agent-segment.ended": (e, cast) => step(words.talkEnded(cast.agent(e.agentId), e.talkMs)),
  "interaction.closed": (e) =>
    calmEnds.has(e.cause) ? step(words.closed(e.cause, e.durationMs)) : trouble(words.closed(e.cause, e.durationMs)),
  "interaction.faulted": (e) => trouble(words.faulted, [plainText(e.message)]),

  "conference.opened": (e) => detail(words.opened(e.name)),
  "conference.stated": () => detail(words.stated),
  "conference.applied": (e, cast) => detail(words.applied(cast.conference(e.conferenceId))),
  "conference.closing": (e, cast) => detail(words.closing(cast.conference(e.conferenceId))),
  "conference.closed": (e) => detail(words.conferenceClosed(e.name)),
  "seat.joined": (e, cast) => detail(words.joined(cast.seat(e.seatId), cast.conference(e.conferenceId))),
  "seat.moved": (e, cast) => detail(words.moved(cast.seat(e.seatId), cast.conference(e.toConferenceId))),
  "seat.left": (e, cast) => detail(words.left(cast.seat(e.seatId), cast.conference(e.conferenceId))),
  "seat.away": (e, cast) => trouble(words.away(cast.seat(e.seatId))),
  "seat.back": (e, cast) => good(words.back(cast.seat(e.seatId))),
  "seat.return-asked": (e, cast) => detail(words.returnAsked(cast.seat(e.seatId))),
  "seat.returned": (e, cast) => good(words.returned(cast.seat(e.seatId))),

  "leg.ringing": (e, cast) => detail(words.legRinging(cast.who(e.legId))),
  "leg.up": (e, cast) => detail(words.legUp(cast.who(e.legId))),
  "leg.media-started": (e, cast) => detail(words.legMedia(cast.who(e.legId))),
  "leg.media-lost": (e, cast) => detail(words.legLost(cast.who(e.legId))),
  "leg.media-restored": (e, cast) => detail(words.legRestored(cast.who(e.legId))),
  "leg.failed": (e, cast) => detail(words.legFailed(cast.who(e.legId), e.cause)),
  "leg.ended": (e, cast) => detail(words.legEnded(cast.who(e.legId), e.cause), quality(e.quality)),
  "digits.received": (e) => detail(words.digits(e.count)),
  "prompt.asked": () => detail(words.promptAsked),
  "prompt.ended": (e) => detail(words.promptEnded(e.reason, e.heardMs)),

  "recording.asked": () => detail(words.recordingAsked),
  "recording.started": () => step(words.recordingStarted),
  "recording.stopping": () => detail(words.recordingStopping),
  "recording.finished": (e) => step(words.recordingFinished(e.tracks.length)),
  "recording.failed": (e) => trouble(words.recordingFailed, [plainText(e.cause)]),

  "agent.wrap-up-started": (e, cast) => step(words.wrapUpStarted(cast.agent(e.agentId))),
  "agent.wrap-up-ended": (e, cast) => step(words.wrapUpEnded(cast.agent(e.agentId), e.cause)),
  "agent.wrap-up-noted": (e, cast) => step(words.wrapUpNoted(cast.agent(e.agentId), e.disposition)),
};

/** Ends that a good day has too. */
const calmEnds: ReadonlySet<string> = new Set(["customer-hung-up", "agent-ended", "ended-by-command"]);

function rest(untilAt: number | undefined): string[] {
  return untilAt === undefined ? [] : [words.rests(timeOfDay(untilAt))];
}

function quality(measured: EventOf<"leg.ended">["quality"]): string[] {
  if (measured === undefined) return [];
  const { mosHundredths, packetsLost, packetsReceived, jitterMs } = measured;
  return [words.quality((mosHundredths / 100).toFixed(2), packetsLost, packetsReceived, Math.round(jitterMs))];
}
