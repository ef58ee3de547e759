/** Malformed and oversized SIP, and RTP from strangers, while two people talk: counted, answered where it can be, harmless. */
import { once } from "node:events";
import { connect } from "node:net";
import { RtpPeer } from "@legroom/media";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { ReceivedCall } from "../src/outside/phone-call.ts";
import { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { RawSip, audioSdp } from "./harness/raw-sip.ts";
import { startServerHere } from "./harness/server-here.ts";
import type { ServerHere } from "./harness/server-here.ts";
import { foreignHeard, hearClearly } from "./harness/tones.ts";
import { until } from "./harness/until.ts";

const HZ = { alice: 450, customer: 900, intruder: 1500 } as const;

let server: ServerHere;
let alice: ScriptedPhone;
let customer: RawSip;
let heardByCustomer: RtpPeer;
let heardByAlice: RtpPeer;
let ring: ReceivedCall;
/** Of the customer's leg: what strangers would need to guess. */
let call: { readonly callId: string; readonly toTag: string; readonly rtpPort: number };

beforeAll(async () => {
  server = await startServerHere({ centre: centreWith({ wrapUpMs: 0 }) });
  const { secret } = (await server.api.want("POST", "/devices/alice/secret")) as { secret: string };
  alice = await ScriptedPhone.open({ server: server.sip, user: "alice", secret, tone: { hz: HZ.alice, dbov: -12 } });
  expect(await alice.register()).toBe(200);
  await server.api.want("PUT", "/agents/alice/presence", { presence: "available" });
  await bringTogether();
});

afterAll(async () => {
  await alice.close();
  await server.stop();
  customer.close();
  heardByCustomer.close();
});

async function bringTogether(): Promise<void> {
  customer = await RawSip.open(server.sip);
  heardByCustomer = await RtpPeer.open();
  const callId = customer.request({ method: "INVITE", number: "sales", from: "erin", sdp: audioSdp(heardByCustomer) });
  const answered = await customer.nextFinal("INVITE");
  const toTag = /;tag=([^;\s]+)/.exec(answered.header("To") ?? "")?.[1] ?? "";
  const rtpPort = Number(/^m=audio (\d+)/m.exec(answered.body)?.[1]);
  call = { callId, toTag, rtpPort };
  customer.request({ method: "ACK", number: "sales", from: "erin", callId, toTag });
  heardByCustomer.sendTo({ address: "127.0.0.1", port: rtpPort });
  heardByCustomer.sendTone({ hz: HZ.customer, dbov: -12 });
  ring = await alice.nextCall();
  ring.ring();
  heardByAlice = await ring.answer();
  await hear(heardByAlice, HZ.customer);
  await hear(heardByCustomer, HZ.alice);
}

/** Both hear each other for a second on end from now on, and nothing else at all. */
async function bothHearEachOther(): Promise<void> {
  for (const peer of [heardByAlice, heardByCustomer]) peer.forget();
  await hearClearly(heardByAlice, HZ.customer);
  await hearClearly(heardByCustomer, HZ.alice);
  expect(foreignHeard(heardByAlice, { wanted: [HZ.customer], foreign: [HZ.intruder, HZ.alice] })).toEqual([]);
  expect(foreignHeard(heardByCustomer, { wanted: [HZ.alice], foreign: [HZ.intruder, HZ.customer] })).toEqual([]);
  expect((await server.api.request("GET", "/health")).body).toEqual({ status: "ok" });
  expect((await server.api.get("/interactions?open=true")) as object).toMatchObject({ items: [{ phase: "live" }] });
}

function counted(name: string): number {
  return server.counters()[`sip.${name}`] ?? 0;
}

const untilCounted = (name: string, atLeast: number): Promise<number> =>
  until(
    () => counted(name),
    (count) => count >= atLeast,
  );

test("datagrams that are no SIP are dropped and counted, and the call goes on", async () => {
  const stranger = await RawSip.open(server.sip);
  const before = counted("parse.start-line") + counted("parse.truncated") + counted("parse.missing");
  for (const bytes of ["\0\0\0\0\0", "GET / HTTP/1.1\r\n\r\n", "INVITE", "INVITE sip:sales SIP/2.0\r\n\r\n"])
    stranger.send(bytes);
  stranger.send(Buffer.from(Array.from({ length: 1400 }, (_, index) => (index * 7919) % 256)));
  await until(
    () => counted("parse.start-line") + counted("parse.truncated") + counted("parse.missing"),
    (count) => count >= before + 5,
  );
  expect(counted("receive.dropped")).toBeGreaterThanOrEqual(4);
  expect(stranger.received).toEqual([]);
  stranger.close();
  await bothHearEachOther();
});

test("an oversized request gets 513 over UDP, an endless one ends its TCP connection, and the call goes on", async () => {
  const stranger = await RawSip.open(server.sip);
  const lines = Array.from({ length: 20 }, (_, index) => `X-Long-${index}: ${"x".repeat(1000)}`);
  stranger.request({ method: "OPTIONS", number: "sales", from: "mallory", lines });
  expect(await stranger.nextFinal("OPTIONS")).toMatchObject({ status: 513 });
  await untilCounted("parse.limit", 1);
  stranger.close();

  const socket = connect(server.sip.port, "127.0.0.1");
  socket.on("error", () => undefined); // being cut off is what is wanted
  const closed = once(socket, "close");
  await once(socket, "connect");
  for (let i = 0; i < 40 && !socket.destroyed; i += 1) socket.write(`X-Endless: ${"y".repeat(8000)}\r\n`);
  socket.resume();
  await closed;
  await untilCounted("framing.too-large", 1);
  await bothHearEachOther();
});

test("BYE and CANCEL that only know the Call-ID end nothing, and the call goes on", async () => {
  const stranger = await RawSip.open(server.sip);
  const { callId, toTag } = call;
  stranger.request({ method: "BYE", number: "sales", from: "erin", callId, toTag: "guessed", cseq: 2 });
  expect(await stranger.nextFinal("BYE")).toMatchObject({ status: 481 });
  // Even who has seen our tag is not the far side: their own tag is another.
  stranger.request({ method: "BYE", number: "sales", from: "erin", callId, toTag, cseq: 3 });
  expect((await stranger.next((message) => message.header("CSeq") === "3 BYE")).status).toBe(481);
  stranger.request({ method: "CANCEL", number: "sales", from: "erin", callId });
  expect(await stranger.nextFinal("CANCEL")).toMatchObject({ status: 481 });
  stranger.close();
  await bothHearEachOther();
});

test("RTP from another port than the caller's, and bytes that are no RTP, are not heard", async () => {
  const intruder = await RtpPeer.open();
  const place = { address: "127.0.0.1", port: call.rtpPort };
  intruder.sendTo(place);
  intruder.sendTone({ hz: HZ.intruder, dbov: -12 });
  for (const port of [call.rtpPort, call.rtpPort + 1])
    for (const size of [0, 1, 11, 12, 1400, 9000]) intruder.sendRaw(Buffer.alloc(size, 0x81), { ...place, port });
  await bothHearEachOther();
  expect(intruder.received).toBe(0);
  intruder.close();
});

test("after all of it the call ends as any other", async () => {
  customer.request({ method: "BYE", number: "sales", from: "erin", callId: call.callId, toTag: call.toTag, cseq: 9 });
  expect(await customer.nextFinal("BYE")).toMatchObject({ status: 200 });
  expect(await ring.ended).toEqual({ by: "remote", cause: "bye" });
  await until(
    async () => (await server.api.get("/conferences?open=true")) as { items: unknown[] },
    ({ items }) => items.length === 0,
  );
});
