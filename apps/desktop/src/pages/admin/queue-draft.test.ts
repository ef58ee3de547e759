import { defaultCentre } from "@legroom/model";
import { expect, test } from "vitest";
import { changedFields, draftOf, fieldNamed, rebase, settingsOf } from "./queue-draft.ts";
import type { QueueDraft } from "./queue-draft.ts";

function salesDraft(more: Partial<QueueDraft> = {}): QueueDraft {
  const sales = defaultCentre().queues.find(({ id }) => id === "sales");
  if (sales === undefined) throw new Error("the default centre has a queue sales");
  return { ...draftOf(sales), ...more };
}

test("a queue that is opened and sent unchanged is the same queue", () => {
  const read = settingsOf(salesDraft());
  expect(read).toMatchObject({
    ok: true,
    settings: { name: "Sales", offerMs: 20_000, wrapUpMs: 60_000, offersMax: 5, members: ["alice", "david"] },
  });
});

test("seconds are typed with point or comma, and sent as milliseconds", () => {
  const read = settingsOf(salesDraft({ offerMs: " 12,5 ", wrapUpMs: "0" }));
  expect(read).toMatchObject({ ok: true, settings: { offerMs: 12_500, wrapUpMs: 0 } });
});

test.each<[Partial<QueueDraft>, object]>([
  [{ name: "  " }, { name: { why: "empty" } }],
  [{ name: "n".repeat(101) }, { name: { why: "too-long" } }],
  [{ requires: "Two Words" }, { requires: { why: "not-a-handle" } }],
  [{ offerMs: "2" }, { offerMs: { why: "out-of-range", low: 3, high: 120 } }],
  [{ offerMs: "soon" }, { offerMs: { why: "not-a-number" } }],
  [{ offerMs: "-5" }, { offerMs: { why: "not-a-number" } }],
  [{ offersMax: "1.5" }, { offersMax: { why: "not-a-number" } }],
  [{ waitingMax: "0" }, { waitingMax: { why: "out-of-range", low: 1, high: 1_000_000 } }],
])("%j is not sent, and the field says why", (more, errors) => {
  expect(settingsOf(salesDraft(more))).toEqual({ ok: false, errors });
});

test("all faulty fields are told at once", () => {
  const read = settingsOf(salesDraft({ offerMs: "", inQueueMs: "x" }));
  expect(read.ok ? [] : Object.keys(read.errors)).toEqual(["offerMs", "inQueueMs"]);
});

test.each([
  ["offerMs", "offerMs"],
  ["body.members.3", "members"],
  ["queues[0].wrapUpMs", "wrapUpMs"],
  ["expectedVersion", undefined],
  [undefined, undefined],
])("the server's field %s is our %s", (path, field) => {
  expect(fieldNamed(path)).toBe(field);
});

test("what somebody else changed is taken over where nothing was typed, and told where both changed [R-PAGE-5]", () => {
  const base = salesDraft();
  const mine = { ...base, offerMs: "25", name: "Our sales" };
  const theirs = { ...base, offerMs: "30", wrapUpMs: "10" };
  const { draft, conflicts, taken } = rebase({ base, mine, theirs });
  expect(draft).toMatchObject({ offerMs: "25", name: "Our sales", wrapUpMs: "10" });
  expect(conflicts).toEqual([{ field: "offerMs", mine: "25", theirs: "30" }]);
  expect(taken).toEqual(["wrapUpMs"]);
});

test("two who typed the same have no conflict", () => {
  const base = salesDraft();
  const same = { ...base, offerMs: "30" };
  expect(rebase({ base, mine: same, theirs: same }).conflicts).toEqual([]);
});

test("the order of members is no change, a member more is one", () => {
  const base = salesDraft();
  expect(changedFields(base, { ...base, members: base.members.toReversed() })).toEqual([]);
  expect(changedFields(base, { ...base, members: [...base.members, "bob"] })).toEqual(["members"]);
});
