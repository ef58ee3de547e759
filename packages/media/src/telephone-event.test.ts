import { expect, test } from "vitest";
import { DigitReceiver, DigitSender, isDigits } from "./telephone-event.ts";
import type { DigitPacket, ReceivedDigit } from "./telephone-event.ts";

function hear(): { readonly receiver: DigitReceiver; readonly told: ReceivedDigit[]; readonly begun: string[] } {
  const told: ReceivedDigit[] = [];
  const begun: string[] = [];
  const receiver = new DigitReceiver({ begun: (digit) => begun.push(digit), over: (digit) => told.push(digit) });
  return { receiver, told, begun };
}

/** Everything that a sender says of these digits, with the timestamp of each packet. */
function say(digits: string): { readonly timestamp: number; readonly packet: DigitPacket; readonly atMs: number }[] {
  const sender = new DigitSender();
  sender.add(digits, 100, 60);
  const said = [];
  for (let tick = 0; sender.busy; tick += 1) {
    const packet = sender.next();
    const timestamp = (0xffff_fe00 + tick * 160 - (packet?.sinceBegin ?? 0)) >>> 0;
    if (packet !== undefined) said.push({ timestamp, packet, atMs: tick * 20 });
  }
  return said;
}

test("what is sent is understood, each digit once, over the wrap of the timestamps [R-MEDIA-74]", () => {
  const { receiver, told, begun } = hear();
  for (const { timestamp, packet, atMs } of say("1199*#AD"))
    receiver.receive({ timestamp, payload: packet.payload }, atMs);
  expect(begun.join("")).toBe("1199*#AD");
  expect(told.map(({ digit }) => digit).join("")).toBe("1199*#AD");
  expect(new Set(told.map(({ durationMs }) => durationMs))).toEqual(new Set([100]));
});

test("the end of a digit is sent three times, the first packet alone is marked [R-MEDIA-74]", () => {
  const said = say("5");
  expect(said.map(({ packet }) => packet.marker)).toEqual([true, false, false, false, false, false, false]);
  expect(said.map(({ packet }) => ((packet.payload[1] ?? 0) & 0x80) !== 0)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
  expect(new Set(said.map(({ timestamp }) => timestamp)).size).toBe(1);
});

test("a digit whose ends were all lost is told all the same, in time or by the next one [R-MEDIA-74]", () => {
  const { receiver, told } = hear();
  const withoutEnds = say("12").filter(({ packet }) => ((packet.payload[1] ?? 0) & 0x80) === 0);
  for (const { timestamp, packet, atMs } of withoutEnds) receiver.receive({ timestamp, payload: packet.payload }, atMs);
  expect(told.map(({ digit }) => digit)).toEqual(["1"]);
  receiver.tick(10_000);
  expect(told.map(({ digit }) => digit)).toEqual(["1", "2"]);
});

test("doubled and old packets say nothing new [R-MEDIA-74]", () => {
  const { receiver, told } = hear();
  const said = say("12");
  const late = said.slice(0, 3);
  for (const { timestamp, packet, atMs } of [...said, ...said, ...late])
    receiver.receive({ timestamp, payload: packet.payload }, atMs);
  expect(told.map(({ digit }) => digit)).toEqual(["1", "2"]);
});

test("more digits than anybody presses are left out and counted; other events are ignored [R-MEDIA-74]", () => {
  const { receiver, told } = hear();
  for (let i = 0; i < 100; i += 1) receiver.receive({ timestamp: i * 800, payload: Buffer.from([1, 0x8a, 0, 80]) }, i);
  expect(told).toHaveLength(25);
  expect(receiver.flooded).toBe(75);
  receiver.receive({ timestamp: 900_000, payload: Buffer.from([16, 0x8a, 0, 80]) }, 5_000);
  receiver.receive({ timestamp: 900_000, payload: Buffer.from([1]) }, 5_000);
  expect(told).toHaveLength(25);
  expect(["0", "9*#AD", "12"].every(isDigits)).toBe(true);
  expect(["", "a", "E", "1 2", "1".repeat(65)].some(isDigits)).toBe(false);
});
