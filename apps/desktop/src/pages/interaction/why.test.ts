import type { InteractionWhy } from "@legroom/sdk";
import { renderToStaticMarkup } from "react-dom/server";
import { verdicts } from "@legroom/model";
import { createElement } from "react";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { openSession, SessionContext } from "../../session.ts";
import { whyWords as words } from "../../words/en-why.ts";
import { directoryOf } from "./names.ts";
import { Outcome } from "./MadeAgain.tsx";
import type { Again } from "./MadeAgain.tsx";
import { Reasons } from "./Why.tsx";
import { candidateCells, factsOf, filterCells, verdictText } from "./why.ts";

const names = directoryOf([{ id: "alice", name: "Alice" }], []);

const recorded = {
  rulesVersion: "r7",
  strategy: "performance",
  requires: "sales >= 5",
  waitedMs: 4000,
  tieBreak: "performance",
  filters: { members: 9, signedIn: 8, skilled: 7, inReach: 6, free: 5, notCoolingDown: 4 },
  candidates: [
    { agentId: "alice", tier: 1, band: 0, level: 8, load: 250 },
    { agentId: "bob", tier: 1, band: 1, level: 5, load: 0 },
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

const written = (why: InteractionWhy): string => rendered(Reasons({ why, names }));
const rendered = (page: ReactNode): string =>
  renderToStaticMarkup(createElement(SessionContext, { value: openSession("x") }, page));

test("each offer says why, by which rules, and who was compared, the best first [R-PAGE-45]", () => {
  const page = written({ offers: [offer] });
  expect(page).toContain("It was her turn.");
  for (const fact of ["performance", "sales &gt;= 5", "r7", "Performance"]) expect(page).toContain(`>${fact}</dd>`);
  expect(page).toMatch(/>9<.*>8<.*>7<.*>6<.*>5<.*>4</s);
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
  expect(candidateCells({ agentId: "alice" })).toEqual(["–", "–", "–", "–"]);
  expect(filterCells({}).map(({ left }) => left)).toEqual(["–", "–", "–", "–", "–", "–"]);
  expect(factsOf({}).map(([, text]) => text)).toEqual(["–", "–", "–", "–"]);
  expect(factsOf({ tieBreak: "unheard-of" })[0]?.[1]).toBe("–");
});

const agents: Extract<Again, { kind: "same" }>["agents"] = [{ agentId: "alice", verdict: "ranked", rank: 1 }];

test.each<[Again, readonly string[]]>([
  [{ kind: "same", agents, sentences: ["The same choice."] }, [words.againIs.same, "The same choice.", "Alice"]],
  [
    {
      ...{ kind: "different", agents, sentences: ["Bob in place of Alice."], agentId: "bob", otherRules: true },
      differences: [{ reason: "tieBreak", recorded: '"load"', recomputed: '"turn"' }, { reason: "between" }],
    },
    [words.againIs.different, words.otherRules, "tieBreak", "&quot;load&quot;", "&quot;turn&quot;", "between", "–"],
  ],
  [
    { kind: "unavailable", reason: "took-too-long", sentences: ["Not in time."] },
    [words.againIs.unavailable, "Not in time."],
  ],
])("a decision that was made again says what came out: %j [R-PAGE-49]", (again, texts) => {
  const page = rendered(Outcome({ again, names }));
  for (const text of texts) expect(page).toContain(text);
  const others = Object.values(words.againIs).filter((text) => text !== words.againIs[again.kind]);
  for (const text of others) expect(page).not.toContain(text);
});
