/** Who somebody is comes from a proven device alone; who cannot be served is told why. */
import { RtpPeer } from "@legroom/media";
import { contactPageWire, contactWire, defaultCentreSettings } from "@legroom/model";
import type { ContactEntry } from "@legroom/model";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { RawSip, audioSdp } from "./harness/raw-sip.ts";
import type { RawRequest } from "./harness/raw-sip.ts";
import { MUSIC_HZ, promptHz } from "./harness/tones.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 450, stan: 750, tara: 900, petra: 1050, stranger: 1200 } as const;

let server: WholeServer;
let alice: ScriptedPhone;
let events: EventReader;
const raw: RawSip[] = [];

beforeAll(async () => {
  server = await WholeServer.start({ centre: centreWith({ wrapUpMs: 0 }) });
  alice = await server.agent("alice", { hz: HZ.alice });
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  events = await server.api.events();
});

afterEach(async () => {
  events.close();
  for (const socket of raw.splice(0)) socket.close();
  await server.quiet();
});

async function rawSip(): Promise<RawSip> {
  const socket = await RawSip.open(server.process.sip);
  raw.push(socket);
  return socket;
}

/** The names that Alice's phone shows, one call after the other, when both wait before she comes. */
async function answeredOrder(first: ScriptedPhone, second: ScriptedPhone): Promise<(string | undefined)[]> {
  await server.presence("alice", "break");
  const calls = [];
  for (const customer of [first, second]) {
    const call = await customer.call("sales");
    await hear(call.audio, MUSIC_HZ);
    calls.push(call);
  }
  await server.presence("alice", "available");
  const shown: (string | undefined)[] = [];
  for (const _ of calls) {
    const ring = await alice.nextCall();
    ring.ring();
    const name = ring.invite.from.displayName;
    await hear(await ring.answer(), name === "Stan" ? HZ.stan : HZ.tara);
    shown.push(name);
    ring.hangUp();
  }
  await Promise.all(calls.map((call) => call.ended));
  return shown;
}

type Entry = Omit<ContactEntry, "id">;

/** Changes one contact in the directory, and nothing else anywhere. */
async function change(id: string, more: Partial<Entry>): Promise<void> {
  const { items } = contactPageWire.parse(await server.api.get("/contacts?limit=500"));
  const found = items.find((one) => one.id === id);
  const { id: _id, version, changedAt: _at, blockedCalls: _calls, ...entry } = { ...fresh(id), ...found };
  await server.api.want("PUT", `/contacts/${id}`, { ...entry, ...more, expectedVersion: version });
}

function fresh(id: string) {
  const nothing = { numbers: [], sipAddresses: [], fields: {}, customerClass: "standard" } as const;
  return { id, name: id, ...nothing, version: 0, changedAt: 0, blockedCalls: 0 };
}

test("Standard is answered before Trial; with the classes of the two contacts swapped the order swaps", async () => {
  const stan = await server.phone("stan", { hz: HZ.stan });
  const tara = await server.phone("tara", { hz: HZ.tara });
  expect(await answeredOrder(tara, stan)).toEqual(["Stan", "Tara"]);
  await change("stan", { customerClass: "trial" });
  await change("tara", { customerClass: "standard" });
  expect(await answeredOrder(tara, stan)).toEqual(["Tara", "Stan"]);
  expect(await answeredOrder(stan, tara)).toEqual(["Tara", "Stan"]);
  await change("stan", { customerClass: "standard" });
  await change("tara", { customerClass: "trial" });
});

test("a VIP flag in the directory alone changes a proven caller's queue", async () => {
  const stan = await server.phone("stan", { hz: HZ.stan });
  await server.presence("alice", "break");
  for (const [vip, queueId] of [
    [{ reason: "pays" }, "vip"],
    [{ reason: "paid", untilAt: 1 }, "sales"],
  ] as const) {
    await change("stan", { vip });
    const call = await stan.call("sales");
    const { interactionId } = await events.next("interaction.queued", (event) => event["queueId"] === queueId);
    const isThis = (event: object): boolean => "interactionId" in event && event.interactionId === interactionId;
    expect(await events.next("interaction.identified", isThis)).toMatchObject({ source: "directory" });
    call.hangUp();
    await events.next("interaction.closed", isThis);
  }
  await change("stan", { vip: undefined });
  await server.presence("alice", "available");
});

test("a number that is blocked gets 603 or 486 and is never answered, and its calls are counted", async () => {
  const eve = await server.stranger("+15555550177");
  for (const [action, status] of [
    ["reject", 603],
    ["busy", 486],
  ] as const) {
    await change("eve", { numbers: ["+1 555 555-0177"], blocked: { action, reason: "shouts" } });
    expect(await (await eve.call("sales")).ended).toMatchObject({ status });
    const { interactionId } = await events.next("interaction.blocked", (event) => event["action"] === action);
    const closed = await events.next("interaction.closed", (event) => event["interactionId"] === interactionId);
    expect(closed).toMatchObject({ cause: "blocked" });
  }
  expect(events.seen.some((event) => event.type === "leg.up")).toBe(false);
  expect(contactWire.parse(await server.api.get("/contacts/eve"))).toMatchObject({ blockedCalls: 2 });
});

test("who writes a contact's address into From without the contact's secret never gets in", async () => {
  // Nobody has asked for a phone of Victor's yet: nobody can be him.
  expect(await (await (await server.stranger("victor")).call("sales")).ended).toMatchObject({ status: 403 });
  await server.secret("victor");
  for (const [secret, status] of [
    ["not-the-secret", 403],
    [undefined, 401],
  ] as const) {
    const call = await (await server.stranger("victor", secret === undefined ? {} : { secret })).call("sales");
    expect(await call.ended).toMatchObject({ status });
  }
  expect(events.seen.some((event) => event.type === "interaction.arrived")).toBe(false);
});

test("a stranger who calls themselves VIP is a Standard caller", async () => {
  const stranger = await server.stranger("vip", { displayName: "VIP Victor", hz: HZ.stranger });
  const call = await stranger.call("sales", { headers: [["P-Asserted-Identity", "<sip:victor@127.0.0.1>"]] });
  expect(await events.next("interaction.arrived")).toMatchObject({ customerClass: "standard" });
  expect(await events.next("offer.made")).toMatchObject({ queueId: "sales", agentId: "alice" });
  (await alice.nextCall()).ring();
  call.hangUp();
  await events.next("interaction.closed");
});

test("by a trunk that the centre trusts a contact's number, as people there write it, is that contact; by anybody else it is a claim", async () => {
  const trustedTrunks = [{ name: "Carrier", addresses: ["192.0.2.0/24", "127.0.0.0/8"] }];
  const { callers } = defaultCentreSettings;
  const trunk = await server.stranger("trunk");
  await server.presence("alice", "break");
  const says = { headers: [["P-Asserted-Identity", '"Victor" <sip:5555550101@carrier.example;user=phone>'] as const] };
  for (const [settings, queueId, customerClass] of [
    [{ ...callers, trustedTrunks, country: "US" }, "vip", "vip"],
    [{ ...callers, country: "US" }, "sales", "standard"],
  ] as const) {
    await server.api.want("PUT", "/centre", centreWith({ wrapUpMs: 0 }, { callers: settings }));
    const seen = events.seen.length;
    const call = await trunk.call("sales", says);
    const queued = await events.next("interaction.queued", ({ seq }) => seq > (events.seen[seen - 1]?.seq ?? 0));
    const isThis = (event: object): boolean =>
      "interactionId" in event && event.interactionId === queued["interactionId"];
    expect(queued).toMatchObject({ queueId });
    expect(await events.next("interaction.identified", isThis)).toMatchObject({ customerClass });
    call.hangUp();
    await events.next("interaction.closed", isThis);
  }
  await server.presence("alice", "available");
});

test("a number that nobody has, and a queue without a public one, get 404", async () => {
  const stranger = await server.stranger("erin");
  for (const number of ["nobody", "vip", "premium", "overflow", "alice"])
    expect(await (await stranger.call(number)).ended).toMatchObject({ status: 404 });
});

test("customer and agent on TCP hear each other, and the customer hears the goodbye when the agent hangs up", async () => {
  const secret = await server.secret("bob");
  const bob = await server.phone("bob", { secret, hz: HZ.alice, transport: "tcp" });
  expect(await bob.register()).toBe(200);
  await server.presence("bob", "available");
  const petra = await server.phone("petra", { hz: HZ.petra, transport: "tcp" });
  const call = await petra.call("support");
  const ring = await bob.nextCall();
  ring.ring();
  expect(ring.invite.from.displayName).toBe("Petra");
  await hear(await ring.answer(), HZ.petra);
  await hear(call.audio, HZ.alice);
  ring.hangUp();
  await hear(call.audio, promptHz("goodbye"));
  expect(await call.ended).toEqual({ by: "remote", cause: "bye" });
  await bob.register(0);
});

test("a customer whose INVITE has no offer answers ours in the ACK, and talks like any other", async () => {
  const customer = await rawSip();
  const audio = await RtpPeer.open();
  const callId = customer.request({ method: "INVITE", number: "sales", from: "frank" });
  const answered = await customer.nextFinal("INVITE");
  expect(answered).toMatchObject({ status: 200, body: expect.stringContaining("m=audio") });
  const toTag = tagOf(answered.header("To"));
  customer.request({ method: "ACK", number: "sales", from: "frank", callId, toTag, sdp: audioSdp(audio) });
  audio.sendTo({ address: "127.0.0.1", port: audioPort(answered.body) });
  audio.sendTone({ hz: HZ.stranger, dbov: -12 });
  const ring = await alice.nextCall();
  ring.ring();
  await hear(audio, MUSIC_HZ);
  await hear(await ring.answer(), HZ.stranger);
  await hear(audio, HZ.alice);
  customer.request({ method: "BYE", number: "sales", from: "frank", callId, toTag, cseq: 2 });
  expect(await customer.nextFinal("BYE")).toMatchObject({ status: 200 });
  expect(await ring.ended).toEqual({ by: "remote", cause: "bye" });
  audio.close();
});

test("what comes later is refused by its name, never by silence", async () => {
  const refused: readonly (readonly [Partial<RawRequest>, number, string, RegExp])[] = [
    [{ method: "REFER" }, 405, "Allow", /INVITE/],
    [{ method: "SUBSCRIBE" }, 405, "Allow", /INVITE/],
    [{ method: "FROBNICATE" }, 501, "Allow", /INVITE/],
    [{ method: "INVITE", lines: ["Require: 100rel"] }, 420, "Unsupported", /100rel/],
    [{ method: "INVITE", sdp: audioSdp({ address: "127.0.0.1", port: 9 }, "RTP/SAVP") }, 488, "To", /tag=/],
    [{ method: "OPTIONS" }, 200, "Allow", /INVITE/],
  ];
  for (const [request, status, header, value] of refused) {
    const asker = await rawSip();
    const method = request.method ?? "INVITE";
    asker.request({ number: "sales", from: "erin", ...request, method });
    const answer = await asker.nextFinal(method);
    expect({ method, status: answer.status }).toEqual({ method, status });
    expect(answer.header(header)).toMatch(value);
  }
  expect(events.seen.some((event) => event.type === "interaction.arrived")).toBe(false);
});

function tagOf(header: string | undefined): string {
  return /;tag=([^;\s]+)/.exec(header ?? "")?.[1] ?? "";
}

function audioPort(sdp: string): number {
  return Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
}
