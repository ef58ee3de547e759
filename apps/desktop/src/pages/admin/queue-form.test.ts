import { defaultCentre } from "@legroom/model";
import type { QueueConfig } from "@legroom/model";
import { expect, test } from "vitest";
import { queueFormWords } from "../../words/en-queue-form.ts";
import { placeNamed } from "./form/faults.ts";
import { settingsOf } from "./form/form-kind.ts";
import { groupDraft } from "./form/shape.ts";
import type { Draft } from "./form/shape.ts";
import { queueForm } from "./queue-form.ts";

const found = defaultCentre().queues.find(({ id }) => id === "sales");
if (found === undefined) throw new Error("the default centre has a queue sales");
const { id: _, ...plain } = found;

/** Every setting is another one than it is by default. */
const rich: Omit<QueueConfig, "id"> = {
  ...plain,
  requires: "sales >= 5 and not agent(bob)",
  tiers: [{ agent: plain.members[0] ?? found.members.values().next().value ?? missing(), tier: 2, delayMs: 1500 }],
  escalations: [{ customerClass: "any", afterMs: 90_000, toBand: 0, tell: true }],
  relaxations: [
    { when: { by: "waited", afterMs: 60_000 }, requires: "sales" },
    { when: { by: "position", atMost: 3 }, requires: "anyone" },
    { when: { by: "estimate", overMs: 120_500 }, requires: "anyone" },
    { when: { by: "staffing", atMost: 0 }, requires: "anyone" },
  ],
  borrows: [
    { from: found.id, when: "waiting", startsAt: 5, endsAt: 2, leastMs: 60_000 },
    { from: found.id, when: "oldest-wait-ms", startsAt: 90_000, endsAt: 30_000, leastMs: 0 },
  ],
  interrupts: [found.id],
  wrapUpMode: "requested",
  strategy: "wrandom",
};

function missing(): never {
  throw new Error("the queue has members");
}

const draft = (more: { readonly [field: string]: Draft } = {}) => ({
  ...groupDraft(queueForm.shape.fields, rich),
  ...more,
});

test("a queue that is opened and sent unchanged is the same queue, in every setting [R-PAGE-42]", () => {
  expect(settingsOf(queueForm, draft())).toEqual({ ok: true, settings: rich });
  expect(settingsOf(queueForm, groupDraft(queueForm.shape.fields, plain))).toEqual({ ok: true, settings: plain });
});

test("every setting of a queue stands in one section, with a sentence of its meaning [R-PAGE-42]", () => {
  const shown = queueForm.sections.flatMap(({ fields }) => fields);
  expect(shown.toSorted()).toEqual(Object.keys(queueForm.shape.fields).toSorted());
  for (const [name, words] of Object.entries(queueForm.fields)) {
    const means = words.hint ?? (words.options === undefined ? undefined : Object.values(words.options)[0]?.line);
    expect([name, means ?? queueForm.sections.find(({ fields }) => fields.includes(name))?.hint]).not.toEqual([
      name,
      undefined,
    ]);
  }
});

test("seconds are typed with point or comma, and sent as milliseconds", () => {
  const read = settingsOf(queueForm, draft({ offerMs: " 12,5 ", wrapUpMs: "0" }));
  expect(read).toMatchObject({ ok: true, settings: { offerMs: 12_500, wrapUpMs: 0 } });
});

const step = (more: object): Draft => [{ by: "waited", amount: "60", requires: "sales", ...more }];

test.each<[{ readonly [field: string]: Draft }, object]>([
  [{ name: "  " }, { name: { why: "empty" } }],
  [{ name: "n".repeat(101) }, { name: { why: "too-long", limit: 100 } }],
  [{ requires: "sales and and" }, { requires: { why: "refused", message: "a skill is missing (at character 11)" } }],
  [{ offerMs: "2" }, { offerMs: { why: "too-low", limit: 3 } }],
  [{ offerMs: "121" }, { offerMs: { why: "too-high", limit: 120 } }],
  [{ offerMs: "soon" }, { offerMs: { why: "not-a-number" } }],
  [{ offerMs: "-5" }, { offerMs: { why: "not-a-number" } }],
  [{ offersMax: "1.5" }, { offersMax: { why: "not-a-number" } }],
  [{ waitingMax: "0" }, { waitingMax: { why: "too-low", limit: 1 } }],
  [{ points: { vip: "", premium: "1", standard: "1", trial: "1" } }, { "points.vip": { why: "empty" } }],
  [{ relaxations: step({ amount: "0,5" }) }, { "relaxations.0.amount": { why: "too-low", limit: 1 } }],
  [
    { relaxations: step({ requires: "sales >=" }) },
    { "relaxations.0.requires": { why: "refused", message: "a level from 1 to 10 is missing (at character 9)" } },
  ],
  [{ tiers: [{ agent: "", tier: "2", delayMs: "0" }] }, { "tiers.0.agent": { why: "empty" } }],
])("%j is not sent, and the field says why [R-PAGE-42]", (more, faults) => {
  expect(settingsOf(queueForm, draft(more))).toEqual({ ok: false, faults });
});

test("all faulty fields are told at once", () => {
  const read = settingsOf(queueForm, draft({ offerMs: "", inQueueMs: "x" }));
  expect(read.ok ? [] : Object.keys(read.faults).toSorted()).toEqual(["inQueueMs", "offerMs"]);
});

test.each([
  ["offerMs", "offerMs"],
  ["queues.3.members.7", "members"],
  ["body.relaxations.0.when.afterMs", "relaxations.0.amount"],
  ["queues[0].wrapUpMs", "wrapUpMs"],
  ["queues.1.borrows.0.startsAt", "borrows.0.startsAt"],
  ["expectedVersion", undefined],
  [undefined, undefined],
])("what the server says of %s lands on %s [R-PAGE-42]", (field, place) => {
  expect(placeNamed(queueForm.shape, draft(), field)).toBe(place);
});

test("each strategy is told in a line", () => {
  const lines = Object.values(queueFormWords.fields.strategy.options ?? {}).map(({ line }) => line ?? "");
  expect([lines.length, new Set(lines).size, lines.every((line) => line.endsWith("."))]).toEqual([20, 20, true]);
});
