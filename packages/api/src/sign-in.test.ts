import { asId } from "@legroom/model";
import { beforeEach, describe, expect, test } from "vitest";
import { Desk, OWN_PAGE, signedInBy } from "../test/desk.ts";
import type { Asking, Reply, SignedIn } from "../test/desk.ts";
import { makeEvent } from "../test/fixtures.ts";
import { Passwords } from "./passwords.ts";

const PASSWORD = "correct horse battery";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

async function makeLink(personId: string): Promise<string> {
  const { url } = (await desk.ask("POST", `/people/${personId}/link`)).json as { url: string };
  return url.split("#")[1] ?? "";
}

const useLink = (token: string, more: Asking = {}): Promise<Reply> =>
  desk.ask("POST", "/links/use", { key: undefined, body: { token }, ...more });
const signIn = (name: string, password: string, more: Asking = {}): Promise<Reply> =>
  desk.ask("POST", "/sign-in", { key: undefined, body: { name, password }, ...more });

/** Somebody with a password, and the sign-in under which it was set. */
async function withPassword(personId: string): Promise<SignedIn> {
  const who = await desk.signIn(personId);
  expect((await desk.askAs(who, "POST", "/me/password", { body: { password: PASSWORD } })).status).toBe(200);
  return who;
}

const meOf = (who: SignedIn): Promise<Reply> => desk.askAs(who, "GET", "/me");

describe("a one-time link", () => {
  test("signs its person in, under a path and a cookie of this sign-in alone [R-API-50]", async () => {
    const made = await desk.ask("POST", "/people/alice/link");
    expect(made.json).toMatchObject({ personId: "alice", expiresAt: desk.ports.clock.at + 15 * MINUTE_MS });
    const { url } = made.json as { url: string };
    expect(url).toMatch(/^http:\/\/localhost:\d+\/link#[\w-]{43}$/);

    const reply = await useLink(url.split("#")[1] ?? "");
    const { handle } = reply.json as { handle: string };
    expect([reply.status, reply.json]).toEqual([
      201,
      {
        handle,
        path: `/as/${handle}/`,
        person: { id: "alice", name: "Alice", role: "agent" },
        hasPassword: false,
      },
    ]);
    expect(handle).toMatch(/^alice-[a-z0-9]{8}$/);
    expect(reply.headers["set-cookie"]).toMatch(
      new RegExp(`^legroom=[\\w-]{43}; Path=/as/${handle}/; HttpOnly; SameSite=Strict$`),
    );
    expect((await meOf(signedInBy(reply))).json).toMatchObject({
      ...{ kind: "agent", id: "alice", name: "Alice", role: "agent", handle, hasPassword: false, scope: "own" },
    });
    const [kept] = desk.ports.accounts.ofPerson("alice");
    expect(String(reply.headers["set-cookie"])).not.toContain(kept?.secretHash);
  });

  test("that was used, is too old or was never made is told alike, and each is noted [R-API-51]", async () => {
    const used = await makeLink("alice");
    await useLink(used);
    const expired = await makeLink("bob");
    desk.ports.clock.pass(15 * MINUTE_MS);
    const replies = await Promise.all([used, expired, "a-token-that-was-guessed"].map((token) => useLink(token)));
    for (const reply of replies) {
      expect([reply.status, reply.json]).toEqual([403, replies[0]?.json]);
      expect(reply.headers["set-cookie"]).toBeUndefined();
    }
    expect(replies[0]?.json).toMatchObject({ error: { code: "auth.link-spent" } });
    expect(desk.parts.limits.failures.total).toBe(3);
  });

  test("lets one in, of any number who try at once [R-API-51]", async () => {
    const token = await makeLink("alice");
    const replies = await Promise.all(Array.from({ length: 10 }, () => useLink(token)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 9 }, () => 403)]);
  });

  test("is refused for who is unknown, and of who left the centre it opens nothing [R-API-51]", async () => {
    expect((await desk.ask("POST", "/people/mallory/link")).json).toMatchObject({ error: { code: "person.unknown" } });
    const token = await makeLink("bob");
    const { config } = desk.ports.centre;
    desk.ports.centre.config = { ...config, agents: config.agents.filter(({ id }) => id !== "bob") };
    expect((await useLink(token)).status).toBe(403);
  });

  test("is told at the public address where there is one, and its cookie is then for TLS only [R-API-50]", async () => {
    desk = await Desk.open({ publicUrl: "https://legroom.example/" });
    const { url } = (await desk.ask("POST", "/people/alice/link")).json as { url: string };
    expect(url).toMatch(/^https:\/\/legroom\.example\/link#/);
    const reply = await useLink(url.split("#")[1] ?? "");
    expect(reply.headers["set-cookie"]).toContain("; HttpOnly; Secure; SameSite=Strict");
  });
});

describe("a password", () => {
  test("signs in from then on, and is kept as a slow hash with its own parameters [R-API-52]", async () => {
    desk = await Desk.open({}, undefined, new Passwords());
    await withPassword("alice");
    expect(desk.ports.accounts.passwordOf("alice")).toMatch(/^scrypt\$15\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    const reply = await signIn("alice", PASSWORD);
    expect([reply.status, reply.json]).toMatchObject([201, { hasPassword: true, person: { id: "alice" } }]);
    expect((await meOf(signedInBy(reply))).status).toBe(200);
  });

  test("typed in another form of the same letters is the same [R-API-52]", async () => {
    const who = await desk.signIn("alice");
    await desk.askAs(who, "POST", "/me/password", { body: { password: "Zoe\u0308 lebt in \u212bngstro\u0308m" } });
    expect((await signIn("alice", "Zo\u00eb lebt in \u00c5ngstr\u00f6m")).status).toBe(201);
  });

  test("that is wrong, and who has none or does not exist, get one answer after like time [R-API-53]", async () => {
    desk = await Desk.open({}, undefined, new Passwords());
    await withPassword("alice");
    const names = ["alice", "bob", "mallory"];
    const replies: Reply[] = [];
    const quickest = new Map(names.map((name) => [name, Infinity]));
    for (const name of [...names, ...names, ...names]) {
      const beganAt = performance.now();
      replies.push(await signIn(name, "guessed, and wrong"));
      quickest.set(name, Math.min(quickest.get(name) ?? 0, performance.now() - beganAt));
    }
    for (const reply of replies) expect([reply.status, reply.text]).toEqual([401, replies[0]?.text]);
    expect(replies[0]?.json).toMatchObject({ error: { code: "auth.wrong-password" } });
    // Without a hash they would be told in a hundredth of it.
    const known = quickest.get("alice") ?? 0;
    expect([...quickest].filter(([, ms]) => ms < known / 3)).toEqual([]);
  });

  test("is tried ten times by name within 15 minutes, from wherever, and then not at all [R-API-54]", async () => {
    await withPassword("alice");
    for (let i = 0; i < 10; i++) expect((await signIn("alice", "wrong", { from: `192.0.2.${i}` })).status).toBe(401);
    const refused = await signIn("alice", PASSWORD);
    expect([refused.status, refused.json]).toMatchObject([429, { error: { code: "auth.too-many-failures" } }]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(800);
    expect((await signIn("bob", "wrong")).status).toBe(401);
    desk.ports.clock.pass(15 * MINUTE_MS);
    expect((await signIn("alice", PASSWORD)).status).toBe(201);
  });

  test("is not tried more often by trying many at once [R-API-54]", async () => {
    const replies = await Promise.all(Array.from({ length: 15 }, () => signIn("alice", "wrong")));
    expect(replies.filter(({ status }) => status === 429).length).toBe(5);
  });

  test("of a name that is an address is limited too [R-API-54]", async () => {
    for (let i = 0; i < 10; i++) await signIn("127.0.0.1", "wrong");
    expect((await signIn("127.0.0.1", "wrong")).status).toBe(429);
  });

  test("is changed with the current one only, and ends every other sign-in [R-API-55]", async () => {
    const who = await withPassword("alice");
    const elsewhere = await desk.signIn("alice");
    const change = (body: object) => desk.askAs(who, "POST", "/me/password", { body });
    expect((await change({ password: "another long one" })).json).toMatchObject({
      error: { code: "auth.wrong-current", field: "current" },
    });
    expect((await change({ current: "wrong", password: "another long one" })).status).toBe(403);
    expect((await meOf(elsewhere)).status).toBe(200);
    expect((await change({ current: PASSWORD, password: "another long one" })).status).toBe(200);
    expect([(await meOf(who)).status, (await meOf(elsewhere)).status]).toEqual([200, 401]);
    expect([(await signIn("alice", PASSWORD)).status, (await signIn("alice", "another long one")).status]).toEqual([
      401, 201,
    ]);
  });

  test.each([
    ["eleven char", "password"],
    ["x".repeat(257), "password"],
  ])("of a wrong length is refused with its field [R-API-52]", async (password, field) => {
    const who = await desk.signIn("alice");
    const reply = await desk.askAs(who, "POST", "/me/password", { body: { password } });
    expect([reply.status, reply.json]).toMatchObject([400, { error: { code: "request.invalid", field } }]);
    expect(desk.ports.accounts.passwordOf("alice")).toBeUndefined();
  });
});

describe("a cookie", () => {
  test("opens its own path and no other, and below it no key does [R-API-56]", async () => {
    const [alice, bob] = [await desk.signIn("alice"), await desk.signIn("bob")];
    expect((await desk.askAs({ ...alice, base: bob.base }, "GET", "/me")).json).toMatchObject({
      error: { code: "auth.signed-out" },
    });
    const bare = await desk.ask("GET", "/me", { key: undefined, headers: { cookie: alice.cookie } });
    expect([bare.status, bare.json]).toMatchObject([401, { error: { code: "auth.missing" } }]);
    const withKey = await desk.askAs({ ...alice, cookie: "" }, "GET", "/me", {
      headers: { authorization: "Bearer an-administrators-key-of-32-letters" },
    });
    expect(withKey.status).toBe(401);
  });

  test("brought along from before is never made a sign-in [R-API-56]", async () => {
    const planted = "legroom=planted-by-somebody-else-0123456789abcdef";
    const reply = await useLink(await makeLink("alice"), { headers: { cookie: planted } });
    const who = signedInBy(reply);
    expect(who.cookie).not.toBe(planted);
    expect((await desk.askAs({ ...who, cookie: planted }, "GET", "/me")).status).toBe(401);
    const again = signedInBy(await useLink(await makeLink("alice"), { headers: { cookie: who.cookie } }));
    expect([again.handle, again.cookie]).not.toEqual([who.handle, who.cookie]);
  });

  test.each([
    ["no header of ours", { "x-legroom-request": undefined }],
    ["no origin", { origin: undefined }],
    ["another origin", { origin: "http://evil.example" }],
    ["another port of this machine", { origin: "http://localhost:9999" }],
    ["a sandboxed page", { origin: "null" }],
    ["a site's own word that it is another", { "sec-fetch-site": "same-site" }],
  ])("with %s changes nothing, and may still read [R-API-57]", async (_name, more) => {
    const who = await desk.signIn("alice");
    const kept = Object.entries({ ...OWN_PAGE, ...more }).filter(([, value]) => value !== undefined);
    const headers = { cookie: who.cookie, ...(Object.fromEntries(kept) as Record<string, string>) };
    const url = `${who.base}/agents/alice/presence`;
    const reply = await desk.app.inject({ method: "PUT", url, headers, payload: { presence: "available" } });
    expect([reply.statusCode, reply.json()]).toMatchObject([403, { error: { code: "auth.cross-site" } }]);
    expect(desk.ports.centre.commanded).toEqual([]);
    expect((await desk.app.inject({ method: "GET", url: `${who.base}/me`, headers })).statusCode).toBe(200);
  });

  test("of another site's page signs nobody in, and places no call [R-API-57]", async () => {
    const headers = { origin: "http://evil.example" };
    expect((await useLink(await makeLink("alice"), { headers })).status).toBe(403);
    const call = await desk.ask("POST", "/visitor-calls", { key: undefined, headers, body: {} });
    expect([call.status, desk.ports.accounts.ofPerson("alice")]).toEqual([403, []]);
  });

  test("holds for 12 hours without use and 7 days at most [R-API-58]", async () => {
    const [idle, used] = [await desk.signIn("alice"), await desk.signIn("bob")];
    desk.ports.clock.pass(11 * HOUR_MS);
    expect((await meOf(used)).status).toBe(200);
    desk.ports.clock.pass(HOUR_MS);
    expect([(await meOf(idle)).status, (await meOf(used)).status]).toEqual([401, 200]);
    expect(desk.ports.accounts.ofPerson("alice")).toEqual([]);
    for (let hours = 12; hours < 7 * 24 - 6; hours += 6) {
      desk.ports.clock.pass(6 * HOUR_MS);
      expect((await meOf(used)).status).toBe(200);
    }
    desk.ports.clock.pass(6 * HOUR_MS);
    expect((await meOf(used)).json).toMatchObject({ error: { code: "auth.signed-out" } });
  });

  test("outlives a restart of the server [R-API-58]", async () => {
    const who = await desk.signIn("alice");
    desk = await Desk.open({}, desk.ports);
    expect((await meOf(who)).json).toMatchObject({ id: "alice" });
  });
});

describe("a sign-in", () => {
  test("ends by sign-out with its cookie, and no other one ends with it [R-API-59]", async () => {
    const [who, elsewhere] = [await desk.signIn("alice"), await desk.signIn("alice")];
    const reply = await desk.askAs(who, "POST", "/me/sign-out");
    expect([reply.status, reply.json]).toEqual([200, { state: "signed-out" }]);
    expect(reply.headers["set-cookie"]).toMatch(new RegExp(`^legroom=; Max-Age=0; Path=/as/${who.handle}/;`));
    expect((await meOf(who)).json).toMatchObject({ error: { code: "auth.signed-out" } });
    expect((await meOf(elsewhere)).status).toBe(200);
  });

  test("is seen in the list of its person, and revoked by them or the administrator alone [R-API-59]", async () => {
    const [alice, elsewhere, bob, admin] = [
      await desk.signIn("alice"),
      await desk.signIn("alice"),
      await desk.signIn("bob"),
      await desk.signIn("admin"),
    ];
    const { items } = (await desk.askAs(alice, "GET", "/me/sign-ins")).json as { items: object[] };
    expect(items).toMatchObject([
      { id: alice.handle, personId: "alice", by: "link", current: true },
      { id: elsewhere.handle, current: false },
    ]);
    const revoke = (who: SignedIn, id: string) => desk.askAs(who, "DELETE", `/sign-ins/${id}`);
    expect((await revoke(bob, alice.handle)).json).toMatchObject({ error: { code: "auth.scope" } });
    expect((await meOf(alice)).status).toBe(200);
    expect((await revoke(alice, elsewhere.handle)).json).toEqual({ state: "revoked" });
    expect((await meOf(elsewhere)).status).toBe(401);
    expect((await revoke(admin, alice.handle)).status).toBe(200);
    expect((await meOf(alice)).status).toBe(401);
    expect((await revoke(admin, alice.handle)).json).toMatchObject({ error: { code: "sign-in.unknown" } });
    expect(desk.ports.queries.audits.filter(({ act }) => act === "sign-in.revoke").length).toBe(3);
  });

  test("of who left the centre is over [R-API-59]", async () => {
    const who = await desk.signIn("bob");
    const { config } = desk.ports.centre;
    desk.ports.centre.config = { ...config, agents: config.agents.filter(({ id }) => id !== "bob") };
    expect((await meOf(who)).status).toBe(401);
    expect(desk.ports.accounts.ofPerson("bob")).toEqual([]);
  });

  test("of one whose role was taken away has the rights of now [R-API-8]", async () => {
    const who = await desk.signIn("grace");
    expect((await desk.askAs(who, "GET", "/wall")).status).toBe(200);
    const { config } = desk.ports.centre;
    const grace = { id: asId<"agent">("grace"), name: "Grace", skills: [], levels: {}, languages: {}, capacity: 1 };
    desk.ports.centre.config = { ...config, people: [], agents: [...config.agents, grace] };
    expect((await desk.askAs(who, "GET", "/wall")).status).toBe(403);
  });

  test("names the browser in what can be printed, and not at length [R-API-59]", async () => {
    const browser = `Browser\u0001/${"9".repeat(300)}`;
    await useLink(await makeLink("alice"), { headers: { "user-agent": browser } });
    const { items } = (await desk.ask("GET", "/people/alice/sign-ins")).json as { items: { agent: string }[] };
    expect(items[0]?.agent).toBe(`Browser/${"9".repeat(92)}`);
  });
});

test("what a person does is done and audited in their name [R-API-8]", async () => {
  const [alice, grace] = [await desk.signIn("alice"), await desk.signIn("grace")];
  const set = { body: { presence: "away" } };
  await desk.askAs(alice, "PUT", "/agents/alice/presence", set);
  await desk.askAs(grace, "PUT", "/agents/alice/presence", set);
  expect(desk.ports.centre.commanded.map(({ actor }) => actor)).toEqual([
    { kind: "agent", id: "alice" },
    { kind: "staff", id: "grace" },
  ]);
  await desk.askAs(grace, "GET", "/interactions");
  expect(desk.ports.queries.audits.at(-1)).toMatchObject({
    actor: { kind: "staff", id: "grace" },
    act: "interactions.list",
  });
});

test("people are listed with their roles, passwords and sign-ins [R-API-60]", async () => {
  await withPassword("alice");
  const { items } = (await desk.ask("GET", "/people")).json as { items: object[] };
  expect(items).toContainEqual({ id: "alice", name: "Alice", role: "agent", hasPassword: true, signIns: 1 });
  expect(items).toContainEqual({ id: "grace", name: "Grace", role: "supervisor", hasPassword: false, signIns: 0 });
  expect(items.length).toBe(6);
});

test("a link that is made is audited before, and shown to repeats of its request alone [R-API-60]", async () => {
  const headers = { "idempotency-key": "once" };
  const [first, again] = [
    await desk.ask("POST", "/people/alice/link", { headers }),
    await desk.ask("POST", "/people/alice/link", { headers }),
  ];
  expect(again.json).toEqual(first.json);
  expect(desk.ports.queries.audits[0]).toMatchObject({ act: "person.link", subject: "person/alice" });
  desk.ports.queries.auditFault = new Error("disk full");
  expect((await desk.ask("POST", "/people/alice/link")).status).toBe(500);
});

test("the pages of who was removed are closed when the centre is configured [R-API-59]", async () => {
  const who = await desk.signIn("bob");
  const [signIn] = desk.ports.accounts.ofPerson("bob");
  let ended = 0;
  if (signIn !== undefined) desk.parts.signIns.watch(signIn, () => (ended += 1));
  const { config } = desk.ports.centre;
  const without = { ...config, agents: config.agents.filter(({ id }) => id !== "bob") };
  const configured = { type: "centre.configured", config: without, version: 2, actor: { kind: "operator" } } as const;
  desk.publish([makeEvent(101, configured)]);
  await expect.poll(() => ended).toBe(1);
  expect((await meOf(who)).status).toBe(401);
});

test("wrong passwords from one address make it wait, whatever the names [R-API-54]", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 21; i++) statuses.push((await signIn(`name-${i}`, "wrong", { from: "192.0.2.1" })).status);
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
  expect((await signIn("bob", "wrong", { from: "192.0.2.2" })).status).toBe(401);
});

test("an agent's own events are nobody else's look; staff's are audited now and then, a key's each time [R-API-64]", async () => {
  const [alice, grace] = [await desk.signIn("alice"), await desk.signIn("grace")];
  desk.ports.queries.audits.length = 0;
  desk.hub.close(); // so that each stream ends as soon as it began
  for (let i = 0; i < 2; i++) {
    expect((await desk.askAs(alice, "GET", "/events")).text).toContain("stream.ended");
    expect((await desk.askAs(grace, "GET", "/events")).status).toBe(200);
    expect((await desk.ask("GET", "/events")).status).toBe(200);
  }
  const looks = desk.ports.queries.audits.map(({ actor, act }) => [act, actor]);
  expect(looks).toEqual([
    ["events.read", { kind: "staff", id: "grace" }],
    ["events.read", { kind: "operator" }],
    ["events.read", { kind: "operator" }],
  ]);
});
