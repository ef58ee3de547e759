import { createClient } from "@legroom/sdk";
import { expect, test } from "vitest";
import { wallWords as words } from "../../words/en-wall.ts";
import { carryOut, flowActs, previewLines, whyNotYet } from "./flow-act.ts";
import type { ActChoice } from "./flow-act.ts";

const choice: ActChoice = { act: "move", queueId: "", agentId: "" };

async function askedBy(chosen: ActChoice, seq?: number): Promise<unknown> {
  const asked: unknown[] = [];
  const client = createClient({
    base: "/api/v1",
    fetch: async (input, init) => {
      const request = new Request(new URL(input instanceof Request ? input.url : input, "http://example.com"), init);
      asked.push(new URL(request.url).pathname.replace("/api/v1", ""), await request.json());
      return Response.json({ state: "pending", commandId: "c", seq: 1, overrideId: "o" }, { status: 202 });
    },
  });
  await carryOut(client, { id: "x1", seq }, chosen, "too long");
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
    expect(await askedBy({ ...choice, ...more }, 7)).toEqual([path, { ...body, reason, expectedSeq: 7 }]);
  },
);

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
