/** A media process that is killed under browsers' calls: whose talk it carried reads what happened, others talk on. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import { Chromium } from "../src/outside/chromium.ts";
import { callUs } from "./harness/call-us.ts";
import type { CallUsPage } from "./harness/call-us.ts";
import { openDesk } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { agents: 750, customers: 1050 } as const;

/** Both in browsers. */
type Talk = {
  readonly agentId: string;
  readonly number: string;
  readonly desk: DeskPage;
  readonly visitor: CallUsPage;
};

let server: WholeServer;
let agents: Chromium;
let customers: Chromium;

beforeAll(async () => {
  const centre = centreWith({ wrapUpMs: 600_000, offerMs: 120_000 });
  [server, agents, customers] = await Promise.all([
    WholeServer.start({ centre, mediaProcesses: 2 }),
    Chromium.start({ hz: HZ.agents }),
    Chromium.start({ hz: HZ.customers }),
  ]);
});

afterAll(async () => {
  await Promise.all([agents.close(), customers.close()]);
  await server.stop();
});

async function talks(agentId: string, number: string): Promise<Talk> {
  const desk = await openDesk(server, agents, agentId);
  await desk.become("Available");
  const visitor = await callUs(server, customers, { to: number, name: `For ${agentId}` });
  await desk.accept();
  await bothHear({ desk, visitor });
  return { agentId, number, desk, visitor };
}

async function bothHear({ desk, visitor }: Pick<Talk, "desk" | "visitor">): Promise<void> {
  await Promise.all([desk.hears(HZ.customers), visitor.hears(HZ.agents)]);
}

test("killing one of two media processes ends the talk that it carried, both of its people read why, and the other goes on", async () => {
  const events = await server.api.events();
  const both = [await talks("alice", "sales"), await talks("bob", "support")];
  const [victim] = server.process.childPids();
  process.kill(victim ?? 0, "SIGKILL");

  // New legs go to the least loaded process: each of the two carries one of the talks.
  const lost = await Promise.race(both.map(async (talk) => talk.visitor.over().then(() => talk)));
  const kept = both.find((talk) => talk !== lost) as Talk; // the other of two
  await lost.visitor.shows("Something of ours has failed. We are sorry; please call again.");
  await lost.desk.wrapUp.waitFor();
  await lost.desk.shows("Something of ours failed and ended the talk. It is not counted against you.");
  expect(await events.next("interaction.closed")).toMatchObject({ cause: "media-lost" });

  await until(
    () => server.process.childPids().length,
    (count) => count === 2,
  );
  await bothHear(kept);
  await kept.desk.talk.waitFor();
  await kept.visitor.shows(/You are talking to/);
  expect(await server.openInteractions()).toHaveLength(1);

  // Both can go on at once: the agent has not been charged, the customer calls again.
  await lost.desk.done();
  await lost.visitor.page.getByRole("button", { name: "Call again" }).click();
  await lost.desk.accept();
  await bothHear(lost);
  await bothHear(kept);
  expect(events.seen.filter(({ type }) => type === "interaction.closed")).toHaveLength(1);
  expect(events.seen.map(({ type }) => type)).not.toContain("agent.no-answer-noted");
  events.close();
});
