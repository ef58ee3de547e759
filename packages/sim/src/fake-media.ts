/** The fake's media: conferences as last stated, prompts that take their time, recordings. Who hears whom can be asked. */
import { after, asId } from "@legroom/model";
import type {
  Collect,
  ConferenceId,
  ConferenceState,
  TelephonyEffect,
  LegId,
  PromptEnd,
  PromptId,
  RecordingId,
  TelephonyFact,
  UnixMs,
} from "@legroom/model";
import type { Clock } from "@legroom/engine/ports";
import type { Dice } from "./dice.ts";
import type { FakeLeg } from "./fake-leg.ts";

type Of<Type extends TelephonyEffect["type"]> = Extract<TelephonyEffect, { type: Type }>;

/** One in which no leg sits may still go to any process. */
type Conference = { readonly state: ConferenceState; readonly process: number; readonly anchored: boolean };
type Prompt = {
  readonly id: PromptId;
  readonly legId: LegId;
  readonly startedAt: UnixMs;
  readonly stopOnDigit: boolean;
  readonly collect: Collect | undefined;
  digits: string;
  playing: boolean;
  callOff: () => void;
};
type Recording = { readonly effect: Of<"recording.start">; readonly startedAt: UnixMs };

export type FakeMediaParts = {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly leg: (id: LegId) => FakeLeg | undefined;
  readonly say: (fact: TelephonyFact) => void;
  /** Sees each change of conferences at the tick at which it happens. */
  readonly onApplied: (states: readonly ConferenceState[]) => void;
};

export class FakeMedia {
  readonly #parts: FakeMediaParts;
  readonly #conferences = new Map<ConferenceId, Conference>();
  readonly #closed = new Set<ConferenceId>();
  readonly #prompts = new Map<PromptId, Prompt>();
  readonly #recordings = new Map<RecordingId, Recording>();

  constructor(parts: FakeMediaParts) {
    this.#parts = parts;
  }

  /** How many things of each kind are still there: nothing is left after quiet. */
  left(): { readonly conferences: number; readonly prompts: number; readonly recordings: number } {
    return { conferences: this.#conferences.size, prompts: this.#prompts.size, recordings: this.#recordings.size };
  }

  conferencesOf(legId: LegId): readonly ConferenceState[] {
    return [...this.#conferences.values()].map(({ state }) => state).filter((state) => sitsIn(state, legId));
  }

  /** What this leg hears now, by name: far sides, `music:hold`, `tone:comfort`, `prompt`. */
  hears(legId: LegId): readonly string[] {
    if (!this.#speaks(legId)) return [];
    const heard = new Set<string>();
    for (const { state } of this.#conferences.values()) this.#hearsIn(state, legId, heard);
    for (const prompt of this.#prompts.values()) if (prompt.legId === legId && prompt.playing) heard.add("prompt");
    return [...heard].toSorted();
  }

  /** Takes what is newer than what is known, at one tick. The cause if it cannot. */
  set(effect: Of<"conference.set">): string | undefined {
    const near = this.#parts.leg(effect.nearLegId)?.process ?? 0;
    const news = effect.states.filter(
      ({ conferenceId, version }) => version > (this.#conferences.get(conferenceId)?.state.version ?? 0),
    );
    if (news.some(({ conferenceId }) => this.#closed.has(conferenceId))) return "conference.unknown";
    const homes = new Set(news.flatMap((state) => this.#homesOf(state)));
    if (homes.size > 1) return "conference.across-processes";
    const [home] = homes;
    for (const state of news) {
      const process = home ?? this.#conferences.get(state.conferenceId)?.process ?? near;
      this.#conferences.set(state.conferenceId, { state, process, anchored: this.#processesOf(state).length > 0 });
    }
    if (news.length === 0) return undefined;
    this.#parts.onApplied(news);
    for (const { conferenceId, version } of news)
      this.#parts.say({ type: "conference.applied", conferenceId, version });
    return undefined;
  }

  close(conferenceId: ConferenceId): void {
    this.#conferences.delete(conferenceId);
    this.#closed.add(conferenceId);
    this.#parts.say({ type: "conference.closed", conferenceId });
  }

  play(effect: Of<"prompt.play">): void {
    const { promptId, legId, stopOnDigit, collect, items } = effect;
    if (this.#prompts.has(promptId)) return;
    if (!this.#speaks(legId)) {
      this.#parts.say({ type: "prompt.ended", promptId, reason: "failed", heardMs: 0 });
      return;
    }
    const { clock, dice, say } = this.#parts;
    const startedAt = clock.now();
    const callOff = clock.alarm(after(startedAt, items.length * dice.between(800, 3500)), () => this.#played(promptId));
    const started = { id: promptId, legId, startedAt, stopOnDigit, collect, digits: "", playing: true, callOff };
    this.#prompts.set(promptId, started);
    say({ type: "prompt.started", promptId });
  }

  stopPrompt(promptId: PromptId): void {
    if (this.#prompts.has(promptId)) this.#endPrompt(promptId, "stopped");
    else this.#parts.say({ type: "prompt.ended", promptId, reason: "stopped", heardMs: 0 }); // again: harmless
  }

  /** A key: for the prompt that collects, else for whoever wants to know. */
  pressed(legId: LegId, digit: string): void {
    for (const prompt of this.#prompts.values()) {
      if (prompt.legId !== legId) continue;
      if (prompt.stopOnDigit) prompt.playing = false;
      if (prompt.collect === undefined) {
        if (prompt.stopOnDigit) this.#endPrompt(prompt.id, "digit");
        continue;
      }
      this.#collected(prompt, prompt.collect, digit);
      return;
    }
    this.#parts.say({ type: "digits.received", legId, digits: digit });
  }

  startRecording(effect: Of<"recording.start">): void {
    const { recordingId, seats } = effect;
    if (this.#recordings.has(recordingId)) return;
    if (seats.every(({ legId }) => this.#speaks(legId))) {
      this.#recordings.set(recordingId, { effect, startedAt: this.#parts.clock.now() });
      this.#parts.say({ type: "recording.started", recordingId });
    } else this.#parts.say({ type: "recording.failed", recordingId, cause: "a leg is not up" });
  }

  stopRecording(recordingId: RecordingId): void {
    const recording = this.#recordings.get(recordingId);
    this.#recordings.delete(recordingId);
    const durationMs = recording === undefined ? 0 : this.#parts.clock.now() - recording.startedAt;
    const tracks = (recording?.effect.seats ?? []).map(({ seatId }) => ({
      seatId,
      file: `${seatId}.wav`,
      durationMs,
      sha256: "0".repeat(64),
    }));
    this.#parts.say({ type: "recording.finished", recordingId, tracks });
  }

  /** The leg is over: what was played to it ends, and so does a recording of which nobody is left. */
  legOver(legId: LegId): void {
    for (const prompt of this.#prompts.values()) if (prompt.legId === legId) this.#endPrompt(prompt.id, "stopped");
    for (const [recordingId, { effect }] of this.#recordings)
      if (effect.seats.every((seat) => this.#legNow(seat)?.state === "over")) this.stopRecording(recordingId);
  }

  /** The leg that a recorded seat has now: tracks go on over new legs. */
  #legNow({ seatId, legId }: Of<"recording.start">["seats"][number]): FakeLeg | undefined {
    for (const { state } of this.#conferences.values()) {
      const place = state.seats.find((one) => one.seatId === seatId);
      if (place !== undefined && place.legId !== null) return this.#parts.leg(place.legId);
    }
    return this.#parts.leg(legId);
  }

  /** A media process dies: its conferences and recordings are gone. The legs are told of together. */
  processLost(process: number, legIds: readonly LegId[]): void {
    const gone = new Set(legIds);
    const recordings = [...this.#recordings.values()].filter(({ effect }) =>
      effect.seats.some((seat) => gone.has(this.#legNow(seat)?.id ?? seat.legId)),
    );
    const conferenceIds = [...this.#conferences].filter(([, one]) => one.process === process).map(([id]) => id);
    for (const id of conferenceIds) {
      this.#conferences.delete(id);
      this.#closed.add(id);
    }
    for (const prompt of this.#prompts.values()) if (gone.has(prompt.legId)) this.#endPrompt(prompt.id, "failed");
    this.#parts.say({ type: "media.lost", legIds, conferenceIds });
    for (const { effect } of recordings) {
      const { recordingId } = effect;
      this.#recordings.delete(recordingId);
      this.#parts.say({ type: "recording.failed", recordingId, cause: "media.lost" });
    }
  }

  /** Where it has to be: with the legs that are stated now, and while any sat in it before, where it is. */
  #homesOf(state: ConferenceState): readonly number[] {
    const known = this.#conferences.get(state.conferenceId);
    return [...this.#processesOf(state), ...(known?.anchored === true ? [known.process] : [])];
  }

  #processesOf({ seats }: ConferenceState): readonly number[] {
    return seats.flatMap(({ legId }) => {
      const leg = legId === null ? undefined : this.#parts.leg(legId);
      return leg === undefined || leg.state === "over" ? [] : [leg.process];
    });
  }

  #speaks(legId: LegId): boolean {
    const leg = this.#parts.leg(legId);
    return leg !== undefined && leg.state === "up" && leg.media !== "gone";
  }

  #hearsIn(state: ConferenceState, legId: LegId, heard: Set<string>): void {
    const seat = state.seats.find((place) => place.legId === legId);
    for (const { source } of seat === undefined ? [] : (state.hears[seat.seatId] ?? [])) {
      if ("music" in source) heard.add(`music:${source.music}`);
      else if ("tone" in source) heard.add(`tone:${source.tone}`);
      else {
        const spoken = state.seats.find((place) => place.seatId === source.seat)?.legId;
        const leg = spoken === undefined || spoken === null ? undefined : this.#parts.leg(spoken);
        if (leg !== undefined && leg.state === "up" && leg.media === "on") heard.add(leg.far.name);
      }
    }
  }

  #collected(prompt: Prompt, collect: Collect, digit: string): void {
    if (digit !== collect.end) prompt.digits += digit;
    if (digit === collect.end || prompt.digits.length >= collect.max) {
      this.#endPrompt(prompt.id, "digit");
      return;
    }
    prompt.callOff();
    const { clock } = this.#parts;
    prompt.callOff = clock.alarm(after(clock.now(), collect.betweenMs), () => this.#endPrompt(prompt.id, "digit"));
  }

  #played(promptId: PromptId): void {
    const prompt = this.#prompts.get(promptId);
    if (prompt === undefined) return;
    prompt.playing = false;
    const { clock } = this.#parts;
    if (prompt.collect === undefined) this.#endPrompt(promptId, "finished");
    else
      prompt.callOff = clock.alarm(after(clock.now(), prompt.collect.firstMs), () =>
        this.#endPrompt(promptId, "no-input"),
      );
  }

  #endPrompt(promptId: PromptId, reason: PromptEnd): void {
    const prompt = this.#prompts.get(promptId);
    if (prompt === undefined) return;
    prompt.callOff();
    this.#prompts.delete(promptId);
    const heardMs = this.#parts.clock.now() - prompt.startedAt;
    const digits = prompt.digits === "" ? {} : { digits: prompt.digits };
    this.#parts.say({ type: "prompt.ended", promptId, reason, heardMs, ...digits });
  }
}

function sitsIn(state: ConferenceState, legId: LegId): boolean {
  return state.seats.some((place) => place.legId === legId);
}

/** For far sides and tests that need one. */
export function personOf(name: string): ReturnType<typeof asId<"person">> {
  return asId<"person">(`person-${name}`);
}
