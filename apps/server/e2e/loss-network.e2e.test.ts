/** The network goes and comes back, a laptop sleeps, a browser is killed: what each side reads and hears, and who gets the caller. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Chromium } from "../src/outside/chromium.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { DialledCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { callUs } from "./harness/call-us.ts";
import type { CallUsPage } from "./harness/call-us.ts";
import { cutNetwork, fallAsleep, killNow } from "./harness/cut.ts";
import type { Undo } from "./harness/cut.ts";
import { SHOWN_WITHIN_MS, openDesk } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import {
  availabilityIs,
  endAll,
  expectNotCharged,
  expectUnbroken,
  hearComfort,
  pageHearsComfort,
  patientCentre,
} from "./harness/loss.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, david: 600, erin: 1050, nora: 1350 } as const;
/** Short enough to wait for its end. */
const SEAT_AWAY_MS = 6000;
/** A page notices that no sound comes within a second, and then it has to be drawn. What it stood still is not counted. */
const TOLD_WITHIN_MS = 3000;
/** From the death of a browser to the centre's own word that its phone is gone. */
const LOST_WITHIN_MS = 3000;

let server: WholeServer;
let agents: Chromium;
let visitors: Chromium;
let alice: DeskPage;
let david: ScriptedPhone;
let erin: ScriptedPhone;
let events: EventReader;
let undo: Undo | undefined;
let isKilled = false;

beforeAll(async () => {
  [server, agents, visitors] = await Promise.all([
    WholeServer.start({ centre: patientCentre() }),
    Chromium.start({ hz: HZ.alice }),
    Chromium.start({ hz: HZ.nora }),
  ]);
  alice = await openDesk(server, agents, "alice");
  david = await server.phone("david", { hz: HZ.david });
  await david.register();
  erin = await server.stranger("erin", { hz: HZ.erin });
});

afterAll(async () => {
  undo?.();
  await Promise.all([agents.close(), visitors.close()]);
  await server.stop();
});

beforeEach(async () => {
  await server.presence("david", "break");
  if (isKilled) await newBrowser();
  await alice.become("Available");
  events = await server.api.events();
});

afterEach(async () => {
  undo?.();
  events.close();
  await endAll(server);
  await server.api.want("PUT", "/centre", patientCentre());
});

async function kill(): Promise<void> {
  isKilled = true;
  await killNow(agents);
}

async function newBrowser(): Promise<void> {
  await agents.close();
  agents = await Chromium.start({ hz: HZ.alice });
  alice = await openDesk(server, agents, "alice");
  isKilled = false;
}

/** From now on nobody is waited for any longer. */
async function soonOver(): Promise<void> {
  await server.api.want("PUT", "/centre", patientCentre({ seatAwayMs: SEAT_AWAY_MS }));
}

/** Events from now on only. */
async function listenAnew(): Promise<void> {
  events.close();
  events = await server.api.events();
}

async function talksToErin(): Promise<DialledCall> {
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

/**
 * Looks for a text from now on, in the page itself; what it resolves with waits for it, and gives when it stood there (ms
 * since 1970), earlier by what the page stood still meanwhile.
 */
async function tells(page: Page, text: string): Promise<() => Promise<number>> {
  await page.evaluate(
    ([wanted, withinMs]) => {
      const eyes = globalThis as unknown as Eyes;
      eyes.legroomTold = eyes.legroomTells(wanted, withinMs);
    },
    [text, SHOWN_WITHIN_MS] as const,
  );
  return () => page.evaluate(() => (globalThis as unknown as Eyes).legroomTold);
}

/** Of `outside/listening.js`. */
type Eyes = { legroomTells(text: string, withinMs: number): Promise<number>; legroomTold: Promise<number> };

async function talksToNora(): Promise<CallUsPage> {
  const nora = await callUs(server, visitors, { to: "sales", name: "Nora" });
  await alice.accept();
  await Promise.all([alice.hears(HZ.nora), nora.hears(HZ.alice)]);
  await listenAnew();
  return nora;
}

test("the agent's network drops and returns: she is told within a second or so, the customer hears the comfort sound, and they talk on", async () => {
  const call = await talksToErin();
  const told = await tells(alice.page, "No sound arrives from the centre.");
  const cutAt = Date.now();
  undo = await cutNetwork(agents);
  expect((await told()) - cutAt).toBeLessThan(TOLD_WITHIN_MS);
  await alice.shows("Your network seems to be broken. We come back into the talk by ourselves.");
  await hearComfort(call.audio);
  await availabilityIs(server, "alice", "busy");
  expect(await events.next("endpoint.lost")).toMatchObject({ cause: "no-pong" });
  undo();
  await bothHear(call);
  await events.next("endpoint.ready");
  await alice.page.getByText("No sound arrives from the centre.").waitFor({ state: "hidden" });
  expectUnbroken(events);
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await alice.shows("Waiting for the next caller");
});

test("the visitor's network drops and returns: both are told, the agent hears the comfort sound, and they talk on", async () => {
  const nora = await talksToNora();
  const told = await tells(nora.page, "We do not hear each other now.");
  const cutAt = Date.now();
  undo = await cutNetwork(visitors);
  expect((await told()) - cutAt).toBeLessThan(TOLD_WITHIN_MS);
  await nora.shows("The network seems to be broken. Your place is kept, and we come back by ourselves.");
  await alice.shows("The caller's line is lost.");
  await alice.shows("They may come back within seconds; you hear a soft sound meanwhile. Nothing is charged to you.");
  await pageHearsComfort(alice.page);
  undo();
  await Promise.all([alice.hears(HZ.nora), nora.hears(HZ.alice)]);
  await nora.shows("You are talking to Alice");
  await alice.page.getByText("The caller's line is lost.").waitFor({ state: "hidden" });
  expectUnbroken(events);
  await nora.end();
  expect(await nora.over()).toBe("You have ended it.");
});

test("a laptop that sleeps in a talk gets no other offer, its customer hears the comfort sound, and awake it is back in the talk", async () => {
  const call = await talksToErin();
  undo = await fallAsleep(agents);
  await hearComfort(call.audio);
  expect(await events.next("endpoint.lost")).toMatchObject({ cause: "no-pong" });
  undo();
  await bothHear(call);
  await alice.talk.waitFor();
  expectUnbroken(events);
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await alice.shows("Waiting for the next caller");
});

test("a laptop that falls asleep while available gets no offer after 3 s: the next agent gets the caller, and awake it is rung again", async () => {
  undo = await fallAsleep(agents);
  expect(await events.next("endpoint.lost")).toMatchObject({ cause: "no-pong" });
  await availabilityIs(server, "alice", "device-lost");
  await server.presence("david", "available");
  const call = await erin.call("sales");
  const ring = await david.nextCall();
  await hear(await ring.answer(), HZ.erin);
  undo();
  await availabilityIs(server, "alice", "available");
  await alice.shows("You are available. The next offer rings here.");
  expect(events.seen.filter(({ type }) => type === "offer.made")).toMatchObject([{ agentId: "david" }]);
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await ring.ended;
});

test("a laptop that sleeps for too long: its caller is the first to be offered to the next agent, and awake it is offered who waits", async () => {
  await soonOver();
  const call = await talksToErin();
  undo = await fallAsleep(agents);
  await hearComfort(call.audio);
  const otto = await (await server.stranger("otto")).call("sales");
  await otto.answered;
  await events.next("interaction.queued", (event) => event["again"] === true);
  await server.presence("david", "available");
  const ring = await david.nextCall();
  await hear(await ring.answer(), HZ.erin);
  await hear(call.audio, HZ.david);
  undo();
  await alice.canAccept(); // Otto, who waits on
  otto.hangUp();
  await alice.shows("Waiting for the next caller");
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await ring.ended;
});

test("a browser that is killed in a talk: comfort sound, then the next agent has the caller; its agent is without a device, and not charged", async () => {
  await soonOver();
  const call = await talksToErin();
  await kill();
  await hearComfort(call.audio);
  await server.presence("david", "available");
  const ring = await david.nextCall();
  await hear(await ring.answer(), HZ.erin);
  await hear(call.audio, HZ.david);
  await availabilityIs(server, "alice", "device-lost");
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await ring.ended;
});

test("who calls 3 s after a browser was killed is offered to the other agent", async () => {
  const killedAt = Date.now();
  await kill();
  expect((await events.next("endpoint.lost")).at - killedAt).toBeLessThan(LOST_WITHIN_MS);
  await server.presence("david", "available");
  const call = await erin.call("sales");
  const ring = await david.nextCall();
  expect(events.seen.filter(({ type }) => type === "offer.made")).toMatchObject([{ agentId: "david" }]);
  await availabilityIs(server, "alice", "device-lost");
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await ring.ended;
});
