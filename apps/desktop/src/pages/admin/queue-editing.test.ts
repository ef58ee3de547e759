import { defaultCentre } from "@legroom/model";
import { expect, test } from "vitest";
import { draftOf } from "./queue-draft.ts";
import type { QueueDraft } from "./queue-draft.ts";
import { beginEditing, edit, unsaved } from "./queue-editing.ts";
import type { Editing, EditingInput } from "./queue-editing.ts";

const [SALES = missing()] = defaultCentre().queues.map(draftOf);
const after = (...inputs: EditingInput[]): Editing => inputs.reduce(edit, beginEditing(3, SALES));
const theirs = (more: Partial<QueueDraft>): QueueDraft => ({ ...SALES, ...more });

function missing(): never {
  throw new Error("the default centre has queues");
}

test("what is typed is unsaved until the server has it", () => {
  const typed = after({ type: "typed", field: "offerMs", value: "25" });
  expect(unsaved(typed)).toEqual(["offerMs"]);
  const saved = edit(typed, { type: "loaded", version: 4, queue: theirs({ offerMs: "25" }) });
  expect([unsaved(saved), saved.conflicts, saved.taken, saved.version]).toEqual([[], [], [], 4]);
});

test("somebody else's change elsewhere is taken over, and what was typed stays [R-PAGE-5]", () => {
  const state = after(
    { type: "typed", field: "offerMs", value: "25" },
    { type: "loaded", version: 4, queue: theirs({ wrapUpMs: "5" }) },
  );
  expect(state.draft).toMatchObject({ offerMs: "25", wrapUpMs: "5" });
  expect([state.taken, unsaved(state)]).toEqual([["wrapUpMs"], ["offerMs"]]);
});

test("a conflict stands until it is settled, also when the server's state comes again [R-PAGE-5]", () => {
  const state = after(
    { type: "typed", field: "offerMs", value: "25" },
    { type: "loaded", version: 4, queue: theirs({ offerMs: "30" }) },
    { type: "loaded", version: 5, queue: theirs({ offerMs: "30" }) },
  );
  expect(state.conflicts).toEqual([{ field: "offerMs", mine: "25", theirs: "30" }]);
  expect(state.draft.offerMs).toBe("25");
  const settled = edit(state, { type: "theirs-used", field: "offerMs" });
  expect([settled.conflicts, settled.draft.offerMs, unsaved(settled)]).toEqual([[], "30", []]);
});

test("a conflict that is saved as typed here is over", () => {
  const state = after(
    { type: "typed", field: "offerMs", value: "25" },
    { type: "loaded", version: 4, queue: theirs({ offerMs: "30" }) },
    { type: "loaded", version: 5, queue: theirs({ offerMs: "25" }) },
  );
  expect(state.conflicts).toEqual([]);
});

test("an older state that comes late changes nothing", () => {
  const state = after({ type: "loaded", version: 2, queue: theirs({ offerMs: "90" }) });
  expect(state).toEqual(beginEditing(3, SALES));
});

test("typing into a field takes its error away, and no other", () => {
  const state = after(
    { type: "refused", errors: { offerMs: { why: "empty" }, name: { why: "empty" } } },
    { type: "typed", field: "offerMs", value: "2" },
  );
  expect(state.errors).toEqual({ name: { why: "empty" } });
});

test("a member is taken in and out", () => {
  const joined = after({ type: "member-toggled", agentId: "bob" });
  expect(joined.draft.members).toEqual(["alice", "david", "bob"]);
  expect(unsaved(edit(joined, { type: "member-toggled", agentId: "bob" }))).toEqual([]);
});

test("discarding leads back to what is in force", () => {
  const state = after({ type: "typed", field: "name", value: "X" }, { type: "discarded" });
  expect(state.draft).toEqual(SALES);
});
