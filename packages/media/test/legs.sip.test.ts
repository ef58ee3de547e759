/** One leg at a time, over real sockets: the way there and back, bad roads, strangers, digits, ports. */
import { createSocket } from "node:dgram";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRtp, levelDbov, makeTone } from "../src/index.ts";
import type { EndpointFacts } from "../src/index.ts";
import { buildRtcp, parseRtcp } from "../src/rtcp.ts";
import type { RtcpFacts } from "../src/rtcp.ts";
import { FOREIGN_DBOV, Stage, expectTones, listen, listenOnce, state, value } from "./stage.ts";
import type { Leg } from "./stage.ts";

let stage: Stage;
let version = 0;
const open: Leg[] = [];

beforeAll(async () => {
  stage = await Stage.open({ firstPort: 29_200, mediaLostMs: 600, portQuarantineMs: 50 });
});
afterAll(() => stage.close());

/** Two legs that hear each other, in a conference of their own. */
async function pair(name: string, a: Parameters<Stage["leg"]>[1], b: Parameters<Stage["leg"]>[1]): Promise<[Leg, Leg]> {
  const legs: [Leg, Leg] = [await stage.leg(`${name}-a`, a), await stage.leg(`${name}-b`, b)];
  open.push(...legs);
  version += 1;
  const hears = { [`${name}-a`]: [`${name}-b`], [`${name}-b`]: [`${name}-a`] };
  value(await stage.pool.setConference([state(name, version, hears)]));
  return legs;
}

test("both hear each other, each in a codec of its own [R-MEDIA-10]", async () => {
  const [a, b] = await pair("codecs", { hz: 600, codec: "PCMU" }, { hz: 975, codec: "PCMA" });
  await listen(a.peer, 300);
  const heard = await Promise.all([listen(a.peer, 1_000), listen(b.peer, 1_000)]);
  expectTones(heard[0], [975], [600, 975, 1_275]);
  expectTones(heard[1], [600], [600, 975, 1_275]);
  expect(new Set(a.peer.heard.map((packet) => packet.payloadType))).toEqual(new Set([0]));
  expect(new Set(b.peer.heard.map((packet) => packet.payloadType))).toEqual(new Set([8]));
});

test("silence is sent too: a leg that hears nothing gets 50 packets a second [R-MEDIA-11]", async () => {
  const leg = await stage.leg("alone", {});
  const pcm = await listen(leg.peer, 1_000, 1_500);
  expect(levelDbov(pcm)).toBe(Number.NEGATIVE_INFINITY);
  const steps = leg.peer.heard
    .slice(1)
    .map((packet, index) => packet.timestamp - (leg.peer.heard[index]?.timestamp ?? 0));
  expect(new Set(steps)).toEqual(new Set([160]));
});

/** The longest stretch, in ms, in which every 5 ms are under −50 dBov. */
function longestGapMs(pcm: Int16Array): number {
  let [longest, now] = [0, 0];
  for (let at = 0; at + 40 <= pcm.length; at += 40) {
    now = levelDbov(pcm.subarray(at, at + 40)) < FOREIGN_DBOV ? now + 5 : 0;
    longest = Math.max(longest, now);
  }
  return longest;
}

test("5 % loss and 0 to 40 ms of delay leave no gap over 40 ms, and at most 120 ms from end to end [R-MEDIA-12]", async () => {
  const road = (seed: number): { seed: number; loss: number; delayMsMax: number } => ({
    seed,
    loss: 0.05,
    delayMsMax: 40,
  });
  const [a, b] = await pair("road1", { hz: 600, impairment: road(11) }, { hz: 975, impairment: road(22) });
  const [talker, listener] = await pair("road2", { impairment: road(33) }, {});
  // Bursts of a tone, 100 ms in every 400: their beginnings are found again at the far end.
  const begunAt: number[] = [];
  let frames = 0;
  const burst = makeTone({ hz: 700, dbov: -12, ms: 20 });
  talker.peer.sendFrames((frame) => {
    if (frames % 20 === 0) begunAt.push(performance.now());
    frame.fill(0);
    if (frames % 20 < 5) frame.set(burst);
    frames += 1;
  });
  await Promise.all([listenOnce(a.peer, 300), listenOnce(b.peer, 300)]);
  for (const { peer } of [a, b, talker]) peer.forgetStall();
  const [atA, atB] = await Promise.all([listenOnce(a.peer, 6_000), listenOnce(b.peer, 6_000)]);
  // What this machine was late in sending comes on top of the road's delay.
  expect(longestGapMs(atA)).toBeLessThanOrEqual(40 + b.peer.stallMs);
  expect(longestGapMs(atB)).toBeLessThanOrEqual(40 + a.peer.stallMs);

  const { heard } = listener.peer;
  const delays = heard.flatMap((packet, index) => {
    const quietBefore = heard.slice(Math.max(0, index - 3), index).every(({ pcm }) => levelDbov(pcm) < -30);
    const sentAt = begunAt.findLast((at) => at < packet.arrivedAt);
    return quietBefore && sentAt !== undefined && levelDbov(packet.pcm) > -30 ? [packet.arrivedAt - sentAt] : [];
  });
  expect(delays.length).toBeGreaterThan(10);
  const sorted = delays.toSorted((x, y) => x - y);
  expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(120 + talker.peer.stallMs);
  const facts = value(await stage.pool.endpointFacts("road1-a"));
  expect(facts.lost / facts.received.packets).toBeGreaterThan(0.02);
  expect(facts.late / facts.received.packets).toBeLessThan(0.1);
  expect(facts.bufferMs).toBeLessThanOrEqual(100);
  expect(facts.concealedMs).toBeGreaterThan(0);
  expect(facts.mos).toBeLessThan(4.2);
});

test("packets of strangers are counted and not heard [R-MEDIA-13]", async () => {
  const [a, b] = await pair("guarded", { hz: 600, remote: { latch: "signalled-address" } }, {});
  await stage.until("endpoint.media-started", (event) => event.endpointId === "guarded-a");
  const stranger = await stage.stranger();
  stranger.sendTone({ hz: 1_275, dbov: -12 });
  stranger.sendTo(a.local);
  await listen(b.peer, 300);
  expectTones(await listen(b.peer, 600), [600], [600, 1_275]);
  const facts = value(await stage.pool.endpointFacts("guarded-a"));
  expect(facts.strangers).toBeGreaterThan(20);
  expect(facts.received.packets).toBeGreaterThan(20);
});

test("media from another port of the signalled address is accepted if the rule allows it, and answered there [R-MEDIA-14]", async () => {
  const phone = await stage.stranger();
  const local = value(await stage.pool.createEndpoint({ endpointId: "nat" }));
  const signalled = await stage.stranger();
  value(await stage.pool.setRemote("nat", { ...signalled.remote(), latch: "any-port-on-signalled-address" }));
  phone.sendTone({ hz: 600, dbov: -12 });
  phone.sendTo(local);
  await stage.until("endpoint.media-started", (event) => event.endpointId === "nat");
  expect((await listen(phone, 200)).length).toBe(1_600);
  // Latched: a second source cannot take over while the first one is heard.
  const thief = await stage.stranger();
  thief.sendTo(local);
  await listen(phone, 300);
  expect(thief.received).toBe(0);
});

test("a far side that cannot be is refused, and the leg stays as it was [R-MEDIA-15]", async () => {
  const leg = await stage.leg("strict", {});
  for (const wrong of [{ port: 0 }, { port: 70_000 }, { address: "example.com" }, { payloadType: 200 }]) {
    const result = await stage.pool.setRemote("strict", leg.peer.remote(wrong));
    expect(result).toMatchObject({ ok: false, refusal: { code: "bad-request" } });
  }
  await listen(leg.peer, 200);
});

test("what is no RTP of ours is counted, and the leg lives on [R-MEDIA-15]", async () => {
  const [a, b] = await pair("garbage", { hz: 600 }, {});
  await listen(b.peer, 300);
  const common = { marker: false, sequence: 1, timestamp: 1, ssrc: 1, payload: Buffer.alloc(160) };
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from("INVITE sip:sales@example.com SIP/2.0"),
    Buffer.alloc(12, 0x80),
    buildRtp({ ...common, payloadType: 96 }),
    buildRtp({ ...common, payloadType: 0, payload: Buffer.alloc(0) }),
    buildRtp({ ...common, payloadType: 0, payload: Buffer.alloc(9_000) }),
    // A foreign source from the right address is not believed for one packet.
    buildRtp({ ...common, payloadType: 0 }),
  ])
    a.peer.sendRaw(bytes);
  expectTones(await listen(b.peer, 600), [600], [600, 1_275]);
  expect(value(await stage.pool.endpointFacts("garbage-a")).malformed).toBe(6);
});

test("a far side that begins anew with another source is heard again at once [R-MEDIA-16]", async () => {
  const [a, b] = await pair("anew", { hz: 600 }, {});
  await listen(b.peer, 300);
  a.peer.pause();
  const payload = Buffer.alloc(160, 0x10);
  for (let i = 0; i < 10; i += 1)
    a.peer.sendRaw(
      buildRtp({
        payloadType: 0,
        marker: i === 0,
        sequence: (65_530 + i) & 0xffff,
        timestamp: i * 160,
        ssrc: 77,
        payload,
      }),
    );
  const pcm = await listen(b.peer, 300);
  // The byte 0x10 is a steady −15996.
  expect(pcm.filter((sample) => sample === -15_996).length).toBeGreaterThan(1_000);
});

test("silence of RTP and RTCP is told, and its end; not while the far side is not to send, or after comfort noise [R-MEDIA-17]", async () => {
  const lively = await stage.leg("lively", { hz: 600 });
  const held = await stage.leg("held", { hz: 600, remote: { direction: "sendonly" } });
  const quiet = await stage.leg("quiet", { hz: 600 });
  await stage.until("endpoint.media-started", (event) => event.endpointId === "lively");
  await stage.until("endpoint.media-started", (event) => event.endpointId === "quiet");
  for (const { peer } of [lively, held, quiet]) peer.pause();
  quiet.peer.sendRaw(
    buildRtp({ payloadType: 13, marker: false, sequence: 1, timestamp: 1, ssrc: 1, payload: Buffer.from([40]) }),
  );
  quiet.peer.sendRaw(
    buildRtp({ payloadType: 13, marker: false, sequence: 2, timestamp: 161, ssrc: 1, payload: Buffer.from([40]) }),
  );
  const lost = await stage.until("endpoint.media-lost", (event) => event.endpointId === "lively");
  expect(lost.started).toBe(true);
  lively.peer.sendSilence();
  await stage.until("endpoint.media-restored", (event) => event.endpointId === "lively");
  const others = stage.events.filter(
    (event) => event.type === "endpoint.media-lost" && ["held", "quiet"].includes(event.endpointId),
  );
  expect(others).toEqual([]);
});

test("whoever talks is told as talking, and as silent when the words end [R-MEDIA-18]", async () => {
  const leg = await stage.leg("speaker", { hz: 600 });
  await stage.until("endpoint.talking", (event) => event.endpointId === "speaker");
  leg.peer.sendSilence();
  await stage.until("endpoint.silent", (event) => event.endpointId === "speaker");
});

test("digits come once each, and go out so that the far side reads them [R-MEDIA-19]", async () => {
  const leg = await stage.leg("keys", {});
  for (const digit of "1#7") leg.peer.sendDigit(digit);
  await stage.until("endpoint.digit", (event) => event.endpointId === "keys" && event.digit === "7");
  const told = stage.events.flatMap((event) =>
    event.type === "endpoint.digit" && event.endpointId === "keys" ? [event.digit] : [],
  );
  expect(told).toEqual(["1", "#", "7"]);
  const other = await stage.leg("reader", {});
  value(await stage.pool.sendDigits({ endpointId: "reader", digits: "42", digitMs: 80, gapMs: 60 }));
  await other.peer.untilDigits(2, 3_000);
  expect(other.peer.digits).toBe("42");
  const without = await stage.leg("deaf", {});
  value(await stage.pool.setRemote("deaf", { ...without.peer.remote(), telephoneEventType: undefined } as never));
  const refused = await stage.pool.sendDigits({ endpointId: "deaf", digits: "4" });
  expect(refused).toMatchObject({ ok: false, refusal: { code: "no-telephone-event" } });
});

test("a leg sends only in its direction [R-MEDIA-20]", async () => {
  const leg = await stage.leg("one-way", {});
  await listen(leg.peer, 200);
  value(await stage.pool.setRemote("one-way", leg.peer.remote({ direction: "recvonly" })));
  const before = leg.peer.received;
  leg.peer.sendDigit("5");
  await stage.until("endpoint.digit", (event) => event.endpointId === "one-way" && event.digit === "5");
  expect(leg.peer.received - before).toBeLessThanOrEqual(1);
  value(await stage.pool.setRemote("one-way", leg.peer.remote({ direction: "sendonly" })));
  await listen(leg.peer, 200);
});

test("reports go out soon and at the end, and those that come give loss and round trip [R-MEDIA-23]", async () => {
  const rtcp = createSocket("udp4");
  await new Promise<void>((resolve) => rtcp.bind(0, "127.0.0.1", resolve));
  const reports: RtcpFacts[] = [];
  let answered = false;
  rtcp.on("message", (bytes, from) => {
    const facts = parseRtcp(bytes);
    if (facts === undefined) return;
    reports.push(facts);
    if (answered || facts.senderReport === undefined) return;
    answered = true;
    const ssrc = bytes.readUInt32BE(4);
    const block = {
      ssrc,
      fraction: 0,
      lost: 3,
      highest: 1,
      jitter: 80,
      lastReport: facts.senderReport,
      sinceLastReport: 0,
    };
    rtcp.send(buildRtcp({ ssrc: 9, cname: "far", unixMs: Date.now(), block }), from.port, from.address);
  });
  const at = { address: "127.0.0.1", port: rtcp.address().port };
  await stage.leg("reported", { hz: 600, remote: { rtcp: at } });
  const facts = async (): Promise<EndpointFacts> => value(await stage.pool.endpointFacts("reported"));
  await expect.poll(async () => (await facts()).farLost, { timeout: 30_000 }).toBe(3);
  expect((await facts()).farJitterMs).toBe(10);
  expect((await facts()).rttMs).toBeGreaterThanOrEqual(0);
  expect((await facts()).rttMs).toBeLessThan(300);
  // Ours tells of the stream that comes to us.
  expect(reports[0]?.blocks[0]?.lost).toBe(0);
  value(await stage.pool.closeEndpoint("reported"));
  await expect.poll(() => reports.at(-1)?.bye).toBe(true);
  rtcp.close();
});

test("with RTCP on the RTP port both are told apart there [R-MEDIA-23]", async () => {
  const leg = await stage.leg("muxed", { hz: 600, remote: { rtcp: "mux" } });
  await listen(leg.peer, 200);
  leg.peer.sendRaw(buildRtcp({ ssrc: 9, cname: "far", unixMs: Date.now() }));
  await listen(leg.peer, 200);
  const facts = value(await stage.pool.endpointFacts("muxed"));
  expect([facts.malformed, facts.strangers]).toEqual([0, 0]);
});

test("a leg speaks IPv6 as well [R-MEDIA-24]", async () => {
  const six = await Stage.open({ firstPort: 29_310, host: "::1", publicAddress: "::1" });
  const a = await six.leg("a", { host: "::1", hz: 600 });
  const b = await six.leg("b", { host: "::1" });
  value(await six.pool.setConference([state("c", 1, { a: [], b: ["a"] })]));
  await listen(b.peer, 300);
  expectTones(await listen(b.peer, 400), [600], [600, 975]);
  expect(a.local.address).toBe("::1");
  await six.close();
});

test("ports are given back: all can be taken again after all were closed, and one more is refused [R-MEDIA-21]", async () => {
  const crowded = await Stage.open({ firstPort: 29_300, ports: { from: 29_301, to: 29_309 }, portQuarantineMs: 30 });
  try {
    for (const round of [1, 2, 3]) {
      const ids = Array.from({ length: 4 }, (_, index) => `r${round}-${index}`);
      for (const endpointId of ids) value(await crowded.pool.createEndpoint({ endpointId }));
      const more = await crowded.pool.createEndpoint({ endpointId: "more" });
      expect(more).toMatchObject({ ok: false, refusal: { code: "ports-exhausted" } });
      for (const endpointId of ids) value(await crowded.pool.closeEndpoint(endpointId));
      for (const endpointId of ids) await crowded.until("endpoint.closed", (event) => event.endpointId === endpointId);
      // Just closed, they rest.
      if (round === 1) expect((await crowded.pool.createEndpoint({ endpointId: "early" })).ok).toBe(false);
      await expect.poll(async () => (await crowded.pool.createEndpoint({ endpointId: "probe" })).ok).toBe(true);
      value(await crowded.pool.closeEndpoint("probe"));
      await crowded.until("endpoint.closed", (event) => event.endpointId === "probe");
      crowded.events.length = 0;
      await expect
        .poll(async () => (await crowded.pool.processFacts()).map((facts) => value(facts).freePorts))
        .toEqual([4]);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  } finally {
    await crowded.close();
  }
});

test("a closed leg tells its quality, and is unknown from then on [R-MEDIA-22]", async () => {
  const leg = await stage.leg("closing", { hz: 600 });
  await listen(leg.peer, 600);
  value(await stage.pool.closeEndpoint("closing"));
  const { quality } = await stage.until("endpoint.closed", (event) => event.endpointId === "closing");
  expect(quality.received.packets).toBeGreaterThan(5);
  expect(quality.sent.packets).toBeGreaterThanOrEqual(20);
  expect(quality.mos).toBeGreaterThan(3);
  expect(quality.codec).toBe("PCMU");
  expect(await stage.pool.endpointFacts("closing")).toMatchObject({ ok: false, refusal: { code: "unknown-endpoint" } });
});
