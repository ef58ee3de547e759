/** The four machines of RFC 3261 17 with RFC 6026, each timer at its time, at the door of the stack. */
import { expect, test } from "vitest";
import {
  ALICE,
  answerTo,
  BOB,
  erins,
  ERIN,
  makePhone,
  makeWorld,
  offer,
  outboundListener,
  tagIn,
  type Phone,
  type World,
} from "../../test/phones.ts";
import { sdpToText } from "../sdp/session.ts";

const toBob = { from: ERIN, to: { host: BOB, port: 5060 } };

async function erinAndBob(
  options: { reliable?: boolean } = {},
): Promise<World & { bob: Phone; say: (text: string) => Promise<void> }> {
  const world = makeWorld(options);
  const bob = await makePhone(world, BOB);
  const say = async (text: string): Promise<void> => {
    world.network.carry(text, toBob);
    await world.clock.advance(0);
  };
  return { ...world, bob, say };
}

/** When Bob sent lines that begin so, in ms after the first of them. */
function times(world: World, host: string, start: string): number[] {
  const at = world.network.log
    .filter((sent) => sent.from.host === host && sent.text.startsWith(start))
    .map((sent) => sent.at);
  return at.map((one) => one - (at[0] ?? 0));
}

const invite = (fields: Parameters<typeof erins>[1] = {}): string =>
  erins("INVITE", { body: sdpToText(offer()), ...fields });

test("a refusal is repeated after T1, doubling to T2, for 64*T1 (timers G and H) [R-SIP-22]", async () => {
  const world = await erinAndBob();
  world.bob.onCall = (call) => call.reject(486);
  await world.say(invite());
  await world.clock.advance(60_000);
  const sent = times(world, BOB, "SIP/2.0 486");
  expect(sent).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
  expect(world.bob.stack.load.servers).toBe(0);
});

test("the ACK of a refusal stops it, and the transaction goes after T4 (timer I) [R-SIP-22]", async () => {
  const world = await erinAndBob();
  world.bob.onCall = (call) => call.reject(486);
  await world.say(invite());
  const ack = erins("ACK", { to: `<sip:sales@${BOB}>;tag=${tagIn(world.network.textsFrom(BOB).at(-1) ?? "")}` });
  await world.say(ack);
  await world.clock.advance(4_999);
  expect(world.bob.stack.load.servers).toBe(1);
  await world.clock.advance(2);
  expect(times(world, BOB, "SIP/2.0 486")).toEqual([0]);
  expect(world.bob.stack.load.servers).toBe(0);
});

test("over a reliable transport a refusal goes out once, and its ACK ends the transaction at once [R-SIP-22]", async () => {
  const world = await erinAndBob({ reliable: true });
  world.bob.onCall = (call) => call.reject(603);
  await world.say(invite());
  await world.clock.advance(10_000);
  expect(times(world, BOB, "SIP/2.0 603")).toEqual([0]);
  await world.say(erins("ACK", { to: `<sip:sales@${BOB}>;tag=${tagIn(world.network.textsFrom(BOB).at(-1) ?? "")}` }));
  expect(world.bob.stack.load.servers).toBe(0);
});

test("an INVITE that comes again gets the last provisional response again and makes no second call [R-SIP-21]", async () => {
  const world = await erinAndBob();
  world.bob.onCall = (call) => call.ring();
  await world.say(invite());
  await world.say(invite());
  expect(world.bob.calls).toHaveLength(1);
  expect(world.network.linesFrom(BOB)).toEqual(["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 180 Ringing"]);
});

test("after a 200 the INVITE that comes again is absorbed, and the 200 is repeated by its own clock (RFC 6026, timer L) [R-SIP-23]", async () => {
  const world = await erinAndBob();
  world.bob.onCall = (call) => call.answer(answerTo(call.offer));
  await world.say(invite());
  await world.say(invite());
  expect(times(world, BOB, "SIP/2.0 200")).toEqual([0]);
  await world.clock.advance(31_999);
  expect(times(world, BOB, "SIP/2.0 200")).toEqual([
    0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
  ]);
  await world.clock.advance(10);
  // Nobody acknowledged: BYE, and the call is over (13.3.1.4).
  expect(world.network.linesFrom(BOB).at(-1)).toBe(`BYE sip:erin@${ERIN.host}:5060 SIP/2.0`);
  expect(world.bob.heard).toEqual(["ended by remote: no-ack"]);
});

test("any other request that comes again gets its response again for 64*T1 (timer J) [R-SIP-24]", async () => {
  const world = await erinAndBob();
  const options = erins("OPTIONS");
  await world.say(options);
  await world.clock.advance(31_000);
  await world.say(options);
  const [first, second] = world.network.textsFrom(BOB);
  expect(second).toBe(first);
  await world.clock.advance(2_000);
  expect(world.bob.stack.load.servers).toBe(0);
});

test("one request that came by two ways is merged: the second gets 482 [R-SIP-25]", async () => {
  const world = await erinAndBob();
  world.bob.onCall = (call) => call.ring();
  await world.say(invite({ branch: "way1" }));
  await world.say(invite({ branch: "way2" }));
  expect(world.network.linesFrom(BOB).at(-1)).toBe("SIP/2.0 482 Loop Detected");
  expect(world.bob.calls).toHaveLength(1);
});

test("two requests with one branch and different sent-by are two transactions [R-SIP-20]", async () => {
  const world = await erinAndBob();
  const first = erins("OPTIONS");
  await world.say(first);
  await world.say(first.replace(`UDP ${ERIN.host}`, "UDP 192.0.2.77").replace("erin-call", "other-call"));
  expect(world.bob.stack.load.servers).toBe(2);
});

test("without a branch of RFC 3261 an INVITE and its ACK are matched as RFC 2543 did [R-SIP-20]", async () => {
  const world = await erinAndBob();
  const old = (text: string): string => text.replace(";branch=z9hG4bKerin1;rport", "");
  world.bob.onCall = (call) => call.reject(486);
  await world.say(old(invite()));
  await world.say(old(invite()));
  expect(world.bob.calls).toHaveLength(1);
  await world.say(
    old(erins("ACK", { to: `<sip:sales@${BOB}>;tag=${tagIn(world.network.textsFrom(BOB).at(-1) ?? "")}` })),
  );
  await world.clock.advance(20_000);
  expect(times(world, BOB, "SIP/2.0 486")).toEqual([0, 0]);
});

test("a dial that nobody answers is repeated at doubling intervals for 64*T1 (timers A and B) [R-SIP-26]", async () => {
  const world = makeWorld();
  const alice = await makePhone(world, ALICE);
  const heard: string[] = [];
  alice.stack.dial({ ...dialing, listener: outboundListener(heard) });
  await world.clock.advance(40_000);
  expect(times(world, ALICE, "INVITE")).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
  expect(heard).toEqual(["failed timeout"]);
  expect(alice.stack.load).toEqual({ calls: 0, dialogs: 0, servers: 0, clients: 0 });
});

test("a refused dial acknowledges each repeated refusal, and its transaction stays for timer D [R-SIP-27]", async () => {
  const world = makeWorld();
  const alice = await makePhone(world, ALICE);
  const heard: string[] = [];
  alice.stack.dial({ ...dialing, listener: outboundListener(heard) });
  await world.clock.advance(0);
  const busy = responseOf(world.network.textsFrom(ALICE)[0] ?? "", "486 Busy Here");
  const back = { from: { host: BOB, port: 5060 }, to: { host: ALICE, port: 5060 } };
  world.network.carry(busy, back);
  await world.clock.advance(1_000);
  world.network.carry(busy, back);
  await world.clock.advance(0);
  expect(world.network.linesFrom(ALICE).filter((line) => line.startsWith("ACK"))).toHaveLength(2);
  expect(heard).toEqual(["failed 486"]);
  await world.clock.advance(30_000);
  expect(alice.stack.load.clients).toBe(1);
  await world.clock.advance(2_000);
  expect(alice.stack.load).toEqual({ calls: 0, dialogs: 0, servers: 0, clients: 0 });
});

test("any other request is repeated after T1, doubling to T2, and times out (timers E and F) [R-SIP-28]", async () => {
  const world = makeWorld();
  const alice = await makePhone(world, ALICE);
  const result = alice.stack.options({ uri: `sip:bob@${BOB}` });
  await world.clock.advance(32_000);
  expect((await result).outcome).toBe("timed-out");
  expect(times(world, ALICE, "OPTIONS")).toEqual([
    0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
  ]);
});

test("a request may be given up sooner, and then nothing more goes out [R-SIP-18]", async () => {
  const world = makeWorld();
  const alice = await makePhone(world, ALICE);
  const result = alice.stack.options({ uri: `sip:bob@${BOB}`, timeoutMs: 3_000 });
  await world.clock.advance(40_000);
  expect(await result).toEqual({ outcome: "timed-out", message: "no answer in time" });
  expect(times(world, ALICE, "OPTIONS")).toEqual([0, 500, 1500]);
  expect(world.clock.pending).toBe(0);
});

test("a provisional response slows the repeats to T2; after the final one the transaction stays for timer K [R-SIP-28]", async () => {
  const world = makeWorld();
  const alice = await makePhone(world, ALICE);
  const result = alice.stack.options({ uri: `sip:bob@${BOB}` });
  await world.clock.advance(0);
  const request = world.network.textsFrom(ALICE)[0] ?? "";
  const back = { from: { host: BOB, port: 5060 }, to: { host: ALICE, port: 5060 } };
  world.network.carry(responseOf(request, "100 Trying"), back);
  await world.clock.advance(9_000);
  expect(times(world, ALICE, "OPTIONS")).toEqual([0, 500, 4500, 8500]);
  world.network.carry(responseOf(request, "200 OK"), back);
  await world.clock.advance(4_999);
  expect(await result).toMatchObject({ outcome: "answered", status: 200 });
  expect(alice.stack.load.clients).toBe(1);
  await world.clock.advance(2);
  expect(alice.stack.load.clients).toBe(0);
});

test("over the limit of transactions new requests get 503 with Retry-After, and old ones are served [R-SIP-29]", async () => {
  const world = makeWorld();
  const bob = await makePhone(world, BOB, { limits: { serverTransactionsMax: 1 } });
  const ask = (branch: string): void => world.network.carry(erins("OPTIONS", { branch, callId: branch }), toBob);
  ask("one");
  ask("two");
  ask("one");
  await world.clock.advance(0);
  expect(world.network.linesFrom(BOB)).toEqual(["SIP/2.0 200 OK", "SIP/2.0 503 Service Unavailable", "SIP/2.0 200 OK"]);
  expect(world.network.textsFrom(BOB)[1]).toContain("Retry-After: 5\r\n");
  expect(bob.stack.counters.get("response.5xx")).toBe(1);
});

const dialing = {
  callId: "dial-1",
  fromTag: "tag-1",
  branch: "branch-1",
  target: `sip:bob@${BOB}`,
  from: { displayName: "Legroom", uri: `sip:main@${ALICE}` },
  offer: offer(),
};

/** What Bob would write by hand. */
function responseOf(request: string, status: string): string {
  const copied = request.split("\r\n").filter((line) => /^(Via|From|Call-ID|CSeq):/.test(line));
  const to = /^To: (.*)$/m.exec(request)?.[1]?.trim() ?? "";
  return [`SIP/2.0 ${status}`, ...copied, `To: ${to};tag=bob`, "Content-Length: 0", "", ""].join("\r\n");
}
