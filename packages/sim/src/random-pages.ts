/** What happens to an agent's page on a random day: loaded again, closed, taken over, without line or microphone. */
import type { Actor } from "./acts.ts";
import type { Day } from "./day.ts";
import type { SimAgent, SimPage } from "./people.ts";
import { reloadMs } from "./random-callers.ts";

type Mishap = readonly [what: string, befalls: (day: Day, actor: Actor, agent: SimAgent) => void];

const mishaps: readonly Mishap[] = [
  ["loads the page again", reloads],
  ["loads the page again", reloads],
  ["loses the page's line", losesLine],
  ["loses the microphone", losesMicrophone],
  ["opens the page elsewhere", isTakenOver],
  ["loses the browser", isKilled],
];

/** Now and then something befalls an agent's page, whatever the agent does. */
export function befalls(day: Day, actor: Actor, agent: SimAgent): void {
  if (agent.page === undefined) return;
  const [what, mishap] = actor.dice.pick(mishaps);
  actor.does(what, () => mishap(day, actor, agent));
}

function reloads(day: Day, actor: Actor, agent: SimAgent): void {
  const talked = agent.closesPage();
  actor.will(reloadMs(actor), "is back in the page", () => {
    const page = opens(day, agent);
    if (talked) page?.returns(day.telephony);
  });
}

/** The WebSocket alone: the audio goes on, and the page connects again. */
function losesLine(day: Day, actor: Actor, agent: SimAgent): void {
  const { page } = agent;
  if (page === undefined) return;
  day.telephony.losesEndpoint(page.endpointId, actor.dice.pick(["no-pong", "flow-closed"]));
  readyAgain(day, actor, { agent, page });
}

function losesMicrophone(day: Day, actor: Actor, agent: SimAgent): void {
  const { page } = agent;
  if (page === undefined) return;
  day.telephony.losesEndpoint(page.endpointId, "no-microphone");
  if (page.up !== undefined && actor.dice.chance(0.5)) day.telephony.vanishes(page.up);
  readyAgain(day, actor, { agent, page });
}

function readyAgain(day: Day, actor: Actor, { agent, page }: { agent: SimAgent; page: SimPage }): void {
  actor.will(actor.dice.between(1, 40) * 1000, "has the page ready again", () => {
    if (agent.page !== page || !day.telephony.isUp) return false;
    agent.registers();
    return true;
  });
}

/** In another tab: from there the agent may come for the call that is up in the first. */
function isTakenOver(day: Day, actor: Actor, agent: SimAgent): void {
  const talks = agent.page?.up !== undefined;
  const page = opens(day, agent);
  if (talks && actor.dice.chance(0.7)) page?.returns(day.telephony);
}

/** Browser and all: back after a while, and too late for its call. */
function isKilled(day: Day, actor: Actor, agent: SimAgent): void {
  agent.closesPage();
  actor.will(actor.dice.between(10, 200) * 1000, "opens a browser again", () => {
    const page = opens(day, agent);
    if (actor.dice.chance(0.5)) page?.returns(day.telephony);
  });
}

function opens(day: Day, agent: SimAgent): SimPage | undefined {
  return day.telephony.isUp ? agent.opensPage() : undefined;
}
