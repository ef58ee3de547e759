import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FrameReader, jsonIn } from "./frames.ts";

const TEXT =
  'retry: 1000\nid: 7\n\nid: 8\r\nevent: offer.made\r\ndata: {"name":"Zoë 😀"}\r\n\r\n: alive\rid: 9\r\rdata\ndata:  two\n\nevent: x\n\nid: 1\0\n\n';
const FRAMES = [
  { id: "7", event: "message", data: undefined },
  { id: "8", event: "offer.made", data: '{"name":"Zoë 😀"}' },
  { id: "9", event: "message", data: undefined },
  { id: undefined, event: "message", data: "\n two" },
];

test("a stream that is cut into pieces anywhere gives the same frames", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(TEXT.length), { maxLength: 20 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
      const reader = new FrameReader();
      const frames = places.slice(1).flatMap((end, place) => reader.push(TEXT.slice(places[place], end)));
      expect(frames).toEqual(FRAMES);
    }),
  );
});

test("a frame that is not complete is not given", () => {
  const reader = new FrameReader();
  expect(reader.push("data: half\n")).toEqual([]);
  expect(reader.push("\n")).toEqual([{ id: undefined, event: "message", data: "half" }]);
});

test("a frame without end is refused, in one line or in many [R-SDK-9]", () => {
  const line = new FrameReader();
  expect(() => line.push("x".repeat(5_000_000))).toThrow(/longer than any/);
  const lines = new FrameReader();
  expect(() => {
    for (let sent = 0; sent < 500; sent += 1) lines.push(`data: ${"x".repeat(10_000)}\n`);
  }).toThrow(/longer than any/);
});

test("data that is no JSON is nothing", () => {
  expect([jsonIn("{"), jsonIn(undefined), jsonIn("null")]).toEqual([undefined, undefined, null]);
});
