import { expect, test } from "vitest";
import { beginEditing, edit, rebase, unsaved } from "./editing.ts";
import type { Editing, EditingInput, FormDraft } from "./editing.ts";

const SALES: FormDraft = { name: "Sales", offerMs: "20", wrapUpMs: "60", members: ["alice", "david"], tiers: [] };
const after = (...inputs: EditingInput[]): Editing => inputs.reduce(edit, beginEditing(3, SALES));
const theirs = (more: FormDraft): FormDraft => ({ ...SALES, ...more });
const typed = (field: string, value: string): EditingInput => ({ type: "typed", path: [field], value });

test("what is typed is unsaved until the server has it", () => {
  const state = after(typed("offerMs", "25"));
  expect(unsaved(state)).toEqual(["offerMs"]);
  const saved = edit(state, { type: "loaded", version: 4, draft: theirs({ offerMs: "25" }) });
  expect([unsaved(saved), saved.conflicts, saved.taken, saved.version]).toEqual([[], [], [], 4]);
});

test("somebody else's change elsewhere is taken over, and what was typed stays [R-PAGE-5]", () => {
  const state = after(typed("offerMs", "25"), { type: "loaded", version: 4, draft: theirs({ wrapUpMs: "5" }) });
  expect(state.draft).toMatchObject({ offerMs: "25", wrapUpMs: "5" });
  expect([state.taken, unsaved(state)]).toEqual([["wrapUpMs"], ["offerMs"]]);
});

test("what somebody else changed is taken over where nothing was typed, and told where both changed [R-PAGE-5]", () => {
  const mine = { ...SALES, offerMs: "25", name: "Our sales" };
  const { draft, conflicts, taken } = rebase({ base: SALES, mine, theirs: theirs({ offerMs: "30", wrapUpMs: "10" }) });
  expect(draft).toMatchObject({ offerMs: "25", name: "Our sales", wrapUpMs: "10" });
  expect(conflicts).toEqual([{ field: "offerMs", mine: "25", theirs: "30" }]);
  expect(taken).toEqual(["wrapUpMs"]);
});

test("two who typed the same have no conflict", () => {
  const same = theirs({ offerMs: "30" });
  expect(rebase({ base: SALES, mine: same, theirs: same }).conflicts).toEqual([]);
});

test("a conflict stands until it is settled, also when the server's state comes again [R-PAGE-5]", () => {
  const state = after(
    typed("offerMs", "25"),
    { type: "loaded", version: 4, draft: theirs({ offerMs: "30" }) },
    { type: "loaded", version: 5, draft: theirs({ offerMs: "30" }) },
  );
  expect(state.conflicts).toEqual([{ field: "offerMs", mine: "25", theirs: "30" }]);
  expect(state.draft["offerMs"]).toBe("25");
  const settled = edit(state, { type: "theirs-used", field: "offerMs" });
  expect([settled.conflicts, settled.draft["offerMs"], unsaved(settled)]).toEqual([[], "30", []]);
});

test("a conflict that is saved as typed here is over", () => {
  const state = after(
    typed("offerMs", "25"),
    { type: "loaded", version: 4, draft: theirs({ offerMs: "30" }) },
    { type: "loaded", version: 5, draft: theirs({ offerMs: "25" }) },
  );
  expect(state.conflicts).toEqual([]);
});

test("an older state that comes late changes nothing", () => {
  expect(after({ type: "loaded", version: 2, draft: theirs({ offerMs: "90" }) })).toEqual(beginEditing(3, SALES));
});

test("typing into a field takes its own faults away, and no other's", () => {
  const state = after(
    {
      type: "refused",
      faults: { offerMs: { why: "empty" }, name: { why: "empty" }, "tiers.0.agent": { why: "empty" } },
    },
    typed("offerMs", "2"),
    { type: "typed", path: ["tiers"], value: [] },
  );
  expect(state.faults).toEqual({ name: { why: "empty" } });
});

test("one cell of a row is typed into, and the rest of the row stays", () => {
  const rows = [
    { agent: "alice", tier: "1" },
    { agent: "bob", tier: "2" },
  ];
  const state = after(
    { type: "typed", path: ["tiers"], value: rows },
    { type: "typed", path: ["tiers", "1", "tier"], value: "3" },
  );
  expect(state.draft["tiers"]).toEqual([rows[0], { agent: "bob", tier: "3" }]);
});

test("another order is a change, since some strategies go by it", () => {
  expect(unsaved(after({ type: "typed", path: ["members"], value: ["david", "alice"] }))).toEqual(["members"]);
});

test("discarding leads back to what is in force", () => {
  expect(after(typed("name", "X"), { type: "discarded" }).draft).toEqual(SALES);
});
