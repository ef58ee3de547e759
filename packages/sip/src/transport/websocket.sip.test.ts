/** The WebSocket door: who comes in, who is put out, and that nothing is left of those who went. */
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { offer } from "../../test/phones.ts";
import { openCentre, Page, pageSays, until, type Centre } from "../../test/pages.ts";
import { webSocketDoor } from "./websocket.ts";

const centres: Centre[] = [];
afterEach(async () => {
  await Promise.all(centres.splice(0).map((centre) => centre.stop()));
});

async function centreWith(options: Parameters<typeof openCentre>[0] = {}): Promise<Centre> {
  const centre = await openCentre(options);
  centres.push(centre);
  return centre;
}

/** The status that an upgrade gets. */
async function upgradeStatus(centre: Centre, protocol: string | undefined): Promise<number | undefined> {
  const request = httpRequest({
    host: "127.0.0.1",
    port: centre.port,
    path: "/alice",
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...(protocol === undefined ? {} : { "Sec-WebSocket-Protocol": protocol }),
    },
  });
  request.end();
  const [answer]: IncomingMessage[] = await Promise.race([once(request, "response"), once(request, "upgrade")]);
  answer?.destroy();
  return answer?.statusCode;
}

test("an upgrade without the subprotocol sip gets 400, one that names it among others is let in [R-SIP-100]", async () => {
  const centre = await centreWith();
  expect(await upgradeStatus(centre, undefined)).toBe(400);
  expect(await upgradeStatus(centre, "sipx, mqtt")).toBe(400);
  expect(await upgradeStatus(centre, "mqtt, sip")).toBe(101);
});

test("before its stack has started and after it has stopped, a door lets nobody in [R-SIP-100]", async () => {
  const centre = await centreWith();
  const idle = webSocketDoor({ connectionsMax: 1 });
  centre.http.removeAllListeners("upgrade");
  centre.http.on("upgrade", (request, socket, head) => idle.accept({ request, socket, head }, "alice"));
  expect(await upgradeStatus(centre, "sip")).toBe(503);
  await centre.stack.stop();
  centre.http.removeAllListeners("upgrade");
  centre.http.on("upgrade", (request, socket, head) => centre.door.accept({ request, socket, head }, "alice"));
  expect(await upgradeStatus(centre, "sip")).toBe(503);
});

test("above the limit an upgrade gets 503; who is in is served, and may come again [R-SIP-100]", async () => {
  const centre = await centreWith({ door: { connectionsMax: 1 } });
  const bob = await Page.open(centre, "bob");
  expect(await upgradeStatus(centre, "sip")).toBe(503);
  bob.say(pageSays("OPTIONS"));
  expect(await bob.hears("SIP/2.0 200")).toContain("OPTIONS");
  await Page.open(centre, "bob");
  expect(await bob.closed).toMatch(/^4000/);
});

test("one who changes connections faster than the former ones go gets 503 until they have gone [R-SIP-100]", async () => {
  const centre = await centreWith({ door: { connectionsMax: 1 } });
  const former = await rawPage(centre, "alice");
  former.pause();
  const newer = await rawPage(centre, "alice");
  newer.pause();
  expect(await upgradeStatus(centre, "sip")).toBe(503);
  former.destroy();
  newer.destroy();
  await untilNobodyIsConnected(centre);
  expect(await upgradeStatus(centre, "sip")).toBe(101);
});

test("what comes by a connection carries the name of its holder [R-SIP-100]", async () => {
  const peers: unknown[] = [];
  const centre = await centreWith({
    policy: (_request, peer) => {
      peers.push(peer);
      return { allow: true };
    },
  });
  const page = await Page.open(centre, "alice.browser:p1");
  page.say(pageSays("OPTIONS"));
  await page.hears("SIP/2.0 200");
  expect(peers).toEqual([
    { transport: "ws", host: "127.0.0.1", port: expect.any(Number), flow: "ws-1", holder: "alice.browser:p1" },
  ]);
});

test("behind TLS a page is known and addressed as WSS [R-SIP-100]", async () => {
  const centre = await centreWith();
  centre.http.prependListener("upgrade", (request) => Object.assign(request.socket, { encrypted: true }));
  const page = await Page.open(centre, "alice");
  page.say(pageSays("REGISTER"));
  await page.hears("SIP/2.0 200");
  const [binding] = centre.stack.registrar.all();
  expect(binding?.peer.transport).toBe("wss");
  if (binding === undefined) return;
  centre.stack.dial({
    callId: "wss",
    fromTag: "t",
    branch: "b",
    target: binding.contactUri,
    peer: binding.peer,
    from: { uri: "sip:erin@centre.example" },
    offer: offer(),
    listener: {},
  });
  const invite = await page.hears("INVITE sip:k3j2@page.invalid");
  expect(invite).toMatch(/^Via: SIP\/2\.0\/WSS 127\.0\.0\.1/im);
  expect(invite).toMatch(/^Contact: <sip:127\.0\.0\.1:\d+;transport=ws>$/im);
});

test("a newer connection of a holder takes the place of the former, others stay [R-SIP-101]", async () => {
  const centre = await centreWith();
  const [former, other] = [await Page.open(centre, "alice"), await Page.open(centre, "bob")];
  const newer = await Page.open(centre, "alice");
  expect(await former.closed).toBe("4000 replaced by a newer connection");
  for (const page of [newer, other]) {
    page.say(pageSays("OPTIONS"));
    await page.hears("SIP/2.0 200");
  }
});

test("the door closes a holder's connection with the code and the reason given, and nobody else's [R-SIP-101]", async () => {
  const centre = await centreWith();
  const [alice, bob] = [await Page.open(centre, "alice"), await Page.open(centre, "bob")];
  alice.say(pageSays("REGISTER"));
  await alice.hears("SIP/2.0 200");
  centre.door.close("alice", 4409, "ü".repeat(100));
  centre.door.close("carol", 4409, "is not here");
  // Not from inside: whoever closes may be in the middle of a REGISTER.
  expect(centre.bindings.map((event) => event.type)).toEqual(["added"]);
  await until(() => centre.bindings.length > 1);
  expect(await alice.closed).toBe(`4409 ${"ü".repeat(61)}`);
  bob.say(pageSays("OPTIONS"));
  await bob.hears("SIP/2.0 200");
});

test("stopping closes every connection with 1001, also those whose far side says nothing any more [R-SIP-101]", async () => {
  const centre = await centreWith();
  const [alice, deaf] = [await Page.open(centre, "alice"), await rawPage(centre, "deaf")];
  deaf.pause();
  await centre.stack.stop();
  expect(await connectionsOf(centre)).toBe(0);
  expect(await alice.closed).toBe("1001 the server stops");
  deaf.resume();
  await closeOf(deaf);
});

test("a page that answers no ping is closed after the time set, and that is told as no-pong [R-SIP-102]", async () => {
  const centre = await centreWith({ door: { pingMs: 20, pongMsMax: 1500 } });
  const [alice, bob] = [await Page.open(centre, "alice"), await Page.open(centre, "bob")];
  alice.say(pageSays("REGISTER"));
  await alice.hears("SIP/2.0 200");
  alice.socket.pause();
  const pausedAt = performance.now();
  await until(() => centre.bindings.some((event) => event.type === "flow-closed"));
  expect(performance.now() - pausedAt).toBeGreaterThan(1400);
  expect(centre.bindings.at(-1)).toMatchObject({ type: "flow-closed", why: "no-pong" });
  bob.say(pageSays("OPTIONS"));
  await bob.hears("SIP/2.0 200");
});

test("a connection that closes by itself is told as closed [R-SIP-102]", async () => {
  const centre = await centreWith();
  const alice = await Page.open(centre, "alice");
  alice.say(pageSays("REGISTER"));
  await alice.hears("SIP/2.0 200");
  alice.vanish();
  await until(() => centre.bindings.length > 1);
  expect(centre.bindings.at(-1)).toMatchObject({ type: "flow-closed", why: "closed" });
});

test("by default a page is asked each second, and is gone after three [R-SIP-102]", async () => {
  const centre = await centreWith();
  const page = await rawPage(centre, "alice");
  const pingsAt: number[] = [];
  const openedAt = performance.now();
  page.on("data", (bytes: Buffer) => {
    if (bytes[0] === PING) pingsAt.push(performance.now() - openedAt);
  });
  await closeOf(page);
  const goneMs = performance.now() - openedAt;
  expect(pingsAt.map((ms) => Math.round(ms / 1000))).toEqual([1, 2]);
  expect(Math.round(goneMs / 1000)).toBe(3);
}, 10_000);

test("a message comes as text or binary, without a Content-Length, and goes as text [R-SIP-103]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  page.socket.send(Buffer.from(pageSays("OPTIONS", { branch: "binary" })), { binary: true });
  const [data, isBinary]: unknown[] = await once(page.socket, "message");
  expect(String(data)).toMatch(/^SIP\/2\.0 200 OK\r\nVia: SIP\/2\.0\/WS page\.invalid;branch=z9hG4bKbinary/);
  expect(isBinary).toBe(false);
});

test("a message that comes along with the upgrade is not lost [R-SIP-103]", async () => {
  const centre = await centreWith();
  const page = await rawPage(centre, "alice", masked(0x81, pageSays("OPTIONS")));
  await until(() => centre.stack.counters.get("response.2xx") > 0);
  page.destroy();
});

test("two line ends are a ping and get one back, one is a pong [R-SIP-103]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  page.say("\r\n\r\n");
  expect(await page.hears("\r\n")).toBe("\r\n");
  page.say("\r\n");
  page.say(pageSays("OPTIONS"));
  await page.hears("SIP/2.0 200");
  expect(page.got).toEqual([]);
  expect(centre.stack.counters.get("receive.keepAlives")).toBe(2);
  expect(centre.stack.counters.get("receive.messages")).toBe(1);
});

test("a message over the bound closes its connection with 1009 and is counted [R-SIP-104]", async () => {
  const centre = await centreWith({ door: { messageBytesMax: 2_000 } });
  const page = await Page.open(centre, "alice");
  page.say(pageSays("OPTIONS", { headers: [`X-Long: ${"x".repeat(2_000)}`] }));
  expect(await page.closed).toBe("1009");
  expect(centre.stack.counters.get("framing.too-large")).toBe(1);
});

test("what is no message is counted, and the connection stays [R-SIP-104]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  page.say("hello");
  page.say(pageSays("OPTIONS").replace("CSeq: 1", "CSeq: one"));
  expect(await page.hears("SIP/2.0 400")).toContain("Bad CSeq");
  expect(centre.stack.counters.get("parse.start-line")).toBe(1);
  expect(centre.stack.counters.get("parse.cseq")).toBe(1);
});

test("whatever frames come, the next page is served [R-SIP-104]", async () => {
  const centre = await centreWith({ door: { messageBytesMax: 4_096 } });
  const sound = pageSays("INVITE", { body: "v=0\r\n" });
  const frame = fc.record({
    first: fc.integer({ min: 0, max: 255 }),
    second: fc.integer({ min: 0, max: 255 }),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(sound.length).map((cut) => Buffer.from(sound.slice(cut))),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 8 }), async (frames) => {
      const page = await rawPage(centre, "fuzz");
      for (const { first, second, payload } of frames)
        page.write(Buffer.concat([Buffer.from([first, second]), payload]));
      page.end();
      const witness = await Page.open(centre, "witness");
      witness.say(pageSays("OPTIONS"));
      await witness.hears("SIP/2.0 200");
      page.destroy();
    }),
    { seed: 7118, numRuns: 60 },
  );
});

test("whatever a page says in whole frames, it is answered or counted, and the next question is answered [R-SIP-104]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  const sound = pageSays("REGISTER");
  const mangled = fc.tuple(fc.nat(sound.length), fc.nat(30), fc.string({ maxLength: 20, unit: "binary" }));
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(mangled, async ([at, cut, put]) => {
      page.say(sound.slice(0, at) + put + sound.slice(at + cut));
      page.say(pageSays("OPTIONS", { branch: `probe-${(asked += 1)}`, callId: `probe-${asked}` }));
      expect(await page.hears(`SIP/2.0 200 OK\r\nVia: SIP/2.0/WS page.invalid;branch=z9hG4bKprobe-${asked}`)).toContain(
        "OPTIONS",
      );
    }),
    { seed: 7118, numRuns: 200 },
  );
});

test.each([
  ["in SIP", masked(0x81, pageSays("OPTIONS").replace("From: ", `From: "${"x".repeat(6_000)}" `))],
  ["by ping", masked(0x89, "x".repeat(125))],
])(
  "a page that asks and never reads is closed: %s [R-SIP-104]",
  async (_how, question) => {
    const centre = await centreWith({ door: { pingMs: 60_000 } });
    const page = await rawPage(centre, "deaf");
    page.pause();
    const closed = closeOf(page);
    const many = Buffer.concat(Array.from({ length: 100 }, () => question));
    // As fast as it is read, and no faster.
    const pour = (): boolean => page.write(many, (error) => !(error instanceof Error) && page.writable && pour());
    pour();
    await until(() => centre.stack.counters.get("flow.closed") > 0);
    await closed;
    await untilNobodyIsConnected(centre);
  },
  20_000,
);

test("a thousand connections come and go, and nothing is left of them [R-SIP-101]", async () => {
  const centre = await centreWith({ door: { connectionsMax: 1_000 } });
  for (let round = 0; round < 10; round += 1) {
    const pages = await Promise.all(Array.from({ length: 100 }, (_, index) => Page.open(centre, `page-${index}`)));
    for (const [index, page] of pages.entries()) {
      page.say(pageSays("REGISTER", { callId: `reg-${round}-${index}` }).replaceAll("alice", `alice${index}`));
    }
    await Promise.all(pages.map((page) => page.hears("SIP/2.0 200")));
    for (const [index, page] of pages.entries()) {
      if (index % 3 === 0) page.vanish();
      else if (index % 3 === 1) page.socket.close();
      else centre.door.close(`page-${index}`, 4409, "gone");
    }
    await Promise.all(pages.map((page) => page.closed));
  }
  await until(() => centre.stack.counters.get("flow.closed") === 1_000);
  await untilNobodyIsConnected(centre);
  expect(centre.stack.load).toEqual({ calls: 0, dialogs: 0, servers: 0, clients: 0 });
  // Each of the hundred holders has one binding, whatever Contact it came with last.
  expect(centre.stack.registrar.all()).toHaveLength(100);
}, 30_000);

const PING = 0x89;

/** By the count of the HTTP server, whose sockets they are. */
async function connectionsOf(centre: Centre): Promise<number> {
  return await new Promise((resolve, reject) => {
    centre.http.getConnections((error, open) => (error === null ? resolve(open) : reject(error)));
  });
}

async function untilNobodyIsConnected(centre: Centre): Promise<void> {
  while ((await connectionsOf(centre)) > 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Whether it ends in peace or not. */
async function closeOf(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
}

/** A connection whose frames are ours to write. */
async function rawPage(centre: Centre, holder: string, first: Buffer = Buffer.alloc(0)): Promise<Socket> {
  const socket = connect(centre.port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const upgrade = [
    `GET /${holder} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: sip",
    "",
    "",
  ].join("\r\n");
  socket.write(Buffer.concat([Buffer.from(upgrade), first]));
  await once(socket, "data");
  return socket;
}

/** A client's frame (RFC 6455 5.2) under the mask of zeros. */
function masked(first: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), payload]);
}
