/** Pages as phones of their agents, over real WebSockets. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId, pageEndpointOf, unixMs } from "@legroom/model";
import type { EndpointFact, KnownEndpoint } from "@legroom/model";
import { agentPage, visitorPage } from "../test/page-host.ts";
import { Bench, secrets } from "../test/harness.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench().start();
});
afterAll(() => bench.stop());

/** What was told of a page, in order: `ready`, or why it was lost. */
function told(agentId: string, pageId: string, at: Bench = bench): string[] {
  const endpointId = pageEndpointOf(asId(agentId), asId(pageId));
  const isOfIt = (fact: { type: string }): fact is EndpointFact => fact.type.startsWith("endpoint.");
  return at.facts.facts
    .filter(isOfIt)
    .filter((fact) => fact.endpointId === endpointId)
    .map((fact) => (fact.type === "endpoint.ready" ? "ready" : fact.cause));
}

test("an agent's page registers as its agent's browser without a proof, and signing off takes it away [R-TEL-46] [R-TEL-49]", async () => {
  const { page } = await bench.registeredPage("alice", "one");
  const { deviceId, endpointId, binding } = await bench.facts.wait("endpoint.ready");
  expect({ deviceId, endpointId }).toEqual({ deviceId: "alice.browser", endpointId: "alice.browser:one" });
  expect(bench.vault.open(binding)).toContain(page.contact.slice(1, 20));
  expect((await page.register({ expiresS: 0 })).status).toBe(200);
  expect(told("alice", "one")).toEqual(["ready", "unregistered"]);
});

test("a page is nobody else's phone, and a visitor's page is none [R-TEL-46]", async () => {
  const page = await bench.page(agentPage("alice", "liar"));
  const before = bench.facts.facts.length;
  for (const user of ["bob.browser", "alice", "bob"])
    expect([user, (await page.register({ user })).status]).toEqual([user, 403]);
  const visitor = await bench.page(visitorPage("visit-1", "one"));
  for (const user of ["visitor-visit-1", "alice.browser"])
    expect([user, (await visitor.register({ user })).status]).toEqual([user, 403]);
  expect(bench.facts.facts).toHaveLength(before);
});

test.each(["udp", "tcp"] as const)("over %s nobody is a browser, with any proof [R-TEL-47]", async (transport) => {
  const phone = await bench.phone(transport);
  const before = bench.facts.facts.length;
  expect(await phone.register("alice.browser", secrets.alice)).toMatchObject({ status: 403 });
  expect(await phone.register("Alice.BROWSER", "")).toMatchObject({ status: 403 });
  const call = await phone.dial("sales", { from: `sip:alice.browser@${bench.address.host}`, password: secrets.alice });
  expect(await call.failed).toMatchObject({ status: 403 });
  expect(bench.facts.facts).toHaveLength(before);
});

test("one page of an agent is the phone: another is told 409, and gets its place only by asking for it [R-TEL-48]", async () => {
  const first = await bench.registeredPage("bob", "first");
  const second = await bench.page(agentPage("bob", "second"));
  expect((await second.register()).status).toBe(409);
  expect((await second.register({ expiresS: 0 })).status).toBe(409);
  expect(told("bob", "first")).toEqual(["ready"]);
  expect((await second.register({ takeOver: true })).status).toBe(200);
  expect(await first.page.socket?.closed).toMatchObject({ code: 4409 });
  expect([told("bob", "first"), told("bob", "second")]).toEqual([["ready", "taken-over"], ["ready"]]);
  // It comes back by itself, as pages do: it is not the phone any more, and says so.
  await bench.reconnect(first.page, first.holder);
  expect((await first.page.register()).status).toBe(409);
  // Its own place it keeps: refreshing needs no word.
  expect((await second.register()).status).toBe(200);
  expect(told("bob", "first")).toEqual(["ready", "taken-over"]);
  second.socket?.close();
});

test("of two pages that register at the same moment one is the phone [R-TEL-48]", async () => {
  const pages = await Promise.all([bench.page(agentPage("dora", "a")), bench.page(agentPage("dora", "b"))]);
  const statuses = await Promise.all(pages.map(async (page) => (await page.register()).status));
  expect(statuses.toSorted()).toEqual([200, 409]);
});

test("a page whose phone is gone leaves its place to the next without a word [R-TEL-48] [R-TEL-49]", async () => {
  const first = await bench.registeredPage("emil", "before");
  first.page.socket?.close();
  await bench.facts.wait("endpoint.lost", ({ endpointId }) => endpointId === first.endpointId);
  await bench.registeredPage("emil", "after");
  expect(told("emil", "before")).toEqual(["ready", "flow-closed"]);
});

test("a page that is cut off is lost, and is the same endpoint when it comes back [R-TEL-49]", async () => {
  const { page, holder } = await bench.registeredPage("fritz", "one");
  page.socket?.cut();
  await expect.poll(() => told("fritz", "one")).toEqual(["ready", "flow-closed"]);
  await bench.reconnect(page, holder);
  expect((await page.register()).status).toBe(200);
  expect(told("fritz", "one")).toEqual(["ready", "flow-closed", "ready"]);
});

test("a page that answers no ping is lost within five seconds [R-TEL-49]", async () => {
  const { page } = await bench.registeredPage("gerd", "asleep");
  if (page.socket !== undefined) page.socket.isMute = true;
  await expect.poll(() => told("gerd", "asleep"), { timeout: 30_000 }).toEqual(["ready", "no-pong"]);
});

test("a page that connects anew before its old connection is gone was never lost [R-TEL-49]", async () => {
  const { page, holder } = await bench.registeredPage("hilda", "one");
  const old = page.socket;
  await bench.reconnect(page, holder);
  expect(await old?.closed).toMatchObject({ code: 4000 });
  await page.register();
  expect(told("hilda", "one")).toEqual(["ready", "ready"]);
});

test("a page without a microphone is lost until it has one again, whenever it says so [R-TEL-50]", async () => {
  const microphone = (pageId: string, isReady: boolean) =>
    bench.telephony.pages.microphone({ agentId: asId("ida"), pageId: asId(pageId), isReady });
  await microphone("one", false);
  const page = await bench.page(agentPage("ida", "one"));
  expect((await page.register()).status).toBe(200);
  expect(told("ida", "one")).toEqual(["no-microphone"]);
  await microphone("one", true);
  await microphone("one", true);
  expect(told("ida", "one")).toEqual(["no-microphone", "ready"]);
  await microphone("one", false);
  await microphone("one", false);
  expect(told("ida", "one")).toEqual(["no-microphone", "ready", "no-microphone"]);
  // Back from the network, still without one: nothing to ring.
  page.socket?.cut();
  await bench.reconnect(page, agentPage("ida", "one"));
  await page.register();
  expect(told("ida", "one").slice(3)).not.toContain("ready");
  await microphone("one", true);
  expect(told("ida", "one").at(-1)).toBe("ready");
});

test("a microphone is ready again only for a page that is there [R-TEL-50]", async () => {
  const { page } = await bench.registeredPage("jana", "one");
  const of = { agentId: asId<"agent">("jana"), pageId: asId<"page">("one") };
  await bench.telephony.pages.microphone({ ...of, isReady: false });
  const closedBefore = bench.telephony.counters()["sip.flow.closed"] ?? 0;
  page.socket?.cut();
  await expect.poll(() => bench.telephony.counters()["sip.flow.closed"]).toBeGreaterThan(closedBefore);
  await bench.telephony.pages.microphone({ ...of, isReady: true });
  expect(told("jana", "one").filter((one) => one === "ready")).toHaveLength(1);
});

test("the registration of a microphone resolves when the centre has it for good [R-TEL-50]", async () => {
  await bench.registeredPage("karl", "one");
  const durable = Promise.withResolvers<void>();
  bench.facts.gate = durable.promise;
  let isDurable = false;
  const asked = { agentId: asId<"agent">("karl"), pageId: asId<"page">("one"), isReady: false };
  const telling = bench.telephony.pages.microphone(asked).then(() => {
    isDurable = true;
  });
  await bench.facts.wait("endpoint.lost", ({ endpointId }) => endpointId === "karl.browser:one");
  expect(isDurable).toBe(false);
  bench.facts.gate = undefined;
  durable.resolve();
  await telling;
});

test("pages of before a restart are told as lost, and are not asked for their connection [R-TEL-52]", async () => {
  const known: KnownEndpoint = {
    endpointId: pageEndpointOf(asId("alice"), asId("of-before")),
    deviceId: asId("alice.browser"),
    alive: true,
    binding: asId("unreadable"),
    expiresAt: unixMs(Date.now() + 600_000),
  };
  const later = await new Bench({ endpoints: [known], rtpPorts: { from: 30_400, to: 30_419 } }).start();
  try {
    expect(await later.facts.wait("endpoint.lost")).toMatchObject({ endpointId: known.endpointId, cause: "expired" });
  } finally {
    await later.stop();
  }
});

test("a sign-out ends what it is said of and nothing else, with its reason [R-TEL-59]", async () => {
  const [kim, other] = [await bench.registeredPage("kim", "one"), await bench.registeredPage("lena", "one")];
  bench.telephony.pages.close((page) => page.kind === "agent" && page.signInId === "sign-in-of-kim", "signed out");
  expect(await kim.page.socket?.closed).toEqual({ code: 4401, reason: "signed out" });
  expect(told("kim", "one")).toEqual(["ready", "unregistered"]);
  expect((await other.page.register()).status).toBe(200);
  expect(told("lena", "one")).toEqual(["ready", "ready"]);
});

test("what is left of a page's registration makes it no phone when another page registers [R-TEL-48]", async () => {
  const old = await bench.registeredPage("mona", "old");
  bench.telephony.pages.close((page) => page.kind === "agent" && page.agentId === "mona", "signed out");
  await old.page.socket?.closed;
  await bench.reconnect(old.page, old.holder);
  await bench.registeredPage("mona", "new");
  expect([told("mona", "old"), told("mona", "new")]).toEqual([["ready", "unregistered"], ["ready"]]);
  expect((await old.page.register()).status).toBe(409);
});

test("before the start and after the stop nobody is let in, and above the bound nobody more [R-TEL-60]", async () => {
  const small = new Bench({ limits: { pageConnectionsMax: 1 }, rtpPorts: { from: 30_400, to: 30_419 } });
  await expect(small.page(agentPage("alice", "early"))).rejects.toThrow("503");
  await small.start();
  const page = await small.page(agentPage("alice", "one"));
  await expect(small.page(agentPage("bob", "two"))).rejects.toThrow("503");
  await small.reconnect(page, agentPage("alice", "one"));
  await small.telephony.stop();
  await expect(small.page(agentPage("alice", "late"))).rejects.toThrow("503");
  await small.stop();
});
