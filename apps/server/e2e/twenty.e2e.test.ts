/** Twenty interactions at once over two media processes: everybody hears their own other party and nobody else. */
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreOfMany } from "../src/outside/centres.ts";
import type { DialledCall, ReceivedCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { levelsOf } from "../src/outside/tone-hearing.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const COUNT = 20;
const GRID_HZ = 75;
const FOREIGN_DBOV_MAX = -50;
const FOREIGN_AT_EDGE_DBOV_MAX = -40;
/** Five windows of 200 ms: a second. */
const WANTED_WINDOWS = 5;
const OVER_OTHERS_DB = 20;
const HEARD_DBOV = -30;
const TALK_PACKETS = 110;
const indexes = Array.from({ length: COUNT }, (_, index) => index);
const agentHz = (index: number): number => (5 + index) * GRID_HZ;
const customerHz = (index: number): number => (5 + COUNT + index) * GRID_HZ;
const MUSIC_HZ = 4 * GRID_HZ;

let server: WholeServer;
let agents: ScriptedPhone[];
let customers: ScriptedPhone[];
const answered: ReceivedCall[] = [];

beforeAll(async () => {
  server = await WholeServer.start({ mediaProcesses: 2, centre: centreOfMany(COUNT, { wrapUpMs: 0 }) });
  agents = await Promise.all(indexes.map((index) => server.agent(`agent-${index + 1}`, { hz: agentHz(index) })));
  customers = await Promise.all(
    indexes.map((index) => server.stranger(`erin-${index + 1}`, { hz: customerHz(index) })),
  );
});

afterAll(async () => {
  await server.stop();
});

/** Sockets that the media processes hold: a port that was not given back is one. */
function mediaSockets(): number {
  const links = server.process.childPids().flatMap((pid) => readdirSync(`/proc/${pid}/fd`));
  return links.length;
}

/** The tone that stands out in the last second, and how loud the others ever were, at edges and away from them. */
function judge(
  pcm: Int16Array,
  wanted: readonly number[],
): { heard: number[]; foreign: number; foreignAtEdge: number } {
  const levels = wanted.map((hz) => levelsOf(pcm, hz));
  const heard = wanted.filter((_, index) => standsOut(levels, index));
  const own = [MUSIC_HZ, ...heard].map((hz) => levelsOf(pcm, hz));
  const isEdge = (at: number): boolean => own.some((each) => changes(each, at) || changes(each, at + 1));
  const loudest = { foreign: Number.NEGATIVE_INFINITY, foreignAtEdge: Number.NEGATIVE_INFINITY };
  for (const [index, hz] of wanted.entries()) {
    if (heard.includes(hz)) continue;
    for (const [at, level] of (levels[index] ?? []).entries()) {
      const key = isEdge(at) ? "foreignAtEdge" : "foreign";
      loudest[key] = Math.max(loudest[key], level);
    }
  }
  return { heard, ...loudest };
}

/** 20 dB over every other for a second without a break, and loud at all. */
function standsOut(levels: readonly (readonly number[])[], index: number): boolean {
  let run = 0;
  return (levels[index] ?? []).some((level, at) => {
    const others = levels.map((each, other) => (other === index ? Number.NEGATIVE_INFINITY : (each[at] ?? 0)));
    run = level > HEARD_DBOV && level > Math.max(...others) + OVER_OTHERS_DB ? run + 1 : 0;
    return run >= WANTED_WINDOWS;
  });
}

/** A sound began or ended in this window: it is not as loud as in the one before. */
function changes(levels: readonly number[], at: number): boolean {
  return (
    Math.abs((levels[at] ?? -100) - (levels[at - 1] ?? -100)) > 1 &&
    Math.max(levels[at] ?? -100, levels[at - 1] ?? -100) > -70
  );
}

test("twenty agents are available and in no conference", async () => {
  await until(
    () => server.counts(),
    (counts) => counts.includes(`${COUNT} available`),
  );
  expect(await server.openConferences()).toEqual([]);
});

test("twenty interactions at once: both parties hear each other for a second, and no tone crosses", async () => {
  const socketsBefore = mediaSockets();
  const events = await server.api.events();
  const rings = Promise.all(agents.map((agent) => agent.nextCall()));
  const calls = await Promise.all(customers.map((customer) => customer.call("sales")));
  for (const ring of await rings) {
    ring.ring();
    answered.push(ring);
  }
  const agentAudio = await Promise.all(answered.map((ring) => ring.answer()));
  await until(
    () => server.openConferences(),
    (open) => open.filter((each) => each.kind === "interaction").length === COUNT,
  );
  const names = (await server.openConferences()).filter((each) => each.kind === "interaction").map((each) => each.name);
  expect(new Set(names).size).toBe(COUNT);
  await until(
    () => events.seen.filter((event) => event.type === "interaction.live").length,
    (live) => live === COUNT,
  );
  events.close();
  // Two seconds of conversation: whole windows of it, whatever was said before.
  const packets = [...agentAudio, ...calls.map((call) => call.audio)].map(
    (audio) => [audio, audio.heard.length] as const,
  );
  await until(
    () => packets.every(([audio, before]) => audio.heard.length >= before + TALK_PACKETS),
    (all) => all,
  );
  const everybody = [...indexes.map(agentHz), ...indexes.map(customerHz)];
  const atAgents = agentAudio.map((audio) => judge(audio.pcm(), everybody));
  const atCustomers = calls.map((call) => judge(call.audio.pcm(), everybody));
  for (const each of [...atAgents, ...atCustomers]) {
    expect(each.heard).toHaveLength(1);
    expect(each.foreign).toBeLessThan(FOREIGN_DBOV_MAX);
    expect(each.foreignAtEdge).toBeLessThan(FOREIGN_AT_EDGE_DBOV_MAX);
  }
  expect(new Set(atAgents.map((each) => each.heard[0]))).toEqual(new Set(indexes.map(customerHz)));
  expect(new Set(atCustomers.map((each) => each.heard[0]))).toEqual(new Set(indexes.map(agentHz)));
  await endAll(calls);
  await until(
    () => server.openConferences(),
    (open) => open.length === 0,
  );
  await until(mediaSockets, (sockets) => sockets <= socketsBefore);
});

/** Half of the customers hang up; then the agents of all others do. */
async function endAll(calls: readonly DialledCall[]): Promise<void> {
  const first = calls.slice(0, COUNT / 2);
  for (const call of first) call.hangUp();
  await Promise.all(first.map((call) => call.ended));
  for (const ring of answered) ring.hangUp();
  await Promise.all([...calls, ...answered].map((each) => each.ended));
}
