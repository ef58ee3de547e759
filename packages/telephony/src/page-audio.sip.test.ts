/** Calls of pages that hear and are heard: WebRTC both ways, over losses, returns, sign-outs and deaths. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId } from "@legroom/model";
import type { LegId } from "@legroom/model";
import type { BrowserPeer } from "@legroom/media";
import { Bench, untilHeard, untilSilent } from "../test/harness.ts";
import { visitorPage } from "../test/page-host.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench({ mediaProcesses: 2 }).start();
});
afterAll(() => bench.stop());

const HEARD_DBOV = -20;
const LEAK_DBOV = -50;

const endOf = (legId: LegId, at = bench) => at.facts.wait("leg.ended", (fact) => fact.legId === legId);

/** Resolves when the page has heard the tone for a second. */
async function untilPageHears(peer: BrowserPeer, hz: number): Promise<void> {
  await expect.poll(() => peer.heard(hz), { timeout: 30_000, interval: 100 }).toBeGreaterThan(HEARD_DBOV);
}

let talks = 0;

/** They hear each other from now on. A seat sits in one conference at a time, so each talk has names of its own. */
async function talk(seats: Readonly<Record<string, LegId>>, at = bench): Promise<void> {
  talks += 1;
  const nearLegId = Object.values(seats)[0] ?? asId<"leg">("leg-nobody");
  const state = at.conference(`talk-${talks}`, 1, seats);
  at.take({ type: "conference.set", states: [state], nearLegId });
  await at.facts.wait("conference.applied", ({ conferenceId }) => conferenceId === state.conferenceId);
}

test("a visitor's page and an agent's page hear each other, keys arrive by RTP and by INFO, and either hangs up [R-TEL-56] [R-TEL-27]", async () => {
  const visitor = await bench.visitor("visit-talks");
  const agent = await bench.agentUp("alice", { legId: "leg-alice", near: visitor.legId });
  await talk({ first: visitor.legId, alice: agent.legId });
  await visitor.peer.sayTone(600);
  await agent.peer.sayTone(975);
  await Promise.all([untilPageHears(visitor.peer, 975), untilPageHears(agent.peer, 600)]);
  await expect.poll(() => visitor.peer.heard(600), { timeout: 30_000 }).toBeLessThan(LEAK_DBOV);
  await visitor.peer.sendDigit("7");
  await bench.facts.wait("digits.received", (fact) => fact.legId === visitor.legId && fact.digits === "7");
  expect((await visitor.call.info("8")).status).toBe(200);
  await bench.facts.wait("digits.received", (fact) => fact.legId === visitor.legId && fact.digits === "8");
  expect((await agent.call.bye()).status).toBe(200);
  expect(await endOf(agent.legId)).toMatchObject({ cause: "hung-up", by: "far" });
  bench.take({ type: "leg.hang-up", legId: visitor.legId, cause: "completed" });
  expect((await visitor.call.ended).header("reason")).toContain("Completed");
  const ended = await endOf(visitor.legId);
  expect(ended).toMatchObject({ cause: "released", by: "us" });
  // As many as fit into the second or less that the tones, keys and farewells take.
  expect(ended.quality?.packetsReceived).toBeGreaterThan(10);
});

test("a phone and a page hear each other in one conference, whichever of them called [R-TEL-56]", async () => {
  const erin = await bench.customer();
  const agent = await bench.agentUp("bob", { legId: "leg-bob", near: erin.legId });
  await talk({ erin: erin.legId, bob: agent.legId });
  erin.call.say(600);
  await agent.peer.sayTone(975);
  await Promise.all([untilHeard(erin.rtp, 975), untilPageHears(agent.peer, 600)]);
  await untilSilent(erin.rtp, 600);
  erin.call.hangUp();
  await endOf(erin.legId);
  bench.take({ type: "leg.hang-up", legId: agent.legId, cause: "completed" });
  expect((await agent.call.ended).method).toBe("BYE");
  await endOf(agent.legId);
});

test("a leg that returns is made where its mate is, and its former one is dropped in silence [R-TEL-54] [R-TEL-56] [R-TEL-57]", async () => {
  const visitor = await bench.visitor("visit-reloads");
  const agent = await bench.agentUp("carol", { legId: "leg-carol", near: visitor.legId });
  await talk({ reloads: visitor.legId, carol: agent.legId });
  await agent.peer.sayTone(975);
  await untilPageHears(visitor.peer, 975);
  // The page is loaded again: the former one is gone with its connection and its audio.
  visitor.page.socket?.cut();
  const again = await bench.browser();
  const returned = await bench.visitor("visit-reloads", {
    pageId: "two",
    number: "return",
    peer: again,
    near: agent.legId,
  });
  const state = bench.conference(`talk-${talks}`, 2, { reloads: returned.legId, carol: agent.legId });
  bench.take({ type: "conference.set", states: [state], nearLegId: agent.legId });
  await bench.facts.wait(
    "conference.applied",
    (fact) => fact.conferenceId === state.conferenceId && fact.version === 2,
  );
  await again.sayTone(600);
  await Promise.all([untilPageHears(again, 975), untilPageHears(agent.peer, 600)]);
  const droppedAt = performance.now();
  bench.take({ type: "leg.hang-up", legId: visitor.legId, cause: "replaced" });
  expect(await endOf(visitor.legId)).toMatchObject({ cause: "released", by: "us" });
  // Without waiting for the page: an unanswered BYE would take half a minute (RFC 3261, Timer F).
  expect(performance.now() - droppedAt).toBeLessThan(10_000);
  expect(visitor.page.received.filter(({ method, status }) => method === "BYE" && status === 0)).toEqual([]);
  await untilPageHears(again, 975);
  for (const { legId } of [returned, agent]) bench.take({ type: "leg.hang-up", legId, cause: "completed" });
  await Promise.all([endOf(returned.legId), endOf(agent.legId)]);
});

test("a page that is there and takes its seat with another leg hears the end of the former [R-TEL-57]", async () => {
  const first = await bench.visitor("visit-twice");
  const call = first.page.call("return", await first.peer.offer());
  const second = await bench.arrival();
  bench.take({ type: "leg.answer", legId: second.legId, nearLegId: first.legId });
  await first.peer.answer((await call.answered).body);
  await bench.facts.wait("leg.media-started", (fact) => fact.legId === second.legId);
  bench.take({ type: "leg.hang-up", legId: first.legId, cause: "replaced" });
  expect((await first.call.ended).header("reason")).toBe('SIP;cause=200;text="Replaced"');
  expect((await call.bye()).status).toBe(200);
  expect(await endOf(second.legId)).toMatchObject({ cause: "hung-up", by: "far" });
});

test("the loss of its connection does not end a page's call: audio goes on, and requests go by the next one [R-TEL-58]", async () => {
  const visitor = await bench.visitor("visit-drops");
  const agent = await bench.agentUp("dora", { legId: "leg-dora", near: visitor.legId });
  await talk({ drops: visitor.legId, dora: agent.legId });
  visitor.page.socket?.cut();
  agent.page.socket?.cut();
  await bench.facts.wait("endpoint.lost", ({ endpointId }) => endpointId === agent.endpointId);
  await visitor.peer.sayTone(600);
  await untilPageHears(agent.peer, 600);
  expect(bench.facts.all("leg.ended").filter(({ legId }) => legId === visitor.legId)).toEqual([]);
  await Promise.all([bench.reconnect(visitor.page, visitor.holder), bench.reconnect(agent.page, agent.holder)]);
  bench.take({ type: "leg.hang-up", legId: visitor.legId, cause: "completed" });
  expect((await visitor.call.ended).method).toBe("BYE");
  expect((await agent.call.bye()).status).toBe(200);
  expect(await endOf(agent.legId)).toMatchObject({ cause: "hung-up", by: "far" });
});

test.each([
  ['SIP ;cause=408; text="RTP Timeout"', { cause: "lost", by: "system" }],
  ['SIP ;cause=488; text="WebRTC Error"', { cause: "lost", by: "system" }],
  ['SIP ;cause=200; text="Terminated"', { cause: "hung-up", by: "far" }],
  ["Q.850;cause=408", { cause: "hung-up", by: "far" }],
])("a page's BYE for `%s` is told as what it is [R-TEL-61]", async (reason, ended) => {
  const visitor = await bench.visitor(`visit-bye-${reason.length}`);
  expect((await visitor.call.bye(reason)).status).toBe(200);
  expect(await endOf(visitor.legId)).toMatchObject(ended);
});

test("a page that falls silent is told within four seconds, and when it is back, and its call goes on [R-TEL-42]", async () => {
  const visitor = await bench.visitor("visit-silent");
  const pausedAt = performance.now();
  await visitor.peer.pause();
  await bench.facts.wait("leg.media-lost", (fact) => fact.legId === visitor.legId);
  expect(performance.now() - pausedAt).toBeGreaterThan(2500);
  expect(performance.now() - pausedAt).toBeLessThan(4500);
  await visitor.peer.sayTone(600);
  await bench.facts.wait("leg.media-restored", (fact) => fact.legId === visitor.legId);
  expect(bench.facts.all("leg.ended").filter(({ legId }) => legId === visitor.legId)).toEqual([]);
  bench.take({ type: "leg.hang-up", legId: visitor.legId, cause: "failed" });
  await endOf(visitor.legId);
});

test("a sign-out hangs up first, tells the leg as lost, and then closes the connection [R-TEL-59]", async () => {
  const visitor = await bench.visitor("visit-stays");
  const agent = await bench.agentUp("emil", { legId: "leg-emil", near: visitor.legId });
  const ringing = await bench.registeredPage("fritz", "rings");
  const next = ringing.page.nextCall();
  bench.dial({ endpointId: ringing.endpointId, legId: "leg-fritz", near: visitor.legId });
  const call = await next;
  call.ring();
  await bench.facts.wait("leg.ringing", ({ legId }) => legId === "leg-fritz");
  bench.telephony.pages.close(({ kind }) => kind === "agent", "everybody out");
  const [bye, closed] = await Promise.all([agent.call.ended, agent.page.socket?.closed]);
  expect([bye.method, bye.header("reason")]).toEqual(["BYE", 'Q.850;cause=16;text="Signed out"']);
  expect(closed).toEqual({ code: 4401, reason: "everybody out" });
  expect(await endOf(agent.legId)).toMatchObject({ cause: "released", by: "system" });
  expect((await call.ended).method).toBe("CANCEL");
  expect(await bench.facts.wait("leg.failed", ({ legId }) => legId === "leg-fritz")).toMatchObject({
    cause: "unavailable",
    side: "theirs",
  });
  expect(bench.facts.all("leg.ended").filter(({ legId }) => legId === visitor.legId)).toEqual([]);
  bench.telephony.pages.close(({ kind }) => kind === "visitor", "the visit is over");
  expect((await visitor.call.ended).method).toBe("BYE");
  expect(await endOf(visitor.legId)).toMatchObject({ cause: "released", by: "system" });
});

test("a page that was signed out while it was away loses its leg all the same [R-TEL-59]", async () => {
  const visitor = await bench.visitor("visit-away");
  visitor.page.socket?.cut();
  await expect.poll(() => visitor.page.socket?.closed).toBeDefined();
  bench.telephony.pages.close((page) => page.kind === "visitor" && page.visitId === "visit-away", "over");
  expect(await endOf(visitor.legId)).toMatchObject({ cause: "released", by: "system" });
});

test("a media process that dies is told with its pages' legs, and others talk on [R-TEL-37]", async () => {
  const own = await new Bench({
    mediaProcesses: 2,
    rtpPorts: { from: 30_400, to: 30_439 },
    webrtcPorts: { from: 30_810, to: 30_811 },
  }).start();
  try {
    const [one, other] = [await own.visitor("visit-one"), await own.visitor("visit-other")];
    process.kill(own.telephony.mediaPids()[0] ?? 0, "SIGKILL");
    expect((await own.facts.wait("media.lost")).legIds).toEqual([one.legId]);
    const agent = await own.agentUp("alice", { legId: "leg-alice", near: other.legId });
    await talk({ other: other.legId, alice: agent.legId }, own);
    await other.peer.sayTone(600);
    await untilPageHears(agent.peer, 600);
    own.take({ type: "leg.hang-up", legId: one.legId, cause: "failed" });
    expect((await one.call.ended).method).toBe("BYE");
    expect(await endOf(one.legId, own)).not.toHaveProperty("quality");
  } finally {
    await own.stop();
  }
});

test("a page that was in a call before the restart is told of its end when it connects again [R-TEL-36]", async () => {
  const ports = { rtpPorts: { from: 30_440, to: 30_459 }, webrtcPorts: { from: 30_830, to: 30_830 } };
  const before = await new Bench(ports).start();
  const { page, holder, call, legId } = await before.visitor("visit-restart");
  const { memo } = await before.facts.wait("leg.answered");
  page.socket?.cut();
  const formerLegs = [{ legId, ...(memo === undefined ? {} : { memo }) }];
  const later = await new Bench({
    after: before,
    formerLegs,
    rtpPorts: { from: 30_460, to: 30_479 },
    webrtcPorts: { from: 30_831, to: 30_831 },
  }).start();
  try {
    await later.page(visitorPage("visit-restart", "of-another-tab"));
    await later.reconnect(page, holder);
    expect((await call.ended).header("reason")).toBe('SIP;cause=503;text="Shutting down"');
    await expect.poll(() => later.telephony.counters()["former-leg.answered"]).toBe(1);
  } finally {
    await later.stop();
    await before.stop();
  }
});

test("without a port for it a page's call is told to come later, and a phone's is taken [R-TEL-56]", async () => {
  const { webrtcPorts: _none, ...rest } = { webrtcPorts: undefined, rtpPorts: { from: 30_440, to: 30_459 } };
  const plain = await new Bench({ ...rest, webrtcPorts: { from: 30_820, to: 30_819 } }).start();
  try {
    const page = await plain.page(visitorPage("visit-none", "one"));
    const peer = await plain.browser();
    const call = page.call("sales", await peer.offer());
    const { legId } = await plain.arrival();
    plain.take({ type: "leg.answer", legId });
    expect((await call.answered).status).toBe(503);
    expect(await plain.facts.wait("leg.failed")).toMatchObject({ cause: "media", side: "ours" });
    await plain.customer();
  } finally {
    await plain.stop();
  }
});
