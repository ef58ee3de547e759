import { availabilityWords } from "../../words/en-centre.ts";
import { expect, test } from "vitest";
import { matcher } from "./filter.ts";
import { agentAttention, byNeedOfAgents, byNeedOfInteractions, byNeedOfQueues, queueAttention } from "./need.ts";
import type { WallAgent, WallInteraction, WallQueue } from "./need.ts";

const NOW = Date.UTC(2026, 10, 21, 12);

function agent(id: string, availability: WallAgent["availability"], sinceAt = NOW): WallAgent {
  const counts = { answered: 0, missed: 0, kept: 0, passedOn: 0, handleMs: 0, expectedMs: 0 };
  const performanceParts = { answered: 900, kept: 950, handle: 500, quality: 500, counts, prior: 20_000 };
  return {
    ...{ id, name: id, skills: [], levels: {}, languages: {}, capacity: 1, inUse: 0, performance: 750 },
    ...{ performanceParts, queues: [], presence: "available", availability, sinceAt, endpoints: [] },
  };
}
function queue(id: string, more: Partial<WallQueue> = {}): WallQueue {
  return { id, name: id, waiting: 0, serviceLevelMs: 20_000, members: [], agents: {}, ...more };
}
function interaction(id: string, more: Partial<WallInteraction>): WallInteraction {
  const customer = { customerClass: "standard", visitor: false } as const;
  const base = { arrivedAt: NOW, sinceAt: NOW, customerAway: false, agentAway: false, customer };
  return { id, phase: "live", ...base, ...more };
}

test("agents whom an offer rang out on come first, those who are free nearly last [R-PAGE-1]", () => {
  const agents = [
    agent("out", { state: "signed-out" }),
    agent("free", { state: "available" }),
    agent("lost", { state: "device-lost" }),
    agent("talks", { state: "busy", inUse: 1, capacity: 1, interactionId: "x" }),
    agent("silent", { state: "not-responding" }),
  ];
  expect(byNeedOfAgents(agents).map(({ id }) => id)).toEqual(["silent", "lost", "talks", "free", "out"]);
});

test("in one state whoever has been in it longest comes first", () => {
  const agents = [agent("new", { state: "available" }, NOW - 1000), agent("old", { state: "available" }, NOW - 90_000)];
  expect(byNeedOfAgents(agents).map(({ id }) => id)).toEqual(["old", "new"]);
});

test("a wrap-up is watched once its time is over", () => {
  const wrapping = agent("a", { state: "wrapping", interactionId: "x" });
  expect(agentAttention({ ...wrapping, wrapUpUntilAt: NOW + 1 }, NOW)).toBe("fine");
  expect(agentAttention({ ...wrapping, wrapUpUntilAt: NOW - 1 }, NOW)).toBe("watch");
});

test("lost lines come before who waits, and the longest wait before all others [R-PAGE-1]", () => {
  const rows = [
    interaction("talk", { phase: "live", sinceAt: NOW - 900_000 }),
    interaction("second", { phase: "offering", arrivedAt: NOW - 30_000 }),
    interaction("first", { phase: "queued", arrivedAt: NOW - 60_000, sinceAt: NOW - 1000 }),
    interaction("away", { phase: "live", customerAway: true }),
  ];
  expect(byNeedOfInteractions(rows).map(({ id }) => id)).toEqual(["away", "first", "second", "talk"]);
});

test("a queue is watched from half of its service level's time, and needs somebody beyond it [R-PAGE-1]", () => {
  const waiting = (ms: number): WallQueue => queue("q", { waiting: 1, oldestEnteredAt: NOW - ms });
  expect(queueAttention(queue("q"), NOW)).toBe("fine");
  expect(queueAttention(waiting(9_000), NOW)).toBe("fine");
  expect(queueAttention(waiting(11_000), NOW)).toBe("watch");
  expect(queueAttention(waiting(21_000), NOW)).toBe("act");
});

test("queues in trouble come first, the others keep the order of the centre", () => {
  const queues = [
    queue("a"),
    queue("b", { waiting: 1, oldestEnteredAt: NOW - 1000 }),
    queue("c"),
    queue("d", { waiting: 2, oldestEnteredAt: NOW - 60_000 }),
  ];
  expect(byNeedOfQueues(queues, NOW).map(({ id }) => id)).toEqual(["d", "b", "a", "c"]);
});

test("the filter finds every word somewhere in the row, whatever its case and accents [R-PAGE-2]", () => {
  const finds = matcher(" ZOE  talk");
  expect(finds("Zoë Ø", availabilityWords.busy, "Talking")).toBe(true);
  expect(finds("Zoë", "Waiting")).toBe(false);
  expect(matcher("  ")("anything")).toBe(true);
  expect(matcher("sales")(undefined, "Sales")).toBe(true);
});
