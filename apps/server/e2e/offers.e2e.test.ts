/** What becomes of offers, as it is seen on the wire by agents' phones and by a caller. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader, SeenEvent } from "../src/outside/event-reader.ts";
import type { DialledCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear, levelsOf } from "../src/outside/tone-hearing.ts";
import { toneSounds } from "../src/tone-sounds.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const RING_MS = 3000;
const CUSTOMER_HZ = 900;
const MUSIC_HZ = 300;
let server: WholeServer;
let events: EventReader;
let alice: ScriptedPhone;
let david: ScriptedPhone;

beforeAll(async () => {
  server = await WholeServer.start({ centre: centreWith({ offerMs: RING_MS, wrapUpMs: 0 }) });
});

beforeEach(async () => {
  alice = await server.agent("alice");
  david = await server.agent("david");
  await until(
    () => server.counts(),
    (counts) => counts.startsWith("2 available"),
  );
  events = await server.api.events();
});

afterEach(async () => {
  events.close();
  await alice.register(0);
  await david.register(0);
  await server.closePhones();
  await until(
    () => server.openConferences(),
    (open) => open.length === 0,
  );
});

afterAll(async () => {
  await server.stop();
});

/** A customer who waits in sales: Alice is the better fit, David the next. */
async function caller(): Promise<DialledCall> {
  const phone = await server.stranger("frank", { hz: CUSTOMER_HZ });
  const call = await phone.call("sales");
  await call.answered;
  return call;
}

function ended(agent: string): Promise<SeenEvent> {
  return events.next("offer.ended", (event) => event["agentId"] === agent);
}

test("with two phones of one agent ringing the first answer wins, and the other is told so", async () => {
  const second = await server.phone("alice", { secret: alice.options.secret ?? "" });
  expect(await second.register()).toBe(200);
  const call = await caller();
  const [ring, other] = await Promise.all([alice.nextCall(), second.nextCall()]);
  ring.ring();
  other.ring();
  await hear(await ring.answer(), CUSTOMER_HZ);
  expect((await other.ended).cause).toBe("cancelled Call completed elsewhere");
  expect(await ended("alice")).toMatchObject({ outcome: "accepted", cause: "answered" });
  call.hangUp();
  await ring.ended;
  await second.register(0);
});

test("603 declines: the next agent is rung, and the one who declined is not rung again for this caller", async () => {
  const call = await caller();
  (await alice.nextCall()).reject(603);
  const ring = await david.nextCall();
  ring.ring();
  expect(await ended("alice")).toMatchObject({ outcome: "declined", cause: "declined-by-agent" });
  await hear(await ring.answer(), CUSTOMER_HZ);
  expect(events.seen.filter((event) => event.type === "offer.made").map((event) => event["agentId"])).toEqual([
    "alice",
    "david",
  ]);
  call.hangUp();
  await ring.ended;
});

test("one phone that is busy ends that leg alone: the other rings on and is answered", async () => {
  const second = await server.phone("alice", { secret: alice.options.secret ?? "" });
  await second.register();
  const call = await caller();
  const [ring, other] = await Promise.all([alice.nextCall(), second.nextCall()]);
  other.reject(486);
  ring.ring();
  await events.next("leg.failed", (event) => event["cause"] === "busy");
  await hear(await ring.answer(), CUSTOMER_HZ);
  expect(await ended("alice")).toMatchObject({ outcome: "accepted" });
  call.hangUp();
  await ring.ended;
  await second.register(0);
});

test("no answer: the next agent is rung, the caller keeps place and hears no greeting again, the first is not responding", async () => {
  const call = await caller();
  const ring = await alice.nextCall();
  ring.ring();
  await hear(call.audio, MUSIC_HZ);
  const greetingHz = toneHz("greeting");
  call.audio.forget();
  const next = await david.nextCall();
  expect((await ring.ended).cause).toMatch(/^cancelled/);
  expect(await ended("alice")).toMatchObject({ outcome: "no-answer", cause: "ring-limit" });
  next.ring();
  await hear(await next.answer(), CUSTOMER_HZ);
  expect(Math.max(...levelsOf(call.audio.pcm(), greetingHz))).toBeLessThan(-40);
  expect(events.seen.filter((event) => event.type === "interaction.queued")).toHaveLength(1);
  expect(await server.counts()).toContain("1 not-responding");
  call.hangUp();
  await next.ended;
});

test("a phone that is dead is the device's failure: the next agent is rung and the person is not charged", async () => {
  await alice.close();
  const call = await caller();
  const ring = await david.nextCall();
  ring.ring();
  expect(await ended("alice")).toMatchObject({ outcome: "device-failed" });
  await hear(await ring.answer(), CUSTOMER_HZ);
  expect(await server.counts()).not.toContain("not-responding");
  call.hangUp();
  await ring.ended;
  alice = await server.phone("alice");
  expect(await alice.register()).toBe(200);
});

test("a caller who leaves while a phone rings stops the ringing, and the agent is available at once", async () => {
  const call = await caller();
  const ring = await alice.nextCall();
  ring.ring();
  await events.next("offer.ringing");
  call.hangUp();
  expect((await ring.ended).cause).toMatch(/^cancelled/);
  expect(await ended("alice")).toMatchObject({ outcome: "caller-left", cause: "caller-hung-up" });
  await until(
    () => server.counts(),
    (counts) => counts.startsWith("2 available"),
  );
});

function toneHz(sound: "greeting"): number {
  const source = toneSounds({ sound });
  if (!("tone" in source)) throw new Error("tones were asked for");
  return source.tone.hz;
}
