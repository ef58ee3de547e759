import { expect, test } from "vitest";
import { FakeServer, json, refused, unreachable } from "../test/fake-server.ts";
import { HandTimers } from "../test/hand-timers.ts";
import { createClient, createVisitorClient } from "./index.ts";
import type { ApiError, ClientOptions, LegroomClient } from "./index.ts";
import { randomId } from "./random-id.ts";

const PENDING = { state: "pending", commandId: "c1", seq: 7 };
const ALICE = {
  id: "alice",
  name: "Alice",
  skills: ["sales"],
  ...{ levels: { sales: 7 }, languages: {}, capacity: 1, inUse: 0, performance: 750 },
  performanceParts: {
    ...{ answered: 900, kept: 950, handle: 500, quality: 500, prior: 20_000 },
    counts: { answered: 0, missed: 0, kept: 0, passedOn: 0, handleMs: 0, expectedMs: 0 },
  },
  queues: ["sales"],
  presence: "available",
  availability: { state: "available" },
  sinceAt: 1,
  endpoints: [],
};

function setUp(options: Partial<ClientOptions> = {}) {
  const server = new FakeServer();
  const timers = new HandTimers();
  const client = createClient({ base: "/as/alice-x/api/v1/", fetch: server.fetch, timers, ...options });
  return { server, timers, client };
}

const failureOf = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => {
      throw new Error("it was done");
    },
    (error: ApiError) => error,
  );

test("an answer comes back in its shape, and what the shape does not know is left out [R-SDK-1]", async () => {
  const { server, client } = setUp();
  server.answers.push(() => json({ items: [{ ...ALICE, shoeSize: 38 }] }));
  expect(await client.agents()).toEqual({ items: [ALICE] });
  expect(server.last).toMatchObject({ method: "GET", url: "/as/alice-x/api/v1/agents", credentials: "same-origin" });
});

test("a refusal is an error with the server's code, field, params and time to wait [R-SDK-2]", async () => {
  const { server, client } = setUp();
  const error = {
    code: "presence.reason-unknown",
    message: "no such reason",
    field: "reasonCode",
    params: { known: 2 },
  };
  server.answers.push(() => refused(409, error, { "retry-after": "3" }));
  const failure = await failureOf(client.setPresence("alice", "break", { reasonCode: "lunch" }));
  expect(failure).toMatchObject({ name: "ApiError", status: 409, ...error, retryAfterS: 3 });
  expect(server.last.body).toEqual({ presence: "break", reasonCode: "lunch" });
});

test("no answer is the error `network`: nobody reached, cut off half-way, or none in 30 s [R-SDK-2]", async () => {
  const { server, timers, client } = setUp();
  server.answers.push(unreachable);
  expect(await failureOf(client.desk())).toMatchObject({ status: 0, code: "network" });
  const half = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"items"'));
      controller.error(new TypeError("terminated"));
    },
  });
  server.answers.push(() => new Response(half));
  expect(await failureOf(client.agents())).toMatchObject({ status: 0, code: "network" });
  server.answers.push(() => new Promise(() => undefined));
  const late = failureOf(client.wall());
  await timers.pass(29_999);
  expect(server.last.signal.aborted).toBe(false);
  await timers.pass(1);
  expect(await late).toMatchObject({ status: 0, code: "network", message: expect.stringContaining("30 s") });
  expect(timers.count).toBe(0);
});

test("what this server does not say is the error `answer.unreadable` with its status [R-SDK-2]", async () => {
  const { server, client } = setUp();
  server.answers.push(() => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "retry-after": "9" } }));
  expect(await failureOf(client.me())).toMatchObject({ status: 502, code: "answer.unreadable", retryAfterS: 9 });
  server.answers.push(() => json({ oops: true }, 500));
  expect(await failureOf(client.me())).toMatchObject({ status: 500, code: "answer.unreadable" });
  server.answers.push(() => json({ items: [{ ...ALICE, presence: "asleep" }] }));
  expect(await failureOf(client.agents())).toMatchObject({ status: 200, code: "answer.unreadable" });
});

test("a question that is given up rejects with the reason for which it was [R-SDK-2]", async () => {
  const { server, timers, client } = setUp();
  server.answers.push(() => new Promise(() => undefined));
  const abort = new AbortController();
  const asked = client.interaction("x1", { signal: abort.signal });
  abort.abort(new Error("another page"));
  await expect(asked).rejects.toThrow("another page");
  await expect(client.interaction("x1", { signal: abort.signal })).rejects.toThrow("another page");
  expect(timers.count).toBe(0);
});

test("every command has a key of its own or the caller's, and the header that no other site can send [R-SDK-3]", async () => {
  const { server, client } = setUp();
  server.answers.push(...Array.from({ length: 5 }, () => () => json(PENDING, 202)));
  await client.endInteraction("x1");
  await client.endInteraction("x1");
  await client.endInteraction("x1", { idempotencyKey: "again-1" });
  await client.setPresence("alice", "away");
  await client.revokeSignIn("s1");
  const keys = server.asked.map(({ headers }) => headers.get("idempotency-key"));
  expect(new Set(keys).size).toBe(5);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[2]).toBe("again-1");
  expect(server.asked.map(({ headers }) => headers.get("x-legroom-request"))).toEqual(["1", "1", "1", "1", "1"]);
  // A body is announced only where there is one.
  expect(server.asked.map(({ headers }) => headers.get("content-type"))).toEqual([
    null,
    null,
    null,
    "application/json",
    null,
  ]);
  server.answers.push(() => json({ items: [] }));
  await client.queues();
  expect([server.last.headers.get("idempotency-key"), server.last.headers.get("x-legroom-request")]).toEqual([
    null,
    null,
  ]);
});

test("an insecure origin makes keys too, though it has no `randomUUID` [R-SDK-3]", () => {
  const getRandomValues = (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(0xff);
  expect(randomId({ getRandomValues })).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  expect(randomId()).not.toBe(randomId());
});

test("a key goes along alone; a visit's newest token goes to questions about the visit, and to no other [R-SDK-4]", async () => {
  const program = setUp({ base: "https://centre.example.com/api/v1", key: "lgr_secret" });
  program.server.answers.push(() => json({ items: [] }));
  await program.client.devices();
  expect(program.server.last).toMatchObject({
    url: "https://centre.example.com/api/v1/devices",
    credentials: "omit",
  });
  expect(program.server.last.headers.get("authorization")).toBe("Bearer lgr_secret");

  const server = new FakeServer();
  let token = "t1";
  const visitor = createVisitorClient({ base: "/api/v1", fetch: server.fetch, visitToken: () => token });
  server.answers.push(() => json({ centreName: "Example", numbers: [] }));
  await visitor.visitorNumbers();
  expect(server.last.headers.get("authorization")).toBeNull();
  for (const next of ["t2", "t3"]) {
    server.answers.push(() => json({ visitId: "v1", at: 1, phase: "queued" }));
    await visitor.visitorCall("v1");
    expect(server.last.headers.get("authorization")).toBe(`Visit ${token}`);
    token = next;
  }
});

test("an id stays an id in a path, and one made of dots asks nothing at all [R-SDK-5]", async () => {
  const { server, client } = setUp();
  server.answers.push(() => refused(404, { code: "interaction.unknown" }));
  await failureOf(client.interaction("../agents?x=1#y"));
  expect(server.last.url).toBe("/as/alice-x/api/v1/interactions/..%2Fagents%3Fx%3D1%23y");
  for (const id of ["", ".", ".."])
    expect(await failureOf(client.interaction(id))).toMatchObject({ status: 0, code: "request.invalid" });
  expect(server.asked).toHaveLength(1);
  expect(() => client.recordingUrl("r1", "..")).toThrow("not an id");
  expect(client.recordingUrl("r/1", "s1")).toBe("/as/alice-x/api/v1/recordings/r%2F1/tracks/s1?inline=true");
});

/** Each method, and where it goes. */
type Row = {
  readonly route: string;
  readonly ask: (client: LegroomClient) => Promise<unknown>;
  readonly body?: unknown;
};
const routes: readonly Row[] = [
  { route: "GET /me", ask: (client) => client.me() },
  { route: "GET /me/desk", ask: (client) => client.desk() },
  { route: "GET /wall", ask: (client) => client.wall() },
  { route: "GET /agents", ask: (client) => client.agents() },
  { route: "GET /agents/alice", ask: (client) => client.agent("alice") },
  { route: "GET /queues", ask: (client) => client.queues() },
  {
    route: "GET /interactions?agentId=alice&queueId=sales&open=false&limit=5&beforeSeq=9",
    ask: (client) => client.interactions({ agentId: "alice", queueId: "sales", open: false, limit: 5, beforeSeq: 9 }),
  },
  { route: "GET /interactions/x1", ask: (client) => client.interaction("x1") },
  { route: "GET /interactions/x1/timeline", ask: (client) => client.timeline("x1") },
  { route: "GET /interactions/x1/recordings", ask: (client) => client.recordings("x1") },
  {
    route: "GET /conferences?interactionId=x1&open=true",
    ask: (client) => client.conferences({ interactionId: "x1", open: true }),
  },
  {
    route: "GET /stats/queues?from=2026-11-20T00%3A00%3A00Z&interval=1h&t=30",
    ask: (client) => client.queueStats({ from: "2026-11-20T00:00:00Z", interval: "1h", t: 30 }),
  },
  { route: "GET /stats/agents?period=last-hour", ask: (client) => client.agentStats({ period: "last-hour" }) },
  { route: "GET /stats/routing?queueId=sales", ask: (client) => client.routingStats({ queueId: "sales" }) },
  { route: "GET /devices", ask: (client) => client.devices() },
  { route: "GET /centre", ask: (client) => client.centre() },
  { route: "POST /offers/o1/decline", ask: (client) => client.declineOffer("o1") },
  { route: "POST /interactions/x1/end", ask: (client) => client.endInteraction("x1") },
  { route: "POST /agents/alice/wrap-up/end", ask: (client) => client.endWrapUp("alice") },
  {
    route: "POST /interactions/x1/wrap-up",
    ask: (client) => client.noteWrapUp("x1", { agentId: "alice", note: "called 😀" }),
    body: { agentId: "alice", note: "called 😀" },
  },
  { route: "POST /devices/alice/secret", ask: (client) => client.phoneSecret("alice") },
  {
    route: "PUT /queues/sales",
    ask: (client) => client.putQueue("sales", { name: "Sales" }, 4),
    body: { name: "Sales", expectedVersion: 4 },
  },
  {
    route: "PUT /me/pages/p1/microphone",
    ask: (client) => client.setMicrophone("p1", "taken"),
    body: { state: "taken" },
  },
  { route: "GET /people", ask: (client) => client.people() },
  { route: "POST /people/grace/link", ask: (client) => client.makeLink("grace") },
  { route: "GET /people/grace/sign-ins", ask: (client) => client.signInsOf("grace") },
  { route: "GET /me/sign-ins", ask: (client) => client.mySignIns() },
  { route: "DELETE /sign-ins/s1", ask: (client) => client.revokeSignIn("s1") },
  {
    route: "POST /me/password",
    ask: (client) => client.setPassword({ password: "a long one indeed" }),
    body: { password: "a long one indeed" },
  },
  { route: "POST /me/sign-out", ask: (client) => client.signOut() },
  { route: "POST /links/use", ask: (client) => client.useLink("token"), body: { token: "token" } },
  {
    route: "POST /sign-in",
    ask: (client) => client.signIn("grace", "pass"),
    body: { name: "grace", password: "pass" },
  },
  { route: "GET /visitor-numbers", ask: (client) => client.visitorNumbers() },
  { route: "POST /visitor-calls", ask: (client) => client.startVisitorCall({ to: "sales" }), body: { to: "sales" } },
  { route: "POST /visitor-calls/v1/ticket", ask: (client) => client.visitorTicket("v1") },
  { route: "GET /visitor-calls/v1", ask: (client) => client.visitorCall("v1") },
];

test.each(routes)("$route is where its method asks [R-SDK-1]", async ({ route, ask, body }) => {
  const { server, client } = setUp({ base: "" });
  server.answers.push(() => refused(403, { code: "auth.scope" }));
  expect(await failureOf(ask(client))).toMatchObject({ status: 403, code: "auth.scope" });
  expect(`${server.last.method} ${server.last.url}`).toBe(route);
  expect(server.last.body).toEqual(body);
});

test("a command resolves with what is pending, and what is only told does not need an answer [R-SDK-1]", async () => {
  const { server, client } = setUp();
  server.answers.push(
    () => json(PENDING, 202),
    () => new Response(null, { status: 204 }),
  );
  expect(await client.endWrapUp("alice")).toEqual(PENDING);
  expect(await client.signOut()).toBeUndefined();
});

test("the centre's version is read with the file and goes back with it [R-SDK-6]", async () => {
  const { server, client } = setUp();
  const { defaultCentre } = await import("@legroom/model");
  server.answers.push(() => json(defaultCentre(), 200, { "x-legroom-version": "12" }));
  const { file, version } = await client.centre();
  expect([file, version]).toEqual([defaultCentre(), 12]);
  server.answers.push(() => refused(409, { code: "centre.changed" }));
  expect(await failureOf(client.putCentre(file, version))).toMatchObject({ code: "centre.changed" });
  expect(server.last).toMatchObject({ method: "PUT", url: "/as/alice-x/api/v1/centre?expectedVersion=12", body: file });
  server.answers.push(() => json(PENDING, 202));
  await client.putCentre(file);
  expect(server.last.url).toBe("/as/alice-x/api/v1/centre");
});
