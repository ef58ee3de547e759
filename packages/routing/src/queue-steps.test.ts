import { asId } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre, sealed } from "../test/centre.ts";
import { offered, withQueues } from "../test/matching.ts";
import { apply } from "./index.ts";

const tea = { skills: ["tea"], levels: { tea: 9 } };
const lasting = { inQueueMs: 3_600_000, preferredMs: 0 };

test("a step that shuts out whom the one before let in is refused with the field, somebody who would be, and what to say instead [R-ROUTE-170]", () => {
  const centre = new Centre();
  const refusalOf = (requires: string, ...steps: string[]): unknown => {
    const relaxations = steps.map((text, i) => ({
      when: { by: "waited", afterMs: (i + 1) * 1000 } as const,
      requires: text,
    }));
    const config = centre.look().config().config;
    const queues = config.queues.map((queue) => (queue.id === "sales" ? { ...queue, requires, relaxations } : queue));
    const result = centre.command({ type: "centre.import", config: { ...config, queues } });
    return result.ok ? undefined : [result.refusal.code, result.refusal.field, result.refusal.message];
  };
  expect(refusalOf("sales", "sales or general", "general")).toEqual([
    "centre.invalid",
    "queues.0.relaxations.1.requires",
    'an agent with sales 1 could be offered before this step, and not after it: a later step lets in whoever the one before did, such as "(general or sales) or general"',
  ]);
  expect(refusalOf("sales", "sales >= 2")).toMatchObject(["centre.invalid", "queues.0.relaxations.0.requires", {}]);
  expect(refusalOf("sales and not agent(carol)", "sales and not agent(bob)")).toMatchObject({
    2: expect.stringMatching(/^agent\(bob\) with sales 1 could be offered/),
  });
  expect(refusalOf("sales >= 5", "sales >= 3", "sales", "sales or general", "anyone")).toBeUndefined();
});

test("steps of more skills than can be tried in all ways are decided by who serves the queue [R-ROUTE-170]", () => {
  const many = Array.from({ length: 13 }, (_, i) => `skill-${i}`);
  const step = (requires: string) => ({ relaxations: [{ when: { by: "waited", afterMs: 1000 } as const, requires }] });
  const make = (skills: readonly string[]) =>
    withQueues([{ id: "line", requires: many.join(" and "), ...step(`tea and (${many.join(" or ")})`) }], {
      ann: { skills: [...many, ...skills] },
      ben: { skills: ["tea", "skill-1"] },
    });
  expect(make(["tea"]).world.configVersion).toBe(1);
  expect(make([]).world.configVersion).toBe(0); // Ann would be shut out
});

test("steps that ask for the same as the one before take nothing of the work that telling steps apart may be [R-ROUTE-170]", () => {
  const many = Array.from({ length: 12 }, (_, i) => `skill-${i}`); // 4,096 cases
  const any = many.join(" or ");
  const texts = [...Array.from({ length: 60 }, () => any), many.slice(1).join(" or ")];
  const relaxations = texts.map((requires, i) => ({
    when: { by: "waited", afterMs: (i + 1) * 1000 } as const,
    requires,
  }));
  const centre = withQueues([{ id: "line", requires: any, relaxations }], { ann: { skills: many } });
  expect(centre.world.configVersion).toBe(0); // somebody with the first skill alone would be shut out
});

/** As an older version took it. */
function withNarrowStep(): Centre {
  const centre = new Centre();
  const before = centre.last("centre.configured");
  const queues = before.config.queues.map((queue) => ({
    ...queue,
    relaxations: [{ when: { by: "staffing", atMost: 1 } as const, requires: "general >= 9" }],
  }));
  apply(centre.world, { ...before, version: before.version + 1, config: { ...before.config, queues } });
  return centre;
}

test("a centre that an older version took with a step that asks for more goes on, and whoever may be offered when it is taken back is [R-ROUTE-96] [R-ROUTE-170]", () => {
  const centre = withNarrowStep();
  centre.available("alice");
  centre.calls("erin", "general");
  expect(centre.agentOf("erin")).toBeUndefined(); // alice alone: the step holds, and asks for an expert
  centre.available("bob");
  expect(centre.last("queue.relaxed")).toMatchObject({ queueId: "overflow", steps: [] });
  expect(centre.agentOf("erin")).toBe("alice");
});

/** Ben and Cat are busy, a talk takes 20 s: each who waits makes the wait longer by 10 s. */
function withEstimates(): Centre {
  const step = { when: { by: "estimate", overMs: 30_000 } as const, requires: "anyone" };
  const centre = withQueues(
    [
      { id: "line", ...lasting, requires: "tea", relaxations: [step] },
      { id: "other", ...lasting, members: ["cat"] },
    ],
    { ann: {}, ben: tea, cat: tea, dan: {} },
  );
  centre.available("cat");
  centre.calls("long", "other");
  centre.available("ben");
  centre.calls("first", "line");
  centre.wait(20_000);
  centre.hangsUp("first");
  centre.calls("second", "line");
  return centre;
}

const held = (centre: Centre): unknown =>
  centre
    .look()
    .queues()
    .find(({ id }) => id === "line")?.relaxed;

test("a step by estimate holds until the estimate is under half of its limit; who was there by then keeps it, who comes later does not have it [R-ROUTE-171]", () => {
  const centre = withEstimates();
  const seen: unknown[] = [];
  for (const name of ["erin", "frank", "gina", "hugo"]) {
    centre.calls(name, "line");
    centre.wait(1000);
    seen.push(held(centre));
  }
  for (const name of ["hugo", "gina", "frank"]) {
    centre.hangsUp(name);
    centre.wait(1000);
    seen.push(held(centre));
  }
  expect(seen).toEqual([[], [], [], [0], [0], [0], []]); // 10, 20, 30, 40, 30, 20, 10 s
  centre.calls("ida", "line");
  expect(held(centre)).toEqual([]);
  centre.available("ann", "dan");
  expect(offered(centre).slice(3)).toEqual(["ann"]);
  expect([centre.agentOf("erin"), centre.agentOf("ida")]).toEqual(["ann", undefined]);
  expect(centre.last("offer.made").reasons).toMatchObject({ relaxed: 1, requires: "anyone" });
});

test("after a change of the settings the queue's own steps are looked at anew, for those who had them too [R-ROUTE-95] [R-ROUTE-171]", () => {
  const centre = withEstimates();
  for (const name of ["erin", "frank", "gina", "hugo"]) centre.calls(name, "line");
  for (const name of ["hugo", "gina", "frank"]) centre.hangsUp(name);
  const { config } = centre.look().config();
  centre.command({ type: "centre.import", config: sealed({ ...config, contacts: [] }) });
  centre.available("ann");
  expect(centre.agentOf("erin")).toBeUndefined();
  expect(centre.world.queueStates.get(asId("line"))?.keptUntil).toBeUndefined();
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
