import { asId } from "@legroom/model";
import type { EventOf } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { acts, agents, perform } from "../test/history.ts";
import { withQueues } from "../test/matching.ts";
import { changes, override } from "../test/overriding.ts";
import { apply, decisionOf, emptyWorld, explainOffer, saveWorld } from "./index.ts";

const verdicts = (centre: Centre): Record<string, string> => {
  const view = centre.look().whyWaiting(centre.last("interaction.arrived").interactionId, centre.at);
  return Object.fromEntries((view?.agents ?? []).map(({ agentId, verdict }) => [agentId, verdict]));
};
const cause = (centre: Centre): string | undefined =>
  centre.look().whyWaiting(centre.last("interaction.arrived").interactionId, centre.at)?.cause;

test("why somebody still waits is told by the first thing that keeps every agent from them [R-ROUTE-130]", () => {
  const centre = withQueues([{ id: "sales", requires: "gold", tiers: { cat: { tier: 2, delayMs: 60_000 } } }], {
    ana: { skills: ["gold"] },
    ben: {},
    cat: { skills: ["gold"] },
  });
  centre.phones.set("ana", "rings");
  centre.calls("erin", "sales");
  expect([cause(centre), verdicts(centre)]).toEqual([
    "nobody-signed-in",
    { ana: "signed-out", ben: "signed-out", cat: "signed-out" },
  ]);
  centre.available("ben");
  expect([cause(centre), verdicts(centre)["ben"]]).toEqual(["nobody-can-match", "requirement"]);
  centre.available("cat");
  expect([cause(centre), verdicts(centre)["cat"]]).toEqual(["nobody-in-reach", "delay"]);
  centre.presence("ana", "break");
  expect([cause(centre), verdicts(centre)["ana"]]).toEqual(["all-busy", "unavailable"]);
  centre.presence("ana", "available");
  expect([cause(centre), verdicts(centre)["ana"]]).toEqual(["all-busy", "device-lost"]);
  centre.available("ana");
  expect([cause(centre), verdicts(centre)["ana"]]).toEqual(["offer-out", "offered"]);
  centre.command({ type: "offer.decline", offerId: centre.last("offer.made").offerId, agentId: asId("ana") });
  expect([cause(centre), verdicts(centre)["ana"]]).toEqual(["all-resting", "resting"]);
  centre.presence("ana", "break");
  expect([cause(centre), verdicts(centre)["ana"]]).toEqual(["all-busy", "unavailable"]);
  const interactionId = centre.last("interaction.arrived").interactionId;
  expect(centre.look().whyNot({ interactionId, agentId: asId("ben") }, centre.at)).toMatchObject({
    verdict: "requirement",
    missing: "gold",
  });
  expect(centre.look().whyNot({ interactionId, agentId: asId("nobody") }, centre.at)).toBeUndefined();
  centre.hangsUp("erin");
  expect(centre.look().whyWaiting(interactionId, centre.at)).toBeUndefined();
});

test("that the caller is away, or waits for one agent alone, goes before what could be said of agents [R-ROUTE-130]", () => {
  const centre = withQueues([{ id: "sales" }], { ana: {} });
  centre.visits("erin", "sales");
  expect(cause(centre)).toBe("nobody-signed-in");
  centre.breaks("erin");
  expect(cause(centre)).toBe("caller-away");
  const other = withQueues([{ id: "sales" }], { ana: {} }, AS_CONTACT);
  other.available("ana");
  other.calls("first", "sales");
  other.callers.set("frank", { customerClass: "standard", preferredAgentId: asId("ana") });
  other.calls("frank", "sales");
  expect([cause(other), verdicts(other)]).toEqual(["preferred", { ana: "busy" }]);
});

const AS_CONTACT = { callers: { unverifiedNumbers: "as-contact", lookUpMs: 300 } } as const;

test("of somebody in a talk there is nothing to say: no agent is looked for [R-ROUTE-130]", () => {
  const centre = withQueues([{ id: "sales" }], { ana: {}, ben: {} });
  centre.available("ana");
  centre.calls("erin", "sales");
  const { interactionId } = centre.last("interaction.arrived");
  expect(centre.agentOf("erin")).toBe("ana");
  expect(centre.look().whyWaiting(interactionId, centre.at)).toBeUndefined();
  expect(centre.look().whyNot({ interactionId, agentId: asId("ben") }, centre.at)).toBeUndefined();
});

test("who rings is told once, and is nothing else besides; of who is held the wrap-up is told first, and of a requirement what is missing [R-ROUTE-130]", () => {
  const centre = withQueues([{ id: "sales", requires: "gold and silver", wrapUpMs: 60_000 }, { id: "help" }], {
    ana: { skills: ["gold", "silver"] },
    ben: { skills: ["gold", "silver"], capacity: 2 },
    cat: { skills: ["gold"] },
  });
  centre.available("ben", "cat");
  centre.calls("first", "sales");
  centre.calls("second", "sales");
  centre.hangsUp("first"); // Ben talks on with the second, and wraps up the first
  centre.phones.set("ana", "rings");
  centre.available("ana");
  centre.calls("erin", "sales");
  const view = centre.look().whyWaiting(centre.last("interaction.arrived").interactionId, centre.at);
  expect(view?.agents.map(({ agentId, verdict, missing }) => [agentId, verdict, missing])).toEqual([
    ["ana", "offered", undefined],
    ["ben", "wrapping", undefined],
    ["cat", "requirement", "silver"],
  ]);
});

type Told = { readonly offers: number; readonly wrong: readonly string[] };

/** Every offer of a centre's history, explained from its events and the inputs' entropy alone. */
function explainAll(centre: Centre): Told {
  const world = emptyWorld();
  const entropy = new Map(centre.inputs.map((input) => [input.id, input.entropy]));
  const steps = Map.groupBy(centre.events, (event) => event.inputId);
  const wrong: string[] = [];
  let offers = 0;
  for (const [inputId, events] of steps) {
    const made = events.filter((event): event is EventOf<"offer.made"> => event.type === "offer.made");
    const from = made.map((one) => ({ one, seq: decisionOf(events, one) }));
    for (const event of events) {
      for (const { one } of from.filter(({ seq }) => seq === event.seq)) {
        const explanation = explainOffer(world, { made: one, entropy: entropy.get(inputId) ?? "" });
        offers += 1;
        if (!explanation.same) wrong.push(JSON.stringify([explanation.recorded, explanation.recomputed]));
      }
      apply(world, event);
    }
  }
  expect(saveWorld(world)).toBe(saveWorld(centre.world)); // explaining has changed nothing
  return { offers, wrong };
}

test("each recorded choice comes out again from the events before it, whatever people and settings do [R-ROUTE-131] [R-ROUTE-125]", () => {
  let offers = 0;
  fc.assert(
    fc.property(acts, (history) => {
      const centre = new Centre();
      centre.obliging = false;
      centre.available(...agents);
      for (const [i, act] of history.entries()) {
        perform(centre, act, i); // `give` checks the laws and the indexes
        if (act.n % 3 === 0) override(centre, act);
        if (act.n % 11 === 0) changes(centre, act);
      }
      const told = explainAll(centre);
      offers += told.offers;
      expect(told.wrong).toEqual([]);
      const { stepped, applied, now } = centre.replayed();
      expect([stepped, applied]).toEqual([now, now]);
    }),
    { numRuns: 15 },
  );
  expect(offers).toBeGreaterThan(0);
}, 60_000);

test("a choice that the rules would not make is told apart from the recorded one [R-ROUTE-131]", () => {
  const centre = withQueues([{ id: "sales" }], { ana: {}, ben: {} });
  centre.available("ana", "ben");
  centre.calls("erin", "sales");
  const made = centre.last("offer.made");
  const world = emptyWorld();
  for (const event of centre.events) if (event.seq < made.seq) apply(world, event);
  const entropy = centre.inputs.find((input) => input.id === made.inputId)?.entropy ?? "";
  expect(explainOffer(world, { made, entropy })).toMatchObject({ same: true, agents: [{ rank: 1 }, { rank: 2 }] });
  const other = { ...made, agentId: asId<"agent">(made.agentId === "ana" ? "ben" : "ana") };
  expect(explainOffer(world, { made: other, entropy })).toMatchObject({
    same: false,
    recomputed: { agentId: made.agentId },
  });
});
