import type { InteractionWhy } from "@legroom/sdk";
import { renderToStaticMarkup } from "react-dom/server";
import { verdicts } from "@legroom/model";
import { expect, test } from "vitest";
import { whyWords as words } from "../../words/en-why.ts";
import { directoryOf } from "./names.ts";
import { Reasons } from "./Why.tsx";
import { candidateCells, factsOf, verdictText } from "./why.ts";

const names = directoryOf([{ id: "alice", name: "Alice" }], []);

const recorded = {
  rulesVersion: "r7",
  strategy: "performance",
  requires: "sales >= 5",
  waitedMs: 4000,
  candidates: [
    { agentId: "alice", band: 0, level: 8, load: 250 },
    { agentId: "bob", band: 1, level: 5, load: 0 },
  ],
};
const offer = {
  offerId: "o1",
  interactionId: "i1",
  agentId: "alice",
  at: 0,
  recorded,
  sentences: ["It was her turn."],
};

const written = (why: InteractionWhy): string => renderToStaticMarkup(Reasons({ why, names }));

test("each offer says why, by which rules, and who was compared, the best first [R-PAGE-45]", () => {
  const page = written({ offers: [offer] });
  expect(page).toContain("It was her turn.");
  expect(page).toContain(words.facts("performance", "sales &gt;= 5", "r7"));
  expect(page).toMatch(/Alice.*25 %.*bob.*0 %/s);
});

const waiting: NonNullable<InteractionWhy["waiting"]> = {
  ...{ interactionId: "i1", queueId: "sales", position: 2, band: 5, waitedMs: 4000, requires: "sales", relaxed: 0 },
  filters: { members: 2, signedIn: 2, skilled: 1, inReach: 1, free: 0, notCoolingDown: 0 },
  ...{ cause: "all-busy", queueUntilAt: 0, totalUntilAt: 0, sentences: ["All are busy."] },
  agents: [
    { agentId: "alice", verdict: "busy" },
    { agentId: "bob", verdict: "requirement", missing: "language(de)" },
  ],
};

test("of who waits it says why, and what holds each agent back [R-PAGE-48]", () => {
  const page = written({ waiting, offers: [] });
  expect(page).toContain("All are busy.");
  expect(page).toMatch(/Alice.*busy.*bob.*does not meet what is required: lacks language\(de\)/s);
  expect(page).not.toContain(words.nothing);
});

test("each verdict of the machine has words of its own [R-PAGE-48]", () => {
  expect(new Set(verdicts.map((verdict) => verdictText({ verdict }))).size).toBe(verdicts.length);
});

test("who neither waits nor was offered has nothing to explain", () => {
  expect(written({ offers: [] })).toContain(words.nothing);
});

test("what a decision did not record is a dash, not a guess [R-PAGE-45]", () => {
  expect(candidateCells({ agentId: "alice" })).toEqual(["–", "–", "–"]);
  expect(factsOf({})).toBe(words.facts("–", "–", "–"));
});
