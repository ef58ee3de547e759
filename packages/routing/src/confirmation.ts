/** Which fact confirms which effect. */
import { unreachable } from "@legroom/model";
import type { Effect, EffectId } from "@legroom/model";

/** What is waited for, of a leg, a conference, a prompt or a recording. */
export type Confirmation =
  | "up"
  | "down"
  | "applied"
  | "closed"
  | "said"
  | "said-no-more"
  | "recording"
  | "recorded"
  | "identified";

/**
 * The effects that wait for a confirmation, by what confirms them. Derived. A statement of two conferences (a move) is
 * confirmed by the first of them that is applied: media applies both at one tick. A conference has one statement that is
 * waited for: what was stated before is overtaken.
 */
export class Awaiting {
  readonly #effects: Record<Confirmation, Map<string, EffectId>> = {
    up: new Map(),
    down: new Map(),
    applied: new Map(),
    closed: new Map(),
    said: new Map(),
    "said-no-more": new Map(),
    recording: new Map(),
    recorded: new Map(),
    identified: new Map(),
  };

  add(effect: Effect): void {
    each(effect, (what, id) => this.#effects[what].set(id, effect.effectId));
  }

  remove(effect: Effect): void {
    each(effect, (what, id) => {
      const effects = this.#effects[what];
      if (effects.get(id) === effect.effectId) effects.delete(id);
    });
  }

  of(what: Confirmation, id: string): EffectId | undefined {
    return this.#effects[what].get(id);
  }

  has(what: Confirmation, id: string): boolean {
    return this.#effects[what].has(id);
  }

  /** All of them: for comparing. */
  entries(): unknown {
    return this.#effects;
  }
}

function each(effect: Effect, visit: (what: Confirmation, id: string) => void): void {
  switch (effect.type) {
    case "caller.identify":
      return visit("identified", effect.interactionId);
    case "leg.answer":
    case "leg.dial":
      return visit("up", effect.legId);
    case "leg.reject":
    case "leg.hang-up":
      return visit("down", effect.legId);
    case "conference.set":
      for (const { conferenceId } of effect.states) visit("applied", conferenceId);
      return;
    case "conference.close":
      return visit("closed", effect.conferenceId);
    case "prompt.play":
      return visit("said", effect.promptId);
    case "prompt.stop":
      return visit("said-no-more", effect.promptId);
    case "recording.start":
      return visit("recording", effect.recordingId);
    case "recording.stop":
      return visit("recorded", effect.recordingId);
    default:
      return unreachable(effect);
  }
}
