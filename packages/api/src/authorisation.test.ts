import { capabilities, defaultCentre } from "@legroom/model";
import type { Capability } from "@legroom/model";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { seat } from "../test/fixtures.ts";
import { routes } from "./route-table.ts";

/** What each route asks for, told a second time on purpose: the table may not change its mind unnoticed. */
type Row = { needs: Capability | "open" | "any-key"; url: string; body?: unknown; ok: number };

const presence = { presence: "available" };
const rows: Readonly<Record<string, Row>> = {
  "GET /health": { needs: "open", url: "/health", ok: 200 },
  "GET /me": { needs: "any-key", url: "/me", ok: 200 },
  "GET /counters": { needs: "centre.read", url: "/counters", ok: 200 },
  "GET /agents": { needs: "agents.read", url: "/agents", ok: 200 },
  "GET /agent-counts": { needs: "agents.read", url: "/agent-counts", ok: 200 },
  "GET /agents/{id}": { needs: "agents.read", url: "/agents/alice", ok: 200 },
  "PUT /agents/{id}/presence": { needs: "agents.presence", url: "/agents/alice/presence", body: presence, ok: 202 },
  "POST /agents/{id}/presence": { needs: "agents.presence", url: "/agents/alice/presence", body: presence, ok: 202 },
  "POST /agents/{id}/wrap-up/end": { needs: "interactions.wrap-up", url: "/agents/alice/wrap-up/end", ok: 202 },
  "GET /devices": { needs: "agents.read", url: "/devices", ok: 200 },
  "GET /endpoints": { needs: "agents.read", url: "/endpoints", ok: 200 },
  "POST /devices/{id}/secret": { needs: "phones.write", url: "/devices/alice/secret", ok: 201 },
  "GET /interactions": { needs: "interactions.read", url: "/interactions", ok: 200 },
  "GET /interactions/{id}": { needs: "interactions.read", url: "/interactions/int-1", ok: 200 },
  "GET /interactions/{id}/timeline": { needs: "interactions.read", url: "/interactions/int-1/timeline", ok: 200 },
  "POST /interactions/{id}/end": { needs: "interactions.end", url: "/interactions/int-1/end", ok: 202 },
  "POST /interactions/{id}/wrap-up": {
    needs: "interactions.wrap-up",
    url: "/interactions/int-1/wrap-up",
    body: { agentId: "alice", disposition: "sold" },
    ok: 202,
  },
  "GET /interactions/{id}/recordings": { needs: "recordings.read", url: "/interactions/int-1/recordings", ok: 200 },
  "GET /recordings/{id}/tracks/{seatId}": {
    needs: "recordings.read",
    url: "/recordings/rec-1/tracks/seat-c",
    ok: 200,
  },
  "GET /conferences": { needs: "conferences.read", url: "/conferences", ok: 200 },
  "GET /queues": { needs: "queues.read", url: "/queues", ok: 200 },
  "GET /queues/{id}": { needs: "queues.read", url: "/queues/sales", ok: 200 },
  "GET /offers": { needs: "interactions.read", url: "/offers", ok: 200 },
  "POST /offers/{id}/decline": { needs: "offers.act", url: "/offers/off-1/decline", ok: 202 },
  "POST /offers/{id}/accept": { needs: "offers.act", url: "/offers/off-1/accept", ok: 409 },
  "GET /centre": { needs: "centre.read", url: "/centre", ok: 200 },
  "PUT /centre": { needs: "centre.write", url: "/centre", body: defaultCentre(), ok: 202 },
  "GET /api-keys": { needs: "api-keys.write", url: "/api-keys", ok: 200 },
  "POST /api-keys": {
    needs: "api-keys.write",
    url: "/api-keys",
    body: { name: "desk", capabilities: ["api-keys.write"], scope: "own" },
    ok: 201,
  },
  "DELETE /api-keys/{id}": { needs: "api-keys.write", url: "/api-keys/key-victim", ok: 202 },
  // Let in, it would stream for ever: a place that is not a number is refused behind the gate.
  "GET /events": { needs: "events.read", url: "/events?after=x", ok: 400 },
};

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
const closed = all.filter(({ route }) => route.needs !== "open");

/** Asks and says what came: the status, and the code of an error. */
async function ask(at: (typeof all)[number], key: string | undefined): Promise<[number, string | undefined]> {
  const { route, row } = at;
  const reply = await desk.ask(route.method, row?.url ?? "/no-row", { key, body: row?.body });
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
    const [status] = await ask(at, row?.needs === "open" ? undefined : "an-administrators-key-of-32-letters");
    expect(status).toBe(row?.ok);
  });
});

describe.each(closed)("$route.method $route.path", (at) => {
  const { row } = at;
  const needs = row?.needs === "any-key" || row?.needs === "open" || row === undefined ? undefined : row.needs;

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
    const expected = needs === undefined ? [row?.ok, undefined] : [403, "auth.capability"];
    expect(await ask(at, desk.key(others))).toEqual(expected);
    if (needs !== undefined) expect(desk.ports.centre.commanded).toEqual([]);
  });

  test("is open to a key with this capability alone [R-API-2]", async () => {
    const [status] = await ask(at, desk.key(needs === undefined ? [] : [needs]));
    expect(status).toBe(row?.ok);
  });

  test.each(["own", "team", "queue"] as const)("in scope %s a key reaches only itself [R-API-3]", async (scope) => {
    const expected = needs === undefined ? [200, undefined] : [403, "auth.scope"];
    expect(await ask(at, desk.key(capabilities, scope))).toEqual(expected);
    expect(desk.ports.centre.commanded).toEqual([]);
  });
});
