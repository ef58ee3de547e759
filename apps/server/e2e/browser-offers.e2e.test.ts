/** Offers on an agent's page: each way in which one can end, as the page says it and as the caller hears it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import { Chromium } from "../src/outside/chromium.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { DialledCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { openDesk } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { MUSIC_HZ, promptHz } from "./harness/tones.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, phone: 450, david: 675, customer: 1050 } as const;
/** Short, but a page on a busy machine has to ring in it. */
const SHORT_OFFER_MS = 6000;
const LONG_OFFER_MS = 120_000;
/** Once by the usual half minute, and once by what is left. */
const EXTENSION_MS = 45_000;
const IDLE = "Waiting for the next caller";

let server: WholeServer;
let chromium: Chromium;
let alice: DeskPage;
let customer: ScriptedPhone;
let events: EventReader;
const signedIn: ScriptedPhone[] = [];

beforeAll(async () => {
  const centre = centreWith({ wrapUpMs: 0 });
  const deadlines = { ...centre.deadlines, noRingingMs: 60_000, declineCoolDownMs: 600_000 };
  const changed: Readonly<Record<string, Partial<(typeof centre.queues)[number]>>> = {
    general: { offerMs: SHORT_OFFER_MS },
    // None, unless it is asked for.
    sales: { offerMs: LONG_OFFER_MS, wrapUpMode: "requested", wrapUpMs: 600_000, wrapUpExtensionMs: EXTENSION_MS },
  };
  const queues = centre.queues.map((queue) => ({ ...queue, ...changed[queue.id] }));
  [server, chromium] = await Promise.all([
    WholeServer.start({ centre: { ...centre, queues, deadlines } }),
    Chromium.start({ hz: HZ.alice }),
  ]);
  alice = await openDesk(server, chromium, "alice");
  customer = await server.stranger("erin", { hz: HZ.customer, displayName: "Erin" });
});

afterAll(async () => {
  await chromium.close();
  await server.stop();
});

beforeEach(async () => {
  events = await server.api.events();
  await alice.become("Available");
});

/** Nothing of the call is left, and nobody but Alice is there. */
afterEach(async () => {
  events.close();
  for (const phone of signedIn.splice(0)) {
    await phone.register(0);
    await phone.close();
  }
  await server.presence("david", "offline");
  await server.quiet();
});

async function phoneOf(agent: "alice" | "david", hz: number): Promise<ScriptedPhone> {
  const phone = await server.phone(agent, { hz });
  expect(await phone.register()).toBe(200);
  signedIn.push(phone);
  return phone;
}

/** A caller whose offer rings on Alice's page. */
async function rings(): Promise<DialledCall> {
  const call = await customer.call("sales");
  await call.answered;
  await alice.canAccept();
  return call;
}

async function bothHear(call: DialledCall): Promise<void> {
  await Promise.all([alice.hears(HZ.customer), hear(call.audio, HZ.alice)]);
}

test("accepted by key: A answers the offer, and both hear each other", async () => {
  const call = await rings();
  await alice.page.keyboard.press("a");
  await alice.talk.waitFor();
  await bothHear(call);
  await alice.page.keyboard.press("e");
  expect(await call.ended).toEqual({ by: "remote", cause: "bye" });
  expect(await events.next("interaction.closed")).toMatchObject({ cause: "agent-ended" });
  await alice.shows(IDLE);
});

test("asked for in the talk: a break comes after it, and wrap-up before that, which is made longer [R-DESK-40] [R-DESK-42]", async () => {
  const call = await rings();
  await alice.accept();
  await alice.talk.getByRole("button", { name: "Wrap up after this call" }).click();
  await alice.shows("Wrap-up follows.");
  await alice.page.getByRole("button", { name: "Break after this" }).click();
  await alice.shows("Break after this talk.");
  await alice.page.getByRole("button", { name: "Break after this", pressed: true }).waitFor();
  call.hangUp();
  await alice.wrapUp.getByRole("button", { name: "30 s longer" }).click();
  await alice.wrapUp.getByRole("button", { name: "15 s longer" }).waitFor();
  await alice.done();
  await alice.status.getByRole("button", { name: "Break", pressed: true }).waitFor();
  await alice.shows("You are on a break. No offers come.");
});

test("declined: the caller keeps the music, is offered on to the next agent, and the page says why to the first [R-DESK-43]", async () => {
  const david = await phoneOf("david", HZ.david);
  const call = await rings();
  await server.presence("david", "available");
  await alice.decline();
  const ring = await david.nextCall();
  ring.ring();
  await alice.shows(IDLE);
  const passed = alice.card("Offers that passed me");
  await passed.getByText("You declined.").waitFor();
  await passed.getByRole("button", { name: /^Why am I not offered/ }).click();
  await passed.getByText("Alice declined this caller, or their phone failed, a moment ago.").waitFor();
  await hear(call.audio, MUSIC_HZ);
  await hear(await ring.answer(), HZ.customer);
  await hear(call.audio, HZ.david);
  expect(await events.next("offer.ended", ({ agentId }) => agentId === "alice")).toMatchObject({
    outcome: "declined",
    cause: "declined-by-agent",
  });
  call.hangUp();
  await ring.ended;
  await passed.getByRole("button", { name: /^Why am I not offered/ }).click();
  await passed.getByText("This caller does not wait any more.").waitFor();
});

test("let ring: the agent is not responding and is told so, and is offered the caller again when they say they are back", async () => {
  const call = await customer.call("general");
  expect(await events.next("offer.ended")).toMatchObject({ outcome: "no-answer", cause: "ring-limit" });
  await alice.shows("You did not answer the last offer, so no more come. Choose Available when you are back.");
  await alice.shows("No offers now");
  await hear(call.audio, MUSIC_HZ);
  // The next one may ring until a busy machine has accepted it.
  await server.api.want("PUT", "/queues/general", { offerMs: LONG_OFFER_MS });
  await alice.become("Available");
  await alice.accept();
  await bothHear(call);
  call.hangUp();
  await alice.shows(IDLE);
});

test("a caller who leaves while it rings takes the offer along, and nobody is charged for it", async () => {
  const call = await rings();
  call.hangUp();
  expect(await events.next("offer.ended")).toMatchObject({ outcome: "caller-left", cause: "caller-hung-up" });
  await alice.shows(IDLE);
  await alice.shows("You are available. The next offer rings here.");
  expect(events.seen.map(({ type }) => type)).not.toContain("agent.no-answer-noted");
});

test("page and phone ring together; answered on the phone, the page says so, and its End ends the phone's call", async () => {
  const phone = await phoneOf("alice", HZ.phone);
  const call = await rings();
  const ring = await phone.nextCall();
  ring.ring();
  await hear(await ring.answer(), HZ.customer);
  await hear(call.audio, HZ.phone);
  await alice.talk.waitFor();
  await alice.shows("The talk is on another device of yours.");
  await alice.offer.waitFor({ state: "hidden" });
  expect(await events.next("offer.ended")).toMatchObject({ outcome: "accepted" });
  await alice.end();
  expect(await ring.ended).toEqual({ by: "remote", cause: "bye" });
  await hear(call.audio, promptHz("goodbye"));
  await call.ended;
  await alice.shows(IDLE);
});

test("page and phone ring together; answered on the page, the phone is told that it was answered elsewhere", async () => {
  const phone = await phoneOf("alice", HZ.phone);
  const call = await rings();
  const ring = await phone.nextCall();
  ring.ring();
  const { cancelled } = ring;
  await alice.accept();
  expect(await cancelled).toMatchObject({ protocol: "SIP", cause: 200, text: "Call completed elsewhere" });
  await bothHear(call);
  call.hangUp();
  expect(await events.next("interaction.closed")).toMatchObject({ cause: "customer-hung-up" });
  await alice.shows(IDLE);
});
