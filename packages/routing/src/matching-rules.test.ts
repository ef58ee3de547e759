/** Centres in which matching cannot work, and why callers wait: both are told with what is missing. */
import { asId } from "@legroom/model";
import type { AgentConfig, CentreFile, QueueConfig } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre, sealed } from "../test/centre.ts";
import { withQueues } from "../test/matching.ts";
import { eligibleCount, verdictsFor } from "./verdicts.ts";

type Change = (file: CentreFile) => CentreFile;

const sales =
  (more: Partial<QueueConfig>): Change =>
  (file) => ({ ...file, queues: file.queues.map((queue) => (queue.id === "sales" ? { ...queue, ...more } : queue)) });
const alice =
  (more: Partial<AgentConfig>): Change =>
  (file) => ({ ...file, agents: file.agents.map((agent) => (agent.id === "alice" ? { ...agent, ...more } : agent)) });

const id = asId<"queue">;
const tier = { tier: 2, delayMs: 0 };
const borrow = { when: "waiting", startsAt: 3, endsAt: 1, leastMs: 0 } as const;

test.each<{ readonly of: string; readonly change: Change; readonly field: string; readonly mend: RegExp }>([
  {
    of: "a level without the skill",
    change: alice({ levels: { vip: 3 } }),
    field: "agents.0.levels.vip",
    mend: /add it/,
  },
  {
    of: "a tier of no member",
    change: sales({ tiers: [{ agent: asId("bob"), ...tier }] }),
    field: "queues.0.tiers.0.agent",
    mend: /members/,
  },
  {
    of: "two tiers of one",
    change: sales({
      tiers: [
        { agent: asId("alice"), ...tier },
        { agent: asId("alice"), ...tier },
      ],
    }),
    field: "queues.0.tiers.1.agent",
    mend: /keep one|two tiers/,
  },
  {
    of: "interrupting no queue",
    change: sales({ interrupts: [id("nowhere")] }),
    field: "queues.0.interrupts.0",
    mend: /no queue/,
  },
  {
    of: "interrupting itself",
    change: sales({ interrupts: [id("sales")] }),
    field: "queues.0.interrupts.0",
    mend: /another/,
  },
  {
    of: "borrowing from no queue",
    change: sales({ borrows: [{ from: id("nowhere"), ...borrow }] }),
    field: "queues.0.borrows.0.from",
    mend: /no queue/,
  },
  {
    of: "borrowing twice",
    change: sales({
      borrows: [
        { from: id("general"), ...borrow },
        { from: id("general"), ...borrow },
      ],
    }),
    field: "queues.0.borrows.1.from",
    mend: /keep one/,
  },
  {
    of: "borrowing that does not end",
    change: sales({ borrows: [{ from: id("general"), ...borrow, endsAt: 3 }] }),
    field: "queues.0.borrows.0.endsAt",
    mend: /at most 2/,
  },
  {
    of: "steps out of order",
    change: sales({
      relaxations: [
        { when: { by: "waited", afterMs: 20_000 }, requires: "sales" },
        { when: { by: "waited", afterMs: 20_000 }, requires: "anyone" },
      ],
    }),
    field: "queues.0.relaxations.1.when.afterMs",
    mend: /more than 20000/,
  },
  {
    of: "positions out of order",
    change: sales({
      relaxations: [
        { when: { by: "position", atMost: 2 }, requires: "sales" },
        { when: { by: "position", atMost: 3 }, requires: "anyone" },
      ],
    }),
    field: "queues.0.relaxations.1.when.atMost",
    mend: /less than 2/,
  },
  {
    of: "an escalation that leads nowhere",
    change: sales({ escalations: [{ customerClass: "vip", afterMs: 1000, toBand: 1, tell: false }] }),
    field: "queues.0.escalations.0.toBand",
    mend: /lower/,
  },
  {
    of: "an expression with a stranger",
    change: sales({ requires: "sales or agent(nobody)" }),
    field: "queues.0.requires",
    mend: /no agent/,
  },
  {
    of: "a requirement that no member meets",
    change: sales({ requires: "sales >= 6" }),
    field: "queues.0.requires",
    mend: /give a member/,
  },
  { of: "more units than any capacity", change: sales({ units: 2 }), field: "queues.0.units", mend: /at most 1/ },
  {
    of: "a row that no member meets",
    change: (file) => ({ ...file, entries: file.entries.map((row) => ({ ...row, requires: "tea" })) }),
    field: "entries.0.requires",
    mend: /give a member/,
  },
])("$of is refused, with the field and what to do [R-ROUTE-64]", ({ change, field, mend }) => {
  const centre = new Centre();
  const file = change(centre.world.config as unknown as CentreFile); // its contacts are sealed again
  const result = centre.command({ type: "centre.import", config: sealed(file) });
  expect(result).toMatchObject({ ok: false, refusal: { code: "centre.invalid", field } });
  expect(result.ok ? "" : result.refusal.message).toMatch(mend);
});

test("who may be offered only after a step, or is lent, is somebody who meets it; a queue without members is allowed [R-ROUTE-64]", () => {
  const step = { when: { by: "waited", afterMs: 1000 }, requires: "sales" } as const;
  for (const change of [
    sales({ requires: "sales >= 9", relaxations: [step] }),
    sales({ requires: "billing", borrows: [{ from: id("billing"), ...borrow }], members: [asId("alice")] }),
    sales({ members: [] }),
  ])
    expect(new Centre(change).world.configVersion).toBe(1);
});

test("each member has the first filter that held them back, nearest to being offered first [R-ROUTE-65]", () => {
  const agents = Object.fromEntries(
    ["away", "busy", "free", "idle", "late", "lost", "none", "out", "wraps"].map((name) => [name, { skills: ["tea"] }]),
  );
  const queues = [
    { id: "line", requires: "tea >= 5", tiers: { late: { tier: 1, delayMs: 60_000 } }, wrapUpMs: 60_000 },
  ];
  const centre = withQueues(queues, { ...agents, none: { skills: ["tea"], levels: { tea: 4 } } });
  centre.available("busy");
  centre.calls("first", "line");
  centre.available("wraps");
  centre.calls("second", "line");
  centre.hangsUp("second");
  centre.calls("erin", "line");
  centre.available("away", "late", "none", "lost");
  // They were offered erin, and rest from her or are not there for her any more.
  const interaction = [...centre.world.interactions.values()].find(({ seats }) => seats[0]?.legId === "erin");
  if (interaction === undefined) throw new Error("erin is there");
  expect(centre.agentOf("erin")).toBe("away");
  centre.hangsUp("erin");
  centre.presence("away", "break");
  centre.give({ type: "endpoint.lost", endpointId: asId("lost/1"), cause: "no-pong" });
  centre.calls("gina", "line");
  const waits = [...centre.world.interactions.values()].find(({ seats }) => seats[0]?.legId === "gina");
  if (waits === undefined) throw new Error("gina is there");
  const verdicts = verdictsFor(centre.world, waits, { at: centre.at, entropy: "0".repeat(32) });
  expect(Object.fromEntries(verdicts.map(({ agentId, verdict }) => [agentId, verdict]))).toEqual({
    ...{ away: "wrapping", busy: "busy", free: "signed-out", idle: "signed-out", late: "delay", lost: "device-lost" },
    ...{ none: "requirement", out: "signed-out", wraps: "wrapping" },
  });
  expect(verdicts.find(({ agentId }) => agentId === "none")?.missing).toBe("tea >= 5");
  expect(eligibleCount(centre.world, waits)).toEqual({ ever: 7, signedIn: 4 });
  expect(verdicts.at(-1)?.verdict).toBe("signed-out");
  expect(centre.world.interactions.get(waits.id)?.phase).toBe("queued");
});
