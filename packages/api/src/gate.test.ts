import { capabilities, Fault } from "@legroom/model";
import { beforeEach, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { FakeClock } from "../test/fake-ports.ts";
import { RateLimit } from "./rate-limit.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

async function guess(times: number, from: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await desk.ask("GET", "/me", { key: `wrong-${i}`, from })).status);
  return statuses;
}

test("an address that guesses keys has to wait a minute, others do not [R-API-5]", async () => {
  const statuses = await guess(21, "192.0.2.7");
  expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
  expect(statuses[20]).toBe(429);

  const waiting = await desk.ask("GET", "/me", { from: "192.0.2.7" });
  expect([waiting.status, waiting.headers["retry-after"]]).toEqual([429, "60"]);
  expect((await desk.ask("GET", "/me", { from: "192.0.2.8" })).status).toBe(200);

  desk.ports.clock.pass(60_000);
  expect((await desk.ask("GET", "/me", { from: "192.0.2.7" })).status).toBe(200);
});

test.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])(
  "%s may guess without waiting [R-API-5]",
  async (from) => {
    expect(new Set(await guess(30, from))).toEqual(new Set([401]));
  },
);

test("the count of failures is bounded: the oldest address is forgotten first [R-API-5]", () => {
  const limit = new RateLimit({ clock: new FakeClock(), windowMs: 60_000, max: 20, loopbackMax: Infinity });
  for (let i = 0; i < 20; i++) limit.note("192.0.2.1");
  expect(limit.waitSeconds("192.0.2.1")).toBe(60);
  for (let i = 0; i < 10_000; i++) limit.note(`2001:db8::${i.toString(16)}`);
  expect(limit.waitSeconds("192.0.2.1")).toBeUndefined();
  expect(limit.total).toBe(10_020);
});

test("a key is told what it may do", async () => {
  const key = desk.key(["queues.read"], "team");
  expect((await desk.ask("GET", "/me", { key })).json).toEqual({
    kind: "api-key",
    id: "key-team-queues.read",
    capabilities: ["queues.read"],
    scope: "team",
  });
  expect((await desk.ask("GET", "/me")).json).toEqual({ kind: "operator", capabilities, scope: "centre" });
});

test("401 says how to prove oneself, and a header that is no bearer is a wrong key", async () => {
  const { headers, status } = await desk.ask("GET", "/me", { key: undefined });
  expect([status, headers["www-authenticate"]]).toEqual([401, 'Bearer realm="legroom"']);
  const basic = await desk.ask("GET", "/me", { key: undefined, headers: { authorization: "Basic YTpi" } });
  expect(basic.status).toBe(401);
});

test("a key that was made works at once, is shown once, and is dead once revoked [R-API-6]", async () => {
  const made = await desk.ask("POST", "/api-keys", {
    body: { name: "wallboard", capabilities: ["queues.read", "queues.read"], scope: "centre" },
  });
  expect(made.status).toBe(201);
  const { id, key, capabilities: held } = made.json as { id: string; key: string; capabilities: string[] };
  expect(key).toMatch(/^lgr_[A-Za-z0-9_-]{43}$/);
  expect(held).toEqual(["queues.read"]);
  expect((await desk.ask("GET", "/queues", { key })).status).toBe(200);

  const [command] = desk.ports.centre.commanded;
  expect(JSON.stringify(command)).not.toContain(key);
  expect(command?.body).toMatchObject({ type: "api-key.create", hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const listed = await desk.ask("GET", "/api-keys");
  expect(listed.json).toEqual({ items: [{ id, name: "wallboard", capabilities: ["queues.read"], scope: "centre" }] });

  expect((await desk.ask("DELETE", `/api-keys/${id}`)).status).toBe(202);
  expect((await desk.ask("GET", "/queues", { key })).status).toBe(401);
  expect((await desk.ask("DELETE", `/api-keys/${id}`)).status).toBe(404);
});

test.each([
  ["a capability that it has not", { capabilities: ["centre.write"], scope: "own" }],
  ["one more beside its own", { capabilities: ["api-keys.write", "centre.write"], scope: "centre" }],
] as const)("a key cannot make another with %s [R-API-4]", async (_what, asked) => {
  const key = desk.key(["api-keys.write", "queues.read"]);
  const refused = await desk.ask("POST", "/api-keys", { key, body: { name: "more", ...asked } });
  expect([refused.status, refused.json]).toMatchObject([403, { error: { code: "auth.beyond-own" } }]);
  expect(desk.ports.centre.commanded).toEqual([]);
  const less = { name: "less", capabilities: ["queues.read"], scope: "team" };
  expect((await desk.ask("POST", "/api-keys", { key, body: less })).status).toBe(201);
});

test("an administrator's key that is too short ends the start [R-API-7]", async () => {
  const opening = Desk.open({ apiKey: "x".repeat(31) });
  await expect(opening).rejects.toBeInstanceOf(Fault);
  await expect(opening).rejects.toThrow("LEGROOM_API_KEY needs at least 32 characters");
});

test("without an administrator's key there is no administrator over the network", async () => {
  const keyless = await Desk.open({ apiKey: undefined } as never);
  expect((await keyless.ask("GET", "/me")).status).toBe(401);
});
