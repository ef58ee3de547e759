/** Three hours of a small centre with everything that happens to calls, as the machine journals them: from the simulator. */
import { after } from "@legroom/model";
import type { Event, UnixMs } from "@legroom/model";
import { DAY_START, Day, Dice } from "@legroom/sim";
import type { SimPhone } from "@legroom/sim";

const MINUTE_MS = 60_000;
const AGENTS = ["alice", "bob", "carol", "david"];
const NUMBERS = ["sales", "support", "billing", "general"];

export type Step = { readonly events: readonly Event[] };

/** The journal's steps, in order. */
export async function randomDay(seed: number): Promise<readonly Step[]> {
  const day = await new Day({ seed, checking: false }).start();
  const dice = new Dice(seed + 1);
  const at = (ms: number, act: () => void): void => void day.clock.alarm(after(DAY_START, ms), act);
  for (const name of AGENTS) {
    const agent = day.agent(name);
    for (const phone of agent.phones) answersNowAndThen(day, dice, phone);
    at(dice.between(1, 10) * MINUTE_MS, () => agent.registers());
    at(11 * MINUTE_MS, () => void agent.is("available"));
    const lastMinute = name === "david" ? 110 : 170; // he goes home early
    for (let minute = 20; minute < lastMinute; minute += dice.between(7, 25))
      at(minute * MINUTE_MS, () => void agent.is(dice.pick(["available", "available", "available", "break", "away"])));
    at(dice.between(60, 90) * MINUTE_MS, () => loses(day, dice, agent.places));
    at(dice.between(91, 95) * MINUTE_MS, () => agent.registers());
    if (name === "david") at(120 * MINUTE_MS, () => void agent.is("offline"));
  }
  for (let caller = 1; caller <= 90; caller += 1) {
    const one = day.caller(`caller-${caller}`, dice.chance(0.2) ? "victor" : undefined);
    const from = dice.between(12 * MINUTE_MS, 150 * MINUTE_MS);
    at(from, () => void one.dials(dice.pick(NUMBERS)));
    if (dice.chance(0.15)) one.onUp = () => soon(day, dice.between(500, 4000), () => one.hangsUp());
    else if (dice.chance(0.4)) at(from + dice.between(1, 200) * 1000, () => one.hangsUp());
  }
  at(100 * MINUTE_MS, () => day.telephony.losesMedia(0));
  await day.passUntil(after(DAY_START, 100 * MINUTE_MS));
  await day.crash({ inFlight: "after", downMs: 20_000, told: true });
  await day.passUntil(after(DAY_START, 180 * MINUTE_MS));
  return [...day.disk.read(0)].map(({ events }) => ({ events }));
}

function answersNowAndThen(day: Day, dice: Dice, phone: SimPhone): void {
  phone.onCall = (call) => {
    const fate = dice.share();
    if (fate < 0.05) return; // dead
    call.rings();
    if (fate < 0.15) soon(day, 2000, () => call.fails("declined"));
    else if (fate < 0.8) soon(day, dice.between(1, 15) * 1000, () => call.answers());
  };
  phone.onUp = (legId) => {
    soon(day, dice.between(10, 300) * 1000, () => {
      if (phone.up === legId) day.telephony.hangsUp(legId);
    });
  };
}

function soon(day: Day, ms: number, act: () => void): void {
  day.clock.alarm(after(day.clock.now(), ms), act);
}

function loses(day: Day, dice: Dice, places: readonly SimPhone[]): void {
  for (const phone of places) day.telephony.losesEndpoint(phone.endpointId, dice.pick(["expired", "no-pong"]));
}

/** Midnight in UTC. */
export function startOfDay(at: UnixMs): UnixMs {
  return after(DAY_START, Math.floor((at - MIDNIGHT) / DAY_MS) * DAY_MS - 8 * 60 * MINUTE_MS);
}

const DAY_MS = 24 * 60 * MINUTE_MS;
const MIDNIGHT = DAY_START - 8 * 60 * MINUTE_MS;
