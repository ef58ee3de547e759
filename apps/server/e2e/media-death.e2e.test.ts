/** A media process that is killed takes its own interactions with it and no others, and comes back. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { DialledCall, ReceivedCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { longestGapMs, longestWaitMs } from "./harness/gaps.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const GAP_MS_MAX = 100;
const AGENT_HZ = { alice: 450, bob: 675 } as const;
const CUSTOMER_HZ = { alice: 900, bob: 1125 } as const;
type Name = keyof typeof AGENT_HZ;

/** One interaction as both of its phones see it. */
type Pair = {
  readonly agent: string;
  readonly customer: DialledCall;
  readonly ring: ReceivedCall;
  readonly interactionId: string;
};

let server: WholeServer;
let events: EventReader;
const agents: Record<string, ScriptedPhone> = {};

beforeAll(async () => {
  const centre = centreWith({ wrapUpMs: 60_000, offerMs: 60_000 });
  server = await WholeServer.start({ centre, mediaProcesses: 2 });
  for (const name of ["alice", "bob"] as const) agents[name] = await server.agent(name, { hz: AGENT_HZ[name] });
  for (const name of ["carol", "david"]) agents[name] = await server.agent(name);
  events = await server.api.events();
});

afterAll(async () => {
  events.close();
  await server.stop();
});

async function rings(number: string, agent: string, hz?: number): Promise<Pair> {
  const caller = await server.stranger(`erin-for-${agent}`, hz === undefined ? {} : { hz });
  const customer = await caller.call(number);
  const ring = await (agents[agent] as ScriptedPhone).nextCall();
  ring.ring();
  const made = await events.next("offer.ringing", ({ offerId }) => offerId === offerIdOf(agent));
  return { agent, customer, ring, interactionId: String(made["interactionId"]) };
}

function offerIdOf(agent: string): unknown {
  return events.seen.findLast((event) => event.type === "offer.made" && event["agentId"] === agent)?.["offerId"];
}

async function talks(number: string, name: Name): Promise<Pair & { readonly name: Name; readonly heard: () => void }> {
  const pair = await rings(number, name, CUSTOMER_HZ[name]);
  const peer = await pair.ring.answer();
  const caller = pair.customer.audio;
  await hear(peer, CUSTOMER_HZ[name]);
  await hear(pair.customer.audio, AGENT_HZ[name]);
  const fromAt = performance.now();
  const heard = (): void => {
    expect(longestGapMs(peer, { hz: CUSTOMER_HZ[name], fromAt, from: caller })).toBeLessThan(GAP_MS_MAX);
    expect(longestGapMs(caller, { hz: AGENT_HZ[name], fromAt, from: peer })).toBeLessThan(GAP_MS_MAX);
    expect(longestWaitMs(peer, fromAt)).toBeLessThan(GAP_MS_MAX);
    expect(longestWaitMs(caller, fromAt)).toBeLessThan(GAP_MS_MAX);
  };
  return { ...pair, name, heard };
}

test("one of two media processes is killed: half of the calls end truly, the other half hear no gap, and new calls come up [R-MEDIA-60] [R-TEL-37] [R-ROUTE-27]", async () => {
  const talking = [await talks("sales", "alice"), await talks("support", "bob")];
  const ringing = [await rings("billing", "carol"), await rings("general", "david")];
  const all = [...talking, ...ringing];
  const children = server.process.childPids();
  expect(children).toHaveLength(2);
  const shownBefore = events.seen.length;
  process.kill(children[0] ?? 0, "SIGKILL");

  // New legs go to the least loaded process: of two talks and of two ringing calls, one each was in it.
  const ended = async (pairs: readonly Pair[]): Promise<Pair> =>
    await Promise.race(pairs.map((pair) => pair.customer.ended.then(() => pair)));
  const lost = [await ended(talking), await ended(ringing)];
  const kept = all.filter((pair) => !lost.includes(pair));
  const [deadTalk, deadRing] = lost as [Pair, Pair];
  expect(await deadTalk.customer.ended).toEqual({ by: "remote", cause: "bye" });
  expect(await deadTalk.ring.ended).toEqual({ by: "remote", cause: "bye" });
  expect((await deadRing.ring.ended).cause).toMatch(/^cancelled/);
  for (const { interactionId } of lost)
    expect(await events.next("interaction.closed", (event) => event["interactionId"] === interactionId)).toMatchObject({
      cause: "media-lost",
    });

  // Nobody is charged for it: no "no answer", and whoever only rang can be had at once.
  await agentIs(deadRing.agent, "available");
  await agentIs(deadTalk.agent, "wrapping");
  const shown = events.seen.slice(shownBefore);
  expect(shown.filter((event) => event.type === "agent.no-answer-noted")).toEqual([]);
  const charged = shown.filter((event) => event.type === "offer.ended" && event["outcome"] !== "device-failed");
  expect(charged.map((event) => event["outcome"])).not.toContain("no-answer");

  // The process comes back, and a call that needs both of them finds its way.
  await until(
    () => server.process.childPids().length,
    (count) => count === 2,
  );
  await until(
    async () => (await server.api.request("GET", "/health")).status,
    (status) => status === 200,
  );
  await server.api.want("POST", `/agents/${deadTalk.agent}/wrap-up/end`);
  const again = await talks(deadTalk.agent === "alice" ? "sales" : "support", deadTalk.agent as Name);

  for (const pair of talking) if (kept.includes(pair)) pair.heard();
  again.heard();
  const closed = events.seen.filter((event) => event.type === "interaction.closed");
  expect(closed.map((event) => event["interactionId"]).toSorted()).toEqual(
    lost.map((pair) => pair.interactionId).toSorted(),
  );
});

async function agentIs(agent: string, state: string): Promise<void> {
  await until(
    async () => ((await server.api.get(`/agents/${agent}`)) as { availability: { state: string } }).availability.state,
    (now) => now === state,
  );
}
