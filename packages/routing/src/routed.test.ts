import { asId } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

type Routed = { topic?: string; requires?: string; language?: string };

function route(centre: Centre, { topic, requires, language }: Routed) {
  const [interaction] = centre.world.interactions.values();
  return centre.command({
    type: "interaction.route",
    interactionId: interaction?.id ?? asId("none"),
    ...(topic === undefined ? {} : { topic: asId(topic) }),
    ...(requires === undefined ? {} : { requires }),
    ...(language === undefined ? {} : { language }),
  });
}

const only = (centre: Centre) => [...centre.world.interactions.values()][0];

test("in the front line a topic leads on to its queue as if it had been chosen [R-ROUTE-85]", () => {
  const centre = new Centre();
  centre.calls("erin", "main");
  const { promptId } = centre.last("prompt.asked");
  expect(route(centre, { topic: "support", requires: "support>=7 and language(de)", language: "de" }).ok).toBe(true);
  expect(centre.last("interaction.topic-chosen")).toMatchObject({ topic: "support", by: "command" });
  expect(centre.last("interaction.routed").actor).toEqual({ kind: "operator" });
  expect(centre.last("prompt.ended")).toMatchObject({ promptId, reason: "stopped" });
  expect(centre.last("interaction.queued").queueId).toBe("support");
  expect(only(centre)).toMatchObject({ phase: "queued", language: "de", requires: expect.stringContaining("support") });
  // What the prompt says of itself later leads nowhere.
  centre.give({ type: "prompt.ended", promptId, reason: "digit", heardMs: 1, digits: "1" });
  expect(centre.all("interaction.queued")).toHaveLength(1);
});

test("without a topic the front line goes on, and knows it for later [R-ROUTE-85]", () => {
  const centre = new Centre();
  centre.calls("erin", "main");
  route(centre, { language: "fr" });
  expect(only(centre)).toMatchObject({ phase: "in-flow", language: "fr" });
});

test("who waits goes to the queue that the table gives, with the clock kept [R-ROUTE-85]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  const firstEnteredAt = centre.at;
  centre.wait(5000);
  route(centre, { topic: "billing" });
  expect(centre.last("queue-segment.ended")).toMatchObject({ queueId: "sales", outcome: "flowed-out", waitedMs: 5000 });
  expect(centre.last("interaction.queued")).toMatchObject({ queueId: "billing", segment: 2, firstEnteredAt });
  const [again, segments] = [centre.all("interaction.queued").length, centre.all("queue-segment.ended").length];
  route(centre, { topic: "billing" });
  expect([centre.all("interaction.queued").length, centre.all("queue-segment.ended").length]).toEqual([
    again,
    segments,
  ]);
});

test("a requirement holds in the queue they wait in at once, beside the table's, and can be taken back [R-ROUTE-86]", () => {
  const centre = new Centre((file) => ({
    ...file,
    entries: file.entries.map((row) => (row.topic === "sales" ? { ...row, requires: "sales >= 3" } : row)),
  }));
  centre.calls("erin", "sales");
  route(centre, { requires: "billing >= 8" });
  const both = only(centre)?.entry?.requires ?? "";
  expect(both).toContain("sales >= 3");
  expect(both).toContain("billing >= 8");
  expect(only(centre)?.requires).toBe("billing >= 8");
  route(centre, { requires: "" });
  expect([only(centre)?.requires, only(centre)?.entry?.requires]).toEqual([undefined, "sales >= 3"]);
});

test("what cannot be is refused with its field, and changes nothing [R-ROUTE-85]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  expect(route(centre, { topic: "astrology" })).toMatchObject({ refusal: { code: "topic.unknown", field: "topic" } });
  expect(route(centre, { requires: "sales >=" })).toMatchObject({
    refusal: { code: "requirement.invalid", field: "requires", params: { at: expect.any(Number) } },
  });
  centre.hangsUp("erin");
  expect(route(centre, { topic: "sales" })).toMatchObject({ refusal: { code: "interaction.unknown" } });
});

test.each([
  ["rings at an agent", "rings", "it rings at an agent"],
  ["talks", "answers", "an agent has it already"],
] as const)("a caller who %s is not routed [R-ROUTE-85]", (_what, phone, why) => {
  const centre = new Centre();
  centre.phones.set("alice", phone);
  centre.available("alice");
  centre.calls("erin", "sales");
  expect(route(centre, { topic: "billing" })).toMatchObject({
    refusal: { code: "interaction.not-waiting", message: expect.stringContaining(why) },
  });
});

test("before it is answered, and while it ends, a caller is not routed [R-ROUTE-85]", () => {
  const centre = new Centre();
  centre.obliging = false;
  centre.calls("erin", "sales");
  expect(route(centre, { topic: "billing" })).toMatchObject({
    refusal: { code: "interaction.not-waiting", message: expect.stringContaining("not answered yet") },
  });
});
