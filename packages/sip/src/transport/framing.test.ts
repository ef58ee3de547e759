/** Streams cut into messages, however the network cuts them first. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { erins } from "../../test/phones.ts";
import { messageLimits } from "../message/parse.ts";
import { StreamFramer, type Framed } from "./framing.ts";

const words = (framed: readonly Framed[]): string[] =>
  framed.map((one) => (one.type === "message" ? one.bytes.toString() : one.type === "broken" ? one.kind : one.type));

const push = (text: string): string[] => words(new StreamFramer().push(Buffer.from(text)));

test("messages come out whole and in order, however the stream was cut [R-SIP-13]", () => {
  const messages = [erins("OPTIONS"), erins("INVITE", { body: "v=0\r\n\r\nbody" }), erins("BYE")];
  const stream = Buffer.from(messages.join(""));
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
      const framer = new StreamFramer();
      const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const framed = edges.slice(1).flatMap((edge, index) => framer.push(stream.subarray(edges[index], edge)));
      expect(words(framed)).toEqual(messages);
      expect(framer.isWaiting).toBe(false);
    }),
    { seed: 18 },
  );
});

test("two line ends are a ping, one is a pong, and both may stand before a message [R-SIP-14]", () => {
  expect(push("\r\n\r\n")).toEqual(["ping"]);
  expect(push("\r\n")).toEqual(["pong"]);
  expect(push(`\r\n\r\n${erins("OPTIONS")}\r\n\r\n`)).toEqual(["ping", erins("OPTIONS"), "ping"]);
});

test("without a Content-Length, with two that differ, or with one that is no number, the stream is broken [R-SIP-13]", () => {
  const text = erins("OPTIONS");
  expect(push(text.replace("Content-Length: 0\r\n", ""))).toEqual(["content-length"]);
  expect(push(text.replace("Content-Length: 0", "l: 0\r\nContent-Length: 5"))).toEqual(["content-length"]);
  expect(push(text.replace("Content-Length: 0", "Content-Length: -9"))).toEqual(["content-length"]);
  expect(push(text.replace("Content-Length: 0", "L : 0"))).toHaveLength(1);
});

test("a head or a body over the bounds breaks the stream, and nothing follows [R-SIP-13]", () => {
  const framer = new StreamFramer();
  expect(words(framer.push(Buffer.alloc(messageLimits.headerBytesMax + 1, "x")))).toEqual(["too-large"]);
  expect(framer.push(Buffer.from(erins("OPTIONS")))).toEqual([]);
  expect(push(erins("OPTIONS").replace("Content-Length: 0", "Content-Length: 99999"))).toEqual(["too-large"]);
});
