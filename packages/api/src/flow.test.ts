import { asId } from "@legroom/model";
import { beforeEach, expect, test } from "vitest";
import { ADMIN_KEY, Desk } from "../test/desk.ts";
import { seat } from "../test/fixtures.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  seat(desk);
  desk.ports.queries.audits.length = 0;
});

const asked = (method: string, url: string, body?: unknown) => desk.ask(method as "GET", url, { key: ADMIN_KEY, body });
const commanded = () => desk.ports.centre.commanded.map(({ body }) => body);
const reason = "VIP is angry";

test.each([
  ["POST", "/interactions/int-1/move", { queueId: "support", reason, expectedSeq: 7 }, "interaction.move"],
  ["POST", "/interactions/int-1/assign", { agentId: "bob", reason }, "interaction.assign"],
  ["POST", "/interactions/int-1/priority", { band: 0, aheadMs: 60_000, reason }, "interaction.reprioritise"],
  ["POST", "/interactions/int-1/withdraw", { reason, expectedSeq: 9 }, "interaction.withdraw"],
] as const)("%s %s becomes its command, audited first [R-API-96]", async (method, url, body, type) => {
  expect((await asked(method, url, body)).status).toBe(202);
  expect(commanded()).toEqual([{ type, interactionId: "int-1", ...body }]);
  expect(desk.ports.queries.audits).toMatchObject([{ subject: "interaction/int-1" }]);
});

test("members come and go, and several callers are moved at once, with the reason [R-API-96]", async () => {
  await asked("PUT", "/queues/sales/members/bob", { tier: 2, reason });
  await asked("DELETE", "/queues/sales/members/bob?reason=too%20quiet");
  const moves = [{ interactionId: "int-1", queueId: "support" }];
  await asked("POST", "/queues/rebalance", { moves, reason });
  await asked("POST", "/overrides/ov-1/undo");
  await asked("POST", "/queues/rebalance", { moves: [{ ...moves[0], expectedSeq: 9 }], reason });
  await asked("PUT", "/queues/sales/members/bob", { reason, expectedVersion: 3 });
  await asked("DELETE", "/queues/sales/members/bob?reason=r&expectedVersion=3");
  expect(commanded()).toEqual([
    { type: "membership.set", queueId: "sales", agentId: "bob", member: { tier: 2, delayMs: 0 }, reason },
    { type: "membership.set", queueId: "sales", agentId: "bob", reason: "too quiet" },
    { type: "queues.rebalance", moves, reason },
    { type: "override.undo", overrideId: "ov-1" },
    { type: "queues.rebalance", moves: [{ ...moves[0], expectedSeq: 9 }], reason },
    {
      ...{ type: "membership.set", queueId: "sales", agentId: "bob", member: { tier: 1, delayMs: 0 }, reason },
      expectedVersion: 3,
    },
    { type: "membership.set", queueId: "sales", agentId: "bob", reason: "r", expectedVersion: 3 },
  ]);
});

test.each([
  ["no reason", "/interactions/int-1/move", { queueId: "support" }, "reason"],
  ["an empty reason", "/interactions/int-1/withdraw", { reason: "  " }, "reason"],
  ["neither band nor lead", "/interactions/int-1/priority", { reason }, ""],
  ["a band that is none", "/interactions/int-1/priority", { band: 10, reason }, "band"],
  ["no moves", "/queues/rebalance", { moves: [], reason }, "moves"],
])("%s is refused with the field, and nothing is done [R-API-96]", async (_what, url, body, field) => {
  const reply = await asked("POST", url, body);
  expect(reply.status).toBe(400);
  if (field !== "") expect(reply.json).toMatchObject({ error: { field } });
  expect(commanded()).toEqual([]);
});

test("a preview is shown, or refused as the moves would be; acts of late are listed [R-API-96]", async () => {
  const change = { interactionId: asId<"interaction">("int-1"), queueId: asId<"queue">("sales") };
  const preview = {
    changes: [{ ...change, toQueueId: asId<"queue">("support"), positionBefore: 1, positionAfter: 4, longerByMs: -5 }],
  };
  desk.ports.centre.preview = preview;
  const moves = [{ interactionId: "int-1", queueId: "support" }];
  expect((await asked("POST", "/queues/rebalance/preview", { moves })).json).toEqual(preview);
  desk.ports.centre.preview = { ok: false, refusal: { code: "queue.full", message: "full", field: "moves.0.queueId" } };
  expect(await asked("POST", "/queues/rebalance/preview", { moves })).toMatchObject({
    status: 409,
    json: { error: { code: "queue.full", field: "moves.0.queueId" } },
  });
  const made = {
    ...{ id: asId<"override">("ov-1"), at: desk.ports.centre.agents[0]?.sinceAt ?? (0 as never), act: "move" as const },
    actor: { kind: "staff", id: asId<"staff">("grace") } as const,
    ...{ reason, interactionIds: [change.interactionId], queueId: change.queueId, undone: false },
  };
  desk.ports.centre.overrides = [made];
  expect((await asked("GET", "/overrides")).json).toEqual({ items: [made] });
});

test("the wall shows what an act gives back as seen [R-API-97]", async () => {
  const wall = (await asked("GET", "/wall")).json as { version?: number; interactions: { seq?: number }[] };
  expect(wall.version).toBe(desk.ports.centre.version);
  expect(wall.interactions[0]?.seq).toBe(desk.ports.centre.interactions[0]?.seq);
  expect(wall.interactions[0]?.seq).toEqual(expect.any(Number));
  const one = (await asked("GET", "/interactions/int-1")).json as { now?: { seq?: number } };
  expect(one.now?.seq).toBe(wall.interactions[0]?.seq);
});

test("why somebody waits, and why an agent does not have them, is told in words too [R-API-98]", async () => {
  const filters = { members: 2, signedIn: 1, skilled: 1, inReach: 1, free: 0, notCoolingDown: 0 };
  const at = desk.ports.centre.agents[0]?.sinceAt ?? (0 as never);
  desk.ports.centre.waiting = {
    ...{ interactionId: asId("int-1"), queueId: asId("sales"), position: 3, band: 1, waitedMs: 42_000 },
    ...{ requires: "sales >= 5", relaxed: 1, filters, cause: "all-busy", queueUntilAt: at, totalUntilAt: at },
    agents: [{ agentId: asId("bob"), verdict: "busy" }],
  };
  const { json } = await asked("GET", "/interactions/int-1/why");
  expect(json).toMatchObject({
    waiting: {
      cause: "all-busy",
      sentences: expect.arrayContaining([
        "All who could be offered this caller are busy or not available.",
        "Number 3 in line, waiting for 42 s.",
        "Required now: sales >= 5, after 1 step of relaxation.",
      ]),
    },
    offers: [],
  });
  expect((await asked("GET", "/agents/bob/why-not?interaction=int-1")).json).toMatchObject({
    verdict: "busy",
    sentences: ["Bob is busy."],
  });
  expect((await asked("GET", "/agents/bob/why-not?interaction=int-2")).status).toBe(404);
  const alice = await desk.signIn("alice");
  const own = await desk.askAs(alice, "GET", "/me/why-not/int-1");
  expect(own.json).toMatchObject({ agentId: "alice", sentences: ["Alice is busy."] });
});
