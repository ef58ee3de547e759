/** Bytes to messages and back: what holds for every input. */
import fc from "fast-check";
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { erins } from "../../test/phones.ts";
import { Headers } from "./headers.ts";
import { nameAddressText, parseNameAddress } from "./name-address.ts";
import { messageLimits, parseMessage } from "./parse.ts";
import { requestText } from "./serialize.ts";
import { asRequestUri, parseSipUri, sameUri } from "./uri.ts";

const folder = new URL("../../test/rfc4475/", import.meta.url);
const torture = readdirSync(folder)
  .filter((file) => file.endsWith(".dat"))
  .map((file) => readFileSync(new URL(file, folder)));

const kindOf = (text: string): string => {
  const result = parseMessage(Buffer.from(text));
  return result.ok ? "read" : result.failure.kind;
};

test("reading never throws, whatever was cut, flipped or put in [R-SIP-1]", () => {
  const message = fc.constantFrom(...torture, Buffer.from(erins("INVITE")));
  const damage = fc.record({
    at: fc.nat(2_000),
    byte: fc.nat(255),
    cut: fc.nat(2_000),
    put: fc.string({ maxLength: 20 }),
  });
  fc.assert(
    fc.property(message, fc.array(damage, { maxLength: 5 }), (original, damages) => {
      let bytes = Buffer.from(original);
      for (const { at, byte, cut, put } of damages) {
        if (at < bytes.length) bytes[at] = byte;
        bytes = Buffer.concat([bytes.subarray(0, cut), Buffer.from(put), bytes.subarray(cut)]);
      }
      const result = parseMessage(bytes);
      if (!result.ok) expect([400, 413, 505, 513]).toContain(result.failure.status);
    }),
    { numRuns: 2_000, seed: 3261 },
  );
});

test("the worst messages of full size are read or refused in milliseconds [R-SIP-1]", () => {
  const worst = [
    `INVITE sip:a SIP/2.0\r\nVia: ${";".repeat(16_000)}\r\n\r\n`,
    `INVITE sip:a SIP/2.0\r\nTo: ${'"\\'.repeat(4_000)}\r\n\r\n`,
    `INVITE sip:a SIP/2.0\r\nTo: ${"<".repeat(8_000)}\r\n\r\n`,
    `INVITE sip:a SIP/2.0\r\nContact: ${" ,".repeat(4_000)}\r\n\r\n`,
    `INVITE sip:a SIP/2.0\r\nVia: ${" \r\n ".repeat(4_000)}\r\n\r\n`,
    `INVITE sip:a SIP/2.0${"\r\nX:".repeat(20_000)}`,
    `INVITE ${" ".repeat(60_000)}`,
    "\r\n".repeat(32_000),
    `Via: SIP/2.0/UDP a;x=${"%2".repeat(4_000)}`,
  ];
  const start = process.threadCpuUsage(); // what it costs, however many others the machine serves
  for (const text of worst) expect(parseMessage(Buffer.from(text)).ok).toBe(false);
  const { user, system } = process.threadCpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(500);
});

test("each bound is kept: message, head, number and length of headers, Vias [R-SIP-2]", () => {
  const withLines = (...more: string[]): string => erins("OPTIONS", { headers: more });
  const many = (count: number, line: string): string[] => Array.from({ length: count }, () => line);
  expect(kindOf(withLines(...many(60, "Via: SIP/2.0/UDP a")))).toBe("read");
  expect(kindOf(withLines(...many(70, "Via: SIP/2.0/UDP a")))).toBe("limit");
  expect(kindOf(withLines(`Via: ${many(71, "SIP/2.0/UDP a").join(",")}`))).toBe("via");
  expect(kindOf(withLines(...many(messageLimits.headerCountMax, "X: y")))).toBe("limit");
  expect(kindOf(withLines(`X: ${"y".repeat(messageLimits.headerValueMax + 1)}`))).toBe("limit");
  expect(kindOf(withLines(...many(100, `X: ${"y".repeat(300)}`)))).toBe("limit");
  expect(kindOf(`${withLines()}${"x".repeat(messageLimits.messageBytesMax)}`)).toBe("limit");
});

test("of a request whose head is too large so much is read as its answer needs [R-SIP-4]", () => {
  const many = Array.from({ length: 100 }, (_, index) => `X-${index}: ${"y".repeat(300)}`);
  const result = parseMessage(Buffer.from(erins("OPTIONS", { headers: many })));
  if (result.ok) throw new Error("30 kB are too many");
  const { status, method, headers } = result.failure;
  expect({ status, method, via: headers.has("via") }).toEqual({ status: 513, method: "OPTIONS", via: true });
});

test("a line end inside a value is refused on the way in and taken out on the way out [R-SIP-6]", () => {
  expect(kindOf(erins("OPTIONS", { headers: ["Subject: a\nVia: evil"] }))).toBe("header");
  expect(kindOf(erins("OPTIONS", { headers: ["Subject: a\rVia: evil"] }))).toBe("header");
  const text = requestText(
    { method: "OPTIONS", target: "sip:a\r\nX: y" },
    new Headers().add("subject", "a\r\nVia: evil"),
  );
  expect(text).toBe("OPTIONS sip:a X: y SIP/2.0\r\nSubject: a Via: evil\r\nContent-Length: 0\r\n\r\n");
});

test("what is written is read back: compact names, folding, quotes and a body in any language [R-SIP-7]", () => {
  const text = erins("INVITE", { body: "v=0 ö", headers: ["s: folded\r\n  over\r\n\tlines", "K: one, two"] });
  const result = parseMessage(Buffer.from(text));
  expect(result.ok && result.message.headers.get("Subject")).toBe("folded over lines");
  expect(result.ok && result.message.headers.get("supported")).toBe("one, two");
  expect(result.ok && result.message.body.toString()).toBe("v=0 ö");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (displayName) => {
      // Control characters may not stand in a quoted string; all else comes back.
      // oxlint-disable-next-line no-control-regex -- these are what is meant
      const plain = displayName.replace(/[\u0000-\u001f\u007f]/g, "");
      expect(parseNameAddress(nameAddressText({ displayName, uri: "sip:a@example.com" }))?.displayName).toBe(plain);
    }),
    { seed: 25 },
  );
});

test("URIs are read into their parts, and what is none is refused [R-SIP-8]", () => {
  const uri = parseSipUri("sips:%61lice:pw@[2001:DB8::1]:5061;Transport=tcp;lr?Subject=x");
  expect(uri).toMatchObject({
    scheme: "sips",
    user: "alice",
    password: "pw",
    host: "2001:db8::1",
    port: 5061,
    headers: "Subject=x",
  });
  expect([uri?.params.get("transport"), uri?.params.has("lr")]).toEqual(["tcp", true]);
  for (const bad of [
    "sip:",
    "sip:@a",
    "sip:a@",
    "sip:a@b@c",
    "sip:a b@c",
    "sip:a:70000",
    "sip:[::1",
    "sip:a;;b",
    "tel:1",
    "sip:a@b:x",
    "<sip:a>",
  ])
    expect([bad, parseSipUri(bad)]).toEqual([bad, undefined]);
  expect(asRequestUri("sip:a?b@example.com;x?Route=y")).toBe("sip:a?b@example.com;x");
});

test("two URIs are one place by the rules of 19.1.4 [R-SIP-8]", () => {
  const same = (a: string, b: string): boolean => {
    const [left, right] = [parseSipUri(a), parseSipUri(b)];
    return left !== undefined && right !== undefined && sameUri(left, right) && sameUri(right, left);
  };
  expect(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp")).toBe(true);
  expect(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5")).toBe(true);
  expect(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off")).toBe(false);
  expect(same("SIP:ALICE@AtLanTa.CoM", "sip:alice@AtLanTa.CoM")).toBe(false);
  expect(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060")).toBe(false);
  expect(same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp")).toBe(false);
  expect(same("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting")).toBe(false);
});
