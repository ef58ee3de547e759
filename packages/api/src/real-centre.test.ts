/** The API in front of the real machine, with telephony and disk played: what an agent's program sees of one call. */
import { Centre } from "@legroom/engine";
import type { Publisher } from "@legroom/engine/ports";
import type { Event } from "@legroom/model";
import { asId, defaultCentre } from "@legroom/model";
import { Dice, FakeTelephony, seededEntropy, SimJournal, VirtualClock } from "@legroom/sim";
import type { FakePhone, FarCall } from "@legroom/sim";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ADMIN_KEY, askApp, makeSettings, OWN_PAGE, signedInBy } from "../test/desk.ts";
import { FakeDirectory } from "../test/fake-directory.ts";
import {
  FakeAccounts,
  FakeExplainer,
  FakeFigures,
  FakeLog,
  FakePageDoor,
  FakeQueries,
  FakeRecordings,
  FakeVault,
} from "../test/fake-ports.ts";
import { buildApp } from "./app.ts";
import { sealCentreFile } from "./index.ts";
import { makeParts, publisherOf } from "./parts.ts";

let floor: Awaited<ReturnType<typeof openFloor>>;
beforeEach(async () => {
  floor = await openFloor();
});
afterEach(() => floor.centre.stop());

async function openFloor() {
  const [clock, vault, queries, log] = [new VirtualClock(), new FakeVault(), new FakeQueries(), new FakeLog()];
  const journal = new SimJournal({ clock });
  const telephony = new FakeTelephony({ clock, dice: new Dice(1) });
  const published: Event[] = [];
  const hearers: Publisher[] = [];
  const publish = (events: readonly Event[]): void => {
    published.push(...events);
    for (const hearer of hearers) hearer.publish(events);
  };
  const entropy = seededEntropy(1);
  const firstConfig = () => sealCentreFile(defaultCentre(), vault);
  const centre = new Centre({
    centreId: asId("centre"),
    journal,
    telephony,
    publisher: { publish },
    clock,
    entropy,
    log,
    codeVersion: "test",
    firstConfig,
  });
  await centre.start();
  const parts = makeParts({
    centre,
    settings: makeSettings(),
    accounts: new FakeAccounts(),
    directory: new FakeDirectory(),
    pageDoor: new FakePageDoor(),
    vault,
    queries,
    clock,
    log,
    figures: new FakeFigures(),
    explainer: new FakeExplainer(),
    counters: () => ({}),
    recordings: new FakeRecordings(),
  });
  hearers.push(publisherOf(parts));
  const app = await buildApp(parts, new WeakSet());
  return { app, centre, clock, journal, telephony, published, vault };
}

/** Asks, and gives the machine the moments it needs. */
async function ask(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown, key = ADMIN_KEY) {
  const replying = askApp(floor.app, { method, path, key, body });
  await floor.clock.pass(50);
  return replying;
}

class Phone implements FakePhone {
  readonly name = "phone";
  call: FarCall | undefined;
  invited(call: FarCall): void {
    this.call = call;
    call.rings();
  }
  answered(): void {
    // what follows is seen in the API
  }
  over(): void {
    this.call = undefined;
  }
}

async function callSales(): Promise<Phone> {
  const phone = new Phone();
  floor.telephony.registers({ endpointId: asId("ep-alice"), deviceId: asId("alice"), phone });
  await ask("PUT", "/agents/alice/presence", { presence: "available" });
  const person = await floor.vault.identify({ kind: "tel", value: "+15555550199" });
  floor.telephony.arrives({ to: "sales", far: new Phone(), person });
  await floor.clock.pass(1000);
  return phone;
}

test("a command is durable before it is answered, and its event follows [R-API-20]", async () => {
  const reply = await ask("PUT", "/agents/alice/presence", { presence: "away" });
  expect(reply.status).toBe(202);
  const { seq } = reply.json as { seq: number };
  expect(floor.journal.disk.lastSeq).toBeGreaterThanOrEqual(seq);
  expect(floor.published.find((event) => event.type === "agent.presence-changed")).toMatchObject({
    agentId: "alice",
    presence: "away",
    actor: { kind: "operator" },
  });
});

test("the machine's refusals arrive as they are [R-API-11]", async () => {
  expect((await ask("PUT", "/agents/mallory/presence", { presence: "away" })).json).toMatchObject({
    error: { code: "agent.unknown" },
  });
  expect((await ask("POST", "/agents/alice/wrap-up/end")).status).toBe(409);
  expect((await ask("POST", "/interactions/none/end")).status).toBe(404);
});

test("a presence for after the call, and a wrap-up that is made longer, come through to the machine [R-API-100] [R-API-101]", async () => {
  const phone = await callSales();
  phone.call?.answers();
  await floor.clock.pass(5000);
  const lunch = { presence: "break", reasonCode: "lunch", when: "next" };
  expect((await ask("PUT", "/agents/alice/presence", { ...lunch, presence: "away" })).json).toMatchObject({
    error: { code: "presence.reason-unknown", params: { known: ["away-from-desk"] } },
  });
  expect((await ask("PUT", "/agents/alice/presence", lunch)).status).toBe(202);
  expect((await ask("POST", "/agents/alice/wrap-up/request")).json).toMatchObject({
    error: { code: "wrap-up.not-asked" }, // it follows in any case
  });
  const { availability } = (await ask("GET", "/agents/alice")).json as { availability: { interactionId: string } };
  expect((await ask("POST", `/interactions/${availability.interactionId}/end`)).status).toBe(202);
  await floor.clock.pass(1000);
  expect((await ask("GET", "/agents/alice")).json).toMatchObject({
    ...{ presence: "available", next: { presence: "break", reasonCode: "lunch" } },
    ...{ availability: { state: "wrapping" }, wrapUpMode: "optional", wrapUpExtensionLeftMs: 60_000 },
  });
  expect((await ask("POST", "/agents/alice/wrap-up/extend", { byMs: 40_000 })).status).toBe(202);
  expect((await ask("POST", "/agents/alice/wrap-up/extend", { byMs: 40_000 })).json).toMatchObject({
    error: { code: "wrap-up.no-extension", params: { leftMs: 20_000 } },
  });
  expect((await ask("POST", "/agents/alice/wrap-up/end")).status).toBe(202);
  expect((await ask("GET", "/agents/alice")).json).toMatchObject({ presence: "break", reasonCode: "lunch" });
});

test("a centre whose parts do not fit together is refused by the machine, with the part at fault [R-API-11]", async () => {
  const file = defaultCentre();
  const entries = [{ customerClass: "any", topic: "any", queue: "nowhere" }];
  const reply = await ask("PUT", "/centre", { ...file, entries });
  expect([reply.status, reply.json]).toMatchObject([409, { error: { code: "centre.invalid" } }]);
  expect((await ask("GET", "/centre")).json).toEqual(file);
});

test("a call is seen from its offer to its wrap-up [R-API-20]", async () => {
  const phone = await callSales();
  expect((await ask("GET", "/offers")).json).toMatchObject({
    items: [{ agentId: "alice", phase: "ringing", queueId: "sales" }],
  });
  expect((await ask("GET", "/agent-counts")).json).toMatchObject({ counts: { offered: 1, "signed-out": 3 } });
  expect((await ask("GET", "/queues/sales")).json).toMatchObject({
    waiting: 1,
    agents: { offered: 1, "signed-out": 1 },
  });

  phone.call?.answers();
  await floor.clock.pass(2000);
  expect((await ask("GET", "/agent-counts")).json).toMatchObject({
    counts: { busy: 1 },
    summary: "1 busy, 3 signed-out",
  });
  const { interactionId } = ((await ask("GET", "/agents/alice")).json as { availability: { interactionId: string } })
    .availability;

  expect((await ask("POST", `/interactions/${interactionId}/end`)).status).toBe(202);
  await floor.clock.pass(10_000);
  const note = { agentId: "alice", disposition: "sold", note: "wants a call on Monday" };
  expect((await ask("POST", `/interactions/${interactionId}/wrap-up`, note)).status).toBe(202);
  expect(JSON.stringify(floor.journal.disk.steps)).not.toContain("Monday");
  expect((await ask("POST", "/agents/alice/wrap-up/end")).status).toBe(202);
  expect((await ask("GET", "/agent-counts")).json).toMatchObject({ counts: { available: 1 } });
});

test("an offer that is declined here stops ringing there, and a repeat gets the first answer [R-API-21]", async () => {
  const phone = await callSales();
  const [offer] = ((await ask("GET", "/offers")).json as { items: { id: string }[] }).items;
  const decline = () =>
    askApp(floor.app, { method: "POST", path: `/offers/${offer?.id}/decline`, headers: { "idempotency-key": "once" } });
  const first = decline();
  await floor.clock.pass(500);
  expect((await first).status).toBe(202);
  expect(phone.call).toBeUndefined();
  expect((await decline()).json).toEqual((await first).json);
  expect((await ask("POST", `/offers/${offer?.id}/accept`)).status).toBe(404);
});

test("a key that was made opens, and is shut out once revoked [R-API-6]", async () => {
  const made = await ask("POST", "/api-keys", { name: "wallboard", capabilities: ["queues.read"], scope: "centre" });
  const { id, key } = made.json as { id: string; key: string };
  expect((await ask("GET", "/queues", undefined, key)).status).toBe(200);
  expect((await ask("GET", "/agents", undefined, key)).status).toBe(403);
  await ask("DELETE", `/api-keys/${id}`);
  expect((await ask("GET", "/queues", undefined, key)).status).toBe(401);
  expect(JSON.stringify(floor.journal.disk.steps)).not.toContain(key);
});

test("a commit that fails is 503, and the centre answers again when the disk does [R-API-12]", async () => {
  floor.journal.failNext("before");
  const reply = await ask("PUT", "/agents/alice/presence", { presence: "away" });
  expect([reply.status, reply.headers["retry-after"]]).toEqual([503, "1"]);
  expect(floor.published.some((event) => event.type === "agent.presence-changed")).toBe(false);
  await floor.clock.pass(5000);
  expect((await ask("GET", "/health")).text).toBe('{"status":"ok"}');
  expect((await ask("PUT", "/agents/alice/presence", { presence: "away" })).status).toBe(202);
});

/** Asks in a way of their own, and gives the machine the moments it needs. */
async function askBy(
  headers: Record<string, string>,
  to: { method: "GET" | "POST" | "PUT"; path: string; base?: string },
) {
  const replying = askApp(floor.app, { ...to, key: undefined, headers });
  await floor.clock.pass(50);
  return (await replying).json;
}

async function signIn(personId: string) {
  const { url } = (await ask("POST", `/people/${personId}/link`)).json as { url: string };
  const body = { token: url.split("#")[1] };
  const using = askApp(floor.app, { method: "POST", path: "/links/use", key: undefined, body });
  await floor.clock.pass(50);
  const { base, cookie } = signedInBy(await using);
  return (method: "GET" | "POST" | "PUT", path: string): Promise<unknown> =>
    askBy({ cookie, ...OWN_PAGE }, { method, path, base });
}

test("a visitor's call is seen by its page, by the agent's desk and on the wall, until its end [R-API-62] [R-API-75]", async () => {
  const [alice, bob, grace] = [await signIn("alice"), await signIn("bob"), await signIn("grace")];
  const phone = new Phone();
  floor.telephony.registers({ endpointId: asId("alice.browser:page-1"), deviceId: asId("alice.browser"), phone });
  await floor.clock.pass(50);
  expect(await alice("GET", "/me/desk")).toMatchObject({
    agent: { endpoints: [{ endpointId: "alice.browser:page-1", kind: "browser", alive: true }] },
    can: { accept: { ok: false }, end: { ok: false }, presence: { available: { ok: true } } },
  });
  const opening = askApp(floor.app, { method: "POST", path: "/visitor-calls", key: undefined, body: { name: "Zoë" } });
  const visit = (await opening).json as { visitId: string; token: string };
  const state = () =>
    askBy({ authorization: `Visit ${visit.token}` }, { method: "GET", path: `/visitor-calls/${visit.visitId}` });
  expect(await state()).toMatchObject({ phase: "not-called" });

  const { person } =
    [...floor.vault.people].map(([ref, { name }]) => ({ person: ref, name })).find(({ name }) => name === "Zoë") ?? {};
  if (person === undefined) throw new Error("the vault has who visits");
  const customer = new Phone();
  const legId = floor.telephony.arrives({ to: "main", far: customer, person, visitId: asId(visit.visitId) });
  await floor.clock.pass(1500);
  expect(await state()).toMatchObject({ phase: "in-flow", keys: [{ key: "1", name: "Sales" }, {}, {}, {}] });
  floor.telephony.presses(legId, "1");
  await floor.clock.pass(1000);
  expect(await state()).toMatchObject({ phase: "queued", queueName: "Sales", position: 1 });

  await ask("PUT", "/agents/alice/presence", { presence: "available" });
  await floor.clock.pass(500);
  const ringing = { offer: { queueName: "Sales", phase: "ringing", customer: { name: "Zoë", visitor: true } } };
  expect(await alice("GET", "/me/desk")).toMatchObject({
    ...ringing,
    can: { accept: { ok: true }, decline: { ok: true } },
  });
  expect(await bob("GET", "/me/desk")).not.toHaveProperty("offer");
  phone.call?.answers();
  await floor.clock.pass(2000);
  expect(await state()).toMatchObject({ phase: "live", agentName: "Alice", agentAway: false });
  const desk = (await alice("GET", "/me/desk")) as { work: { interactionId: string } };
  expect(desk).toMatchObject({ work: { customerAway: false, customer: { name: "Zoë" } }, can: { end: { ok: true } } });
  const { interactionId } = desk.work;
  expect(await grace("GET", "/wall")).toMatchObject({
    interactions: [{ id: interactionId, phase: "live", agentId: "alice", customer: { name: "Zoë", visitor: true } }],
  });
  expect(await bob("POST", `/interactions/${interactionId}/end`)).toMatchObject({ error: { code: "auth.scope" } });
  expect(await alice("POST", `/interactions/${interactionId}/end`)).toMatchObject({ state: "pending" });
  await floor.clock.pass(10_000);
  expect(await state()).toMatchObject({
    phase: "closed",
    cause: "agent-ended",
  });
});
