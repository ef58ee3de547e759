/** Calls of pages and to pages, without a word heard: who may, who is told what, and how they end. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId } from "@legroom/model";
import type { LegFailure, LegId } from "@legroom/model";
import { parseSdp } from "@legroom/sip";
import { Bench } from "../test/harness.ts";
import { agentPage, visitorPage } from "../test/page-host.ts";
import type { ScriptedPage } from "../test/scripted-page.ts";
import { webRtcOffer } from "../test/web-rtc-sdp.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench().start();
});
afterAll(() => bench.stop());

const failureOf = (legId: LegId) => bench.facts.wait("leg.failed", (fact) => fact.legId === legId);

test("a visitor's page calls as its visit and as nobody else, whatever it calls itself [R-TEL-53]", async () => {
  const page = await bench.page(visitorPage("visit-who", "one"));
  const call = page.call("Sales", webRtcOffer);
  const arrived = await bench.arrival();
  expect(arrived).toMatchObject({ to: "sales", visitId: "visit-who", person: "person-of-visit-who" });
  expect(arrived).not.toHaveProperty("deviceId");
  expect(arrived).not.toHaveProperty("returns");
  bench.take({ type: "leg.reject", legId: arrived.legId, cause: "busy" });
  expect((await call.answered).status).toBe(486);
});

test("an agent's page calls as its agent's browser, features included [R-TEL-46]", async () => {
  const page = await bench.page(agentPage("alice", "calls"));
  const call = page.call("*1", webRtcOffer);
  const arrived = await bench.arrival();
  expect(arrived).toMatchObject({ to: "*1", deviceId: "alice.browser" });
  expect(bench.vault.describe(arrived.person)?.identities).toEqual([{ kind: "sip", value: "sip:alice.browser" }]);
  expect(arrived).not.toHaveProperty("visitId");
  bench.take({ type: "leg.reject", legId: arrived.legId, cause: "forbidden" });
  expect((await call.answered).status).toBe(403);
});

test("a page that dials `return` asks for its seat; for a phone that is a number like others [R-TEL-54]", async () => {
  const [agent, visitor] = await Promise.all([
    bench.page(agentPage("alice", "returns")),
    bench.page(visitorPage("visit-returns", "one")),
  ]);
  agent.call("return", webRtcOffer);
  const ofAgent = await bench.arrival();
  expect(ofAgent).toMatchObject({ returns: true, deviceId: "alice.browser" });
  const call = visitor.call("return", webRtcOffer);
  const ofVisitor = await bench.arrival();
  expect(ofVisitor).toMatchObject({ returns: true, visitId: "visit-returns" });
  bench.take({ type: "leg.reject", legId: ofVisitor.legId, cause: "not-found" });
  expect((await call.answered).status).toBe(404);
  bench.take({ type: "leg.reject", legId: ofAgent.legId, cause: "not-found" });
  const phone = await bench.phone();
  const plain = await phone.dial("return");
  expect(await bench.arrival()).not.toHaveProperty("returns");
  plain.hangUp();
});

test("a page's call needs a WebRTC offer, and a phone's a plain one [R-TEL-55]", async () => {
  const page = await bench.page(agentPage("alice", "plain"));
  const before = bench.facts.all("leg.arrived").length;
  const withoutKey = webRtcOffer.replace(/^a=fingerprint.*\r\n/m, "");
  for (const offer of [withoutKey, ""]) expect((await page.call("sales", offer).answered).status).toBe(488);
  const phone = await bench.phone();
  const sdp = parseSdp(webRtcOffer);
  const call = await phone.dial("sales", sdp === undefined ? {} : { sdp });
  expect(await call.failed).toMatchObject({ status: 488 });
  expect(bench.facts.all("leg.arrived")).toHaveLength(before);
});

test("a visitor's page has one call at a time, and beside it only the one that is to replace it [R-TEL-53]", async () => {
  const page = await bench.page(visitorPage("visit-one", "one"));
  page.call("sales", webRtcOffer);
  const first = await bench.arrival();
  expect((await page.call("support", webRtcOffer).answered).status).toBe(486);
  page.call("return", webRtcOffer);
  const returning = await bench.arrival();
  expect(returning.returns).toBe(true);
  for (const { legId } of [first, returning]) bench.take({ type: "leg.hang-up", legId, cause: "completed" });
});

test("a visit makes three calls within ten seconds, whatever its pages, and then is told to wait [R-TEL-53]", async () => {
  const pages = await Promise.all(["a", "b", "c"].map((id) => bench.page(visitorPage("visit-often", id))));
  const other = await bench.page(visitorPage("visit-seldom", "a"));
  for (const page of pages) {
    const call = page.call("sales", webRtcOffer);
    const { legId } = await bench.arrival();
    bench.take({ type: "leg.reject", legId, cause: "busy" });
    await call.answered;
  }
  const refused = await pages[0]?.call("return", webRtcOffer).answered;
  expect([refused?.status, refused?.header("retry-after")]).toEqual([503, "5"]);
  other.call("sales", webRtcOffer);
  expect((await bench.arrival()).visitId).toBe("visit-seldom");
});

test.each([
  ["gives up", (_page: ScriptedPage, call: { cancel(): void }) => call.cancel()],
  ["is gone", (page: ScriptedPage) => page.socket?.cut()],
])("a page that %s before it is answered is told as given up at once [R-TEL-58]", async (_what, end) => {
  const page = await bench.page(agentPage("alice", `early-${_what}`));
  const call = page.call("sales", webRtcOffer);
  const { legId } = await bench.arrival();
  end(page, call);
  expect(await failureOf(legId)).toMatchObject({ cause: "cancelled", side: "theirs" });
});

test("a page is rung with who, why and the offer's id, and with an offer of WebRTC [R-TEL-56]", async () => {
  const { page, endpointId } = await bench.registeredPage("bob", "rung");
  const next = page.nextCall();
  bench.dial({ endpointId, legId: "leg-rung" });
  const call = await next;
  const { invite } = call;
  expect(invite.header("x-legroom-offer")).toBe('offer-of-leg-rung; queue="Sales"; why="VIP, waited \\"12\\" s"');
  expect(invite.body).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 0 \d+\r$/m);
  expect(invite.body).toMatch(/^a=fingerprint:sha-256 /m);
  expect(invite.body).toMatch(new RegExp(`^a=candidate:.* 127\\.0\\.0\\.1 ${bench.webrtcPorts.from} typ host`, "m"));
  call.ring();
  await bench.facts.wait("leg.ringing", ({ legId }) => legId === "leg-rung");
  call.reject(603);
  expect(await failureOf(asId("leg-rung"))).toMatchObject({ cause: "declined", side: "theirs" });
});

test.each<[number, LegFailure]>([
  [486, "busy"],
  [480, "unavailable"],
  [488, "no-media"],
  [500, "server-error"],
])("a page that says %i is told as %s, like a phone [R-TEL-56]", async (status, cause) => {
  const { page, endpointId } = await bench.registeredPage(`agent-${status}`, "one");
  const next = page.nextCall();
  bench.dial({ endpointId, legId: `leg-page-${status}` });
  (await next).reject(status);
  expect(await failureOf(asId(`leg-page-${status}`))).toMatchObject({ cause, side: "theirs" });
});

test("a page that stops ringing is told where the call went [R-TEL-56]", async () => {
  const { page, endpointId } = await bench.registeredPage("carla", "one");
  const next = page.nextCall();
  bench.dial({ endpointId, legId: "leg-elsewhere" });
  const call = await next;
  call.ring();
  await bench.facts.wait("leg.ringing", ({ legId }) => legId === "leg-elsewhere");
  bench.take({ type: "leg.hang-up", legId: asId("leg-elsewhere"), cause: "answered-elsewhere" });
  expect((await call.ended).header("reason")).toBe('SIP;cause=200;text="Call completed elsewhere"');
  expect(await failureOf(asId("leg-elsewhere"))).toMatchObject({ cause: "cancelled", side: "ours" });
});

test("a page answers with no description that media can use: the leg fails, and the page is hung up [R-TEL-56]", async () => {
  const { page, endpointId } = await bench.registeredPage("doris", "one");
  const next = page.nextCall();
  bench.dial({ endpointId, legId: "leg-garbage" });
  const call = await next;
  call.answer("v=0\r\nthis is none\r\n");
  expect(await failureOf(asId("leg-garbage"))).toMatchObject({ cause: "no-media", side: "theirs" });
  expect((await call.ended).method).toBe("BYE");
});

test("a page that cannot be rung now is not: lost, without a microphone, or taken over [R-TEL-50] [R-TEL-48]", async () => {
  const { page, endpointId, holder } = await bench.registeredPage("egon", "one");
  const unavailable = async (legId: string) => {
    bench.dial({ endpointId, legId });
    expect(await failureOf(asId(legId))).toMatchObject({ cause: "unavailable", side: "theirs" });
  };
  const of = { agentId: asId<"agent">("egon"), pageId: asId<"page">("one") };
  await bench.telephony.pages.microphone({ ...of, isReady: false });
  await unavailable("leg-no-microphone");
  await bench.telephony.pages.microphone({ ...of, isReady: true });
  page.socket?.cut();
  await bench.facts.wait("endpoint.lost", (fact) => fact.endpointId === endpointId && fact.cause === "flow-closed");
  await unavailable("leg-cut");
  await bench.reconnect(page, holder);
  await page.register();
  const other = await bench.page(agentPage("egon", "two"));
  await other.register({ takeOver: true });
  await unavailable("leg-taken-over");
  expect(page.calls).toEqual([]);
});

test("a page whose connection goes while it is rung fails the dial at once [R-TEL-56]", async () => {
  const { page, endpointId } = await bench.registeredPage("franz", "one");
  const next = page.nextCall();
  bench.dial({ endpointId, legId: "leg-vanished" });
  await next;
  page.socket?.cut();
  await bench.facts.wait("endpoint.lost", (fact) => fact.endpointId === endpointId);
  bench.take({ type: "leg.hang-up", legId: asId("leg-vanished"), cause: "withdrawn" });
  expect(await failureOf(asId("leg-vanished"))).toMatchObject({ cause: "cancelled" });
});

test("a page that did not ring is told as ready again some seconds later, while its connection lives [R-TEL-51]", async () => {
  const { endpointId, page } = await bench.registeredPage("gustav", "one");
  const readyOf = () => bench.facts.all("endpoint.ready").filter((fact) => fact.endpointId === endpointId);
  const gone = await bench.registeredPage("hanna", "one");
  const invited = Promise.all([page.nextCall(), gone.page.nextCall()]);
  bench.dial({ endpointId, legId: "leg-deaf" });
  bench.dial({ endpointId: gone.endpointId, legId: "leg-gone" });
  await invited;
  const givenUpAt = performance.now();
  for (const legId of ["leg-deaf", "leg-gone"])
    bench.take({ type: "leg.hang-up", legId: asId(legId), cause: "withdrawn" });
  gone.page.socket?.cut();
  await failureOf(asId("leg-deaf"));
  expect(readyOf()).toHaveLength(1);
  await expect.poll(() => readyOf().length, { timeout: 30_000 }).toBe(2);
  expect(performance.now() - givenUpAt).toBeGreaterThan(3000);
  expect(bench.facts.all("endpoint.ready").filter((fact) => fact.endpointId === gone.endpointId)).toHaveLength(1);
});

test("what passes a page's connection is on its leg's ladder [R-TEL-8]", async () => {
  const page = await bench.page(visitorPage("visit-ladder", "one"));
  page.call("sales", webRtcOffer);
  const { legId, person } = await bench.arrival();
  bench.take({ type: "leg.reject", legId, cause: "not-found" });
  await failureOf(legId);
  const ladder = () => bench.traces.filter((entry) => entry.legId === legId && entry.kind === "sip");
  await expect
    .poll(() => ladder().map(({ text }) => text.split(/[ \r]/, 2).join(" ")))
    .toContain("ACK sip:sales@127.0.0.1");
  expect(new Set(ladder().map((entry) => entry.person))).toEqual(new Set([person]));
  expect(ladder()[0]?.peer).toMatch(/^ws 127\.0\.0\.1:\d+$/);
});
