import { expect, test } from "vitest";
import { draftedInteractions, emptyDraft, isEmpty, keepDraft, readDraft } from "./draft.ts";
import { keptInPage } from "../../kept-in-tab.ts";

const place = { handle: "alice-1", interactionId: "i-1" };

test("what was typed is there again after the page was loaded again, whole [R-DESK-11]", () => {
  const kept = keptInPage();
  const draft = { note: `${"ä".repeat(9000)}\u202e👩‍💻`, disposition: "sold" };
  keepDraft(kept, place, draft);
  expect(readDraft(kept, place)).toEqual(draft);
  expect(readDraft(kept, { ...place, interactionId: "i-2" })).toEqual(emptyDraft);
});

test("drafts that the server does not have are found, each person's own", () => {
  const kept = keptInPage();
  keepDraft(kept, { ...place, interactionId: "i-2" }, { note: "b", disposition: "" });
  keepDraft(kept, place, { note: "a", disposition: "" });
  keepDraft(kept, { handle: "bob-1", interactionId: "i-3" }, { note: "c", disposition: "" });
  expect(draftedInteractions(kept, "alice-1")).toEqual(["i-1", "i-2"]);
  keepDraft(kept, place, emptyDraft);
  expect(draftedInteractions(kept, "alice-1")).toEqual(["i-2"]);
});

test("what stands there and is no draft is none", () => {
  const kept = keptInPage();
  for (const text of ["{", "null", "7", '{"note":3}']) {
    kept.setItem("legroom.draft.alice-1.i-1", text);
    expect(readDraft(kept, place)).toEqual(emptyDraft);
  }
});

test("a store that is full or forbidden breaks nothing", () => {
  const full = {
    ...keptInPage(),
    setItem: () => {
      throw new Error("full");
    },
    getItem: () => {
      throw new Error("forbidden");
    },
  };
  keepDraft(full, place, { note: "x", disposition: "" });
  expect(readDraft(full, place)).toEqual(emptyDraft);
});

test("blanks alone are nothing typed", () => {
  expect(isEmpty({ note: " \n", disposition: "" })).toBe(true);
  expect(isEmpty({ note: "", disposition: "sold" })).toBe(false);
});
