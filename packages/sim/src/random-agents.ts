/** Agents of a random day: they come and go, and have good and bad phones. */
import type { AvailabilityState, CommandBody, InteractionId, Presence } from "@legroom/model";
import type { Actor } from "./acts.ts";
import { AGENTS } from "./centre-of-twenty.ts";
import type { Day } from "./day.ts";
import { MINUTE_MS } from "./day-plan.ts";
import type { FarCall } from "./fake-leg.ts";
import { SimAgent } from "./people.ts";
import type { SimPhone } from "./people.ts";
import { silence } from "./random-callers.ts";
import { befalls } from "./random-pages.ts";

const presenceKeys = { available: "*1", busy: "*2", away: "*3", break: "*4", offline: "*0" } as const;

type OwnType = "wrap-up.request" | "wrap-up.extend" | "wrap-up.end" | "wrap-up.note" | "presence.set";
type Own<Type> = Type extends OwnType ? Omit<Extract<CommandBody, { type: Type }>, "agentId"> : never;
type OwnCommand = Own<OwnType>;

/** What holds for everybody. */
export type Mood = {
  /** Nearly everybody is on a break. */
  lunch: boolean;
  /** No new work for anybody. */
  over: boolean;
};

export class RandomAgent {
  readonly #day: Day;
  readonly #actor: Actor;
  readonly #mood: Mood;
  readonly #agent: SimAgent;

  constructor(day: Day, actor: Actor, mood: Mood) {
    this.#day = day;
    this.#actor = actor;
    this.#mood = mood;
    const { dice, name } = actor;
    const inBrowser = dice.chance(0.5);
    this.#agent = new SimAgent(day, name, inBrowser && dice.chance(0.6) ? 0 : dice.chance(0.2) ? 2 : 1);
    day.agents.set(name, this.#agent);
    const acts = (phone: SimPhone): void => {
      phone.onCall = (call) => this.#called(phone, call);
      phone.onUp = () => this.#talks(phone);
    };
    this.#agent.phones.forEach(acts);
    this.#agent.onPage = acts;
    actor.will(dice.between(1, 30 * 60) * 1000, inBrowser ? "opens the page" : "registers", () => {
      this.#agent.registers();
      if (inBrowser) this.#agent.opensPage();
    });
    actor.later(dice.between(1, 40) * MINUTE_MS, () => this.#works());
  }

  #called(phone: SimPhone, call: FarCall): void {
    const actor = this.#actor;
    const { dice } = actor;
    const fate = dice.share();
    if (fate < 0.03) return; // dead: nothing comes back
    if (fate < 0.07) return this.#fails(call);
    actor.will(dice.between(20, 900), "rings", () => call.rings());
    if (dice.chance(0.02))
      actor.later(dice.between(1000, 6000), () => this.#chooses(dice.pick(["away", "break", "busy"])));
    if (dice.chance(0.04)) actor.later(dice.between(100, 9000), () => this.#befalls(phone));
    const answersIn = dice.between(1, 9) * 1000;
    if (fate < 0.15) actor.will(answersIn, "declines", () => this.#declines(call));
    else if (fate < 0.22) return; // rings until somebody gives up
    else if (fate < 0.25)
      // crosses the limit
      actor.will(dice.pick([10_000, 15_000, 20_000]) + dice.between(-30, 30), "answers at the last moment", () =>
        call.answers(),
      );
    else if (fate < 0.27) actor.will(answersIn, "answers without a sound", () => call.answers({ silent: true }));
    else actor.will(answersIn, "answers", () => call.answers());
  }

  #fails(call: FarCall): void {
    const { dice } = this.#actor;
    const causes = ["busy", "unavailable", "rejected", "server-error", "timeout", "transport", "no-media"] as const;
    const cause = dice.pick(["busy", ...causes]);
    this.#actor.will(dice.between(5, 2000), `has a phone that fails: ${cause}`, () =>
      call.fails(cause, cause === "transport" ? "unknown" : "theirs"),
    );
  }

  #declines(call: FarCall): void {
    const offer = this.#day.look.offers().find((one) => one.agentId === this.#agent.id && one.phase !== "accepted");
    if (offer !== undefined && this.#actor.dice.chance(0.2))
      void this.#day.asks({ type: "offer.decline", offerId: offer.id, agentId: offer.agentId });
    else call.fails("declined");
  }

  #talks(phone: SimPhone): void {
    const actor = this.#actor;
    const { dice } = actor;
    const legId = phone.up;
    if (dice.chance(0.04))
      actor.will(dice.between(1000, 60_000), "falls silent", () => silence(this.#day, actor, legId));
    if (dice.chance(0.2)) actor.later(dice.between(50, 90_000), () => this.#befalls(phone));
    actor.will(dice.between(10, 240) * 1000, "ends the talk", () => {
      if (legId === undefined || !phone.talks.includes(legId)) return false;
      const [heard] = this.#day.telephony.hears(legId);
      const caller = heard === undefined ? undefined : this.#day.callerNamed(heard);
      if (caller !== undefined && dice.chance(0.4)) caller.hangsUp();
      else this.#agent.hangsUp(legId);
      actor.later(dice.between(1, 20) * 1000, () => this.#afterTalk());
      return true;
    });
    if (dice.chance(0.3))
      actor.will(dice.between(1, 60) * 1000, "asks for a wrap-up", () => this.#asks({ type: "wrap-up.request" }));
    if (dice.chance(0.1)) actor.later(dice.between(1, 90) * 1000, () => this.#plans());
    actor.later(20 * MINUTE_MS, () => {
      if (legId !== undefined) this.#agent.hangsUp(legId);
    });
  }

  #befalls(phone: SimPhone): void {
    const { page } = this.#agent;
    if (page !== undefined && page === phone) befalls(this.#day, this.#actor, this.#agent);
  }

  /** Once a while they look at their state and do something about it. */
  #works(): void {
    if (this.#mood.over) return;
    const actor = this.#actor;
    const { dice } = actor;
    const agent = this.#agent;
    actor.later(dice.between(120, 360) * 1000, () => this.#works());
    const state = this.#day.stateOf(agent.id);
    if (state === undefined || !this.#day.telephony.isUp) return;
    const wanted = this.#wanted(state);
    if (wanted !== undefined) this.#chooses(wanted);
    if (dice.chance(0.02)) befalls(this.#day, actor, agent);
    if (state === "wrapping" && dice.chance(0.5)) actor.does("ends the wrap-up", () => this.#wrapsUp());
    if (state === "busy" && dice.chance(0.02)) actor.does("presses End", () => this.#ends());
  }

  #wanted(state: AvailabilityState): Presence | undefined {
    const { dice } = this.#actor;
    const few = this.#agent.id === AGENTS[0] || this.#agent.id === AGENTS[5];
    if (this.#mood.lunch && !few) return state === "unavailable" ? undefined : "break";
    if (state === "available") return dice.chance(0.04) ? dice.pick(["busy", "away", "break", "offline"]) : undefined;
    if (state === "offered" || state === "busy") return dice.chance(0.03) ? "away" : undefined;
    return state === "wrapping" ? undefined : "available";
  }

  #chooses(presence: Presence): void {
    const { dice } = this.#actor;
    if (dice.chance(0.6))
      this.#actor.does(`chooses ${presence}`, () => {
        void this.#day.asks({ type: "presence.set", agentId: this.#agent.id, presence });
      });
    else this.#dialsFeature(presenceKeys[presence]);
  }

  #ends(): boolean {
    const work = this.#day.look.interactions().find((one) => one.agentId === this.#agent.id && one.phase === "live");
    if (work === undefined) return false;
    void this.#day.asks({ type: "interaction.end", interactionId: work.id });
    return true;
  }

  /** Some need more time, some less, and some note how it went before they may be done with it. */
  #afterTalk(): void {
    const { dice } = this.#actor;
    if (this.#day.stateOf(this.#agent.id) !== "wrapping" || !this.#day.telephony.isUp) return;
    const act = dice.pick(["extends", "extends", "ends", "plans", "nothing"]);
    if (act === "extends") {
      const byMs = dice.pick([5000, 20_000, 40_000]);
      this.#actor.does("makes the wrap-up longer", () => this.#asks({ type: "wrap-up.extend", byMs }));
    } else if (act === "ends") this.#actor.does("ends the wrap-up", () => this.#wrapsUp());
    else if (act === "plans") this.#plans();
  }

  #plans(): void {
    const presence = this.#actor.dice.pick(["break", "break", "away", "offline", "available"]);
    this.#actor.does(`plans ${presence}`, () => this.#asks({ type: "presence.set", presence, when: "next" }));
  }

  #wrapsUp(): void {
    const interactionId = this.#wrapping();
    const how = this.#actor.dice.pick(["phone", "phone", "agent", "operator"]);
    if (interactionId !== undefined && this.#actor.dice.chance(0.7))
      this.#asks({ type: "wrap-up.note", interactionId, disposition: "done" });
    if (how === "phone") this.#dialsFeature("*9");
    else if (how === "agent") this.#asks({ type: "wrap-up.end" });
    else void this.#day.asks({ type: "wrap-up.end", agentId: this.#agent.id });
  }

  #wrapping(): InteractionId | undefined {
    const availability = this.#day.look.desk(this.#agent.id)?.agent.availability;
    return availability?.state === "wrapping" ? availability.interactionId : undefined;
  }

  /** As themselves: they may do less than who answers for the centre. */
  #asks(command: OwnCommand): void {
    const { id } = this.#agent;
    void this.#day.asks({ ...command, agentId: id }, { kind: "agent", id });
  }

  #dialsFeature(feature: string): void {
    const { dice } = this.#actor;
    const leavesIn = dice.chance(0.2) ? dice.between(10, 3000) : undefined;
    this.#actor.does(`dials ${feature}`, () => {
      const call = this.#day.caller(`${this.#agent.id} ${feature} ${this.#day.clock.now()}`, this.#agent.id);
      call.dials(feature);
      if (leavesIn !== undefined) this.#actor.later(leavesIn, () => call.hangsUp());
    });
  }
}
