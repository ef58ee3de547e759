/** A history of a seed, with wrap-ups of all modes, phones that ring on, and time: for the tables of states. */
import { asId, wrapUpModes } from "@legroom/model";
import type { Event } from "@legroom/model";
import * as fc from "fast-check";
import { Centre } from "./centre.ts";
import { acts, agents, perform } from "./history.ts";
import type { Act } from "./history.ts";

/** The journal of it. The laws are checked elsewhere (histories.test.ts). */
export function movingHistory(seed: number): readonly Event[] {
  const [history = []] = fc.sample(acts, { seed, numRuns: 1 });
  const centre = new Centre((file) => ({
    ...file,
    agents: file.agents.map((agent) => ({ ...agent, capacity: 1 + (seed % 2) })),
    deadlines: { ...file.deadlines, ...(seed % 5 === 0 ? { sinceFirstEntryMs: 20_000 } : {}) },
    queues: file.queues.map((queue, at) => ({
      ...queue,
      strategy: seed % 3 === 0 ? "ring-all" : "performance",
      wrapUpMode: wrapUpModes[(at + seed) % wrapUpModes.length] ?? "optional",
    })),
  }));
  centre.checking = false;
  centre.obliging = seed % 4 < 2;
  if (seed % 4 === 1) for (const agent of agents) centre.phones.set(agent, "rings");
  centre.available(...agents);
  for (const [at, act] of history.entries()) {
    perform(centre, act, at);
    wrapsUp(centre, act, at);
    if (at % 11 === 5) centre.wait(2000 + act.n * 40);
  }
  return centre.events;
}

function wrapsUp(centre: Centre, { who, n }: Act, at: number): void {
  const agentId = asId<"agent">(agents[who] ?? "alice");
  if (at % 3 === 0) centre.command({ type: "wrap-up.request", agentId });
  if (at % 3 === 1) centre.command({ type: "wrap-up.extend", agentId, byMs: 1000 + n });
  if (at % 7 === 0) centre.command({ type: "wrap-up.end", agentId });
}
