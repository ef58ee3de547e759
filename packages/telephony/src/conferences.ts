/** What the centre states of conferences, carried out by media. */
import type {
  ConferenceId,
  ConferenceState,
  TelephonyEffect,
  Hearing as ModelHearing,
  LegId,
  Source as ModelSource,
} from "@legroom/model";
import type { ConferenceState as MediaState, Hearing, Source } from "@legroom/media";
import type { Context } from "./context.ts";

type SetEffect = TelephonyEffect & { readonly type: "conference.set" };

/** The name of the music that `{ music: "hold" }` means. */
export const HOLD_MUSIC = "hold";
/** Quiet, steady and unmistakably not silence, for who waits for a party that was lost. */
const COMFORT = { hz: 425, dbov: -36 };

/** Undefined when it was taken; else why it could not be. Confirmed by `conference.applied`. */
export async function setConference(context: Context, effect: SetEffect): Promise<string | undefined> {
  const unknown = effect.states.flatMap(legsOf).find((legId) => !isKnown(context, legId));
  if (unknown !== undefined) return "leg.unknown";
  const result = await context.media.setConference(effect.states.map((state) => toMedia(context, state)));
  return result.ok ? undefined : `media.${result.refusal.code}`;
}

/** Confirmed by `conference.closed`, also for a conference that is there no more: closed is closed. */
export async function closeConference(context: Context, conferenceId: ConferenceId): Promise<string | undefined> {
  const result = await context.media.closeConference(conferenceId);
  if (result.ok) return undefined;
  if (result.refusal.code !== "unknown-conference" && result.refusal.code !== "process-lost")
    return `media.${result.refusal.code}`;
  void context.outlet.tell({ type: "conference.closed", conferenceId });
  return undefined;
}

/** Every leg that an effect about conferences names. */
export function legsOf(state: ConferenceState): readonly LegId[] {
  return state.seats.flatMap(({ legId }) => legId ?? []);
}

function isKnown(context: Context, legId: LegId): boolean {
  return context.legs.get(legId) !== undefined || context.legs.hasEnded(legId);
}

/** A leg that ended while the statement was on its way leaves its seat away: its end is on its way to the centre too. */
function toMedia(context: Context, state: ConferenceState): MediaState {
  return {
    id: state.conferenceId,
    version: state.version,
    seats: state.seats.map(({ seatId, legId }) => ({
      seat: seatId,
      endpointId: legId === null || context.legs.get(legId) === undefined ? null : legId,
    })),
    hears: Object.fromEntries(
      Object.entries(state.hears).map(([hearer, hearings]) => [hearer, hearings.map(hearingOf)]),
    ),
  };
}

function hearingOf(hearing: ModelHearing): Hearing {
  const gain = hearing.gainDb === undefined ? {} : { gainDb: hearing.gainDb };
  return { source: sourceOf(hearing.source), ...gain };
}

function sourceOf(source: ModelSource): Source {
  if ("seat" in source) return { kind: "seat", seat: source.seat };
  if ("music" in source) return { kind: "music", name: HOLD_MUSIC };
  return { kind: "tone", ...COMFORT };
}
