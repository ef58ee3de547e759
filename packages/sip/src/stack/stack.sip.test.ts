/** The stack on real sockets: UDP and TCP on loopback, two stacks as server and phone. */
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { answerTo, erins, inboundListener, offer, outboundListener, tagIn } from "../../test/phones.ts";
import type { InboundCall } from "../call/call.ts";
import { sdpToText } from "../sdp/session.ts";
import { tcpTransport } from "../transport/tcp.ts";
import type { Address } from "../transport/transport.ts";
import type { SipStackOptions, TappedMessage } from "./options.ts";
import { SipStack } from "./stack.ts";

const stacks: SipStack[] = [];
afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.stop({ drainMs: 500 })));
});

type Running = { stack: SipStack; at: Address; heard: string[]; calls: InboundCall[]; tapped: TappedMessage[] };

async function running(options: Partial<SipStackOptions> = {}): Promise<Running> {
  const heard: string[] = [];
  const calls: InboundCall[] = [];
  const tapped: TappedMessage[] = [];
  const stack = new SipStack({
    host: "127.0.0.1",
    port: 0,
    onMessage: (message) => tapped.push(message),
    onInvite: (call) => {
      calls.push(call);
      call.ring();
      call.answer(answerTo(call.offer));
      return inboundListener(heard);
    },
    ...options,
  });
  stacks.push(stack);
  const { udp, tcp } = await stack.start();
  return { stack, at: udp ?? tcp ?? { host: "", port: 0 }, heard, calls, tapped };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const dialing = (target: string, heard: string[]) => ({
  callId: "call-1",
  fromTag: "tag-1",
  branch: "branch-1",
  target,
  from: { uri: "sip:main@127.0.0.1" },
  offer: offer(),
  listener: outboundListener(heard),
});

test.each(["udp", "tcp"] as const)(
  "a phone registers over %s with its secret, is dialled where it came from, and hangs up [R-SIP-15] [R-SIP-75]",
  async (transport) => {
    const server = await running({
      policy: (request) => (request.method === "REGISTER" ? { challenge: "alice" } : { allow: true }),
      credentials: () => Promise.resolve({ password: "secret" }),
    });
    const phone = await running();
    const registrar = `sip:127.0.0.1:${server.at.port};transport=${transport}`;
    const result = await phone.stack.register({ registrar, user: "alice", password: "secret" });
    expect(result).toMatchObject({ outcome: "answered", status: 200 });
    const [binding] = server.stack.registrar.bindings("sip:alice@127.0.0.1");
    expect(binding?.peer.transport).toBe(transport);
    if (binding === undefined) return;
    const heard: string[] = [];
    const call = server.stack.dial({ ...dialing(binding.contactUri, heard), peer: binding.peer });
    await until(() => call.phase === "up" && phone.heard.length > 0);
    phone.calls[0]?.hangUp();
    await until(() => call.phase === "ended");
    expect(heard).toEqual(["trying", "ringing 180", "answered", "ended by remote: bye"]);
    expect(phone.heard).toEqual(["ack", "ended by local: bye"]);
  },
);

test("when its connection is gone the binding's owner is told, and a dial on it fails at once [R-SIP-15]", async () => {
  const server = await running();
  const phone = await running();
  const events: string[] = [];
  server.stack.registrar.onChange((event) => events.push(event.type));
  await phone.stack.register({
    registrar: `sip:127.0.0.1:${server.at.port};transport=tcp`,
    user: "alice",
    password: "",
  });
  const [binding] = server.stack.registrar.all();
  await phone.stack.stop();
  await until(() => events.includes("flow-closed"));
  const heard: string[] = [];
  if (binding !== undefined) server.stack.dial({ ...dialing(binding.contactUri, heard), peer: binding.peer });
  await until(() => heard.length > 0);
  expect(heard).toEqual(["failed transport"]);
});

test("a call whose connection is gone is ended by a new one to the phone's Contact [R-SIP-45]", async () => {
  const [alice, bob] = [await running(), await running()];
  const socket = await talk(bob.at);
  const invite = erins("INVITE", { body: sdpToText(offer()) }).replaceAll("SIP/2.0/UDP", "SIP/2.0/TCP");
  const contact = `Contact: <sip:erin@127.0.0.1:${alice.at.port};transport=tcp>`;
  socket.write(invite.replace(/^Contact: .*$/m, contact));
  await until(() => bob.calls.length > 0);
  const ok = bob.tapped.findLast((message) => message.direction === "out")?.text ?? "";
  socket.write(erins("ACK", { branch: "ack", to: `<sip:sales@192.0.2.2>;tag=${tagIn(ok)}` }));
  await until(() => bob.heard.length > 0);
  socket.destroy();
  await until(() => bob.stack.counters.get("flow.closed") > 0);
  bob.calls[0]?.hangUp();
  await until(() => alice.tapped.length > 0);
  expect(alice.tapped[0]?.text).toMatch(/^BYE sip:erin@127.0.0.1/);
});

test("UDP and TCP have one port, and a port in use is an error that leaves nothing bound [R-SIP-16]", async () => {
  const one = await running();
  await expect(running({ port: one.at.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  const socket = await talk(one.at);
  socket.write(erins("OPTIONS").replaceAll("SIP/2.0/UDP", "SIP/2.0/TCP"));
  expect(await answer(socket)).toMatch(/^SIP\/2.0 200 OK/);
});

test("bound to all interfaces, it calls itself by an address that can be reached [R-SIP-16]", async () => {
  const [server, phone] = [await running(), await running({ host: "0.0.0.0" })];
  await phone.stack.register({ registrar: `sip:127.0.0.1:${server.at.port}`, user: "alice", password: "" });
  const [binding] = server.stack.registrar.all();
  expect(binding?.contactUri).toMatch(/^sip:alice@\d/);
  expect(binding?.contactUri).not.toContain("0.0.0.0");
});

test("a call runs over IPv6 [R-SIP-16]", async () => {
  const [alice, bob] = [await running({ host: "::1" }), await running({ host: "::1" })];
  const heard: string[] = [];
  const call = alice.stack.dial(dialing(`sip:bob@[::1]:${bob.at.port}`, heard));
  await until(() => bob.heard.length > 0);
  expect(bob.calls[0]?.peer.host).toBe("::1");
  call.hangUp();
  await until(() => bob.heard.length > 1);
  expect(bob.heard).toEqual(["ack", "ended by remote: bye"]);
});

const torture = (id: string): Buffer => readFileSync(new URL(`../../test/rfc4475/${id}.dat`, import.meta.url));

test.each(["ncl", "mcl01"])(
  "%s on a stream gets 400, and the connection is closed: nobody knows where the next message begins [R-SIP-13]",
  async (id) => {
    const server = await running();
    const socket = await talk(server.at);
    socket.write(torture(id));
    expect(await answer(socket)).toMatch(/^SIP\/2.0 400 Bad Content-Length/);
    await once(socket, "close");
    expect(server.stack.counters.get("framing.content-length")).toBe(1);
  },
);

test("clerr on a stream: the rest is awaited in silence, for a bounded time, and others are served meanwhile [R-SIP-13]", async () => {
  const server = await running({
    transports: [tcpTransport({ host: "127.0.0.1", connectionsMax: 10, messageMsMax: 150 })],
  });
  const hungry = await talk(server.at);
  let got = "";
  hungry.on("data", (bytes) => (got += bytes.toString()));
  hungry.write(torture("clerr"));
  const other = await talk(server.at);
  other.write(erins("OPTIONS"));
  expect(await answer(other)).toMatch(/^SIP\/2.0 200 OK/);
  await once(hungry, "close");
  expect(got).toBe("");
});

test("a ping on a connection gets its pong [R-SIP-14]", async () => {
  const server = await running();
  const socket = await talk(server.at);
  socket.write("\r\n\r\n");
  expect(await answer(socket)).toBe("\r\n");
});

test("more connections than allowed are closed, those that stand are served [R-SIP-17]", async () => {
  const server = await running({ limits: { tcpConnectionsMax: 1 } });
  const first = await talk(server.at);
  const second = await talk(server.at);
  await once(second, "close");
  first.write(erins("OPTIONS"));
  expect(await answer(first)).toMatch(/^SIP\/2.0 200 OK/);
});

test("OPTIONS says whether somebody is there [R-SIP-18]", async () => {
  const [alice, bob] = [await running(), await running()];
  const there = await alice.stack.options({ uri: `sip:127.0.0.1:${bob.at.port}` });
  expect(there).toMatchObject({ outcome: "answered", status: 200 });
  expect(there.outcome === "answered" && there.response.headers.get("allow")).toContain("INVITE");
  const refused = await alice.stack.options({ uri: "sip:127.0.0.1:1;transport=tcp" });
  expect(refused.outcome).toBe("transport");
  expect((await alice.stack.options({ uri: "sips:127.0.0.1" })).outcome).toBe("transport");
});

test("the tap sees each message once, both ways, with its addresses [R-SIP-19]", async () => {
  const [alice, bob] = [await running(), await running()];
  await alice.stack.options({ uri: `sip:127.0.0.1:${bob.at.port}` });
  expect(
    bob.tapped.map(({ direction, transport, remote, text }) => [
      direction,
      transport,
      remote.port,
      text.split("\r\n", 1)[0],
    ]),
  ).toEqual([
    ["in", "udp", alice.at.port, `OPTIONS sip:127.0.0.1:${bob.at.port} SIP/2.0`],
    ["out", "udp", alice.at.port, "SIP/2.0 200 OK"],
  ]);
  expect(Math.abs((bob.tapped[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("a memo ends a TCP call of a former process by a connection to its target [R-SIP-46]", async () => {
  const [alice, bob] = [await running(), await running()];
  const heard: string[] = [];
  const call = alice.stack.dial(dialing(`sip:bob@127.0.0.1:${bob.at.port};transport=tcp`, heard));
  await until(() => bob.heard.length > 0);
  const memo = call.memo();
  if (memo === undefined) throw new Error("a call that is up has a dialog");
  const heir = await running();
  expect(await heir.stack.endByMemo(memo)).toBe("answered");
  expect(bob.heard).toEqual(["ack", "ended by remote: bye"]);
});

test("stopping ends calls with BYE, and may be done twice [R-SIP-49]", async () => {
  const [alice, bob] = [await running(), await running()];
  const heard: string[] = [];
  alice.stack.dial(dialing(`sip:bob@127.0.0.1:${bob.at.port}`, heard));
  await until(() => bob.heard.length > 0);
  await Promise.all([alice.stack.stop(), alice.stack.stop()]);
  expect(heard.at(-1)).toBe("ended by local: bye");
  expect(bob.heard).toEqual(["ack", "ended by remote: bye"]);
});

async function talk(at: Address): Promise<Socket> {
  const socket = connect(at.port, at.host);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

async function answer(socket: Socket): Promise<string> {
  const [bytes]: unknown[] = await once(socket, "data");
  return String(bytes);
}
