import { asId } from "@legroom/model";
import type { Explanation } from "@legroom/model";
import { beforeEach, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { offer, offerMade, seat } from "../test/fixtures.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  seat(desk);
  desk.ports.queries.events.push(offerMade);
});

const { reasons: recorded, agentId, interactionId } = offer;
const made: Explanation = {
  ...{ offerId: offer.id, interactionId, agentId, at: offerMade.at, recorded },
  ...{ recomputed: { agentId, reasons: recorded }, same: true },
  agents: [
    { agentId, verdict: "ranked", rank: 1 },
    { agentId: asId("david"), verdict: "busy" },
  ],
};
const again = (explanation: Partial<Explanation>): void => {
  desk.ports.explainer.answer = { kind: "made-again", explanation: { ...made, ...explanation } };
};

test("why one offer went to whom it did is told by its id, in words, and nothing is made again unasked [R-API-180]", async () => {
  const { status, json } = await desk.ask("GET", "/offers/off-1/why");
  expect(status).toBe(200);
  expect(json).toMatchObject({
    offerId: "off-1",
    interactionId: "int-1",
    agentId: "alice",
    at: offerMade.at,
    recorded,
  });
  expect(json).toHaveProperty("sentences.0", "Alice was chosen: nobody else could be offered the caller.");
  expect(json).not.toHaveProperty("recomputed");
  expect(desk.ports.explainer.asked).toEqual([]);
  expect(desk.ports.queries.audits.at(-1)).toMatchObject({ act: "offer.why", subject: "offer/off-1" });
  expect(await desk.ask("GET", "/offers/off-9/why")).toMatchObject({
    status: 404,
    json: { error: { code: "offer.unknown" } },
  });
  expect((await desk.ask("GET", "/offers/off-1/why?again=perhaps")).json).toMatchObject({ error: { field: "again" } });
});

test("an agent asks why of their own offers only, also of one that was over before the server started [R-API-180]", async () => {
  desk.ports.centre.offers = [];
  const [alice, bob] = [await desk.signIn("alice"), await desk.signIn("bob")];
  expect((await desk.askAs(alice, "GET", "/offers/off-1/why")).status).toBe(200);
  const others = await desk.askAs(bob, "GET", "/offers/off-1/why");
  const nobodys = await desk.askAs(bob, "GET", "/offers/off-9/why");
  expect([others.status, others.json]).toEqual([nobodys.status, nobodys.json]);
  expect(others.json).toMatchObject({ error: { code: "auth.scope" } });
});

test("the same choice is told as the same, with who was considered [R-API-181]", async () => {
  again({});
  expect((await desk.ask("GET", "/offers/off-1/why?again=true")).json).toMatchObject({
    recomputed: {
      kind: "same",
      agents: [{ agentId: "alice", rank: 1 }, { agentId: "david" }],
      sentences: ["Recomputed: the same choice, for the same reasons."],
    },
  });
  expect(desk.ports.explainer.asked).toEqual([offerMade.seq]);
});

test("an agent is told no colleague's verdict, and not who would be chosen instead [R-API-181]", async () => {
  again({});
  const { json } = await desk.askAs(await desk.signIn("alice"), "GET", "/offers/off-1/why?again=true");
  expect(json).toHaveProperty("recomputed.agents", [{ agentId: "alice", verdict: "ranked", rank: 1 }]);
  again({ same: false, recomputed: { agentId: asId("david"), reasons: { ...recorded, rulesVersion: "2" } } });
  const other = await desk.askAs(await desk.signIn("alice"), "GET", "/offers/off-1/why?again=true");
  expect(other.json).toMatchObject({ recomputed: { kind: "different", otherRules: true, differences: [] } });
  expect(JSON.stringify((other.json as { recomputed: unknown }).recomputed)).not.toMatch(/david/i);
});

test("another choice names who it would be and each reason that differs [R-API-181]", async () => {
  const reasons = { ...recorded, rulesVersion: "2", waiting: 3 };
  again({ same: false, recomputed: { agentId: asId("david"), reasons } });
  expect((await desk.ask("GET", "/offers/off-1/why?again=true")).json).toMatchObject({
    recomputed: {
      kind: "different",
      agentId: "david",
      otherRules: true,
      differences: [
        { reason: "rulesVersion", recorded: '"1"', recomputed: '"2"' },
        { reason: "waiting", recorded: "1", recomputed: "3" },
      ],
      sentences: expect.arrayContaining([
        "Recomputed: David in place of Alice, and these differ:",
        "The rules were of version 1 then, and are of 2 now.",
      ]),
    },
  });
  again({ same: false, recomputed: undefined });
  const { json } = await desk.ask("GET", "/offers/off-1/why?again=true");
  expect(json).toMatchObject({ recomputed: { kind: "different", otherRules: false, differences: [] } });
  expect(json).not.toHaveProperty("recomputed.agentId");
});

test.each(["took-too-long", "failed"] as const)(
  "a choice that %s is unavailable with its reason, and what was recorded is told [R-API-181]",
  async (reason) => {
    desk.ports.explainer.answer = { kind: "unavailable", reason };
    expect(await desk.ask("GET", "/offers/off-1/why?again=true")).toMatchObject({
      status: 200,
      json: { recorded, recomputed: { kind: "unavailable", reason, sentences: [expect.stringMatching(/could not/)] } },
    });
  },
);

test("too many who have choices made again are told to come again [R-API-182]", async () => {
  desk.ports.explainer.answer = { kind: "busy" };
  expect(await desk.ask("GET", "/offers/off-1/why?again=true")).toMatchObject({
    status: 429,
    headers: { "retry-after": "1" },
    json: { error: { code: "explain.too-many" } },
  });
});
