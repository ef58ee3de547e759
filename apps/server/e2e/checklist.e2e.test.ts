/** The per-interaction plan's own checklist (1 to 4, 7 and 8), proven by tones in the RTP itself. */
import type { RtpPeer } from "@legroom/media";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreOfMany } from "../src/outside/centres.ts";
import type { SeenEvent } from "../src/outside/event-reader.ts";
import type { DialledCall, ReceivedCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { ownPorts } from "./harness/own-ports.ts";
import { boundUdpPorts, openFiles } from "./harness/sockets.ts";
import { MUSIC_HZ, PAIRS, firstHeardAt, foreignHeard, hearClearly, pairHz, promptTones } from "./harness/tones.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const PROCESSES = 2;
/** Two clocks anchored to UTC in two processes. */
const CLOCKS_APART_MS = 5;

const tones = pairHz(0);
let server: WholeServer;
let alice: ScriptedPhone;

beforeAll(async () => {
  const centre = centreOfMany(PAIRS, { wrapUpMs: 0, offerMs: 60_000 });
  server = await WholeServer.start({ centre, mediaProcesses: PROCESSES });
  alice = await server.agent("alice", { hz: tones.agent });
});

afterAll(async () => {
  await server.stop();
});

async function open(what: "conferences" | "interactions"): Promise<readonly Record<string, unknown>[]> {
  const body = await server.api.get(`/${what}?open=true`);
  return (body as { items: Record<string, unknown>[] }).items; // the API's own answer
}

/** Nothing of any call is left: in the centre, in the API, in the media processes. */
async function untilCleanedUp(): Promise<void> {
  for (const what of ["conferences", "interactions"] as const)
    await until(
      () => open(what),
      (items) => items.length === 0,
    );
  await until(
    () => rtpPortsInUse(),
    (ports) => ports.every((count) => count === 0),
  );
}

/** Of each media process: two of each leg, RTP and RTCP. */
function rtpPortsInUse(): number[] {
  const [from = 0, to = 0] = ownPorts.rtpPorts.split("-").map(Number);
  // The port of browsers' audio is the process's own for as long as it lives.
  const isRtp = (port: number): boolean => port >= from && port <= to;
  return server.process.childPids().map((pid) => boundUdpPorts(pid).filter(isRtp).length);
}

function mediaFiles(): number[] {
  return server.process.childPids().map((pid) => openFiles(pid).length);
}

test("1: an agent who is online is in no conference, and has no leg in the media processes", async () => {
  await until(
    () => server.counts(),
    (counts) => counts.startsWith("1 available"),
  );
  expect(await open("conferences")).toEqual([]);
  expect(await open("interactions")).toEqual([]);
  expect(rtpPortsInUse()).toEqual([0, 0]);
});

test("2, 3, 4, 7: a call opens its conference, the agent is dialled into it, both hear each other, nothing is left", async () => {
  const filesBefore = mediaFiles();
  const events = await server.api.events();
  const stan = await server.phone("stan", { hz: tones.customer });
  const call = await stan.call("sales");
  const ring = await alice.nextCall();
  ring.ring();
  await hear(call.audio, MUSIC_HZ);

  const offer = await events.next("offer.made");
  const interactionId = String(offer["interactionId"]);
  expect(names(await open("conferences"))).toEqual([`hold-sales-${interactionId}`, `interaction-${interactionId}`]);
  expect(await events.next("conference.opened", ({ kind }) => kind === "interaction")).toMatchObject({
    name: `interaction-${interactionId}`,
    interactionId,
  });
  expect(ring.invite.from).toMatchObject({ displayName: "Stan", uri: { user: "sales" } });
  expect(ring.header("X-Legroom-Offer")).toMatch(
    new RegExp(`^${String(offer["offerId"])}; queue="Sales"; why="[^"]*standard[^"]*"$`, "i"),
  );

  const heardByAlice = await ring.answer();
  await hear(heardByAlice, tones.customer);
  await hear(call.audio, tones.agent);
  const seated = await events.next("conference.stated", stating(2));
  for (const [peer, hz] of [
    [heardByAlice, tones.customer],
    [call.audio, tones.agent],
  ] as const)
    expect(utc(firstHeardAt(peer, hz))).toBeGreaterThan(seated.at - CLOCKS_APART_MS);
  expect(await open("conferences")).toMatchObject([{ name: `interaction-${interactionId}`, status: "open" }]);
  await hearClearly(heardByAlice, tones.customer);
  await hearClearly(call.audio, tones.agent);
  expect(
    foreignHeard(heardByAlice, { wanted: [tones.customer], foreign: [tones.agent, MUSIC_HZ, ...promptTones()] }),
  ).toEqual([]);
  expect(
    foreignHeard(call.audio, { wanted: [tones.agent, MUSIC_HZ, ...promptTones()], foreign: [tones.customer] }),
  ).toEqual([]);

  call.hangUp();
  expect(await ring.ended).toEqual({ by: "remote", cause: "bye" });
  await events.next("conference.closed", ({ name }) => name === `interaction-${interactionId}`);
  await untilCleanedUp();
  await until(mediaFiles, (files) => String(files) === String(filesBefore)); // the recording's, too
  events.close();
});

test("8: twenty interactions at once over two media processes: each pair hears itself, and no tone crosses", async () => {
  await server.presence("alice", "offline");
  const rings: Promise<ReceivedCall>[] = [];
  const customers: ScriptedPhone[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const agent = await server.agent(`agent-${pair + 1}`, { hz: pairHz(pair).agent });
    rings.push(agent.nextCall());
    customers.push(await server.stranger(`customer-${pair + 1}`, { hz: pairHz(pair).customer }));
  }
  const calls = await Promise.all(customers.map((customer) => customer.call("sales")));
  const talks = await Promise.all(rings.map(async (ring, agent) => talk(await ring, agent, calls)));

  // Forty legs with two ports each, about half of them in each process.
  expect(rtpPortsInUse().reduce((sum, ports) => sum + ports)).toBe(PAIRS * 4);
  expect(Math.min(...rtpPortsInUse())).toBeGreaterThanOrEqual(PAIRS);
  expect(await open("interactions")).toHaveLength(PAIRS);
  expect(new Set(names(await open("conferences"))).size).toBe(PAIRS);
  for (const { call, heardByAgent, agentHz, customerHz } of talks) {
    await hearClearly(heardByAgent, customerHz);
    await hearClearly(call.audio, agentHz);
  }

  for (const { call } of talks) call.hangUp();
  await Promise.all(talks.map(({ ring }) => ring.ended));
  for (const { call, heardByAgent, agentHz, customerHz } of talks) {
    const parties = talks.flatMap((other) => [other.agentHz, other.customerHz]);
    const toCustomer = [agentHz, MUSIC_HZ, ...promptTones()];
    const toAgent = [MUSIC_HZ, ...promptTones(), ...parties].filter((hz) => hz !== customerHz);
    expect(foreignHeard(heardByAgent, { wanted: [customerHz], foreign: toAgent })).toEqual([]);
    const foreign = parties.filter((hz) => hz !== agentHz);
    expect(foreignHeard(call.audio, { wanted: toCustomer, foreign })).toEqual([]);
  }
  await untilCleanedUp();
});

type Talk = {
  readonly call: DialledCall;
  readonly ring: ReceivedCall;
  readonly heardByAgent: RtpPeer;
  readonly agentHz: number;
  readonly customerHz: number;
};

/** The phone's display tells who of the customers it is. */
async function talk(ring: ReceivedCall, agent: number, calls: readonly DialledCall[]): Promise<Talk> {
  const customer = Number(ring.invite.from.displayName?.replace("customer-", "")) - 1;
  const call = calls[customer];
  if (call === undefined) throw new Error(`who is ${ring.invite.from.displayName}?`);
  const [agentHz, customerHz] = [pairHz(agent).agent, pairHz(customer).customer];
  ring.ring();
  const heardByAgent = await ring.answer();
  await hear(heardByAgent, customerHz);
  await hear(call.audio, agentHz);
  return { call, ring, heardByAgent, agentHz, customerHz };
}

function names(conferences: readonly Record<string, unknown>[]): string[] {
  return conferences.map((conference) => String(conference["name"])).toSorted();
}

function stating(seats: number): (event: SeenEvent) => boolean {
  return ({ states }) => (states as { seats: unknown[] }[]).some((state) => state.seats.length === seats);
}

/** Of a moment of this process, as the server's events tell time. */
function utc(at: number | undefined): number {
  return performance.timeOrigin + (at ?? Number.NaN);
}
