/** Ninety days of a centre in the simulator: its engine, machine, telephony, callers and agents, in virtual time. */
import type { JournalStep } from "@legroom/engine/ports";
import { after, asId, defaultCentre } from "@legroom/model";
import type { AgentConfig, CentreFile, LegId, Presence } from "@legroom/model";
import { DAY_START, Day, Dice } from "@legroom/sim";
import type { FarCall, SimAgent, SimCaller } from "@legroom/sim";

export const DAYS = 90;
const AGENTS = 100;
/** Of them work on a weekday, in two shifts; at the weekend half as many. */
const ON_SHIFT = 14;
/** Callers are so many people, who call again. */
const PEOPLE = 900;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Of a hundred calls of a day, so many come in each hour from 8 to 20 o'clock; the rest with a rush. */
const HOURLY = [4, 8, 11, 10, 6, 5, 8, 10, 8, 6, 4, 2] as const;
const RUSH = 18;
const SKILLS = ["sales", "technical_support", "billing"] as const;
const SEED = 90;

/** What has become durable since the last time, and the snapshot that the engine has made last. */
export type Lived = {
  readonly steps: readonly JournalStep[];
  readonly snapshot: { readonly seq: number; readonly world: string } | undefined;
};

export class NinetyDays {
  calls = 0;
  readonly #day = new Day({ seed: SEED, centre: centreOfAHundred(), checking: false });
  readonly #dice = new Dice(SEED);
  readonly #callsADay: number;
  readonly #steps: JournalStep[] = [];

  constructor(callsADay: number) {
    this.#callsADay = callsADay;
    const { disk } = this.#day;
    const see = disk.onWrite;
    disk.onWrite = (steps) => {
      see(steps);
      this.#steps.push(...steps);
    };
  }

  /** Lives them, a minute at a time, and then what is still to come to its end. */
  async *live(): AsyncGenerator<Lived> {
    const day = await this.#day.start();
    for (let number = 0; number < DAYS; number += 1) {
      this.#plan(number);
      for (let minute = 1; minute <= 24 * 60; minute += 1) {
        await day.passUntil(after(DAY_START, number * DAY_MS + minute * MINUTE_MS));
        yield this.#lived();
      }
      // On Sundays, in the night, the server is started anew, as for a newer version.
      if (number % 7 === 6) await day.crash({ inFlight: "after", downMs: 5000, told: true });
    }
    await day.finish();
    yield this.#lived();
  }

  #lived(): Lived {
    const { steps: kept, snapshot } = this.#day.disk;
    const beyond = kept.findIndex(({ lastSeq }) => lastSeq > (snapshot?.seq ?? 0));
    kept.splice(0, beyond === -1 ? kept.length : beyond); // a start reads what comes after the snapshot
    return { steps: this.#steps.splice(0), snapshot };
  }

  /** Days begin at 8 o'clock, the first is a Monday. */
  #plan(number: number): void {
    const dice = this.#dice;
    const share = number % 7 < 5 ? 1 : 0.5;
    const wanted = Math.round(ON_SHIFT * share);
    for (let i = 0; i < wanted; i += 1) {
      const agent = this.#day.agent(`agent-${((number * 31 + i * 7) % AGENTS) + 1}`);
      this.#works(agent, i % 2 === 0 ? 0 : 4 * HOUR_MS);
    }
    const calls = Math.round(this.#callsADay * share);
    HOURLY.forEach((percent, hour) => {
      const comes = Math.round((calls * percent) / 100);
      for (let i = 0; i < comes; i += 1) this.#in(hour * HOUR_MS + dice.between(0, HOUR_MS), () => this.#calls());
    });
    const rushMs = dice.between(HOUR_MS, 11 * HOUR_MS);
    for (let i = 0; i < (calls * RUSH) / 100; i += 1)
      this.#in(rushMs + dice.between(0, 8 * MINUTE_MS), () => this.#calls());
  }

  // Agents

  /** Eight hours at one phone, with a break. */
  #works(agent: SimAgent, fromMs: number): void {
    const dice = this.#dice;
    for (const phone of agent.phones) {
      phone.onCall = (call) => this.#rings(call);
      phone.onUp = (legId) => this.#talks(agent, legId);
    }
    const comesMs = fromMs + dice.between(0, 20 * MINUTE_MS);
    for (let hour = 0; hour < 8; hour += 0.75) this.#in(comesMs + hour * HOUR_MS, () => agent.registers());
    this.#in(comesMs + 1000, () => this.#is(agent, "available"));
    const breakMs = comesMs + dice.between(2, 5) * HOUR_MS;
    this.#in(breakMs, () => this.#is(agent, "break"));
    this.#in(breakMs + 25 * MINUTE_MS, () => this.#is(agent, "available"));
    this.#in(comesMs + 8 * HOUR_MS, () => this.#is(agent, "offline"));
  }

  #is(agent: SimAgent, presence: Presence): void {
    void this.#day.asks({ type: "presence.set", agentId: agent.id, presence });
  }

  #rings(call: FarCall): void {
    const dice = this.#dice;
    const fate = dice.share();
    this.#in(dice.between(50, 900), () => call.rings());
    if (fate < 0.05) this.#in(dice.between(1000, 6000), () => call.fails("declined"));
    else if (fate > 0.05 + 0.04) this.#in(dice.between(1000, 9000), () => call.answers()); // else it rings in vain
  }

  #talks(agent: SimAgent, legId: LegId): void {
    this.#in(this.#about(4 * MINUTE_MS), () => agent.hangsUp(legId));
    this.#in(this.#about(5 * MINUTE_MS), () => void this.#day.asks({ type: "wrap-up.end", agentId: agent.id }));
  }

  // Callers

  #calls(): void {
    const dice = this.#dice;
    this.calls += 1;
    const device = dice.chance(0.2) ? dice.pick(["victor", "petra", "stan", "tara"]) : undefined;
    const caller = this.#day.caller(`person-${dice.between(1, PEOPLE)}`, device);
    caller.onUp = () => {
      if (dice.chance(0.8)) this.#in(dice.between(500, 8000), () => caller.presses(dice.pick(["1", "2", "3", "4"])));
      this.#in(this.#about(3 * MINUTE_MS), () => this.#losesPatience(caller));
      this.#in(this.#about(6 * MINUTE_MS), () => caller.hangsUp());
    };
    caller.dials(dice.chance(0.4) ? "main" : dice.pick(["sales", "support", "billing", "general"]));
  }

  /** Who talks to somebody has time. */
  #losesPatience(caller: SimCaller): void {
    if (!caller.hears().some((name) => this.#day.agents.has(name))) caller.hangsUp();
  }

  // Time

  #in(ms: number, act: () => void): void {
    const { clock } = this.#day;
    clock.alarm(after(clock.now(), Math.round(ms)), act);
  }

  /** Exponential. */
  #about(meanMs: number): number {
    return -Math.log(1 - this.#dice.share()) * meanMs;
  }
}

/** The default centre with a hundred in the place of its four. */
function centreOfAHundred(): CentreFile {
  const base = defaultCentre();
  const agents = Array.from({ length: AGENTS }, (_, at): AgentConfig => {
    const [id, skills] = [asId<"agent">(`agent-${at + 1}`), skillsOf(at)];
    return { id, name: id, skills, levels: { general: 1 + (at % 10) }, languages: {}, capacity: 1 };
  });
  const queues = base.queues.map((queue) => ({
    ...queue,
    members: agents.filter(({ skills }) => skills.includes(queue.requires)).map(({ id }) => id),
  }));
  const phones = agents.map(({ id }) => ({ id: asId<"device">(id), owner: { agent: id } }));
  const devices = [...base.devices.filter(({ owner }) => "contact" in owner), ...phones];
  return { ...base, agents, queues, devices };
}

/** One in four can do everything. */
function skillsOf(at: number): string[] {
  return at % 4 === 0 ? ["vip", ...SKILLS, "general"] : [SKILLS[at % 3] ?? "sales", "general"];
}
