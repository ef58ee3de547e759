/** Calls between two stacks over a network in virtual time, and against a phone that is only text. */
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
import type { DialOptions, InboundCall, OutboundCall } from "./call.ts";

type Two = World & { alice: Phone; bob: Phone; heard: string[]; dial: (more?: Partial<DialOptions>) => OutboundCall };

async function aliceAndBob(): Promise<Two> {
  const world = makeWorld();
  const [alice, bob] = [await makePhone(world, ALICE), await makePhone(world, BOB)];
  const heard: string[] = [];
  const dial = (more: Partial<DialOptions> = {}): OutboundCall =>
    alice.stack.dial({
      callId: "dial-1",
      fromTag: "tag-1",
      branch: "branch-1",
      target: `sip:bob@${BOB}`,
      from: { displayName: 'Sales: "Petra"', uri: `sip:main@${ALICE}` },
      offer: offer(),
      listener: outboundListener(heard),
      ...more,
    });
  return { ...world, alice, bob, heard, dial };
}

const answered = (call: InboundCall): void => call.answer(answerTo(call.offer));
const nothingLeft = { calls: 0, dialogs: 0, servers: 0, clients: 0 };

test("a call rings, is answered, acknowledged at once and ended by either side; nothing of it is left [R-SIP-30] [R-SIP-35]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => call.ring();
  const call = two.dial();
  await two.clock.advance(3_000);
  expect(two.heard).toEqual(["trying", "ringing 180"]);
  two.bob.calls.forEach(answered);
  await two.clock.advance(0);
  expect(two.heard).toEqual(["trying", "ringing 180", "answered"]);
  expect(two.bob.heard).toEqual(["ack"]);
  expect([call.phase, two.bob.calls[0]?.phase]).toEqual(["up", "up"]);
  call.hangUp();
  call.hangUp();
  await two.clock.advance(40_000);
  expect(two.heard.at(-1)).toBe("ended by local: bye");
  expect(two.bob.heard).toEqual(["ack", "ended by remote: bye"]);
  expect(two.network.linesFrom(ALICE).filter((line) => line.startsWith("BYE"))).toHaveLength(1);
  expect([two.alice.stack.load, two.bob.stack.load]).toEqual([nothingLeft, nothingLeft]);
});

test("who called, with a display name in quotes, and the headers given reach the phone [R-SIP-30]", async () => {
  const two = await aliceAndBob();
  two.dial({
    headers: [
      ["X-Offer", "offer-7\r\nVia: evil"],
      ["Via", "evil"],
    ],
  });
  await two.clock.advance(0);
  const request = two.bob.calls[0]?.request;
  expect(request?.from.displayName).toBe('Sales: "Petra"');
  expect(request?.headers.get("x-offer")).toBe("offer-7 Via: evil");
  expect(request?.headers.all("via")).toHaveLength(1);
});

test("a 183 brings early audio [R-SIP-35]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => call.progress(answerTo(call.offer));
  two.dial();
  await two.clock.advance(0);
  expect(two.heard).toEqual(["trying", "ringing 183 with audio"]);
});

test("a call that rings for minutes repeats its 180 each minute and gets 408 at the ring limit [R-SIP-31]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => call.ring();
  two.dial();
  await two.clock.advance(200_000);
  const lines = two.network.linesFrom(BOB);
  expect(lines.filter((line) => line.includes("180"))).toHaveLength(3);
  expect(two.heard.at(-1)).toBe("failed 408");
  expect(two.bob.heard).toEqual(["cancelled"]);
});

test("dialled twice, the phone sees one call [R-SIP-36]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => call.ring();
  const first = two.dial();
  await two.clock.advance(100);
  const second = two.dial();
  await two.clock.advance(100);
  expect(second).toBe(first);
  expect(two.bob.calls).toHaveLength(1);
  const invites = two.network.textsFrom(ALICE).filter((text) => text.startsWith("INVITE"));
  expect(invites).toHaveLength(2);
  expect(invites[1]).toBe(invites[0]);
});

test("whoever dials again hears where things stand: ringing, answered, or the last word [R-SIP-36]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => call.ring();
  const again = async (): Promise<string[]> => {
    const heard: string[] = [];
    two.dial({ listener: outboundListener(heard) });
    await two.clock.advance(0);
    return heard;
  };
  two.dial();
  await two.clock.advance(0);
  expect((await again())[0]).toBe("ringing 180");
  two.bob.calls.forEach(answered);
  await two.clock.advance(0);
  expect(await again()).toEqual(["answered"]);
  two.bob.calls[0]?.hangUp();
  await two.clock.advance(0);
  expect(await again()).toEqual(["ended by remote: bye"]);
  expect(two.bob.calls).toHaveLength(1);
});

test("the same dial by a new process is the same INVITE, byte for byte [R-SIP-36]", async () => {
  const [before, after] = [await aliceAndBob(), await aliceAndBob()];
  before.dial();
  after.dial();
  expect(after.network.textsFrom(ALICE)[0]).toBe(before.network.textsFrom(ALICE)[0]);
});

test("cancel waits for the first provisional response, carries its reason, and ends in 487 [R-SIP-37]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => call.ring();
  const call = two.dial();
  call.cancel({ protocol: "SIP", cause: 200, text: "Call completed elsewhere" });
  expect(two.network.linesFrom(ALICE).some((line) => line.startsWith("CANCEL"))).toBe(false);
  await two.clock.advance(100);
  const cancel = two.network.textsFrom(ALICE).find((text) => text.startsWith("CANCEL"));
  expect(cancel).toContain('Reason: SIP;cause=200;text="Call completed elsewhere"\r\n');
  expect(two.heard.at(-1)).toBe("failed 487");
  expect(two.bob.heard).toEqual(["cancelled Call completed elsewhere"]);
  await two.clock.advance(40_000);
  expect([two.alice.stack.load, two.bob.stack.load]).toEqual([nothingLeft, nothingLeft]);
});

test("a 200 that crosses the CANCEL is acknowledged, ended with BYE, and told as a late answer [R-SIP-38]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => call.ring();
  const call = two.dial();
  await two.clock.advance(0);
  two.network.weather = () => [50];
  two.bob.calls.forEach(answered);
  call.cancel();
  await two.clock.advance(1_000);
  expect(two.heard).toEqual(["trying", "ringing 180", "late answer"]);
  const methods = two.network.linesFrom(ALICE).map((line) => line.split(" ")[0]);
  expect(methods).toEqual(["INVITE", "CANCEL", "ACK", "BYE"]);
  expect(two.bob.heard).toEqual(["ack", "ended by remote: bye"]);
});

test("a second fork's 200 is acknowledged and ended, the first stays and is acknowledged each time it is repeated [R-SIP-27] [R-SIP-38]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = answered;
  two.dial();
  await two.clock.advance(0);
  const ok = two.network.textsFrom(BOB).find((text) => text.startsWith("SIP/2.0 200")) ?? "";
  const fork = ok.replace(/;tag=[^;\r\n]+\r\nCall-ID/, ";tag=fork\r\nCall-ID");
  two.network.carry(fork, { from: { host: BOB, port: 5060 }, to: { host: ALICE, port: 5060 } });
  await two.clock.advance(0);
  const lines = two.network.linesFrom(ALICE).map((line) => line.split(" ")[0]);
  expect(lines).toEqual(["INVITE", "ACK", "ACK", "BYE"]);
  expect(two.network.textsFrom(ALICE).at(-1)).toMatch(/^To: .*;tag=fork/m);
  expect(two.heard.at(-1)).toBe("answered");
  two.network.carry(ok, { from: { host: BOB, port: 5060 }, to: { host: ALICE, port: 5060 } });
  await two.clock.advance(0);
  expect(two.network.textsFrom(ALICE).at(-1)).toBe(two.network.textsFrom(ALICE)[1]);
});

test("refusals reach the dialler with status, reason and Retry-After; a redirection is one too [R-SIP-39]", async () => {
  const two = await aliceAndBob();
  const failures: unknown[] = [];
  const reject = async (status: number, id: string): Promise<void> => {
    two.bob.onCall = (call) => call.reject(status, { headers: [["Retry-After", "7 (busy)"]] });
    two.dial({ callId: id, branch: id, listener: { onFailed: (failure) => failures.push(failure) } });
    await two.clock.advance(0);
  };
  await reject(603, "a");
  await reject(302, "b");
  expect(failures).toMatchObject([
    { cause: "status", status: 603, reason: "Decline", retryAfterS: 7 },
    { cause: "status", status: 302, reason: "Moved Temporarily" },
  ]);
});

test("an INVITE without an offer gets ours in the 200 and brings the answer in its ACK [R-SIP-32]", async () => {
  const world = makeWorld();
  const bob = await makePhone(world, BOB);
  bob.onCall = (call) => {
    expect(call.offer).toBeUndefined();
    call.answer(offer());
  };
  await say(world, erins("INVITE"));
  const ok = world.network.textsFrom(BOB).at(-1) ?? "";
  expect(ok).toContain("m=audio 40000 RTP/AVP 0 8 101");
  await say(world, erins("ACK", { branch: "ack", to: bobs(ok), body: sdpToText(answerTo(offer())) }));
  expect(bob.heard).toEqual(["ack with answer"]);
});

test("CANCEL before the answer gets 200 and the INVITE 487; after it nothing changes; for nothing it gets 481 [R-SIP-33]", async () => {
  const world = makeWorld();
  const bob = await makePhone(world, BOB);
  bob.onCall = (call) => call.ring();
  await say(world, erins("CANCEL", { branch: "none", callId: "none" }));
  await say(world, erins("INVITE", { body: sdpToText(offer()) }));
  await say(world, erins("CANCEL"));
  expect(world.network.linesFrom(BOB)).toEqual([
    "SIP/2.0 481 Call/Transaction Does Not Exist",
    "SIP/2.0 100 Trying",
    "SIP/2.0 180 Ringing",
    "SIP/2.0 200 OK",
    "SIP/2.0 487 Request Terminated",
  ]);
  bob.onCall = answered;
  await say(world, erins("INVITE", { branch: "b2", callId: "c2", body: sdpToText(offer()) }));
  await say(world, erins("CANCEL", { branch: "b2", callId: "c2" }));
  expect(bob.calls[1]?.phase).toBe("answered");
});

test("hanging up before the ACK waits for it; then the BYE goes out [R-SIP-34]", async () => {
  const world = makeWorld();
  const bob = await makePhone(world, BOB);
  bob.onCall = (call) => {
    answered(call);
    call.hangUp({ protocol: "SIP", cause: 503, text: "closing" });
  };
  await say(world, erins("INVITE", { body: sdpToText(offer()) }));
  expect(world.network.linesFrom(BOB).at(-1)).toBe("SIP/2.0 200 OK");
  await say(world, erins("ACK", { branch: "ack", to: bobs(world.network.textsFrom(BOB).at(-1) ?? "") }));
  expect(world.network.textsFrom(BOB).at(-1)).toContain('Reason: SIP;cause=503;text="closing"');
  expect(bob.heard).toEqual(["ack", "ended by local: bye"]);
});

test("in a dialog: lower CSeq 500, strange tag 481, REFER 405, OPTIONS 200, required extensions 420 [R-SIP-40]", async () => {
  const { world, to } = await upCall();
  const status = async (method: string, cseq: number, more: object = {}): Promise<string | undefined> => {
    await say(world, erins(method, { branch: `${method}${cseq}`, cseq, to, ...more }));
    return world.network.linesFrom(BOB).at(-1)?.slice(8, 11);
  };
  expect(await status("OPTIONS", 5)).toBe("200");
  expect(await status("INFO", 4)).toBe("500");
  expect(await status("INFO", 5)).toBe("500");
  expect(await status("REFER", 6)).toBe("405");
  expect(await status("NOSUCH", 7)).toBe("501");
  expect(await status("INVITE", 8, { headers: ["Require: timer"] })).toBe("420");
  expect(await status("INFO", 9, { fromTag: "mallory" })).toBe("481");
  expect(await status("BYE", 9, { to: `<sip:sales@${BOB}>;tag=unknown` })).toBe("481");
  expect(await status("BYE", 10)).toBe("200");
});

test("digits by INFO reach the listener, a flash does not, other bodies get 415 [R-SIP-41]", async () => {
  const { world, bob, to } = await upCall();
  const info = (cseq: number, type: string, body: string): Promise<void> =>
    say(world, erins("INFO", { branch: `info${cseq}`, cseq, to, type, body }));
  await info(2, "application/dtmf-relay", "Signal=5\r\nDuration=240\r\n");
  await info(3, "application/dtmf", "#");
  await info(4, "application/dtmf-relay", "Signal= 10\r\n");
  await info(5, "application/dtmf-relay", "Signal=!\r\n");
  await info(6, "text/plain", "hello");
  expect(bob.heard).toEqual(["ack", "digit 5 240", "digit # 160", "digit * 160"]);
  const finals = world.network.linesFrom(BOB).slice(-5);
  expect(finals.map((line) => line.slice(8, 11))).toEqual(["200", "200", "200", "200", "415"]);
});

test("a re-INVITE is answered by the listener, with or without an offer, and the new target is used [R-SIP-42]", async () => {
  const { world, bob, to } = await upCall();
  const body = sdpToText(offer());
  await say(world, erins("INVITE", { branch: "re2", cseq: 2, to, body }));
  expect(world.network.textsFrom(BOB).at(-1)).toMatch(/^SIP\/2.0 200 OK[^]*m=audio/);
  await say(world, erins("ACK", { branch: "ack2", cseq: 2, to }));
  const moved = erins("INVITE", { branch: "re3", cseq: 3, to }).replace("<sip:erin@192.0.2.9", "<sip:moved@192.0.2.9");
  await say(world, moved);
  await say(world, erins("ACK", { branch: "ack3", cseq: 3, to, body: sdpToText(answerTo(offer())) }));
  expect(bob.heard).toEqual(["ack", "reoffer", "reoffer", "reanswer"]);
  bob.calls[0]?.hangUp();
  expect(world.network.linesFrom(BOB).at(-1)).toBe("BYE sip:moved@192.0.2.9:5060 SIP/2.0");
});

test("re-INVITEs that meet get 491, and both come through in the end [R-SIP-43]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = answered;
  const call = two.dial();
  await two.clock.advance(0);
  two.network.weather = () => [20];
  const results = Promise.all([call.reoffer(offer()), two.bob.calls[0]?.reoffer(offer())]);
  await two.clock.advance(60_000);
  expect(await results).toMatchObject([{ ok: true }, { ok: true }]);
  const lines = [...two.network.linesFrom(ALICE), ...two.network.linesFrom(BOB)];
  expect(lines.filter((line) => line === "SIP/2.0 491 Request Pending").length).toBeGreaterThanOrEqual(2);
  expect(two.heard.at(-1)).toBe("reoffer");
  expect(two.bob.heard.at(-1)).toBe("reoffer");
});

test("a re-INVITE that gets 481 ends the call as lost [R-SIP-43]", async () => {
  const { world, bob } = await upCall();
  const result = bob.calls[0]?.reoffer(offer());
  await world.clock.advance(0);
  const sent = world.network.textsFrom(BOB).at(-1) ?? "";
  const copied = sent.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  await say(world, ["SIP/2.0 481 Gone", ...copied, "Content-Length: 0", "", ""].join("\r\n"));
  expect(await result).toEqual({ ok: false, status: 481 });
  expect(bob.heard.at(-1)).toBe("ended by remote: lost");
});

test("requests go through the route set, loose or strict, and to the phone itself where there is none [R-SIP-44]", async () => {
  const routed = async (route: string): Promise<{ to: string; text: string }> => {
    const world = makeWorld();
    const bob = await makePhone(world, BOB);
    bob.onCall = answered;
    const headers = [`Record-Route: <sip:192.0.2.50${route}>, <sip:192.0.2.51;lr>`];
    await say(world, erins("INVITE", { body: sdpToText(offer()), headers }));
    const ok = world.network.textsFrom(BOB).at(-1) ?? "";
    expect(ok).toContain(`Record-Route: <sip:192.0.2.50${route}>, <sip:192.0.2.51;lr>\r\n`);
    await say(world, erins("ACK", { branch: "ack", to: bobs(ok) }));
    bob.calls[0]?.hangUp();
    const sent = world.network.log.at(-1);
    return { to: sent?.to.host ?? "", text: sent?.text ?? "" };
  };
  const loose = await routed(";lr");
  expect(loose.to).toBe("192.0.2.50");
  expect(loose.text).toMatch(
    /^BYE sip:erin@192.0.2.9:5060 SIP\/2.0\r\nVia: .*\r\nRoute: <sip:192.0.2.50;lr>\r\nRoute: <sip:192.0.2.51;lr>/,
  );
  const strict = await routed("");
  expect(strict.text).toMatch(
    /^BYE sip:192.0.2.50 SIP\/2.0\r\nVia: .*\r\nRoute: <sip:192.0.2.51;lr>\r\nRoute: <sip:erin@192.0.2.9:5060>/,
  );
});

test("a dial's route set is the answer's Record-Route turned round, and its ACK follows it [R-SIP-44]", async () => {
  const two = await aliceAndBob();
  two.network.weather = (sent) => (sent.to.host === BOB ? [] : [0]);
  const call = two.dial();
  await two.clock.advance(0);
  const copied = (two.network.textsFrom(ALICE)[0] ?? "")
    .split("\r\n")
    .filter((line) => /^(Via|From|Call-ID|CSeq):/.test(line));
  const ok = [
    "SIP/2.0 200 OK",
    ...copied,
    `To: <sip:bob@${BOB}>;tag=bob`,
    "Record-Route: <sip:192.0.2.52;lr>, <sip:192.0.2.51;lr>",
    "Contact: <sip:bob@192.0.2.77>",
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
  two.network.carry(ok, { from: { host: BOB, port: 5060 }, to: { host: ALICE, port: 5060 } });
  await two.clock.advance(0);
  call.hangUp();
  for (const [sent, method] of [
    [two.network.log.at(-2), "ACK"],
    [two.network.log.at(-1), "BYE"],
  ] as const) {
    expect(sent?.to.host).toBe("192.0.2.51");
    expect(sent?.text).toMatch(
      new RegExp(
        `^${method} sip:bob@192.0.2.77 SIP/2.0\r\nVia: .*\r\nRoute: <sip:192.0.2.51;lr>\r\nRoute: <sip:192.0.2.52;lr>\r\n`,
      ),
    );
  }
});

test("a phone behind NAT is answered and called back where it came from, not at its Contact [R-SIP-45]", async () => {
  const world = makeWorld();
  const bob = await makePhone(world, BOB);
  bob.onCall = answered;
  const natted = { host: "203.0.113.7", port: 31_000 };
  world.network.carry(erins("INVITE", { body: sdpToText(offer()) }), { from: natted, to: { host: BOB, port: 5060 } });
  await world.clock.advance(0);
  const ok = world.network.log.at(-1);
  expect(ok?.to).toEqual(natted);
  expect(ok?.text).toContain(`;received=203.0.113.7;rport=31000\r\n`);
  const ack = erins("ACK", { branch: "ack", to: bobs(ok?.text ?? "") });
  world.network.carry(ack, { from: natted, to: { host: BOB, port: 5060 } });
  await world.clock.advance(0);
  bob.calls[0]?.hangUp();
  expect(world.network.log.at(-1)?.to).toEqual(natted);
});

test("a memo is plain JSON, and ends its dialog from another process [R-SIP-46]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = answered;
  two.dial();
  await two.clock.advance(0);
  const memo = JSON.parse(JSON.stringify(two.bob.calls[0]?.memo()));
  const heir = await makePhone(two, "192.0.2.3");
  const ended = heir.stack.endByMemo(memo);
  await two.clock.advance(0);
  expect(await ended).toBe("answered");
  expect(two.heard.at(-1)).toBe("ended by remote: bye");
  const nobody = heir.stack.endByMemo({ ...memo, peer: { transport: "udp", host: "192.0.2.99", port: 5060 } });
  await two.clock.advance(33_000);
  expect(await nobody).toBe("timed-out");
});

test("too many calls, or too many new ones from one place, get 503; loopback and calls that are up do not [R-SIP-47]", async () => {
  const world = makeWorld();
  const bob = await makePhone(world, BOB, { limits: { callsMax: 2, invitesPerSecondPerSource: 3 } });
  const call = async (id: string, host = ERIN.host): Promise<string | undefined> => {
    const text = erins("INVITE", { branch: id, callId: id, fromTag: id, body: sdpToText(offer()) });
    world.network.carry(text, { from: { host, port: 5060 }, to: { host: BOB, port: 5060 } });
    await world.clock.advance(0);
    return world.network.linesFrom(BOB).at(-1)?.slice(8, 11);
  };
  expect([await call("1"), await call("2"), await call("3")]).toEqual(["100", "100", "503"]);
  bob.calls.forEach((one) => one.reject(486));
  bob.onCall = (one) => one.reject(486);
  expect([await call("4"), await call("5"), await call("6", "127.0.0.1")]).toEqual(["486", "503", "486"]);
  await world.clock.advance(1_000);
  expect(await call("7")).toBe("486");
});

test("what a listener throws costs its own call alone and is told [R-SIP-48]", async () => {
  const world = makeWorld();
  const faults: unknown[] = [];
  const bob = await makePhone(world, BOB, {
    onInvite: () => {
      throw new Error("a bug");
    },
    onFault: (error) => faults.push(error),
  });
  await say(world, erins("INVITE", { body: sdpToText(offer()) }));
  expect(world.network.linesFrom(BOB).at(-1)).toBe("SIP/2.0 500 Server Internal Error");
  expect(faults).toEqual([new Error("a bug")]);
  expect(bob.stack.load.calls).toBe(0);
});

test("a listener that throws at any event harms neither the call's end nor the next call [R-SIP-48]", async () => {
  const world = makeWorld();
  const faults: unknown[] = [];
  const bug = (): never => {
    throw new Error("a bug");
  };
  const listener = { onAck: bug, onReoffer: bug, onInfoDigit: bug, onEnded: bug, onCancelled: bug };
  const calls: InboundCall[] = [];
  const bob = await makePhone(world, BOB, {
    onInvite: (call) => {
      calls.push(call);
      if (call.callId === "erin-call") answered(call);
      return listener;
    },
    onFault: (error) => faults.push(error),
  });
  await say(world, erins("INVITE", { body: sdpToText(offer()) }));
  const to = bobs(world.network.textsFrom(BOB).at(-1) ?? "");
  await say(world, erins("ACK", { branch: "ack", to }));
  await say(world, erins("INVITE", { branch: "re", cseq: 2, to, body: sdpToText(offer()) }));
  await say(world, erins("INFO", { branch: "info", cseq: 3, to, type: "application/dtmf", body: "1" }));
  await say(world, erins("BYE", { branch: "bye", cseq: 4, to }));
  await say(world, erins("INVITE", { branch: "two", callId: "two", body: sdpToText(offer()) }));
  await say(world, erins("CANCEL", { branch: "two", callId: "two" }));
  expect(faults).toHaveLength(5);
  expect(world.network.linesFrom(BOB).filter((line) => line.startsWith("SIP/2.0 500"))).toHaveLength(1);
  expect(calls.map((call) => call.phase)).toEqual(["ended", "ended"]);
  expect(bob.stack.load.calls).toBe(0);
});

test("stopping says BYE to calls that are up, 503 to those that ring, CANCEL to those we dial [R-SIP-49]", async () => {
  const two = await aliceAndBob();
  two.bob.onCall = (call) => (call.callId === "dial-1" ? answered(call) : call.ring());
  two.dial();
  two.dial({ callId: "dial-2", branch: "branch-2" });
  await two.clock.advance(0);
  const stopped = two.alice.stack.stop();
  await two.clock.advance(1_000);
  await stopped;
  const methods = two.network.linesFrom(ALICE).map((line) => line.split(" ")[0]);
  expect(methods.slice(3)).toEqual(["BYE", "CANCEL", "ACK"]);
  await say(two, erins("INVITE", { body: sdpToText(offer()) }));
  const bobs = two.bob.stack.stop();
  await two.clock.advance(1_000);
  await bobs;
  expect(two.network.linesFrom(BOB).at(-1)).toBe("SIP/2.0 503 Service Unavailable");
});

async function say(world: World, text: string): Promise<void> {
  world.network.carry(text, { from: ERIN, to: { host: BOB, port: 5060 } });
  await world.clock.advance(0);
}

const bobs = (text: string): string => `<sip:sales@${BOB}>;tag=${tagIn(text)}`;

/** Erin is in a call with Bob; `to` is the To of her further requests. */
async function upCall(): Promise<{ world: World; bob: Phone; to: string }> {
  const world = makeWorld();
  const bob = await makePhone(world, BOB);
  bob.onCall = answered;
  await say(world, erins("INVITE", { body: sdpToText(offer()) }));
  const to = bobs(world.network.textsFrom(BOB).at(-1) ?? "");
  await say(world, erins("ACK", { branch: "ack", to }));
  return { world, bob, to };
}
