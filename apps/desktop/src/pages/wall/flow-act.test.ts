import { createClient } from "@legroom/sdk";
import type { LegroomClient } from "@legroom/sdk";
import { expect, test } from "vitest";
import { wallWords as words } from "../../words/en-wall.ts";
import { carryOut, changeMembership, flowActs, movesOf, previewLines, whyNotYet } from "./flow-act.ts";
import type { ActChoice } from "./flow-act.ts";

const choice: ActChoice = { act: "move", queueId: "", agentId: "" };

/** What an act asks of the server: method, path, and body. */
async function asks(act: (client: LegroomClient) => Promise<unknown>): Promise<readonly unknown[]> {
  const asked: unknown[] = [];
  const client = createClient({
    base: "/api/v1",
    fetch: async (input, init) => {
      const request = new Request(new URL(input instanceof Request ? input.url : input, "http://example.com"), init);
      const { pathname, search } = new URL(request.url);
      const text = await request.text();
      asked.push(`${request.method} ${pathname.replace("/api/v1", "")}${search}`, text === "" ? "" : JSON.parse(text));
      return Response.json({ state: "pending", commandId: "c", seq: 1, overrideId: "o" }, { status: 202 });
    },
  });
  await act(client);
  return asked;
}

const reason = "too long";

test.each<[Partial<ActChoice>, string, object]>([
  [{ act: "move", queueId: "help" }, "/interactions/x1/move", { queueId: "help" }],
  [{ act: "assign", agentId: "bob" }, "/interactions/x1/assign", { agentId: "bob" }],
  [{ act: "front" }, "/interactions/x1/priority", { band: 0 }],
  [{ act: "later" }, "/interactions/x1/priority", { band: 9 }],
  [{ act: "withdraw" }, "/interactions/x1/withdraw", {}],
])(
  "%j is asked of the server with its reason, for the caller as they were seen [R-PAGE-44]",
  async (more, path, body) => {
    const asked = await asks((client) => carryOut(client, { id: "x1", seq: 7 }, { ...choice, ...more }, reason));
    expect(asked).toEqual([`POST ${path}`, { ...body, reason, expectedSeq: 7 }]);
  },
);

test("several are moved each as they were seen, and an agent goes into or out of a queue of the centre as it was seen [R-PAGE-44]", async () => {
  const moves = movesOf([{ id: "x1", seq: 7 }, { id: "x2" }], "help");
  expect(await asks((client) => client.rebalance(moves, reason))).toEqual([
    "POST /queues/rebalance",
    {
      moves: [
        { interactionId: "x1", queueId: "help", expectedSeq: 7 },
        { interactionId: "x2", queueId: "help" },
      ],
      reason,
    },
  ]);
  const queue = { id: "help", members: ["bob"] };
  expect(await asks((client) => changeMembership(client, { agentId: "alice", queue, version: 3 }, reason))).toEqual([
    "PUT /queues/help/members/alice",
    { reason, expectedVersion: 3 },
  ]);
  expect(await asks((client) => changeMembership(client, { agentId: "bob", queue, version: 3 }, reason))).toEqual([
    "DELETE /queues/help/members/bob?reason=too%20long&expectedVersion=3",
    "",
  ]);
});

test("what is not chosen yet is told, and only where it is needed [R-PAGE-44]", () => {
  const whys = flowActs.map((act) => whyNotYet({ ...choice, act }));
  expect(whys).toEqual([words.needsQueue, words.needsAgent, undefined, undefined, undefined]);
  expect(flowActs.map((act) => whyNotYet({ act, queueId: "help", agentId: "bob" }))).toEqual(
    flowActs.map(() => undefined),
  );
});

test("a preview says who stands where then, and who waits longer [R-PAGE-44]", () => {
  const change = { queueId: "sales", toQueueId: "sales", positionBefore: 2, positionAfter: 3 };
  const lines = previewLines(
    {
      changes: [
        { ...change, interactionId: "x1", toQueueId: "help", positionAfter: 1, longerByMs: -90_000 },
        { ...change, interactionId: "x2", longerByMs: 60_000 },
        { ...change, interactionId: "x3" },
      ],
    },
    { customer: (id) => id.toUpperCase(), queue: (id) => id },
  );
  expect(lines.map(({ text }) => text)).toEqual([
    "X1, sales → help: number 2 now, number 1 then; waits 1 minute 30 seconds less",
    "X2, sales: number 2 now, number 3 then; waits 1 minute longer",
    "X3, sales: number 2 now, number 3 then",
  ]);
  expect(lines.map(({ isLonger }) => isLonger)).toEqual([false, true, false]);
});
