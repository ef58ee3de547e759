import { asId, defaultCentre, unixMs } from "@legroom/model";
import type { InteractionId, QueueId } from "@legroom/model";
import { beforeEach, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import type { Asking } from "../test/desk.ts";
import { START_AT } from "../test/fake-centre.ts";
import { ERIN, ERINS_NUMBER, makeEvent, record, seat } from "../test/fixtures.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  seat(desk);
});

type Method = Parameters<Desk["ask"]>[0];

/** `request` as people write it: `GET /agents`. */
function send(request: string, asking: Asking) {
  const [method, path = ""] = request.split(" ");
  return desk.ask(method as Method, path, asking); // our own text
}

async function wrong(request: string, asking: Asking): Promise<unknown[]> {
  const reply = await send(request, asking);
  expect(desk.ports.centre.commanded).toEqual([]);
  const { error } = reply.json as { error: { code: string; field?: string } };
  return [reply.status, error.code, error.field];
}

const centre = defaultCentre();
const [firstQueue] = centre.queues;

test.each<[string, string, Asking, unknown[]]>([
  [
    "a presence that there is not",
    "POST /agents/alice/presence",
    { body: { presence: "asleep" } },
    [400, "request.invalid", "presence"],
  ],
  ["no presence", "POST /agents/alice/presence", { body: {} }, [400, "request.invalid", "presence"]],
  ["no body", "POST /agents/alice/presence", {}, [400, "request.invalid", undefined]],
  [
    "an unknown field",
    "POST /agents/alice/presence",
    { body: { presence: "busy", mood: "good" } },
    [400, "request.invalid", "mood"],
  ],
  [
    "free text as a code",
    "POST /agents/alice/presence",
    { body: { presence: "busy", reasonCode: "Dr. Who at 3" } },
    [400, "request.invalid", "reasonCode"],
  ],
  [
    "a wrap-up that is to be longer by nothing",
    "POST /agents/alice/wrap-up/extend",
    { body: { byMs: 0 } },
    [400, "request.invalid", "byMs"],
  ],
  [
    "a body where none is asked for",
    "POST /agents/alice/wrap-up/end",
    { body: { now: true } },
    [400, "request.invalid", "now"],
  ],
  ["a handle that cannot be one", "POST /devices/Al%20ice/secret", {}, [400, "request.invalid", "id"]],
  ["an unknown part of the query", "GET /interactions?colour=green", {}, [400, "request.invalid", "colour"]],
  ["a limit beyond the bound", "GET /interactions?limit=501", {}, [400, "request.invalid", "limit"]],
  ["a query where none is asked for", "GET /agents?x=1", {}, [400, "request.invalid", "x"]],
  [
    "an empty wrap-up",
    "POST /interactions/int-1/wrap-up",
    { body: { agentId: "alice" } },
    [400, "request.invalid", undefined],
  ],
  [
    "a note that is too long",
    "POST /interactions/int-1/wrap-up",
    { body: { agentId: "alice", note: "x".repeat(4001) } },
    [400, "request.invalid", "note"],
  ],
  [
    "an unknown field of a centre",
    "PUT /centre",
    { body: { ...centre, colour: "green" } },
    [400, "request.invalid", "colour"],
  ],
  [
    "an unknown field of a queue",
    "PUT /centre",
    { body: { ...centre, queues: [{ ...firstQueue, capacity: 2 }] } },
    [400, "request.invalid", "queues.0.capacity"],
  ],
  [
    "a key for a capability that there is not",
    "POST /api-keys",
    { body: { name: "x", capabilities: ["all"], scope: "own" } },
    [400, "request.invalid", "capabilities.0"],
  ],
  [
    "a reach into prototypes",
    "POST /agents/alice/presence",
    { body: '{"presence":"busy","__proto__":{}}', headers: { "content-type": "application/json" } },
    [400, "request.invalid", "__proto__"],
  ],
  [
    "half a body",
    "POST /agents/alice/presence",
    { body: '{"presence":', headers: { "content-type": "application/json" } },
    [400, "request.not-json", undefined],
  ],
  [
    "another media type",
    "POST /agents/alice/presence",
    { body: "presence=busy", headers: { "content-type": "text/plain" } },
    [415, "request.media-type", undefined],
  ],
  [
    "a body beyond 64 KiB",
    "POST /agents/alice/presence",
    { body: { presence: "x".repeat(65_536) } },
    [413, "request.too-large", undefined],
  ],
  ["a path that there is not", "GET /agents/alice/mood", {}, [404, "route.unknown", undefined]],
])("%s is refused by name and reaches nothing [R-API-10] [R-API-14]", async (_what, request, asking, expected) => {
  expect(await wrong(request, asking)).toEqual(expected);
});

test("a centre's file may be larger than any other body [R-API-14]", async () => {
  const agents = Array.from({ length: 2000 }, (_, i) => ({
    id: `agent-${i}`,
    name: `Agent ${i}`,
    skills: ["sales"],
    levels: {},
    languages: {},
    capacity: 1,
  }));
  const body = { ...centre, agents: [...centre.agents, ...agents] };
  expect(JSON.stringify(body).length).toBeGreaterThan(65_536);
  expect((await desk.ask("PUT", "/centre", { body })).status).toBe(202);
});

test("a fenced centre is 503 with its code, and its disk stays its own matter [R-API-12]", async () => {
  desk.ports.centre.fence();
  const reply = await desk.ask("GET", "/agents");
  expect([reply.status, reply.headers["retry-after"], reply.json]).toEqual([
    503,
    "1",
    { error: { code: "journal.failed", message: "the centre cannot answer now" } },
  ]);
  const command = await desk.ask("POST", "/agents/alice/presence", { body: { presence: "busy" } });
  expect([command.status, command.text]).toEqual([503, reply.text]);
  expect(desk.ports.log.lines.map(({ level }) => level)).toEqual(["warn", "warn"]);
});

test("an answer that does not come in time is 503, and says that the command may still be done [R-API-12]", async () => {
  const hasty = await Desk.open({ answerMs: 20 });
  let answerLate = (): void => undefined;
  hasty.ports.centre.command = () =>
    new Promise((resolve) => {
      answerLate = () => resolve({ ok: true, answer: {}, seq: 1 });
    });
  const reply = await hasty.ask("POST", "/agents/alice/presence", { body: { presence: "busy" } });
  expect([reply.status, reply.json]).toMatchObject([503, { error: { code: "answer.timeout" } }]);
  answerLate();
  expect((await hasty.ask("GET", "/agents")).status).toBe(200);
});

test("a bug is 500, says nothing outside and is loud inside [R-API-12]", async () => {
  desk.ports.centre.fault = new Error("cannot read properties of Erin");
  const reply = await desk.ask("GET", "/agents");
  expect([reply.status, reply.json]).toEqual([500, { error: { code: "internal", message: "something broke here" } }]);
  expect(desk.ports.log.lines).toMatchObject([{ level: "error", fields: { path: "/api/v1/agents" } }]);
});

test("health is ok while all is up, and names what is not [R-API-13]", async () => {
  const up = await desk.ask("GET", "/health", { key: undefined });
  expect([up.status, up.text]).toEqual([200, '{"status":"ok"}']);
  desk.ports.centre.parts = { sip: true, media: false, journal: true };
  const down = await desk.ask("GET", "/health", { key: undefined });
  expect([down.status, down.json]).toEqual([503, { status: "failing", failing: ["media"] }]);
});

test("agents are counted by availability", async () => {
  desk.ports.centre.agents = desk.ports.centre.agents.map((agent) => ({
    ...agent,
    availability:
      agent.id === asId("alice")
        ? { state: "busy", inUse: 1, capacity: 1, interactionId: asId("int-1") }
        : { state: "available" },
  }));
  expect((await desk.ask("GET", "/agent-counts")).json).toMatchObject({
    total: 4,
    counts: { available: 3, busy: 1, wrapping: 0 },
    summary: "3 available, 1 busy",
  });
});

test("one agent is shown whole, performance with its parts, and one that there is not is 404 [R-API-11] [R-API-102]", async () => {
  expect((await desk.ask("GET", "/agents/alice")).json).toEqual({
    id: "alice",
    name: "Alice",
    skills: ["sales", "general"],
    ...{ levels: {}, languages: {}, capacity: 1, inUse: 0, performance: 750 },
    performanceParts: {
      ...{ answered: 900, kept: 950, handle: 500, quality: 500, prior: 20_000 },
      counts: { answered: 0, missed: 0, kept: 0, passedOn: 0, handleMs: 0, expectedMs: 0 },
    },
    queues: ["sales", "general", "premium", "overflow"],
    presence: "offline",
    availability: { state: "signed-out" },
    sinceAt: START_AT,
    endpoints: [],
  });
  expect((await desk.ask("GET", "/agents/mallory")).json).toMatchObject({ error: { code: "agent.unknown" } });
});

test("devices say whose they are, whether a phone can sign in, and which have", async () => {
  const endpoint = {
    endpointId: asId<"endpoint">("ep-1"),
    deviceId: asId<"device">("alice"),
    kind: "phone" as const,
    alive: true,
    expiresAt: START_AT,
  };
  const { centre: fake } = desk.ports;
  fake.agents = fake.agents.map((agent) => (agent.id === asId("alice") ? { ...agent, endpoints: [endpoint] } : agent));
  await desk.ask("POST", "/devices/alice/secret");
  const { items } = (await desk.ask("GET", "/devices")).json as { items: unknown[] };
  expect(items).toHaveLength(8);
  expect(items[0]).toEqual({ id: "alice", owner: { agent: "alice" }, hasSecret: true, endpoints: [endpoint] });
  expect(items[4]).toEqual({ id: "victor", owner: { contact: "victor" }, hasSecret: false, endpoints: [] });
  expect((await desk.ask("GET", "/endpoints")).json).toEqual({ items: [endpoint] });
});

test("a queue shows who waits, for how long, and its figures; what nobody counted is absent [R-API-15]", async () => {
  const { centre: fake, figures, clock } = desk.ports;
  const sales: QueueId = asId("sales");
  fake.queues = fake.queues.map((queue) =>
    queue.id === sales ? { ...queue, waiting: 2, oldestEnteredAt: START_AT } : queue,
  );
  const figure = {
    sinceAt: START_AT,
    offered: 9,
    answered: 4,
    answeredInTime: 3,
    abandoned: 1,
    shortAbandoned: 1,
    flowedOut: 0,
    timedOut: 1,
    rejectedFull: 0,
    withdrawn: 0,
  };
  figures.counted.set(sales, { ...figure, serviceLevel: 0.5 });
  clock.pass(7000);
  expect((await desk.ask("GET", "/queues/sales")).json).toMatchObject({
    waiting: 2,
    oldestEnteredAt: START_AT,
    oldestWaitMs: 7000,
    serviceLevelMs: 20_000,
    serviceLevel: 0.5,
    figures: figure,
    agents: { "signed-out": 2 },
  });
  const billing = (await desk.ask("GET", "/queues/billing")).json;
  expect(billing).toMatchObject({ id: "billing", waiting: 0, serviceLevelMs: 20_000 });
  for (const absent of ["serviceLevel", "figures", "oldestWaitMs", "oldestEnteredAt"])
    expect(billing).not.toHaveProperty(absent);
  expect((await desk.ask("GET", "/queues/none")).status).toBe(404);
});

test("interactions come in pages, the newest first [R-API-16]", async () => {
  desk.ports.queries.rows = [1, 2, 3, 4, 5].map((n) => ({
    ...record,
    id: asId<"interaction">(`int-${n}`),
    seq: n * 10,
  }));
  const page = async (query: string): Promise<unknown> => {
    const { items, nextBeforeSeq } = (await desk.ask("GET", `/interactions?${query}`)).json as {
      items: { id: InteractionId }[];
      nextBeforeSeq?: number;
    };
    return [items.map(({ id }) => id), nextBeforeSeq];
  };
  expect(await page("limit=2")).toEqual([["int-5", "int-4"], 40]);
  expect(await page("limit=2&beforeSeq=40")).toEqual([["int-3", "int-2"], 20]);
  expect(await page("limit=2&beforeSeq=20")).toEqual([["int-1"], undefined]);
  expect(await page("agentId=bob")).toEqual([[], undefined]);
  expect(await page("open=false")).toEqual([[], undefined]);
});

test("an interaction is shown with where everybody is, the customer opened and the notes opened", async () => {
  const { queries, vault } = desk.ports;
  queries.events.push(
    makeEvent(4, {
      type: "agent.wrap-up-noted",
      agentId: asId("alice"),
      interactionId: asId("int-1"),
      disposition: "sold",
      note: vault.seal(ERIN, "wants a call on Monday"),
    }),
  );
  expect((await desk.ask("GET", "/interactions/int-1")).json).toMatchObject({
    id: "int-1",
    customerClass: "standard",
    now: { owner: "agent", agentId: "alice", seats: [{ role: "customer" }, { role: "agent", conferenceId: "conf-1" }] },
    customer: { name: "Erin", identities: [{ kind: "tel", value: ERINS_NUMBER }] },
    notes: [{ agentId: "alice", disposition: "sold", note: "wants a call on Monday" }],
  });
  expect((await desk.ask("GET", "/interactions")).text).not.toContain(ERINS_NUMBER);

  await vault.erase(ERIN);
  desk.ports.centre.interactions = [];
  const later = (await desk.ask("GET", "/interactions/int-1")).json;
  expect(later).not.toHaveProperty("customer");
  expect(later).not.toHaveProperty("now");
});

test("a timeline has all that happened but effects and what is sealed [R-API-30]", async () => {
  const reply = await desk.ask("GET", "/interactions/int-1/timeline");
  expect(reply.json).toMatchObject({
    items: [
      { seq: 1, type: "interaction.arrived" },
      { seq: 3, type: "offer.ringing" },
    ],
  });
  expect(reply.text).not.toContain("sealed");
  expect((await desk.ask("GET", "/interactions/int-9/timeline")).status).toBe(404);
});

test("conferences show who sits in them and what media has confirmed, closed ones their record", async () => {
  const { queries } = desk.ports;
  const [open] = queries.conferenceRows;
  const closed = {
    ...open,
    id: asId("conf-0"),
    name: "hold-sales-int-1",
    kind: "hold",
    status: "closed",
    closedAt: START_AT,
  };
  queries.conferenceRows.push(closed as never);
  expect((await desk.ask("GET", "/conferences?interactionId=int-1")).json).toEqual({
    items: [{ ...open, version: 3, appliedVersion: 2, seats: ["seat-c", "seat-a"] }, { ...closed }],
  });
  expect((await desk.ask("GET", "/conferences?open=true")).json).toMatchObject({ items: [{ id: "conf-1" }] });
});

test("offers show their reasons", async () => {
  expect((await desk.ask("GET", "/offers")).json).toMatchObject({
    items: [{ id: "off-1", phase: "ringing", reasons: { trigger: "caller-entered", tieBreak: "only-one" } }],
  });
});

test("a track is downloaded as WAV from where its recording says, and is 404 once its key is gone", async () => {
  const listed = (await desk.ask("GET", "/interactions/int-1/recordings")).json as {
    items: { tracks: { path: string }[] }[];
  };
  const path = listed.items[0]?.tracks[0]?.path ?? "";
  expect(path).toBe("/api/v1/recordings/rec-1/tracks/seat-c");
  const file = await desk.ask("GET", path.replace("/api/v1", ""));
  expect([file.status, file.headers["content-type"], file.text]).toEqual([200, "audio/wav", "RIFF....WAVE"]);
  expect(file.headers["content-disposition"]).toBe('attachment; filename="rec-1-seat-c.wav"');
  desk.ports.recordings.wav = undefined;
  expect((await desk.ask("GET", "/recordings/rec-1/tracks/seat-c")).status).toBe(404);
  expect((await desk.ask("GET", "/recordings/rec-1/tracks/seat-x")).status).toBe(404);
});

test.each<[string, string, string, unknown]>([
  ["GET /interactions", "interactions.list", "interactions", undefined],
  ["GET /interactions/int-1", "interaction.read", "interaction/int-1", undefined],
  ["GET /interactions/int-1/timeline", "interaction.timeline", "interaction/int-1", undefined],
  ["POST /interactions/int-1/end", "interaction.end", "interaction/int-1", undefined],
  ["POST /interactions/int-1/wrap-up", "interaction.wrap-up", "interaction/int-1", { agentId: "alice", note: "x" }],
  ["GET /interactions/int-1/recordings", "recordings.list", "interaction/int-1", undefined],
  ["GET /recordings/rec-1/tracks/seat-c", "recording.download", "recording/rec-1/seat-c", undefined],
  ["POST /devices/alice/secret", "device.secret", "device/alice", undefined],
  ["GET /centre", "centre.export", "centre", undefined],
  ["PUT /centre", "centre.import", "centre", defaultCentre()],
  ["POST /api-keys", "api-key.create", "api-key/x", { name: "x", capabilities: ["queues.read"], scope: "own" }],
])("%s is audited, or not done [R-API-25]", async (request, act, subject, body) => {
  const { queries, centre: fake } = desk.ports;
  queries.auditFault = new Error("the audit is full");
  expect((await send(request, { body })).status).toBe(500);
  expect(fake.commanded).toEqual([]);

  queries.auditFault = undefined;
  expect((await send(request, { body })).status).toBeLessThan(300);
  expect(queries.audits).toEqual([{ at: unixMs(START_AT), actor: { kind: "operator" }, act, subject }]);
});

test("a visitor has no address that means anything to people [R-API-62]", async () => {
  const visitor = { kind: "sip", value: "sip:visitor-0123@visitor.invalid" } as const;
  desk.ports.vault.people.set(ERIN, { name: "Zoë", identities: [visitor] });
  expect((await desk.ask("GET", "/interactions/int-1")).json).toMatchObject({
    customer: { name: "Zoë", identities: [] },
  });
});
