/** Offers: each way in which one can end, as phones and callers see it on the wire. */
import { RtpPeer } from "@legroom/media";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { DialledCall, ReceivedCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { RawSip, audioSdp } from "./harness/raw-sip.ts";
import { MUSIC_HZ, promptHz, timesHeard } from "./harness/tones.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 450, bob: 525, carol: 600, david: 675, customer: 900 } as const;
const AGENTS = ["alice", "bob", "carol", "david"] as const;
type Agent = (typeof AGENTS)[number];
/** The shortest that a centre may have. */
const SHORT_OFFER_MS = 3000;

let server: WholeServer;
let events: EventReader;
const signedIn: ScriptedPhone[] = [];
const raw: RawSip[] = [];

beforeAll(async () => {
  const centre = centreWith({ wrapUpMs: 60_000 });
  const queues = centre.queues.map((queue) =>
    ["support", "billing"].includes(queue.id) ? { ...queue, offerMs: SHORT_OFFER_MS } : queue,
  );
  server = await WholeServer.start({ centre: { ...centre, queues } });
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  events = await server.api.events();
});

/** Everybody goes home, and nothing of the call is left. */
afterEach(async () => {
  events.close();
  for (const phone of signedIn.splice(0)) await phone.register(0);
  await server.closePhones();
  for (const phone of raw.splice(0)) phone.close();
  for (const agent of AGENTS) await server.presence(agent, "offline");
  await until(endWrapUps, (counts) => counts === "4 signed-out");
  await server.quiet();
});

/** A BYE is answered before it is decided on: a wrap-up may only begin after its call has ended for the phones. */
async function endWrapUps(): Promise<string> {
  for (const agent of AGENTS) await server.api.request("POST", `/agents/${agent}/wrap-up/end`);
  return await server.counts();
}

/** So many phones of one agent, registered, and the agent available. */
async function phonesOf(agent: Agent, count = 1): Promise<ScriptedPhone[]> {
  const secret = await server.secret(agent);
  const phones: ScriptedPhone[] = [];
  for (let i = 0; i < count; i += 1) {
    const phone = await server.phone(agent, { secret, hz: HZ[agent] });
    expect(await phone.register()).toBe(200);
    phones.push(phone);
  }
  signedIn.push(...phones);
  await server.presence(agent, "available");
  return phones;
}

async function phoneOf(agent: Agent): Promise<ScriptedPhone> {
  const [phone] = await phonesOf(agent);
  if (phone === undefined) throw new Error("one was asked for");
  return phone;
}

/** A registered phone whose place on the network a hand-written one takes over. */
async function rawPhoneOf(agent: Agent): Promise<RawSip> {
  const secret = await server.secret(agent);
  const phone = await server.phone(agent, { secret });
  expect(await phone.register()).toBe(200);
  await phone.close();
  const taken = await RawSip.open(server.process.sip, phone.port);
  raw.push(taken);
  await server.presence(agent, "available");
  return taken;
}

async function customerCalls(number: string): Promise<DialledCall> {
  const stan = await server.phone("stan", { hz: HZ.customer });
  return await stan.call(number);
}

async function ringing(phone: ScriptedPhone): Promise<ReceivedCall> {
  const ring = await phone.nextCall();
  ring.ring();
  return ring;
}

async function talks(call: DialledCall, ring: ReceivedCall, agent: Agent): Promise<void> {
  await hear(await ring.answer(), HZ.customer);
  await hear(call.audio, HZ[agent]);
}

async function availabilityOf(agent: Agent): Promise<string> {
  const body = await server.api.get(`/agents/${agent}`);
  return (body as { availability: { state: string } }).availability.state; // the API's own answer
}

async function timesQueued(interactionId: unknown): Promise<number> {
  const body = await server.api.get(`/interactions/${String(interactionId)}/timeline`);
  const { items } = body as { items: { type: string }[] }; // the API's own answer
  return items.filter((event) => event.type === "interaction.queued").length;
}

test("accepted: both phones of an agent ring, one answers, the other is told that it was answered elsewhere", async () => {
  const phones = await phonesOf("alice", 2);
  const call = await customerCalls("sales");
  const [winner, loser] = await Promise.all(phones.map((phone) => ringing(phone)));
  if (winner === undefined || loser === undefined) throw new Error("two phones ring");
  const { cancelled } = loser;
  await talks(call, winner, "alice");
  expect(await cancelled).toMatchObject({ protocol: "SIP", cause: 200, text: "Call completed elsewhere" });
  expect(await events.next("offer.ended")).toMatchObject({
    agentId: "alice",
    outcome: "accepted",
    cause: "answered",
  });
  await events.next("offer.connected");
  const made = events.seen.filter((event) => event.type === "offer.made");
  expect(made).toHaveLength(1);
  // Why it was Alice, and that the journal alone leads to the same choice [R-API-181].
  expect(await server.api.get(`/offers/${String(made[0]?.["offerId"])}/why?again=true`)).toMatchObject({
    agentId: "alice",
    recorded: { queueId: "sales" },
    recomputed: { kind: "same", agents: expect.arrayContaining([expect.objectContaining({ agentId: "david" })]) },
  });
});

test("declined: an agent who presses decline is not offered this caller again, the next one is", async () => {
  const [alice, david] = [await phoneOf("alice"), await phoneOf("david")];
  const call = await customerCalls("sales");
  (await ringing(alice)).reject(603);
  await talks(call, await ringing(david), "david");
  const declined = await events.next("offer.ended", ({ agentId }) => agentId === "alice");
  expect(declined).toMatchObject({ outcome: "declined", cause: "declined-by-agent" });
  expect(declined["coolDownUntilAt"]).toBeGreaterThan(declined.at);
  expect(await availabilityOf("alice")).toBe("available");
  expect(await timesQueued(declined["interactionId"])).toBe(1);
});

test("one device is busy while the other rings on, and answers", async () => {
  const [desk, mobile] = await phonesOf("alice", 2);
  if (desk === undefined || mobile === undefined) throw new Error("two were asked for");
  const call = await customerCalls("sales");
  (await desk.nextCall()).reject(486);
  await events.next("leg.failed", ({ cause }) => cause === "busy");
  await talks(call, await ringing(mobile), "alice");
  expect(events.seen.filter((event) => event.type === "offer.made")).toHaveLength(1);
  expect(await events.next("offer.ended")).toMatchObject({ outcome: "accepted", cause: "answered" });
});

test("all devices are busy: declined, and the next agent is offered", async () => {
  const phones = await phonesOf("alice", 2);
  const david = await phoneOf("david");
  const call = await customerCalls("sales");
  await Promise.all(phones.map(async (phone) => (await ringing(phone)).reject(486)));
  await talks(call, await ringing(david), "david");
  expect(await events.next("offer.ended", ({ agentId }) => agentId === "alice")).toMatchObject({
    outcome: "declined",
    cause: "all-busy",
  });
  expect(await availabilityOf("alice")).toBe("available");
});

test("no answer: the next agent is offered, the caller keeps their place and never hears the greeting again", async () => {
  const [bob, david] = [await phoneOf("bob"), await phoneOf("david")];
  const call = await customerCalls("main");
  await hear(call.audio, promptHz("greeting"));
  call.audio.sendDigit("2");
  const ring = await ringing(bob);
  const { cancelled } = ring;
  await hear(call.audio, MUSIC_HZ);
  expect(await cancelled).toMatchObject({ protocol: "Q.850", cause: 19 });
  await talks(call, await ringing(david), "david");

  const missed = await events.next("offer.ended", ({ agentId }) => agentId === "bob");
  expect(missed).toMatchObject({ outcome: "no-answer", cause: "ring-limit" });
  expect(missed["ringMs"]).toBeGreaterThanOrEqual(SHORT_OFFER_MS);
  await events.next("agent.no-answer-noted", ({ agentId }) => agentId === "bob");
  expect(await availabilityOf("bob")).toBe("not-responding");
  expect(await timesQueued(missed["interactionId"])).toBe(1);
  expect(timesHeard(call.audio, promptHz("greeting"))).toBe(1);
  await server.presence("bob", "available");
  expect(await availabilityOf("bob")).toBe("available");
});

test("the caller leaves while a phone rings: it is cancelled, and its agent free at once", async () => {
  const alice = await phoneOf("alice");
  const call = await customerCalls("sales");
  const { cancelled } = await ringing(alice);
  await hear(call.audio, MUSIC_HZ);
  call.hangUp();
  expect(await cancelled).toMatchObject({ protocol: "SIP", cause: 487 });
  expect(await events.next("offer.ended")).toMatchObject({ outcome: "caller-left", cause: "caller-hung-up" });
  await events.next("interaction.closed", ({ cause }) => cause === "abandoned");
  expect(await availabilityOf("alice")).toBe("available");
});

test("a phone that answers nothing counts as lost, its agent is not charged, and the caller waits on", async () => {
  const dead = await rawPhoneOf("carol");
  const call = await customerCalls("billing");
  await dead.nextRequest("INVITE");
  const failed = await events.next("offer.ended");
  expect(failed).toMatchObject({ agentId: "carol", outcome: "device-failed", cause: "no-ringing" });
  await events.next("endpoint.lost");
  expect(await availabilityOf("carol")).toBe("device-lost");
  const phones = (await server.api.get("/endpoints")) as { items: { deviceId: string; alive: boolean }[] };
  expect(phones.items.filter(({ deviceId }) => deviceId === "carol")).toMatchObject([{ alive: false }]);
  await hear(call.audio, MUSIC_HZ);
  await talks(call, await ringing(await phoneOf("david")), "david");
  expect(events.seen.some((event) => event.type === "agent.no-answer-noted")).toBe(false);
  expect(await timesQueued(failed["interactionId"])).toBe(1);
});

test("an answer that crosses the deadline is acknowledged and ended, and the offer stays unanswered", async () => {
  const slow = await rawPhoneOf("bob");
  const audio = await RtpPeer.open();
  const call = await customerCalls("support");
  const invite = await slow.nextRequest("INVITE");
  slow.respond(invite, 180);
  const cancel = await slow.nextRequest("CANCEL");
  slow.respond(invite, 200, audioSdp(audio));
  slow.respond(cancel, 200);
  await slow.nextRequest("ACK");
  slow.respond(await slow.nextRequest("BYE"), 200);
  expect(await events.next("offer.ended")).toMatchObject({
    agentId: "bob",
    outcome: "no-answer",
    cause: "ring-limit",
  });
  await events.next("leg.failed", ({ cause }) => cause === "late-answer");
  await hear(call.audio, MUSIC_HZ);
  expect(audio.received).toBe(0);
  audio.close();
  await talks(call, await ringing(await phoneOf("david")), "david");
});

test("presence is set by calling *1 to *0, and *9 ends wrap-up: each is confirmed by voice", async () => {
  const alice = await phoneOf("alice");
  const call = await customerCalls("sales");
  await talks(call, await ringing(alice), "alice");
  call.hangUp();
  await until(
    () => availabilityOf("alice"),
    (state) => state === "wrapping",
  );
  const dialled = [
    ["*9", "wrap-up-ended", "available"],
    ["*9", "wrap-up-none", "available"],
    ["*2", "presence-busy", "busy"],
    ["*3", "presence-away", "away"],
    ["*4", "presence-break", "break"],
    ["*0", "presence-offline", "offline"],
    ["*1", "presence-available", "available"],
  ] as const;
  for (const [number, sound, presence] of dialled) {
    const feature = await alice.call(number);
    await hear(feature.audio, promptHz(sound));
    expect(await feature.ended).toEqual({ by: "remote", cause: "bye" });
    expect(await server.api.get("/agents/alice")).toMatchObject({ presence });
  }
  expect(await availabilityOf("alice")).toBe("available");
});

test("an agent's code is refused to a customer's phone and to strangers", async () => {
  const stan = await server.phone("stan");
  expect(await (await stan.call("*1")).ended).toMatchObject({ status: 404 });
  const erin = await server.stranger("erin");
  expect(await (await erin.call("*1")).ended).toMatchObject({ status: 403 });
});
