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

test("of two whose offers end in one step, who is before the other in line asks first [R-ROUTE-4] [R-ROUTE-153]", () => {
  const centre = new Centre((file) => ({
    ...file,
    agents: file.agents.map((agent) => ({ ...agent, capacity: 2 })),
    queues: file.queues.map((queue) => ({ ...queue, strategy: "linear" })),
  }));
  for (const agent of ["alice", "bob", "carol"]) centre.phones.set(agent, "rings");
  centre.available("alice");
  centre.calls("erin", "general");
  centre.wait(1000);
  centre.calls("gina", "general");
  centre.available("bob", "carol");
  centre.wait(19_000); // erin's offer rings to its end, and takes gina's with it
  const [erin, gina] = centre.all("interaction.arrived").map((event) => event.interactionId);
  expect(centre.all("offer.made").map((event) => [event.interactionId, event.agentId])).toEqual([
    [erin, "alice"],
    [gina, "alice"],
    [erin, "bob"],
    [gina, "bob"],
  ]);
});
