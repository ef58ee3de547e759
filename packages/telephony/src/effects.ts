/** Effects, each to who carries it out, in order by leg, conference, prompt and recording. Twice is harmless. */
import { unreachable } from "@legroom/model";
import type { TelephonyEffect, LegId } from "@legroom/model";
import type { SipStack } from "@legroom/sip";
import { BrowserAudio } from "./browser-audio.ts";
import { closeConference, legsOf, setConference } from "./conferences.ts";
import type { Context } from "./context.ts";
import { DialledLeg } from "./dialled-leg.ts";
import type { DialEffect } from "./dialled-leg.ts";
import { dialNames } from "./derived-id.ts";
import { EffectLine } from "./effect-line.ts";
import { Leg } from "./leg.ts";
import type { AnyLeg } from "./legs.ts";
import { playPrompt, stopPrompt } from "./prompts.ts";
import { RecentIds } from "./recent-ids.ts";
import type { Recordings } from "./recordings.ts";
import type { Registrations } from "./registrations.ts";
import { RtpAudio } from "./rtp-audio.ts";
import type { SoundResolver } from "./sound.ts";

const REMEMBERED_MAX = 50_000;

export type EffectsOptions = {
  readonly context: Context;
  readonly sip: SipStack;
  readonly registrations: Registrations;
  readonly recordings: Recordings;
  readonly sounds: SoundResolver;
  /** Host and port of our SIP address, for the From of dials. */
  readonly address: string;
};

/** Why an effect could not be carried out; undefined when it was, or its own fact tells. */
type Outcome = Promise<string | undefined>;

export class Effects {
  readonly #options: EffectsOptions;
  readonly #line: EffectLine;
  readonly #taken = new RecentIds(REMEMBERED_MAX);

  constructor(options: EffectsOptions) {
    this.#options = options;
    this.#line = new EffectLine(options.context.limits.effectsWaitingMax);
  }

  take(effect: TelephonyEffect): void {
    const { counters } = this.#options.context;
    if (!this.#taken.add(effect.effectId)) {
      counters.count("effect.repeated");
      return;
    }
    counters.count(`effect.${effect.type}`);
    // The end of a leg waits for nothing and is never refused: what it would free may be what the others wait for.
    if (effect.type === "leg.hang-up") void this.#carryOut(effect);
    else if (!this.#line.run(keysOf(effect), () => this.#carryOut(effect))) this.#fail(effect, "overloaded");
  }

  async #carryOut(effect: TelephonyEffect): Promise<void> {
    try {
      const cause = await this.#do(effect);
      if (cause !== undefined) this.#fail(effect, cause);
    } catch (error) {
      const { log, counters } = this.#options.context;
      counters.count("effect.faulted");
      log.error("an effect faulted", { effectId: effect.effectId, type: effect.type, error: String(error) });
      this.#fail(effect, "faulted");
    }
  }

  #do(effect: TelephonyEffect): Outcome {
    const { context, recordings, sounds } = this.#options;
    switch (effect.type) {
      case "leg.answer":
        return this.#onLeg(effect.legId, (leg) =>
          leg.direction === "inbound" ? leg.answer(effect.nearLegId) : undefined,
        );
      case "leg.reject":
        return this.#onLeg(effect.legId, (leg) => (leg.direction === "inbound" ? leg.reject(effect.cause) : undefined));
      case "leg.hang-up":
        return this.#onLeg(effect.legId, (leg) => leg.hangUp(effect.cause));
      case "leg.dial":
        return this.#dial(effect);
      case "conference.set":
        return setConference(context, effect);
      case "conference.close":
        return closeConference(context, effect.conferenceId);
      case "prompt.play":
        return playPrompt(context, effect, sounds);
      case "prompt.stop":
        return stopPrompt(context, effect.promptId);
      case "recording.start":
        return recordings.start(effect);
      case "recording.stop":
        return recordings.stop(effect.recordingId);
      default:
        return unreachable(effect);
    }
  }

  async #onLeg(legId: LegId, act: (leg: AnyLeg) => Promise<void> | void): Outcome {
    const { legs } = this.#options.context;
    const leg = legs.get(legId);
    if (leg !== undefined) await act(leg);
    else if (!legs.hasEnded(legId)) return "leg.unknown";
    return undefined;
  }

  async #dial(effect: DialEffect): Outcome {
    const { context, sip, registrations, address } = this.#options;
    const { legs, clock, limits, outlet } = context;
    if (legs.get(effect.legId) !== undefined || legs.hasEnded(effect.legId)) return undefined;
    if (effect.untilAt <= clock.now()) return "expired";
    const callee = registrations.callee(effect.endpointId);
    const cause = callee === undefined ? "unavailable" : legs.count >= limits.legsMax ? "overloaded" : undefined;
    if (callee === undefined || cause !== undefined) {
      const side = cause === "overloaded" ? "ours" : "theirs";
      void outlet.tell({ type: "leg.failed", legId: effect.legId, cause: cause ?? "unavailable", side });
      return undefined;
    }
    const { legId } = effect;
    const { callId } = dialNames(effect.effectId);
    const { page } = callee;
    const audioOf = { media: context.media, closings: context.closings, legId };
    const audio = page === undefined ? new RtpAudio(audioOf, callee.peer.host) : new BrowserAudio(audioOf);
    const leg = new Leg(context, { legId, person: effect.context.person, callId, audio, page });
    const dialled = new DialledLeg(context, leg);
    legs.join(dialled);
    await dialled.dial(sip, effect, { callee, address });
    return undefined;
  }

  #fail(effect: TelephonyEffect, cause: string): void {
    const { context } = this.#options;
    context.counters.count("effect.failed");
    context.log.warn("an effect failed", { effectId: effect.effectId, type: effect.type, cause });
    void context.outlet.tell({ type: "effect.failed", effectId: effect.effectId, cause });
  }
}

/** What an effect touches: others that touch the same wait for it. */
function keysOf(effect: TelephonyEffect): readonly string[] {
  switch (effect.type) {
    case "leg.answer":
    case "leg.reject":
    case "leg.dial":
    case "leg.hang-up":
      return [effect.legId];
    case "conference.set":
      return [...new Set(effect.states.flatMap((state) => [state.conferenceId, ...legsOf(state)]))];
    case "conference.close":
      return [effect.conferenceId];
    case "prompt.play":
      return [effect.promptId, effect.legId];
    case "prompt.stop":
      return [effect.promptId];
    case "recording.start":
      return [effect.recordingId, ...effect.seats.map(({ legId }) => legId)];
    case "recording.stop":
      return [effect.recordingId];
    default:
      return unreachable(effect);
  }
}
