/** A full disk: whoever asks is told, calls in progress keep their audio, and with space again all goes on. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { longestGapMs } from "./harness/gaps.ts";
import { readJournal } from "./harness/journal-on-disk.ts";
import { OutsideLog } from "./harness/outside-log.ts";
import { SmallDisk } from "./harness/small-disk.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const ALICE_HZ = 450;
const CUSTOMER_HZ = 900;
const MUSIC_HZ = 300;
const GAP_MS_MAX = 100;
const FULL_MS = 2500;
let disk: SmallDisk;
let server: WholeServer;
let events: EventReader;

beforeAll(async () => {
  disk = new SmallDisk();
  const centre = centreWith({ wrapUpMs: 60_000 });
  server = await WholeServer.start({ centre, under: disk.directory });
  events = await server.api.events();
});

afterAll(async () => {
  await server.stop();
  disk.close();
});

function pids(): number[] {
  return [server.process.pid, ...server.process.childPids()];
}

function healthStatus(): Promise<number> {
  return server.api.request("GET", "/health").then(({ status }) => status);
}

test("a full disk refuses what is new, leaves calls their audio, and loses nothing of before or after [R-ENGINE-5] [R-ENGINE-6] [R-ENGINE-7] [R-STORE-3] [R-MEDIA-55] [R-TEL-34]", async () => {
  const alice = await server.agent("alice", { hz: ALICE_HZ });
  const bob = await server.phone("bob");
  const talker = await server.stranger("erin", { hz: CUSTOMER_HZ });
  const talking = await talker.call("sales");
  const ring = await alice.nextCall();
  ring.ring();
  const agentHears = await ring.answer();
  await hear(agentHears, CUSTOMER_HZ);
  await hear(talking.audio, ALICE_HZ);
  const live = await events.next("interaction.live");
  await events.next("recording.started");
  const frank = await server.stranger("frank");
  const waiting = await frank.call("support");
  const queued = await events.next("interaction.queued", (event) => event["queueId"] === "support");
  await hear(waiting.audio, MUSIC_HZ);
  const told = new OutsideLog();
  told.load(server, { agent: "david", phone: bob });
  await until(
    () => Math.min(told.commands.length, told.registrations.length),
    (count) => count >= 5,
  );

  const fromAt = performance.now();
  const expectNoGap = (): void => {
    const toAgent = longestGapMs(agentHears, { hz: CUSTOMER_HZ, fromAt, from: talking.audio });
    const toCustomer = longestGapMs(talking.audio, { hz: ALICE_HZ, fromAt, from: agentHears });
    expect(Math.max(toAgent, toCustomer)).toBeLessThan(GAP_MS_MAX);
  };
  await disk.fill(pids());
  const refused = await until(
    () => server.api.request("PUT", "/agents/carol/presence", { presence: "break" }),
    ({ status }) => status !== 202,
  );
  told.end();
  expect(refused).toMatchObject({ status: 503, body: { error: { code: "journal.failed" } } });
  // What the journal has given back while it was opened anew is filled too.
  const health = await until(
    () => disk.fill(pids()).then(() => server.api.request("GET", "/health")),
    ({ status }) => status !== 200,
  );
  expect(health).toEqual({ status: 503, body: { status: "failing", failing: ["journal"] } });
  // Nobody new can be kept, and is told to come again; whoever is known waits for what cannot be promised yet.
  expect(await (await (await server.stranger("grace")).call("billing")).ended).toMatchObject({ status: 503 });
  waiting.hangUp();
  expect(await waiting.ended).toEqual({ by: "local", cause: "bye" });
  const again = await frank.call("billing");
  const registering = bob.register();
  const early = await Promise.race([again.answered, registering, passed(FULL_MS)]);
  expect(early).toBeUndefined();
  expect(await healthStatus()).toBe(503);
  expectNoGap();

  disk.empty(pids());
  await until(healthStatus, (status) => status === 200);
  expect(await registering).toBe(200);
  await again.answered;
  await hear(again.audio, MUSIC_HZ);
  await server.api.want("PUT", "/agents/carol/presence", { presence: "break" });
  const closed = await events.next("interaction.closed");
  expect(closed).toMatchObject({ interactionId: queued["interactionId"], cause: "abandoned" });
  // The recording could not be kept; the call goes on as if nothing had been.
  expect(await events.next("recording.failed")).toMatchObject({ interactionId: live["interactionId"] });
  expectNoGap();
  talking.hangUp();
  expect(await ring.ended).toEqual({ by: "remote", cause: "bye" });
  await events.next("agent.wrap-up-started", ({ agentId }) => agentId === "alice");

  events.close();
  await server.closePhones();
  expect(await server.process.stop()).toMatchObject({ code: 0 });
  const journal = await readJournal(server.directory);
  expect(journal.faults).toEqual([]);
  expect(told.broken(journal.events, events.seen)).toEqual([]);
});

function passed(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
