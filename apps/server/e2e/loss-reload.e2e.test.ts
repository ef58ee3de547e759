/** Loading a page again, of the agent, of the visitor, of both: the same talk goes on, and nobody is dropped or charged. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Chromium, openConnections } from "../src/outside/chromium.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { DialledCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { callUs } from "./harness/call-us.ts";
import type { CallUsPage } from "./harness/call-us.ts";
import { SHOWN_WITHIN_MS, openDesk } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { endAll, expectNotCharged, expectUnbroken, hearComfort, patientCentre } from "./harness/loss.ts";
import { MUSIC_HZ, promptHz } from "./harness/tones.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, erin: 1050, nora: 1350 } as const;
/** From the page being ready, in times that loading it took: some two seconds where nothing else runs. */
const BACK_WITHIN_LOADS = 3;

let server: WholeServer;
let agents: Chromium;
let visitors: Chromium;
let alice: DeskPage;
let erin: ScriptedPhone;
let events: EventReader;

beforeAll(async () => {
  [server, agents, visitors] = await Promise.all([
    WholeServer.start({ centre: patientCentre() }),
    Chromium.start({ hz: HZ.alice }),
    Chromium.start({ hz: HZ.nora }),
  ]);
  alice = await openDesk(server, agents, "alice");
  erin = await server.stranger("erin", { hz: HZ.erin });
});

afterAll(async () => {
  await Promise.all([agents.close(), visitors.close()]);
  await server.stop();
});

beforeEach(async () => {
  events = await server.api.events();
});

afterEach(async () => {
  events.close();
  await endAll(server);
});

/** Events from now on only. */
async function listenAnew(): Promise<void> {
  events.close();
  events = await server.api.events();
}

async function talksToErin(): Promise<DialledCall> {
  await alice.become("Available");
  const call = await erin.call("sales");
  await call.answered;
  await alice.accept();
  await bothHear(call);
  await listenAnew();
  return call;
}

async function bothHear(call: DialledCall): Promise<void> {
  await Promise.all([alice.hears(HZ.erin), hear(call.audio, HZ.alice)]);
}

async function visits(): Promise<CallUsPage> {
  const nora = await callUs(server, visitors, { name: "Nora" });
  await nora.shows("You are connected. Listen, and press a key:");
  return nora;
}

async function visitorTalks(): Promise<CallUsPage> {
  const nora = await visits();
  await nora.press("1");
  await alice.become("Available");
  await alice.accept();
  await Promise.all([alice.hears(HZ.nora), nora.hears(HZ.alice)]);
  await listenAnew();
  return nora;
}

async function reloadedDesk(): Promise<void> {
  await alice.page.reload();
  await alice.status.waitFor({ timeout: SHOWN_WITHIN_MS });
}

test("the agent's page loaded again in a talk is back in it soon after it is there, and the customer heard the comfort sound", async () => {
  const call = await talksToErin();
  const comfort = hearComfort(call.audio);
  const reloadAt = performance.now();
  await reloadedDesk();
  const readyAt = performance.now();
  await alice.hears(HZ.erin);
  expect(performance.now() - readyAt).toBeLessThan(BACK_WITHIN_LOADS * (readyAt - reloadAt));
  await comfort;
  await bothHear(call);
  await alice.talk.waitFor();
  expectUnbroken(events);
  await expectNotCharged(server, events, "alice");
  expect(await openConnections(alice.page)).toBe(1);

  await alice.end();
  expect(await call.ended).toEqual({ by: "remote", cause: "bye" });
  expect(await events.next("recording.finished")).toMatchObject({ type: "recording.finished" });
});

test("loaded again while an offer rings, the desk offers it again, and nobody is charged", async () => {
  await alice.become("Available");
  const call = await erin.call("sales");
  await alice.canAccept();
  await reloadedDesk();
  await alice.accept();
  await bothHear(call);
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await events.next("interaction.closed");
});

test("a visitor who loads the page again at the front line is asked again", async () => {
  await server.presence("alice", "break");
  const nora = await visits();
  await nora.page.reload();
  const menu = await nora.listensFor(promptHz("menu"));
  await menu();
  await nora.shows("You are connected. Listen, and press a key:");
  await nora.press("1");
  await nora.shows("You are waiting for Sales");
  await nora.end();
  expect(await nora.over()).toMatch(/^You have ended it/);
});

test("a visitor who loads the page again in the queue keeps place and clock", async () => {
  await server.presence("alice", "break");
  const nora = await visits();
  await nora.press("1");
  const queued = await events.next("interaction.queued");
  await nora.hears(MUSIC_HZ);
  const behind = await erin.call("sales");
  await behind.answered;
  await nora.page.reload();
  await nora.shows("You are waiting for Sales");
  await nora.shows("You are next.");
  await nora.hears(MUSIC_HZ);
  await alice.become("Available");
  const made = await events.next("offer.made");
  expect(made["interactionId"]).toBe(queued["interactionId"]);
  await alice.accept();
  await nora.hears(HZ.alice);
  behind.hangUp();
  await nora.end();
  expect(await nora.over()).toBe("You have ended it.");
});

test("a visitor who loads the page again in a talk is back in it, in the seat they had", async () => {
  const nora = await visitorTalks();
  await nora.page.reload();
  await Promise.all([alice.hears(HZ.nora), nora.hears(HZ.alice)]);
  await nora.shows("You are talking to Alice");
  expect(events.seen.map(({ type }) => type)).toContain("seat.returned");
  expectUnbroken(events);
  await nora.end();
  expect(await nora.over()).toBe("You have ended it.");
});

test("both load their pages again at once, and talk on", async () => {
  const nora = await visitorTalks();
  await Promise.all([nora.page.reload(), reloadedDesk()]);
  await Promise.all([alice.hears(HZ.nora), nora.hears(HZ.alice)]);
  expectUnbroken(events);
  await expectNotCharged(server, events, "alice");
  await nora.end();
  expect(await nora.over()).toBe("You have ended it.");
});
