/** The fake of the port that knows who calls: by chance from the person, and quick, slow, too late, broken or silent. */
import { after, asId, customerClasses } from "@legroom/model";
import type { CallerFacts, CallerQuestion } from "@legroom/model";
import type { CallerAnswer, CallerLookup, Clock } from "@legroom/engine/ports";
import { diceOf } from "./acts.ts";
import type { Dice } from "./dice.ts";
import { LANGUAGES } from "./wide-centre.ts";

export class FakeCallers implements CallerLookup {
  readonly #seed: number;
  readonly #clock: Clock;

  constructor(parts: { readonly seed: number; readonly clock: Clock }) {
    this.#seed = parts.seed;
    this.#clock = parts.clock;
  }

  /** Keeps its contract as a rule: now and then it rejects, or never answers. */
  identify({ person, contactId, untilAt }: CallerQuestion): Promise<CallerAnswer> {
    const dice = diceOf(this.#seed, `${person} is known`);
    const fate = dice.share();
    const answer = answerOf(contactId, dice);
    if (fate < 0.04) return Promise.reject(new Error("the directory is broken"));
    if (fate < 0.4) return Promise.resolve(answer);
    const lookUpMs = untilAt - this.#clock.now();
    const ms = fate < 0.9 ? dice.between(1, lookUpMs) : fate < 0.96 ? lookUpMs + dice.between(-1, 50) : undefined;
    return new Promise((resolve) => {
      if (ms !== undefined) this.#clock.alarm(after(this.#clock.now(), ms), () => resolve(answer));
    });
  }
}

function answerOf(contactId: CallerQuestion["contactId"], dice: Dice): CallerAnswer {
  const source = dice.pick(["directory", "directory", "crm", "none", "late", "failed"]);
  if (source === "none" || source === "failed") return { source };
  return { source, caller: drawnCaller(contactId, dice) };
}

function drawnCaller(contactId: CallerQuestion["contactId"], dice: Dice): CallerFacts {
  return {
    contactId: dice.chance(0.8) && contactId !== undefined ? contactId : asId(`contact-${dice.between(1, 9)}`),
    customerClass: dice.pick(customerClasses),
    ...(dice.chance(0.6) ? { language: dice.pick(LANGUAGES) } : {}),
    ...(dice.chance(0.4) ? { preferredAgentId: asId<"agent">(`agent-${dice.between(1, 22)}`) } : {}),
    ...(dice.chance(0.15)
      ? { ownedBy: { agentId: asId<"agent">(`agent-${dice.between(1, 22)}`), waitMs: dice.between(0, 90) * 1000 } }
      : {}),
    ...(dice.chance(0.12) ? { blocked: dice.pick(["reject", "busy", "low-priority", "low-priority"]) } : {}),
  };
}
