import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

test("when a queue's own step is taken back, whoever may be offered now is, also where the step had asked for more [R-ROUTE-96]", () => {
  const centre = new Centre((file) => ({
    ...file,
    queues: file.queues.map((queue) => ({
      ...queue,
      relaxations: [{ when: { by: "staffing", atMost: 1 } as const, requires: "general >= 9" }],
    })),
  }));
  centre.available("alice");
  centre.calls("erin", "general");
  expect(centre.agentOf("erin")).toBeUndefined(); // alice alone: the step holds, and asks for an expert
  centre.available("bob");
  expect(centre.last("queue.relaxed")).toMatchObject({ queueId: "overflow", steps: [] });
  expect(centre.agentOf("erin")).toBe("alice");
});
