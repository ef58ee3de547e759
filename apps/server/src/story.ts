/** One interaction's events in a person's words; what was decided says why. */
import type { ConferenceState, Event, EventType, OfferReasons, UnixMs } from "@legroom/model";

/** What the journal only refers to, opened for whoever may read it. */
export type Names = { person(ref: string): string };

/** One sentence for an event; undefined for what only machines need (effects). */
export function tell(event: Event, names: Names): string | undefined {
  const sentence = sentences[event.type] as ((event: Event, names: Names) => string) | undefined; // keyed by its type
  if (sentence !== undefined) return sentence(event, names);
  return event.type.startsWith("effect.") ? undefined : `${event.type}${facts(event)}`;
}

type Sentences = { readonly [Type in EventType]?: (event: Extract<Event, { type: Type }>, names: Names) => string };

const sentences: Sentences = {
  "interaction.arrived": (e, names) =>
    `call arrives for ${e.to} from ${names.person(e.person)}, class ${e.customerClass}` +
    (e.contactId === undefined ? " (not known)" : ` (contact ${e.contactId})`),
  "interaction.in-flow": (e) =>
    e.flow === "front-line" ? `front line, step ${e.step}` : `${e.flow} is spoken, then the call ends`,
  "interaction.topic-chosen": (e) =>
    `topic ${e.topic}, by ${e.by}${e.digits === undefined || e.digits === "" ? "" : ` ${e.digits}`}`,
  "interaction.queued": (e) =>
    `${e.again ? "back in" : "enters"} queue ${e.queueId} (segment ${e.segment}), counts as waiting since ` +
    `${clockTime(e.virtualEntryAt)}, band ${e.band}; overflow at ${clockTime(e.queueUntilAt)}, ` +
    `the end of waiting at ${clockTime(e.totalUntilAt)}`,
  "interaction.announced": (e) => `position ${e.position} is announced`,
  "queue-segment.ended": (e) =>
    `queue ${e.queueId}: ${e.outcome} after ${seconds(e.waitedMs)}${e.agentId === undefined ? "" : ` by ${e.agentId}`}`,
  "offer.made": (e) =>
    `offer ${short(e.offerId)} to ${e.agentId} (attempt ${e.attempt}, ${e.legs.length} phone(s), until ` +
    `${clockTime(e.untilAt)}): ${why(e.reasons)}`,
  "offer.ringing": (e) => `offer ${short(e.offerId)} rings`,
  "offer.ended": (e) =>
    `offer ${short(e.offerId)} to ${e.agentId}: ${e.outcome} (${e.cause}) after ${seconds(e.ringMs)}` +
    (e.coolDownUntilAt === undefined ? "" : `; this pair rests until ${clockTime(e.coolDownUntilAt)}`),
  "offer.connected": (e) => `${e.agentId} is connected after ${e.connectMs} ms${e.silent ? ", but silent" : ""}`,
  "interaction.connecting": (e) => `${e.agentId} answered and is being connected`,
  "interaction.live": (e) => `live with ${e.agentId}`,
  "agent-segment.ended": (e) => `${e.agentId}'s part ends after ${seconds(e.talkMs)} of talk (${e.cause})`,
  "conference.opened": (e) => `conference ${e.name} opens`,
  "conference.applied": (e) => `conference ${short(e.conferenceId)}: version ${e.version} is in effect`,
  "conference.closed": (e) => `conference ${e.name} is closed`,
  "seat.joined": (e) => `${seat(e)} joins conference ${short(e.conferenceId)}`,
  "seat.moved": (e) => `${seat(e)} moves from ${short(e.fromConferenceId)} to ${short(e.toConferenceId)}`,
  "seat.left": (e) => `${seat(e)} leaves conference ${short(e.conferenceId)}`,
  "leg.failed": (e) => `leg ${short(e.legId)} never came up: ${e.cause} (${e.side})`,
  "leg.ended": (e) =>
    `leg ${short(e.legId)} ends: ${e.cause}, by ${e.by}` +
    (e.quality === undefined
      ? ""
      : `; received ${e.quality.packetsReceived}, lost ${e.quality.packetsLost}, jitter ${e.quality.jitterMs} ms, ` +
        `MOS ${(e.quality.mosHundredths / 100).toFixed(2)}`),
  "leg.ringing": (e) => `leg ${short(e.legId)} rings`,
  "leg.up": (e) => `leg ${short(e.legId)} is up`,
  "leg.media-started": (e) => `audio comes in on leg ${short(e.legId)}`,
  "leg.media-lost": (e) => `nothing comes in on leg ${short(e.legId)} any more`,
  "leg.media-restored": (e) => `audio comes in on leg ${short(e.legId)} again`,
  "digits.received": (e) => `${e.count} key(s) on leg ${short(e.legId)}`,
  "prompt.asked": (e) => `prompt ${short(e.promptId)} is to be played to leg ${short(e.legId)}`,
  "prompt.ended": (e) => `prompt ${short(e.promptId)} ended after ${seconds(e.heardMs)} (${e.reason})`,
  "conference.stated": (e) => `stated: ${e.states.map(roster).join("; ")}`,
  "conference.closing": (e) => `conference ${short(e.conferenceId)} is to be closed`,
  "seat.away": (e) => `seat ${short(e.seatId)} is away; a decision follows at ${clockTime(e.untilAt)}`,
  "seat.back": (e) => `seat ${short(e.seatId)} is back`,
  "seat.return-asked": (e) => `a page comes for seat ${short(e.seatId)} with leg ${short(e.legId)}`,
  "seat.returned": (e) =>
    `seat ${short(e.seatId)} goes on with leg ${short(e.legId)}` +
    (e.formerLegId === undefined ? "" : ` in place of ${short(e.formerLegId)}`),
  "agent.wrap-up-started": (e) => `${e.agentId} wraps up until ${clockTime(e.untilAt)}`,
  "agent.wrap-up-ended": (e) => `${e.agentId}'s wrap-up ends, by ${e.cause}`,
  "recording.asked": (e) => `recording ${short(e.recordingId)} of ${e.seatIds.length} seats is asked for`,
  "recording.started": (e) => `recording ${short(e.recordingId)} runs`,
  "recording.stopping": (e) => `recording ${short(e.recordingId)} is to stop`,
  "recording.failed": (e) => `recording ${short(e.recordingId)} failed: ${e.cause}`,
  "recording.finished": (e) => `recording ${short(e.recordingId)} lies there: ${e.tracks.length} track(s)`,
  "interaction.closed": (e) => `closed: ${e.cause}, ${seconds(e.durationMs)} in all`,
};

/** Who sits in a conference and who hears whom. */
function roster(state: ConferenceState): string {
  const hears = Object.entries(state.hears).map(([hearer, hearings]) => {
    const sources = hearings.map(({ source }) =>
      "seat" in source ? short(source.seat) : "music" in source ? "music" : `the ${source.tone} tone`,
    );
    return `${short(hearer)} hears ${sources.length === 0 ? "nobody" : sources.join(" and ")}`;
  });
  return `${state.name} version ${state.version}: ${hears.length === 0 ? "empty" : hears.join(", ")}`;
}

/** Why this caller and why this agent, from the decision itself. */
export function why(reasons: OfferReasons): string {
  const { filters: f, candidates } = reasons;
  const list = candidates.map((each) => `${each.agentId} (${each.otherSkills} other skills)`).join(", ");
  return (
    `${reasons.customerClass} caller waited ${seconds(reasons.waitedMs)}, ${reasons.waiting} waiting; ` +
    `${reasons.trigger}; of ${f.members} members ${f.signedIn} signed in, ${f.skilled} with ${reasons.requires}, ` +
    `${f.free} free, ${f.notCoolingDown} not resting; best: ${list}; by ${reasons.tieBreak}; rules ${reasons.rulesVersion}`
  );
}

/** `12:00:01.234`, UTC. */
export function clockTime(at: UnixMs): string {
  return new Date(at).toISOString().slice(11, 23);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** The first eight characters tell ids of one story apart. */
export function short(id: string): string {
  return id.length <= 12 ? id : `${id.slice(0, 8)}…`;
}

function seat(event: { readonly role: string; readonly agentId?: string }): string {
  return event.agentId ?? `the ${event.role}`;
}

const HEADER = new Set(["seq", "at", "type", "v", "inputId", "interactionSeq", "interactionId", "memo"]);

/** What an event without a sentence of its own carries: short values only, nothing that is sealed. */
function facts(event: Event): string {
  const parts = Object.entries(event)
    .filter(([key, value]) => !HEADER.has(key) && (typeof value === "string" || typeof value === "number"))
    .map(([key, value]) => `${key} ${key.endsWith("At") ? clockTime(value as UnixMs) : short(String(value))}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
