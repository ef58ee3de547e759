import { offerCauses } from "@legroom/model";
import type { LiveEvent } from "@legroom/sdk";
import { expect, test } from "vitest";
import { keptInPage } from "../../kept-in-tab.ts";
import { words } from "../../words/index.ts";
import { keepPassed, PASSED_MAX, passedIn, readPassed, withPassed } from "./passed.ts";
import type { PassedOffer } from "./passed.ts";

const ended = (more: Readonly<Record<string, unknown>> = {}): LiveEvent => ({
  ...{ seq: 7, at: 5000, v: 1, type: "offer.ended", inputId: "i", interactionId: "x1" },
  ...{ agentId: "alice", queueId: "sales", outcome: "no-answer", cause: "ring-limit" },
  ...more,
});
const passed: PassedOffer = { interactionId: "x1", queueId: "sales", at: 5000, cause: "ring-limit" };

test("an offer of the agent's that ended otherwise than by their answer has passed them, with its cause [R-DESK-43]", () => {
  expect(passedIn(ended(), "alice")).toEqual(passed);
  expect(passedIn(ended(), "bob")).toBeUndefined();
  expect(passedIn(ended({ outcome: "accepted", cause: "answered" }), "alice")).toBeUndefined();
  expect(passedIn(ended({ type: "offer.made" }), "alice")).toBeUndefined();
  expect(passedIn(ended({ cause: "unheard-of" }), "alice")).toBeUndefined();
});

test("each cause is said to the agent in a sentence [R-DESK-43]", () => {
  for (const cause of offerCauses) expect(words.desk.passed.causes[cause]).toMatch(/^[A-Z].*\.$/);
});

test("the newest stand first, of one caller the last, and only the last few [R-DESK-43]", () => {
  const others = ["a", "b", "c", "d", "e"].map((interactionId) => ({ ...passed, interactionId }));
  const again = { ...passed, interactionId: "c", at: 9000 };
  expect(withPassed(others, again).map(({ interactionId }) => interactionId)).toEqual(["c", "a", "b", "d", "e"]);
  expect(withPassed(others, passed)).toHaveLength(PASSED_MAX);
  expect(withPassed(others, passed)[0]).toEqual(passed);
});

test("a tab keeps them for its own sign-in, and what is not ours is not read [R-DESK-43]", () => {
  const kept = keptInPage();
  keepPassed(kept, "alice-1", [passed]);
  expect(readPassed(kept, "alice-1")).toEqual([passed]);
  expect(readPassed(kept, "bob-1")).toEqual([]);
  kept.setItem("legroom.passed.alice-1", '[{"cause":"ring-limit"},null,3]');
  expect(readPassed(kept, "alice-1")).toEqual([]);
  kept.setItem("legroom.passed.alice-1", "{");
  expect(readPassed(kept, "alice-1")).toEqual([]);
});
