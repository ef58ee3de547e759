import { capabilities, defaultCentre } from "@legroom/model";
import type { Capability } from "@legroom/model";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADMIN_KEY, Desk } from "../test/desk.ts";
import { offerMade, seat as seatThem } from "../test/fixtures.ts";
import { routes } from "./route-table.ts";
import type { Needs } from "./route.ts";

/**
 * What each route asks for, told a second time on purpose: the table may not change its mind unnoticed. `ok` is what
 * the administrator's key gets, `people` what the signed-in get: Alice, whose the thing is; Bob, whose it is not; the
 * supervisor; the administrator.
 */
type Row = { needs: Needs; url: string; body?: unknown; ok: number; people?: [number, number, number, number] };

const presence = { presence: "available" };
const everybody: Row["people"] = [200, 200, 200, 200];
const staff: Row["people"] = [403, 403, 200, 200];
const staffCommand: Row["people"] = [403, 403, 202, 202];
const owner: Row["people"] = [200, 403, 200, 200];
const ownersCommand: Row["people"] = [202, 403, 202, 202];
const rows: Readonly<Record<string, Row>> = {
  "GET /health": { needs: "open", url: "/health", ok: 200 },
  "POST /sign-in": { needs: "open", url: "/sign-in", body: { name: "alice", password: "guessed" }, ok: 401 },
  "POST /links/use": { needs: "open", url: "/links/use", body: { token: "a-token-that-was-guessed" }, ok: 403 },
  "GET /me": { needs: "any-key", url: "/me", ok: 200, people: everybody },
  // Let in, it is refused behind the gate: the password is too short.
  "POST /me/password": {
    needs: "person",
    url: "/me/password",
    body: { password: "short" },
    ok: 403,
    people: [400, 400, 400, 400],
  },
  "POST /me/sign-out": { needs: "person", url: "/me/sign-out", ok: 403, people: everybody },
  "GET /me/sign-ins": { needs: "person", url: "/me/sign-ins", ok: 403, people: everybody },
  // Keys have no desk.
  "GET /me/desk": { needs: "desk.use", url: "/me/desk", ok: 404, people: [200, 200, 403, 403] },
  "PUT /me/pages/{pageId}/microphone": {
    needs: "desk.use",
    url: "/me/pages/page-0001/microphone",
    body: { state: "ready" },
    ok: 404,
    people: [200, 200, 403, 403],
  },
  "GET /people": { needs: "accounts.write", url: "/people", ok: 200, people: [403, 403, 403, 200] },
  "POST /people/{id}/link": { needs: "accounts.write", url: "/people/bob/link", ok: 201, people: [403, 403, 403, 201] },
  "GET /people/{id}/sign-ins": {
    needs: "accounts.write",
    url: "/people/bob/sign-ins",
    ok: 200,
    people: [403, 403, 403, 200],
  },
  "DELETE /sign-ins/{id}": { needs: "any-key", url: "/sign-ins/nobodys", ok: 404, people: [403, 403, 403, 404] },
  "GET /wall": { needs: "wall.read", url: "/wall", ok: 200, people: staff },
  "GET /counters": { needs: "centre.read", url: "/counters", ok: 200, people: staff },
  "GET /agents": { needs: "agents.read", url: "/agents", ok: 200, people: everybody },
  "GET /agent-counts": { needs: "agents.read", url: "/agent-counts", ok: 200, people: staff },
  "GET /agents/{id}": { needs: "agents.read", url: "/agents/alice", ok: 200, people: owner },
  "PUT /agents/{id}/presence": {
    needs: "agents.presence",
    url: "/agents/alice/presence",
    body: presence,
    ok: 202,
    people: ownersCommand,
  },
  "POST /agents/{id}/presence": {
    needs: "agents.presence",
    url: "/agents/alice/presence",
    body: presence,
    ok: 202,
    people: ownersCommand,
  },
  "POST /agents/{id}/wrap-up/end": {
    needs: "interactions.wrap-up",
    url: "/agents/alice/wrap-up/end",
    ok: 202,
    people: ownersCommand,
  },
  "POST /agents/{id}/wrap-up/extend": {
    needs: "interactions.wrap-up",
    url: "/agents/alice/wrap-up/extend",
    body: { byMs: 30_000 },
    ok: 202,
    people: ownersCommand,
  },
  "POST /agents/{id}/wrap-up/request": {
    needs: "interactions.wrap-up",
    url: "/agents/alice/wrap-up/request",
    ok: 202,
    people: ownersCommand,
  },
  "GET /devices": { needs: "agents.read", url: "/devices", ok: 200, people: everybody },
  "GET /endpoints": { needs: "agents.read", url: "/endpoints", ok: 200, people: everybody },
  "POST /devices/{id}/secret": {
    needs: "phones.write",
    url: "/devices/alice/secret",
    ok: 201,
    people: [201, 403, 403, 201],
  },
  "GET /interactions": { needs: "interactions.read", url: "/interactions", ok: 200, people: everybody },
  "GET /interactions/{id}": { needs: "interactions.read", url: "/interactions/int-1", ok: 200, people: owner },
  "GET /interactions/{id}/timeline": {
    needs: "interactions.read",
    url: "/interactions/int-1/timeline",
    ok: 200,
    people: owner,
  },
  "POST /interactions/{id}/end": {
    needs: "interactions.end",
    url: "/interactions/int-1/end",
    ok: 202,
    people: ownersCommand,
  },
  "POST /interactions/{id}/wrap-up": {
    needs: "interactions.wrap-up",
    url: "/interactions/int-1/wrap-up",
    body: { agentId: "alice", disposition: "sold" },
    ok: 202,
    people: ownersCommand,
  },
  "POST /interactions/{id}/route": {
    needs: "interactions.route",
    url: "/interactions/int-1/route",
    body: { topic: "sales" },
    ok: 202,
    people: [403, 403, 202, 202],
  },
  "POST /interactions/{id}/move": {
    needs: "flow.act",
    url: "/interactions/int-1/move",
    body: { queueId: "support", reason: "r" },
    ok: 202,
    people: staffCommand,
  },
  "POST /interactions/{id}/assign": {
    needs: "flow.act",
    url: "/interactions/int-1/assign",
    body: { agentId: "bob", reason: "r" },
    ok: 202,
    people: staffCommand,
  },
  "POST /interactions/{id}/priority": {
    needs: "flow.act",
    url: "/interactions/int-1/priority",
    body: { band: 0, reason: "r" },
    ok: 202,
    people: staffCommand,
  },
  "POST /interactions/{id}/withdraw": {
    needs: "flow.act",
    url: "/interactions/int-1/withdraw",
    body: { reason: "r" },
    ok: 202,
    people: staffCommand,
  },
  "PUT /queues/{id}/members/{agentId}": {
    needs: "flow.act",
    url: "/queues/sales/members/bob",
    body: { reason: "r" },
    ok: 202,
    people: staffCommand,
  },
  "DELETE /queues/{id}/members/{agentId}": {
    needs: "flow.act",
    url: "/queues/sales/members/bob?reason=r",
    ok: 202,
    people: staffCommand,
  },
  "POST /queues/rebalance": {
    needs: "flow.act",
    url: "/queues/rebalance",
    body: { moves: [{ interactionId: "int-1", queueId: "support" }], reason: "r" },
    ok: 202,
    people: staffCommand,
  },
  "POST /queues/rebalance/preview": {
    needs: "flow.act",
    url: "/queues/rebalance/preview",
    body: { moves: [{ interactionId: "int-1", queueId: "support" }] },
    ok: 200,
    people: staff,
  },
  "POST /overrides/{id}/undo": {
    needs: "flow.act",
    url: "/overrides/ov-1/undo",
    ok: 202,
    people: staffCommand,
  },
  "GET /interactions/{id}/why": {
    needs: "interactions.read",
    url: "/interactions/int-1/why",
    ok: 200,
    people: staff,
  },
  "GET /offers/{id}/why": { needs: "interactions.read", url: "/offers/off-1/why", ok: 200, people: owner },
  // Nobody waits: let in, it is told that there is no such decision.
  "GET /agents/{id}/why-not": {
    needs: "flow.act",
    url: "/agents/alice/why-not?interaction=int-1",
    ok: 404,
    people: [403, 403, 404, 404],
  },
  "GET /me/why-not/{interactionId}": {
    needs: "desk.use",
    url: "/me/why-not/int-1",
    ok: 404,
    people: [404, 404, 403, 403],
  },
  "GET /overrides": {
    needs: "flow.act",
    url: "/overrides",
    ok: 200,
    people: staff,
  },
  "GET /interactions/{id}/recordings": {
    needs: "recordings.read",
    url: "/interactions/int-1/recordings",
    ok: 200,
    people: owner,
  },
  "GET /recordings/{id}/tracks/{seatId}": {
    needs: "recordings.read",
    url: "/recordings/rec-1/tracks/seat-c",
    ok: 200,
    people: owner,
  },
  "GET /conferences": { needs: "conferences.read", url: "/conferences", ok: 200, people: staff },
  "GET /contacts": { needs: "contacts.read", url: "/contacts", ok: 200, people: staff },
  "GET /contacts/export": { needs: "contacts.read", url: "/contacts/export", ok: 200, people: staff },
  "GET /contacts/{id}": { needs: "contacts.read", url: "/contacts/victor", ok: 200, people: staff },
  "PUT /contacts/{id}": {
    needs: "contacts.write",
    url: "/contacts/victor",
    body: { name: "Victor", numbers: [], sipAddresses: [], customerClass: "vip", fields: {} },
    ok: 200,
    people: staff,
  },
  "DELETE /contacts/{id}": { needs: "contacts.write", url: "/contacts/nobody", ok: 404, people: [403, 403, 404, 404] },
  "POST /contacts/import": {
    needs: "contacts.write",
    url: "/contacts/import?dryRun=true",
    body: { rows: [] },
    ok: 200,
    people: staff,
  },
  "GET /queues": { needs: "queues.read", url: "/queues", ok: 200, people: everybody },
  "GET /queues/{id}": { needs: "queues.read", url: "/queues/sales", ok: 200, people: owner },
  "GET /stats/queues": { needs: "queues.read", url: "/stats/queues", ok: 200, people: staff },
  "GET /stats/agents": { needs: "agents.read", url: "/stats/agents", ok: 200, people: staff },
  "GET /stats/routing": { needs: "queues.read", url: "/stats/routing", ok: 200, people: staff },
  "PUT /queues/{id}": {
    needs: "centre.write",
    url: "/queues/sales",
    body: { offerMs: 15_000 },
    ok: 202,
    people: [403, 403, 403, 202],
  },
  "GET /offers": { needs: "interactions.read", url: "/offers", ok: 200, people: everybody },
  "POST /offers/{id}/decline": {
    needs: "offers.act",
    url: "/offers/off-1/decline",
    ok: 202,
    people: ownersCommand,
  },
  "POST /offers/{id}/accept": {
    needs: "offers.act",
    url: "/offers/off-1/accept",
    ok: 409,
    people: [409, 403, 409, 409],
  },
  "GET /centre": { needs: "centre.read", url: "/centre", ok: 200, people: staff },
  "PUT /centre": {
    needs: "centre.write",
    url: "/centre",
    body: defaultCentre(),
    ok: 202,
    people: [403, 403, 403, 202],
  },
  "GET /api-keys": { needs: "api-keys.write", url: "/api-keys", ok: 200, people: [403, 403, 403, 200] },
  "POST /api-keys": {
    needs: "api-keys.write",
    url: "/api-keys",
    body: { name: "desk", capabilities: ["api-keys.write"], scope: "own" },
    ok: 201,
    people: [403, 403, 403, 201],
  },
  "DELETE /api-keys/{id}": {
    needs: "api-keys.write",
    url: "/api-keys/key-victim",
    ok: 202,
    people: [403, 403, 403, 202],
  },
  // Let in, it would stream for ever: a place that is not a number is refused behind the gate.
  "GET /events": { needs: "events.read", url: "/events?after=x", ok: 400, people: [400, 400, 400, 400] },
  "GET /visitor-numbers": { needs: "open", url: "/visitor-numbers", ok: 200 },
  "POST /visitor-calls": { needs: "open", url: "/visitor-calls", body: {}, ok: 201 },
  "POST /visitor-calls/{id}/ticket": { needs: "visit", url: "/visitor-calls/vis-1/ticket", ok: 404 },
  "GET /visitor-calls/{id}": { needs: "visit", url: "/visitor-calls/vis-1", ok: 404 },
  "GET /visitor-calls/{id}/events": { needs: "visit", url: "/visitor-calls/vis-1/events", ok: 404 },
};

function seat(at: Desk): void {
  seatThem(at);
  at.ports.queries.events.push(offerMade);
}

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
beforeEach(() => {
  seat(desk);
  desk.ports.centre.commanded.length = 0;
  desk.ports.queries.audits.length = 0;
  desk.ports.centre.hashes.clear();
  desk.ports.centre.hashes.set("00", { id: "key-victim" as never, name: "victim", capabilities: [], scope: "own" });
});

const all = routes.map((route) => ({ route, row: rows[`${route.method} ${route.path}`] }));
const closed = all.filter(({ route }) => route.needs !== "open" && route.needs !== "visit");
const withOwner = all.filter(({ row }) => row?.people?.[0] !== row?.people?.[1]);

/** Asks and says what came: the status, and the code of an error. */
async function ask(at: (typeof all)[number], key: string | undefined): Promise<[number, string | undefined]> {
  const { route, row } = at;
  const reply = await desk.ask(route.method, row?.url ?? "/no-row", { key, body: row?.body });
  const code = (reply.json as { error?: { code: string } } | undefined)?.error?.code;
  return [reply.status, code];
}

async function askAs(at: (typeof all)[number], personId: string): Promise<[number, string | undefined]> {
  const who = await desk.signIn(personId);
  desk.ports.queries.audits.length = 0;
  const reply = await desk.askAs(who, at.route.method, at.row?.url ?? "/no-row", { body: at.row?.body });
  const code = (reply.json as { error?: { code: string } } | undefined)?.error?.code;
  return [reply.status, code];
}

test("every route has a row in the matrix, and every row a route [R-API-1]", () => {
  expect(Object.keys(rows).toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted());
});

describe.each(all)("$route.method $route.path", (at) => {
  const { route, row } = at;

  test("needs what its row says [R-API-1]", () => {
    expect(route.needs).toBe(row?.needs);
  });

  test("opens to the administrator, or to everybody [R-API-2]", async () => {
    const [status] = await ask(at, row?.needs === "open" ? undefined : ADMIN_KEY);
    expect(status).toBe(row?.ok);
  });
});

describe.each(closed)("$route.method $route.path", (at) => {
  const { route, row } = at;
  const special = row?.needs === "any-key" || row?.needs === "person";
  const needs = special || row === undefined ? undefined : (row.needs as Capability);
  // A sign-in of nobody is told only to who may revoke anybody's.
  const isRevoking = route.path === "/sign-ins/{id}";

  test("is closed to nobody in particular, to a wrong key and to a revoked one [R-API-2]", async () => {
    const revoked = desk.key(capabilities);
    desk.ports.centre.hashes.clear();
    expect(await ask(at, undefined)).toEqual([401, "auth.missing"]);
    expect(await ask(at, "lgr_guessed")).toEqual([401, "auth.unknown-key"]);
    expect(await ask(at, revoked)).toEqual([401, "auth.unknown-key"]);
    expect(desk.ports.centre.commanded).toEqual([]);
    expect(desk.ports.queries.audits).toEqual([]);
  });

  test("is closed to a key with every capability but this [R-API-2]", async () => {
    const others = capabilities.filter((capability) => capability !== needs);
    const [status, code] = await ask(at, desk.key(others));
    expect(needs === undefined ? status : [status, code]).toEqual(
      needs === undefined ? row?.ok : [403, "auth.capability"],
    );
    if (needs !== undefined) expect(desk.ports.centre.commanded).toEqual([]);
  });

  test("is open to a key with this capability alone [R-API-2]", async () => {
    const [status] = await ask(at, desk.key(needs === undefined ? [] : [needs]));
    expect(status).toBe(isRevoking ? 403 : row?.ok);
  });

  test.each(["own", "team", "queue"] as const)("in scope %s a key reaches only itself [R-API-3]", async (scope) => {
    const [status, code] = await ask(at, desk.key(capabilities, scope));
    if (route.reach === "self") expect(status).toBe(isRevoking ? 403 : row?.ok);
    else expect([status, code]).toEqual([403, "auth.scope"]);
    expect(desk.ports.centre.commanded).toEqual([]);
  });

  test("gives each role what its row says [R-API-8]", async () => {
    const people = ["alice", "bob", "grace", "admin"];
    const statuses: number[] = [];
    for (const person of people) {
      seat(desk);
      statuses.push((await askAs(at, person))[0]);
    }
    expect(statuses).toEqual(row?.people);
  });
});

describe.each(withOwner)("$route.method $route.path", (at) => {
  test("another's is answered as what does not exist, and nothing is done or audited [R-API-9]", async () => {
    expect(await askAs(at, "bob")).toEqual([403, "auth.scope"]);
    const away = {
      ...at,
      row: at.row && { ...at.row, url: at.row.url.replaceAll(/int-1|off-1|rec-1|alice|sales/g, "none") },
    };
    expect(await askAs(away, "bob")).toEqual([403, "auth.scope"]);
    expect(desk.ports.centre.commanded).toEqual([]);
    expect(desk.ports.queries.audits).toEqual([]);
  });
});
