import { expect, test } from "vitest";
import { FakeServer, json } from "../test/fake-server.ts";
import { HandTimers } from "../test/hand-timers.ts";
import { createClient } from "./index.ts";
import type { LegroomClient } from "./index.ts";

const PENDING = { state: "pending", commandId: "c1", seq: 7, overrideId: "ov-1" };
const reason = "too long";
const moves = [{ interactionId: "x1", queueId: "help", expectedSeq: 4 }];

function setUp() {
  const server = new FakeServer();
  const client = createClient({ base: "/api/v1", fetch: server.fetch, timers: new HandTimers() });
  return { server, client };
}

type Row = readonly [route: string, ask: (client: LegroomClient) => Promise<unknown>, body?: unknown];
const rows: readonly Row[] = [
  [
    "POST /interactions/x1/move",
    (client) => client.moveInteraction("x1", { queueId: "help", reason, expectedSeq: 4 }),
    { queueId: "help", reason, expectedSeq: 4 },
  ],
  [
    "POST /interactions/x1/assign",
    (client) => client.assignInteraction("x1", { agentId: "bob", reason }),
    { agentId: "bob", reason },
  ],
  [
    "POST /interactions/x1/priority",
    (client) => client.prioritiseInteraction("x1", { band: 0, reason }),
    { band: 0, reason },
  ],
  ["POST /interactions/x1/withdraw", (client) => client.withdrawInteraction("x1", { reason }), { reason }],
  [
    "PUT /queues/help/members/bob",
    (client) => client.addMember({ queueId: "help", agentId: "bob" }, { reason, tier: 2, expectedVersion: 3 }),
    { reason, tier: 2, expectedVersion: 3 },
  ],
  [
    "DELETE /queues/help/members/bob?reason=too%20long&expectedVersion=3",
    (client) => client.removeMember({ queueId: "help", agentId: "bob" }, reason, { expectedVersion: 3 }),
  ],
  [
    "DELETE /queues/help/members/bob?reason=too%20long",
    (client) => client.removeMember({ queueId: "help", agentId: "bob" }, reason),
  ],
  ["POST /queues/rebalance", (client) => client.rebalance(moves, reason), { moves, reason }],
  ["POST /overrides/ov-1/undo", (client) => client.undoOverride("ov-1")],
];

const cases = rows.map(([route, ask, body]) => ({ route, ask, body }));

test.each(cases)("$route has its method, and its answer names the act [R-SDK-40]", async ({ route, ask, body }) => {
  const { server, client } = setUp();
  server.answers.push(() => json(PENDING, 202));
  expect(await ask(client)).toEqual(PENDING);
  expect(`${server.last.method} ${server.last.url.replace("/api/v1", "")}`).toBe(route);
  expect(server.last.body).toEqual(body);
});

test("a preview and the acts of late are read [R-SDK-40]", async () => {
  const { server, client } = setUp();
  const change = { interactionId: "x1", queueId: "sales", toQueueId: "help", positionBefore: 2, positionAfter: 1 };
  server.answers.push(() => json({ changes: [change] }));
  expect(await client.previewMoves(moves)).toEqual({ changes: [change] });
  expect(server.last).toMatchObject({
    method: "POST",
    url: "/api/v1/queues/rebalance/preview",
    body: { moves: [{ interactionId: "x1", queueId: "help" }] },
  });
  const made = {
    id: "ov-1",
    at: 5,
    act: "move",
    actor: { kind: "operator" },
    reason,
    interactionIds: [],
    undone: true,
  };
  server.answers.push(() => json({ items: [made] }));
  expect(await client.overrides()).toEqual({ items: [made] });
});

test("why is asked of an offer, and its choice made again when that is asked for [R-SDK-42]", async () => {
  const { server, client } = setUp();
  const recorded = { requires: "sales", waitedMs: 4, candidates: [] };
  const told = { offerId: "o1", interactionId: "x1", agentId: "bob", at: 5, recorded, sentences: ["Bob was chosen."] };
  const recomputed = { kind: "same", agents: [{ agentId: "bob", verdict: "ranked", rank: 1 }], sentences: ["Same."] };
  server.answers.push(
    () => json(told),
    () => json({ ...told, recomputed }),
  );
  expect(await client.whyOffer("o1")).toEqual(told);
  expect(server.last.url).toBe("/api/v1/offers/o1/why");
  expect(await client.whyOffer("o1", { again: true })).toEqual({ ...told, recomputed });
  expect(server.last.url).toBe("/api/v1/offers/o1/why?again=true");
});

test("why is asked of an interaction, of an agent, and of oneself [R-SDK-41]", async () => {
  const { server, client } = setUp();
  server.answers.push(() => json({ offers: [] }));
  expect(await client.why("x1")).toEqual({ offers: [] });
  expect(server.last.url).toBe("/api/v1/interactions/x1/why");
  const told = { agentId: "bob", interactionId: "x1", verdict: "busy", sentences: ["Bob is busy."] };
  server.answers.push(
    () => json(told),
    () => json(told),
  );
  expect(await client.whyNot("bob", "x1")).toEqual(told);
  expect(server.last.url).toBe("/api/v1/agents/bob/why-not?interaction=x1");
  await client.whyNotMe("x1");
  expect(server.last.url).toBe("/api/v1/me/why-not/x1");
});
