/** The jitter buffer and the concealment behind it, in virtual time over seeded roads. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodingTable, encodeG711 } from "./g711.ts";
import { JitterBuffer } from "./jitter-buffer.ts";
import { levelDbov, makeTone, toneLevelDbov } from "./tone.ts";

const FRAME = 160;
const table = decodingTable("PCMU");

type Road = { readonly lossShare: number; readonly delayMsMax: number; readonly random: () => number };
type Played = { readonly pcm: Int16Array; readonly buffer: JitterBuffer; readonly sent: number };

/** Sends a tone over a road into a buffer that is pulled every 20 ms, at another phase than the sender's. */
function play(seconds: number, road: Road, options: { readonly hz?: number; readonly driftPpm?: number } = {}): Played {
  const tone = makeTone({ hz: options.hz ?? 600, dbov: -12, ms: seconds * 1_000 });
  const buffer = new JitterBuffer();
  const arrivals: { readonly atMs: number; readonly frame: number }[] = [];
  for (let frame = 0; frame < seconds * 50; frame += 1) {
    if (road.random() < road.lossShare) continue;
    const sentMs = 1_007 + frame * 20 * (1 + (options.driftPpm ?? 0) / 1e6);
    arrivals.push({ atMs: sentMs + road.random() * road.delayMsMax, frame });
  }
  arrivals.sort((a, b) => a.atMs - b.atMs);
  const pcm = new Int16Array(seconds * 8_000);
  const out = new Int16Array(FRAME);
  let next = 0;
  for (let tick = 0; tick < seconds * 50; tick += 1) {
    const dueMs = 1_000 + (tick + 1) * 20;
    for (let arrival = arrivals[next]; arrival !== undefined && arrival.atMs <= dueMs; arrival = arrivals[next]) {
      const payload = new Uint8Array(FRAME);
      encodeG711("PCMU", tone.subarray(arrival.frame * FRAME, (arrival.frame + 1) * FRAME), payload);
      const timestamp = (0xffff_f000 + arrival.frame * FRAME) >>> 0;
      buffer.push({ timestamp, payload, table, arrivedMs: arrival.atMs });
      next += 1;
    }
    buffer.pull(out, dueMs);
    pcm.set(out, tick * FRAME);
  }
  return { pcm, buffer, sent: arrivals.length };
}

/** The longest stretch, in ms, in which every 5 ms are under −50 dBov. */
function longestGapMs(pcm: Int16Array): number {
  let [longest, now] = [0, 0];
  for (let at = 0; at + 40 <= pcm.length; at += 40) {
    now = levelDbov(pcm.subarray(at, at + 40)) < -50 ? now + 5 : 0;
    longest = Math.max(longest, now);
  }
  return longest;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test("on an even road every sample comes out as it went in, once, over the wrap of the timestamps [R-MEDIA-30]", () => {
  const { pcm, buffer } = play(20, { lossShare: 0, delayMsMax: 0, random: seeded(1) });
  expect(buffer.concealed).toBe(0);
  expect(buffer.late).toBe(0);
  expect(buffer.waitMs).toBeLessThanOrEqual(50);
  for (let from = 8_000; from + 1_600 <= pcm.length; from += 1_600) {
    const part = pcm.subarray(from, from + 1_600);
    expect(toneLevelDbov(part, 600)).toBeCloseTo(-12, 0);
    for (const hz of [375, 450, 525, 675, 750, 825]) expect(toneLevelDbov(part, hz)).toBeLessThan(-50);
  }
});

test("5 % loss and 0 to 40 ms of delay leave no gap over 40 ms, whatever the seed [R-MEDIA-31]", () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const { pcm, buffer, sent } = play(30, { lossShare: 0.05, delayMsMax: 40, random: seeded(seed) });
    expect(longestGapMs(pcm.subarray(1_200)), `seed ${seed}`).toBeLessThanOrEqual(40);
    expect(buffer.late / sent, `seed ${seed}`).toBeLessThan(0.03);
    expect(buffer.waitMs, `seed ${seed}`).toBeLessThanOrEqual(100);
  }
});

test("the wait grows with the jitter and stays within its bounds [R-MEDIA-32]", () => {
  const waits = [0, 20, 40, 60].map(
    (delayMsMax) => play(20, { lossShare: 0, delayMsMax, random: seeded(5) }).buffer.waitMs,
  );
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  for (const wait of waits) expect(wait).toBeLessThanOrEqual(120);
  expect(waits[0]).toBeLessThanOrEqual(50);
});

test("a sender whose clock runs fast or slow neither starves nor fills the buffer [R-MEDIA-33]", () => {
  for (const driftPpm of [-300, 300]) {
    const { pcm, buffer } = play(120, { lossShare: 0, delayMsMax: 5, random: seeded(3) }, { driftPpm });
    expect(longestGapMs(pcm.subarray(1_200))).toBe(0);
    expect(buffer.waitMs).toBeGreaterThan(10);
    expect(buffer.waitMs).toBeLessThanOrEqual(70);
  }
});

test("silence that was announced is no loss, and speech after it comes whole [R-MEDIA-34]", () => {
  const buffer = new JitterBuffer();
  const tone = new Uint8Array(FRAME);
  encodeG711("PCMU", makeTone({ hz: 500, dbov: -12, ms: 20 }), tone);
  const out = new Int16Array(FRAME);
  const heard: number[] = [];
  for (let tick = 0; tick < 150; tick += 1) {
    const dueMs = 1_000 + tick * 20;
    const speaks = tick < 50 || tick >= 100;
    if (speaks) buffer.push({ timestamp: tick * FRAME, payload: tone, table, arrivedMs: dueMs - 5 });
    if (tick === 50) buffer.hush();
    buffer.pull(out, dueMs);
    heard.push(levelDbov(out));
  }
  expect(buffer.concealed).toBe(0);
  expect(heard.slice(5, 50).every((level) => level > -14)).toBe(true);
  expect(heard.slice(55, 98).every((level) => level === Number.NEGATIVE_INFINITY)).toBe(true);
  expect(heard.slice(105).every((level) => level > -14)).toBe(true);
});

test("ticks that were left out cost what they lasted, however long [R-MEDIA-36]", () => {
  for (const skipped of [7, 50, 200_000]) {
    const buffer = new JitterBuffer();
    const out = new Int16Array(FRAME);
    const payload = new Uint8Array(FRAME).fill(0x10);
    let dueMs = 1_000;
    for (let frame = 0; frame < 50; frame += 1, dueMs += 20) {
      if (frame === 20) {
        buffer.skip(skipped);
        dueMs += skipped * 20;
      }
      const timestamp = Math.round((dueMs - 5) * 8) >>> 0;
      buffer.push({ timestamp, payload, table, arrivedMs: dueMs - 5 });
      buffer.pull(out, dueMs);
    }
    expect(out[80]).toBe(-15_996);
    expect(buffer.waitMs).toBeLessThan(60);
  }
});

test("whatever comes, 20 ms go out, and nothing is played that was never sent [R-MEDIA-35]", () => {
  const packet = fc.record({
    timestamp: fc.oneof(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 0xffff_ffff })),
    length: fc.integer({ min: 1, max: 1_280 }),
    pulls: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
      const buffer = new JitterBuffer();
      const out = new Int16Array(FRAME);
      let dueMs = 1_000;
      for (const { timestamp, length, pulls } of packets) {
        // 0xff decodes to 0: all that may come out of it is silence.
        buffer.push({ timestamp, payload: new Uint8Array(length).fill(0xff), table, arrivedMs: dueMs });
        for (let i = 0; i < pulls; i += 1) {
          dueMs += 20;
          buffer.pull(out, dueMs);
          expect(out.every((sample) => sample === 0)).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});
