/** Calls from outside, over real sockets. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Fault, asId } from "@legroom/model";
import type { RejectCause } from "@legroom/model";
import { RtpPeer } from "@legroom/media";
import { parseSdp, sdpToText } from "@legroom/sip";
import { Bench, hears, secrets } from "../test/harness.ts";
import { offerOf } from "../test/scripted-phone.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench().start();
});
afterAll(() => bench.stop());

test("nothing but 100 goes out before the arrival is durable and the centre has decided [R-TEL-1]", async () => {
  const phone = await bench.phone();
  const durable = Promise.withResolvers<void>();
  bench.facts.gate = durable.promise;
  const call = await phone.dial("Sales");
  const arrived = await bench.arrival();
  expect(arrived).toMatchObject({ to: "sales" });
  expect(phone.received().filter((line) => line.startsWith("SIP/2.0") && !line.includes(" 100 "))).toEqual([]);
  bench.facts.gate = undefined;
  durable.resolve();
  bench.take({ type: "leg.answer", legId: arrived.legId });
  await call.up;
  const answered = await bench.facts.wait("leg.answered", ({ legId }) => legId === arrived.legId);
  expect(bench.vault.open(answered.memo ?? asId(""))).toContain(`"callId":"${call.handle?.callId}"`);
  call.hangUp();
  const ended = await bench.facts.wait("leg.ended", ({ legId }) => legId === arrived.legId);
  expect(ended).toMatchObject({ cause: "hung-up", by: "far", quality: { packetsSent: expect.any(Number) } });
});

test("a number is told unescaped and in lower case", async () => {
  const phone = await bench.phone();
  const call = await phone.dial("%2A1");
  const arrived = await bench.arrival();
  expect(arrived.to).toBe("*1");
  call.hangUp();
  expect(await bench.facts.wait("leg.failed", ({ legId }) => legId === arrived.legId)).toMatchObject({
    cause: "cancelled",
    side: "theirs",
  });
});

test.each<[RejectCause, number]>([
  ["not-found", 404],
  ["forbidden", 403],
  ["busy", 486],
  ["overloaded", 503],
  ["unavailable", 480],
  ["not-acceptable", 488],
])("a leg rejected as %s ends with %i on the wire [R-TEL-4]", async (cause, status) => {
  const phone = await bench.phone();
  const call = await phone.dial("nowhere");
  const { legId } = await bench.arrival();
  bench.take({ type: "leg.reject", legId, cause });
  expect(await call.failed).toMatchObject({ cause: "status", status });
  expect(await bench.facts.wait("leg.failed", (fact) => fact.legId === legId)).toMatchObject({ side: "ours" });
});

test("the same call by two ways is one leg [R-TEL-2]", async () => {
  const [one, two] = [await bench.phone(), await bench.phone()];
  const name = { callId: "one-call", fromTag: "one-tag" };
  const call = await one.dial("sales", name);
  const { legId } = await bench.arrival();
  const again = await two.dial("sales", name);
  expect(await again.failed).toMatchObject({ status: 482 });
  bench.take({ type: "leg.answer", legId });
  await call.up;
  expect(bench.facts.all("leg.arrived").filter((fact) => fact.legId === legId)).toHaveLength(1);
  call.hangUp();
});

test("who is asserted counts by a trusted trunk alone, and is told as verified [R-TEL-62]", async () => {
  const phone = await bench.phone();
  const asserts = { headers: [["P-Asserted-Identity", "<tel:+15555550101>"] as const] };
  const persons: unknown[] = [];
  for (const addresses of [["192.0.2.0/24"], ["::1", "127.0.0.0/8"]]) {
    bench.callers = { ...bench.callers, trustedTrunks: [{ name: "Carrier", addresses }] };
    const call = await phone.dial("sales", asserts);
    const { legId, person, verified } = await bench.arrival();
    persons.push([bench.vault.describe(person)?.identities, verified]);
    bench.take({ type: "leg.reject", legId, cause: "busy" });
    await call.failed;
  }
  expect(persons).toEqual([
    [[{ kind: "sip", value: expect.stringMatching(/^sip:/) }], undefined],
    [[{ kind: "tel", value: "+15555550101" }], true],
  ]);
});

test("an answer asked for twice is one answer [R-TEL-3]", async () => {
  const { phone, call, legId } = await bench.customer();
  bench.take({ type: "leg.answer", legId });
  const { effectId } = bench.take({ type: "leg.hang-up", legId, cause: "completed" });
  bench.take({ type: "leg.hang-up", legId, cause: "completed", effectId });
  bench.take({ type: "leg.hang-up", legId, cause: "completed" });
  await call.ended;
  await bench.facts.wait("leg.ended", (fact) => fact.legId === legId);
  expect(phone.received().filter((line) => line.startsWith("SIP/2.0 200"))).toHaveLength(1);
  expect(phone.received().filter((line) => line.startsWith("BYE"))).toHaveLength(1);
  expect(bench.facts.all("leg.ended").filter((fact) => fact.legId === legId)).toHaveLength(1);
  expect(bench.facts.all("effect.failed").filter((fact) => fact.effectId === effectId)).toEqual([]);
});

test("who writes a device's address without its secret is refused, never let in as somebody else [R-TEL-5]", async () => {
  const phone = await bench.phone();
  const before = bench.facts.all("leg.arrived").length;
  const wrong = await phone.dial("sales", { from: `sip:victor@${bench.address.host}`, password: "guessed" });
  expect(await wrong.failed).toMatchObject({ status: 403 });
  const without = await phone.dial("sales", { from: `sip:victor@${bench.address.host}` });
  expect(await without.failed).toMatchObject({ status: 401 });
  const escaped = await phone.dial("sales", { from: `sip:%76ictor@${bench.address.host}`, password: "guessed" });
  expect(await escaped.failed).toMatchObject({ status: 403 });
  const noSecretYet = await phone.dial("sales", { from: `sip:carol@${bench.address.host}`, password: "" });
  expect(await noSecretYet.failed).toMatchObject({ status: 403 });
  expect(bench.facts.all("leg.arrived")).toHaveLength(before);
});

test("who proves a device's secret is that device, and nobody else is one [R-TEL-5]", async () => {
  const phone = await bench.phone();
  const proven = await phone.dial("sales", { from: `sip:victor@${bench.address.host}`, password: secrets.victor });
  const arrived = await bench.arrival();
  expect(arrived.deviceId).toBe("victor");
  expect(bench.vault.describe(arrived.person)?.identities).toEqual([{ kind: "sip", value: "sip:victor" }]);
  const namesake = await phone.dial("sales", { from: "sip:victor@example.com" });
  const other = await bench.arrival();
  expect(other.deviceId).toBeUndefined();
  expect(other.person).not.toBe(arrived.person);
  proven.hangUp();
  namesake.hangUp();
});

test("an offer with nothing in common is refused before anybody is asked [R-TEL-6]", async () => {
  const phone = await bench.phone();
  const before = bench.facts.all("leg.arrived").length;
  const rtp = await RtpPeer.open();
  const encrypted = parseSdp(sdpToText(offerOf(rtp)).replace("RTP/AVP", "RTP/SAVP"));
  rtp.close();
  const call = await phone.dial("sales", encrypted === undefined ? {} : { sdp: encrypted });
  expect(await call.failed).toMatchObject({ status: 488 });
  expect(bench.facts.all("leg.arrived")).toHaveLength(before);
});

test("a caller without an offer gets ours in the 200, and hears us after their ACK brings the answer [R-TEL-7] [R-TEL-43]", async () => {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const rtp = await RtpPeer.open();
  const { port } = socket.address();
  const common = (branch: string, cseq: string, to: string): string[] => [
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${branch}`,
    "Max-Forwards: 70",
    "From: <sip:frank@example.com>;tag=frank",
    `To: <sip:sales@127.0.0.1>${to}`,
    "Call-ID: without-an-offer",
    `CSeq: ${cseq}`,
  ];
  const send = (lines: string[], body = ""): void => {
    const type = body === "" ? [] : ["Content-Type: application/sdp"];
    const text = [...lines, ...type, `Content-Length: ${body.length}`, "", body].join("\r\n");
    socket.send(text, bench.address.port, bench.address.host);
  };
  const answered = waitFor(socket, "SIP/2.0 200");
  send([
    "INVITE sip:sales@127.0.0.1 SIP/2.0",
    ...common("invite", "1 INVITE", ""),
    `Contact: <sip:frank@127.0.0.1:${port}>`,
  ]);
  const { legId } = await bench.arrival();
  bench.take({ type: "leg.answer", legId });
  const ok = await answered;
  const { from, to } = bench.rtpPorts;
  const audioPort = Number(/^m=audio (\d+) /m.exec(ok)?.[1]);
  expect(from <= audioPort && audioPort <= to).toBe(true);
  const tag = /^To: .*(;tag=\S+)/m.exec(ok)?.[1] ?? "";
  send([`ACK sip:127.0.0.1:${bench.address.port} SIP/2.0`, ...common("ack", "1 ACK", tag)], sdpToText(offerOf(rtp)));
  await bench.facts.wait("leg.answered", (fact) => fact.legId === legId);
  await expect.poll(() => rtp.heard.length).toBeGreaterThan(5);

  // A phone that moves to another network says so by a re-INVITE with another Contact; a BYE has to find it there.
  const again = waitFor(socket, "SIP/2.0 200");
  const moved = `Contact: <sip:frank@localhost:${port}>`;
  const target = `sip:127.0.0.1:${bench.address.port}`;
  send([`INVITE ${target} SIP/2.0`, ...common("again", "2 INVITE", tag), moved], sdpToText(offerOf(rtp)));
  await again;
  send([`ACK ${target} SIP/2.0`, ...common("ack-again", "2 ACK", tag)]);
  const changed = await bench.facts.wait("leg.memo-changed", (fact) => fact.legId === legId);
  expect(bench.vault.open(changed.memo)).toContain("frank@localhost");

  const bye = waitFor(socket, "BYE");
  bench.take({ type: "leg.hang-up", legId, cause: "completed" });
  expect(await bye).toContain("Reason: Q.850");
  socket.close();
  rtp.close();
});

test("a call over TCP is a call [R-TEL-1]", async () => {
  const { call, legId } = await bench.customer("support", "tcp");
  call.hangUp();
  expect(await bench.facts.wait("leg.ended", (fact) => fact.legId === legId)).toMatchObject({ cause: "hung-up" });
});

test("every message of a leg is on its ladder, sealed under its person, without the proof of the secret [R-TEL-8]", async () => {
  const phone = await bench.phone();
  const call = await phone.dial("sales", { from: `sip:victor@${bench.address.host}`, password: secrets.victor });
  const { legId, person } = await bench.arrival();
  bench.take({ type: "leg.answer", legId });
  await call.up;
  await bench.facts.wait("leg.answered", (fact) => fact.legId === legId);
  call.hangUp();
  await bench.facts.wait("leg.ended", (fact) => fact.legId === legId);
  await expect
    .poll(() => bench.traces.filter((entry) => entry.legId === legId && entry.kind === "media"))
    .toHaveLength(1);
  const ladder = bench.traces.filter((entry) => entry.legId === legId && entry.kind === "sip");
  const steps = ladder.map(({ direction, text }) => `${direction} ${text.replace(/^(SIP\/2.0 \d+|\w+).*/s, "$1")}`);
  expect(steps.filter((step) => step !== "out SIP/2.0 100")).toEqual([
    "in INVITE",
    "out SIP/2.0 401",
    "in ACK",
    "in INVITE",
    "out SIP/2.0 200",
    "in ACK",
    "in BYE",
    "out SIP/2.0 200",
  ]);
  expect(new Set(ladder.map((entry) => entry.person))).toEqual(new Set([person]));
  expect(ladder.map(({ text }) => text).join("\n")).not.toContain("response=");
});

test("the bound of legs is kept: who comes above it is told to come later [R-TEL-9]", async () => {
  const small = await new Bench({ limits: { legsMax: 1 }, rtpPorts: { from: 30_400, to: 30_419 } }).start();
  try {
    const first = await small.customer();
    const phone = await small.phone();
    const second = await phone.dial("sales");
    expect(await second.failed).toMatchObject({ status: 503, retryAfterS: 5 });
    first.call.hangUp();
    await small.facts.wait("leg.ended");
    await small.customer();
  } finally {
    await small.stop();
  }
});

test("while the vault cannot keep who calls, a caller is told to come later, and is taken when it can [R-TEL-9]", async () => {
  const full = await new Bench({ rtpPorts: { from: 30_420, to: 30_439 } }).start();
  try {
    const { vault } = full;
    const identify = vault.identify.bind(vault);
    const fault = new Fault("vault.failed", "no space left on device", { retriable: true, side: "ours" });
    vault.identify = () => Promise.reject(fault);
    const phone = await full.phone();
    expect(await (await phone.dial("sales")).failed).toMatchObject({ status: 503, retryAfterS: 5 });
    vault.identify = identify;
    await full.customer();
  } finally {
    await full.stop();
  }
});

test("when ports run short, who was answered and never acknowledged gives theirs up first [R-TEL-10]", async () => {
  const small = await new Bench({ rtpPorts: { from: 30_400, to: 30_401 } }).start();
  try {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const rtp = await RtpPeer.open();
    const body = sdpToText(offerOf(rtp));
    const lines = [
      "INVITE sip:sales@127.0.0.1 SIP/2.0",
      `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bKnever`,
      "Max-Forwards: 70",
      "From: <sip:mallory@example.com>;tag=mallory",
      "To: <sip:sales@127.0.0.1>",
      "Call-ID: never-acknowledged",
      "CSeq: 1 INVITE",
      `Contact: <sip:mallory@127.0.0.1:${socket.address().port}>`,
      "Content-Type: application/sdp",
      `Content-Length: ${body.length}`,
    ];
    const answered = waitFor(socket, "SIP/2.0 200");
    socket.send(`${lines.join("\r\n")}\r\n\r\n${body}`, small.address.port, small.address.host);
    const { legId } = await small.arrival();
    small.take({ type: "leg.answer", legId });
    await answered;
    const { call } = await small.customer();
    expect(await small.facts.wait("leg.ended", (fact) => fact.legId === legId)).toMatchObject({
      cause: "not-acknowledged",
      by: "system",
    });
    const phone = await small.phone();
    const third = await phone.dial("sales");
    const arrived = await small.arrival();
    small.take({ type: "leg.answer", legId: arrived.legId });
    expect(await third.failed).toMatchObject({ status: 503 });
    expect(await small.facts.wait("leg.failed")).toMatchObject({ cause: "overloaded", side: "ours" });
    call.hangUp();
    socket.close();
    rtp.close();
  } finally {
    await small.stop();
  }
});

/** The first datagram that begins so. */
async function waitFor(socket: ReturnType<typeof createSocket>, beginning: string): Promise<string> {
  for (;;) {
    const [bytes] = (await once(socket, "message")) as [Buffer];
    if (bytes.toString().startsWith(beginning)) return bytes.toString();
  }
}

test("a phone that proved itself may send its audio from where its signalling came; a stranger only from the signalled address [R-TEL-45]", async () => {
  const elsewhere = { sdpAddress: "127.0.0.2" };
  const phone = await bench.phone();
  const victor = await phone.dial("sales", {
    ...elsewhere,
    from: `sip:victor@${bench.address.host}`,
    password: secrets.victor,
  });
  const proven = await bench.arrival();
  const stranger = await phone.dial("sales", elsewhere);
  const unproven = await bench.arrival();
  for (const { legId } of [proven, unproven]) bench.take({ type: "leg.answer", legId });
  await Promise.all([victor.up, stranger.up]);
  stranger.say(600);
  victor.say(900);
  await bench.facts.wait("leg.media-started", ({ legId }) => legId === proven.legId);
  await hears(victor.rtp, 600); // a window's time, in which the stranger's packets come too
  expect(bench.facts.all("leg.media-started").filter(({ legId }) => legId === unproven.legId)).toEqual([]);
  stranger.hangUp();
  await bench.facts.wait("leg.ended", ({ legId }) => legId === unproven.legId);
  expect(bench.telephony.counters()["rtp.strangers"]).toBeGreaterThan(0);
  victor.hangUp();
});
