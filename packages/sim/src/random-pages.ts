/** What happens to pages on a random day: loaded again, closed, taken over, without line or microphone. */
import { after } from "@legroom/model";
import type { Day } from "./day.ts";
import type { Dice } from "./dice.ts";
import type { SimAgent, SimPage, SimVisitor } from "./people.ts";

type Mishap = (agent: SimAgent) => void;

export class RandomPages {
  readonly #day: Day;
  readonly #dice: Dice;

  constructor(day: Day, dice: Dice) {
    this.#day = day;
    this.#dice = dice;
  }

  /** At most one of these while a visitor's call lasts, at any phase of it. */
  visits(visitor: SimVisitor): void {
    const dice = this.#dice;
    if (!dice.chance(0.4)) return;
    const soon = dice.chance(0.4);
    this.#in(soon ? dice.between(50, 4000) : dice.between(4, 120) * 1000, () => {
      visitor.closesPage(dice.chance(0.3) ? "breaks" : "vanishes");
      if (dice.chance(0.85)) this.#in(this.#reloadMs(), () => visitor.returns());
      else visitor.hangsUp(); // never comes back
    });
    // Loaded once more while the first one is still on its way.
    if (dice.chance(0.1)) this.#in(dice.between(100, 9000), () => this.#again(visitor));
  }

  #again(visitor: SimVisitor): void {
    visitor.closesPage();
    this.#in(this.#reloadMs(), () => visitor.returns());
  }

  /** Now and then something befalls an agent's page, whatever the agent does. */
  befalls(agent: SimAgent): void {
    if (agent.page === undefined) return;
    this.#dice.pick<Mishap>([
      (who) => this.#reloads(who),
      (who) => this.#reloads(who),
      (who) => this.#losesLine(who),
      (who) => this.#losesMicrophone(who),
      (who) => this.#isTakenOver(who),
      (who) => this.#isKilled(who),
    ])(agent);
  }

  #reloads(agent: SimAgent): void {
    const talked = agent.closesPage();
    this.#in(this.#reloadMs(), () => {
      const page = this.#opens(agent);
      if (talked) page?.returns(this.#day.telephony);
    });
  }

  /** The WebSocket alone: the audio goes on, and the page connects again. */
  #losesLine(agent: SimAgent): void {
    const { page } = agent;
    if (page === undefined) return;
    this.#day.telephony.losesEndpoint(page.endpointId, this.#dice.pick(["no-pong", "flow-closed"]));
    this.#readyAgain(agent, page);
  }

  #losesMicrophone(agent: SimAgent): void {
    const { page } = agent;
    if (page === undefined) return;
    this.#day.telephony.losesEndpoint(page.endpointId, "no-microphone");
    if (page.up !== undefined && this.#dice.chance(0.5)) this.#day.telephony.vanishes(page.up);
    this.#readyAgain(agent, page);
  }

  #readyAgain(agent: SimAgent, page: SimPage): void {
    this.#in(this.#dice.between(1, 40) * 1000, () => {
      if (agent.page === page && this.#day.telephony.isUp) agent.registers();
    });
  }

  /** In another tab: from there the agent may come for the call that is up in the first. */
  #isTakenOver(agent: SimAgent): void {
    const talks = agent.page?.up !== undefined;
    const page = this.#opens(agent);
    if (talks && this.#dice.chance(0.7)) page?.returns(this.#day.telephony);
  }

  /** Browser and all: back after a while, and too late for its call. */
  #isKilled(agent: SimAgent): void {
    agent.closesPage();
    this.#in(this.#dice.between(10, 200) * 1000, () => {
      const page = this.#opens(agent);
      if (this.#dice.chance(0.5)) page?.returns(this.#day.telephony);
    });
  }

  #opens(agent: SimAgent): SimPage | undefined {
    return this.#day.telephony.isUp ? agent.opensPage() : undefined;
  }

  #reloadMs(): number {
    return this.#dice.chance(0.9) ? this.#dice.between(300, 6000) : this.#dice.between(6, 40) * 1000;
  }

  #in(ms: number, act: () => void): void {
    this.#day.clock.alarm(after(this.#day.clock.now(), ms), act);
  }
}
