/** What people do on a random day: callers with more or less patience, agents with good and bad phones. */
import { after } from "@legroom/model";
import type { AvailabilityState, LegId, Presence } from "@legroom/model";
import { AGENTS } from "./centre-of-twenty.ts";
import type { Day } from "./day.ts";
import type { Dice } from "./dice.ts";
import type { FarCall } from "./fake-leg.ts";
import { SimAgent } from "./people.ts";
import type { SimCaller, SimPhone } from "./people.ts";
import { RandomPages } from "./random-pages.ts";

const MINUTE_MS = 60_000;
const presenceKeys = { available: "*1", busy: "*2", away: "*3", break: "*4", offline: "*0" } as const;

/** People of one day. All that they do is drawn from their own dice. */
export class RandomPeople {
  readonly #day: Day;
  readonly #dice: Dice;
  readonly #pages: RandomPages;
  #callers = 0;
  /** While it holds, nearly everybody is on a break. */
  lunch = false;
  /** No new work for anybody. */
  over = false;

  constructor(day: Day, dice: Dice) {
    this.#day = day;
    this.#dice = dice;
    this.#pages = new RandomPages(day, dice);
  }

  // Callers

  calls(): void {
    if (!this.#day.telephony.isUp) return;
    this.#callers += 1;
    const dice = this.#dice;
    const name = `caller-${this.#callers}`;
    const caller = dice.chance(0.3) ? this.#visitor(name) : this.#day.caller(name, this.#device());
    let isFirst = true;
    caller.onUp = () => {
      if (isFirst) this.#listens(caller); // not again after a return
      isFirst = false;
    };
    caller.dials(dice.chance(0.35) ? "main" : this.#numberDialled());
    if (dice.chance(0.04)) this.#in(dice.between(1, 40), () => caller.hangsUp()); // before we answer
    this.#in(40 * MINUTE_MS, () => caller.hangsUp());
  }

  #visitor(name: string): SimCaller {
    const visitor = this.#day.visitor(name);
    this.#pages.visits(visitor);
    return visitor;
  }

  #device(): string | undefined {
    return this.#dice.chance(0.4) ? this.#dice.pick(["victor", "petra", "stan", "tara"]) : undefined;
  }

  #numberDialled(): string {
    if (this.#dice.chance(0.05)) return this.#dice.pick(["nowhere", "*1", "vip"]);
    return this.#dice.pick(["sales", "support", "billing", "general"]);
  }

  #listens(caller: SimCaller): void {
    const dice = this.#dice;
    if (dice.chance(0.75))
      this.#in(dice.between(500, 12_000), () => caller.presses(dice.pick(["1", "2", "3", "4", "9"])));
    if (dice.chance(0.1)) this.#in(dice.between(100, 4000), () => this.#loses(caller));
    else if (dice.chance(0.5)) this.#in(dice.between(10, 200) * 1000, () => this.#loses(caller));
    if (dice.chance(0.04)) this.#in(dice.between(1000, 100_000), () => this.#silence(caller));
  }

  /** Their patience; who talks to somebody has all the patience in the world. */
  #loses(caller: SimCaller): void {
    if (!caller.hears().some((name) => this.#day.agents.has(name))) caller.hangsUp();
  }

  #silence({ legId }: { readonly legId: LegId | undefined }): void {
    if (legId === undefined) return;
    this.#day.telephony.setsMedia(legId, false);
    if (this.#dice.chance(0.6))
      this.#in(this.#dice.between(1, 30) * 1000, () => this.#day.telephony.setsMedia(legId, true));
  }

  /** Somebody ends what waits or talks, from the outside. */
  endsOne(): void {
    const open = this.#day.look.interactions().filter((one) => one.phase !== "closed");
    const waiting = open.filter((one) => one.phase === "queued" || one.phase === "offering");
    const of = waiting.length > 0 ? waiting : open;
    if (of.length > 0) void this.#day.asks({ type: "interaction.end", interactionId: this.#dice.pick(of).id });
  }

  // Agents

  hires(): void {
    for (const name of AGENTS) {
      const dice = this.#dice;
      const inBrowser = dice.chance(0.5);
      const agent = new SimAgent(this.#day, name, inBrowser && dice.chance(0.6) ? 0 : dice.chance(0.2) ? 2 : 1);
      this.#day.agents.set(name, agent);
      const acts = (phone: SimPhone): void => {
        phone.onCall = (call) => this.#called(phone, call);
        phone.onUp = () => this.#talks(agent, phone);
      };
      agent.phones.forEach(acts);
      agent.onPage = acts;
      this.#in(dice.between(1, 30 * 60) * 1000, () => this.#signsIn(agent, inBrowser));
      this.#in(this.#dice.between(1, 40) * MINUTE_MS, () => this.#works(agent));
    }
  }

  #signsIn(agent: SimAgent, inBrowser: boolean): void {
    agent.registers();
    if (inBrowser) agent.opensPage();
  }

  #called(phone: SimPhone, call: FarCall): void {
    const dice = this.#dice;
    const fate = dice.share();
    if (fate < 0.03) return; // dead: nothing comes back
    if (fate < 0.07) return this.#fails(call, dice.between(5, 2000));
    this.#in(dice.between(20, 900), () => call.rings());
    if (dice.chance(0.02)) this.#in(dice.between(1000, 6000), () => this.#choosesOtherwise(phone));
    if (dice.chance(0.04)) this.#in(dice.between(100, 9000), () => this.#befalls(phone));
    const answersIn = dice.between(1, 9) * 1000;
    if (fate < 0.15) this.#in(answersIn, () => this.#declines(phone, call));
    else if (fate < 0.22) return; // rings until somebody gives up
    else if (fate < 0.25) this.#in(dice.pick([10_000, 15_000, 20_000]) + dice.between(-30, 30), () => call.answers()); // crosses the limit
    else if (fate < 0.27) this.#in(answersIn, () => call.answers({ silent: true }));
    else this.#in(answersIn, () => call.answers());
  }

  #choosesOtherwise(phone: SimPhone): void {
    const agent = this.#day.agents.get(phone.name);
    if (agent !== undefined) this.#chooses(agent, this.#dice.pick(["away", "break", "busy"]));
  }

  #fails(call: FarCall, ms: number): void {
    const causes = ["busy", "unavailable", "rejected", "server-error", "timeout", "transport", "no-media"] as const;
    const cause = this.#dice.pick(["busy", ...causes]);
    this.#in(ms, () => call.fails(cause, cause === "transport" ? "unknown" : "theirs"));
  }

  #declines(phone: SimPhone, call: FarCall): void {
    const offer = this.#day.look.offers().find((one) => one.agentId === phone.name);
    if (offer !== undefined && this.#dice.chance(0.2))
      void this.#day.asks({ type: "offer.decline", offerId: offer.id, agentId: offer.agentId });
    else call.fails("declined");
  }

  #talks(agent: SimAgent, phone: SimPhone): void {
    const dice = this.#dice;
    const legId = phone.up;
    if (dice.chance(0.04)) this.#in(dice.between(1000, 60_000), () => this.#silence({ legId }));
    if (dice.chance(0.2)) this.#in(dice.between(50, 90_000), () => this.#befalls(phone));
    const end = (): void => {
      if (phone.up !== legId) return;
      const [heard] = agent.hears();
      const caller = heard === undefined ? undefined : this.#day.callerNamed(heard);
      if (caller !== undefined && dice.chance(0.4)) caller.hangsUp();
      else agent.hangsUp();
    };
    this.#in(dice.between(10, 240) * 1000, end);
    this.#in(20 * MINUTE_MS, () => {
      if (phone.up === legId) agent.hangsUp();
    });
  }

  #befalls(phone: SimPhone): void {
    const agent = this.#day.agents.get(phone.name);
    if (agent?.page !== undefined && agent.page === phone) this.#pages.befalls(agent);
  }

  /** Once a while every agent looks at their state and does something about it. */
  #works(agent: SimAgent): void {
    if (this.over) return;
    const dice = this.#dice;
    this.#in(dice.between(120, 360) * 1000, () => this.#works(agent));
    const known = this.#day.stateOf(agent);
    if (known === undefined || !this.#day.telephony.isUp) return;
    const { state, workId } = known;
    const wanted = this.#wanted(agent, state);
    if (wanted !== undefined) this.#chooses(agent, wanted);
    if (dice.chance(0.02)) this.#pages.befalls(agent);
    if (state === "wrapping" && dice.chance(0.5)) this.#wrapsUp(agent);
    if (state === "busy" && workId !== undefined && dice.chance(0.02))
      void this.#day.asks({ type: "interaction.end", interactionId: workId });
  }

  #wanted(agent: SimAgent, state: AvailabilityState): Presence | undefined {
    const dice = this.#dice;
    const few = agent.id === AGENTS[0] || agent.id === AGENTS[5];
    if (this.lunch && !few) return state === "unavailable" ? undefined : "break";
    if (state === "available") return dice.chance(0.04) ? dice.pick(["busy", "away", "break", "offline"]) : undefined;
    if (state === "offered" || state === "busy") return dice.chance(0.03) ? "away" : undefined;
    return state === "wrapping" ? undefined : "available";
  }

  #chooses(agent: SimAgent, presence: Presence): void {
    if (this.#dice.chance(0.6)) void this.#day.asks({ type: "presence.set", agentId: agent.id, presence });
    else this.#dialsFeature(agent, presenceKeys[presence]);
  }

  #wrapsUp(agent: SimAgent): void {
    const { lastInteraction } = this;
    if (this.#dice.chance(0.5)) this.#dialsFeature(agent, "*9");
    else void this.#day.asks({ type: "wrap-up.end", agentId: agent.id });
    if (lastInteraction !== undefined)
      void this.#day.asks({
        type: "wrap-up.note",
        agentId: agent.id,
        interactionId: lastInteraction,
        disposition: "done",
      });
  }

  get lastInteraction() {
    return this.#day.look.interactions().at(-1)?.id;
  }

  #dialsFeature(agent: SimAgent, feature: string): void {
    const call = this.#day.caller(`${agent.id} ${feature} ${this.#day.clock.now()}`, agent.id);
    call.dials(feature);
    if (this.#dice.chance(0.2)) this.#in(this.#dice.between(10, 3000), () => call.hangsUp());
  }

  #in(ms: number, act: () => void): void {
    this.#day.clock.alarm(after(this.#day.clock.now(), ms), act);
  }
}
