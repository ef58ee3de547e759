/** Whose customer a caller is: for whom they wait, how long, and what goes before what. */
import { asId } from "@legroom/model";
import type { CallerFacts } from "@legroom/model";
import { expect, test } from "vitest";
import type { Centre } from "../test/centre.ts";
import { offered, withQueues } from "../test/matching.ts";
import type { Queue } from "../test/matching.ts";

const AS_CONTACT = { callers: { unverifiedNumbers: "as-contact", lookUpMs: 300 } } as const;
const ofBen = (waitMs: number) => ({ ownedBy: { agentId: asId<"agent">("ben"), waitMs } });

/** Ben has had a talk of 20 s, and is in another since a second; Ann is free. */
function make(queue: Partial<Queue> = {}, more: object = AS_CONTACT): Centre {
  const centre = withQueues([{ id: "line", preferredUnderMs: 1000, ...queue }], { ann: {}, ben: {}, cat: {} }, more);
  centre.available("ben");
  centre.calls("first", "line");
  centre.wait(20_000);
  centre.hangsUp("first");
  centre.calls("second", "line");
  centre.wait(1000);
  centre.available("ann");
  return centre;
}

function comes(centre: Centre, facts: Partial<CallerFacts>): void {
  centre.callers.set("erin", { customerClass: "standard", ...facts });
  centre.calls("erin", "line");
}

/** Who answers Erin, and after how long. */
function outcome(centre: Centre, facts: Partial<CallerFacts>): unknown {
  const at = centre.at;
  comes(centre, facts);
  centre.wait(120_000);
  const live = centre.all("interaction.live").at(-1);
  return [live?.agentId, (live?.at ?? 0) - at];
}

test("a caller waits for their owner alone, up to the price and no longer, whatever the queue says of preferred agents [R-ROUTE-173]", () => {
  expect(outcome(make(), {})).toEqual(["ann", 0]);
  expect(outcome(make(), ofBen(40_000))).toEqual(["ann", 40_000]);
  expect(outcome(make({ preferredMs: 0 }), ofBen(30_000))).toEqual(["ann", 30_000]);
});

test("the owner who becomes free meanwhile is offered them at once [R-ROUTE-173]", () => {
  const centre = make();
  comes(centre, ofBen(40_000));
  expect(centre.last("interaction.queued").preferred).toMatchObject({ agentId: "ben", untilAt: centre.at + 40_000 });
  centre.wait(5000);
  centre.hangsUp("second");
  expect(centre.agentOf("erin")).toBe("ben");
  expect(centre.last("offer.made").reasons).toMatchObject({ preferredAgentId: "ben" });
});

test.each([
  ["is expected to talk longer than the price", make, 10_000],
  ["is no member", () => make({ members: ["ann"] }), 40_000],
  ["has signed out", () => awayOwner(), 40_000],
] as const)("an owner who %s is not waited for [R-ROUTE-173]", (_why, centre, waitMs) => {
  expect(outcome(centre(), ofBen(waitMs))).toEqual(["ann", 0]);
});

function awayOwner(): Centre {
  const centre = make();
  centre.hangsUp("second");
  centre.presence("ben", "offline");
  return centre;
}

test("the owner goes before whom the caller prefers, and whom they talked to last [R-ROUTE-173]", () => {
  const centre = make({ lastAgent: "any", preferredUnderMs: 600_000 });
  centre.available("cat");
  comes(centre, { ...ofBen(40_000), preferredAgentId: asId("cat") });
  expect(centre.last("interaction.queued").preferred?.agentId).toBe("ben");
});

test("at a price of 0 nobody is waited for, and the owner is first of those who are free [R-ROUTE-173]", () => {
  const centre = make({ preferredMs: 0, strategy: "linear" });
  centre.hangsUp("second");
  comes(centre, ofBen(0));
  expect(offered(centre).at(-1)).toBe("ben");
  expect(centre.last("offer.made").reasons.tieBreak).toBe("preferred");
  expect(centre.last("interaction.queued").preferred).toBeUndefined();
});

test("a number that nobody proved, and an agent who is not there, give no owner [R-ROUTE-173] [R-ROUTE-81]", () => {
  expect(outcome(make({}, {}), ofBen(40_000))).toEqual(["ann", 0]);
  const centre = make();
  comes(centre, { ownedBy: { agentId: asId("zoe"), waitMs: 40_000 } });
  expect([centre.last("interaction.identified").caller, centre.agentOf("erin")]).toEqual([
    { customerClass: "standard" },
    "ann",
  ]);
});

test("where the first tier rings at once, a preferred agent of a later one rings with it, and nobody else of theirs [R-ROUTE-57] [R-ROUTE-173]", () => {
  const rungFor = (facts: Partial<CallerFacts>): readonly string[] => {
    const tiers = { ben: 2, dan: 2 };
    const agents = { ann: {}, ben: {}, cat: {}, dan: {} };
    const centre = withQueues([{ id: "line", strategy: "ringall", preferredMs: 0, tiers }], agents, AS_CONTACT);
    for (const agent of Object.keys(agents)) centre.phones.set(agent, "rings");
    centre.available(...Object.keys(agents));
    comes(centre, facts);
    return offered(centre).toSorted();
  };
  expect(rungFor({})).toEqual(["ann", "cat"]);
  expect(rungFor(ofBen(0))).toEqual(["ann", "ben", "cat"]);
  expect(rungFor({ preferredAgentId: asId("cat") })).toEqual(["ann", "cat"]);
});
