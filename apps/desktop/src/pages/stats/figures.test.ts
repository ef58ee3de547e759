import { agentStatsWire, queueStatsWire, routingStatsWire } from "@legroom/model";
import type { QueueStats } from "@legroom/model";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { statsWords as words } from "../../words/en-stats.ts";
import { agentGroups, NOTHING, queueGroups, routingGroups } from "./columns.ts";
import { Conservation } from "./Conservation.tsx";
import { FigureTables } from "./FigureTables.tsx";
import { rowsOf } from "./rows.ts";

const none: QueueStats = {
  ...{ offered: 0, answered: 0, abandoned: 0, shortAbandoned: 0, flowedOut: 0, callbackTaken: 0, timedOut: 0 },
  ...{ rejectedFull: 0, withdrawn: 0, waiting: 0, answeredInTime: 0, handled: 0, finished: 0 },
  conservation: { holds: true, offered: 0, accountedFor: 0, checkedAt: 0 },
};
const some: QueueStats = {
  ...none,
  ...{ offered: 10, answered: 6, abandoned: 2, shortAbandoned: 1, waiting: 1, answeredInTime: 5 },
  ...{
    serviceLevel: 0.625,
    serviceLevelOfAnswered: 5 / 6,
    serviceLevelWithAbandoned: 0.75,
    serviceLevelOfOffered: 0.5,
  },
  ...{ averageAnswerMs: 7400, waitP90Ms: 61_000, averageHandleMs: 182_000 },
  conservation: { holds: true, offered: 10, accountedFor: 10, checkedAt: 0 },
};
const items = [{ ...some, queueId: "sales", serviceLevelMs: 20_000 }];

const written = (stats: QueueStats): Record<string, string> =>
  Object.fromEntries(queueGroups.flatMap(({ columns }) => columns.map(({ label, text }) => [label, text(stats)])));

test("service levels stand side by side, waits as minutes and seconds [R-PAGE-46]", () => {
  expect(written(some)).toMatchObject({
    ...{ "SL-C": "62.5 %", "SL-A": "83.3 %", "SL-B": "75.0 %", "SL-O": "50.0 %" },
    ...{ ASA: "0:07", "Wait p90": "1:01", AHT: "3:02", Offered: "10" },
  });
});

test("what nobody counts in is a dash, never 0 % [R-PAGE-46]", () => {
  expect(written(none)).toMatchObject({ "SL-C": NOTHING, ASA: NOTHING, AHT: NOTHING, Offered: "0" });
});

test("a figure has one name and one meaning, which stand with its column [R-PAGE-46]", () => {
  const columns = [...queueGroups, ...agentGroups, ...routingGroups].map((group) => group.columns);
  for (const group of columns) {
    const labels = group.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(group.filter(({ meaning }) => !meaning.endsWith("."))).toEqual([]);
  }
  const rows = rowsOf({ readAt: 0, total: some, items }, ({ queueId }) => [queueId, "Sales"]);
  const page = renderToStaticMarkup(FigureTables({ groups: queueGroups, head: words.queueName, rows }));
  for (const { label, meaning } of queueGroups.flatMap((group) => group.columns)) {
    expect(page).toContain(`<dt>${label}</dt>`);
    expect(page.split(meaning.replaceAll("'", "&#x27;")).length).toBeGreaterThan(2); // pointed at, and read
  }
});

/** A figure that is told and shown nowhere would be missed by nobody. */
test("each figure that the server tells is in a column [R-PAGE-46]", () => {
  const read = new Set<PropertyKey>();
  const noting: unknown = new Proxy(
    {},
    {
      get: (_, name) => {
        read.add(name);
        return name === Symbol.toPrimitive ? () => 0 : name === "toFixed" ? () => "" : noting;
      },
    },
  );
  for (const { text } of [...queueGroups, ...agentGroups, ...routingGroups].flatMap((group) => [...group.columns]))
    text(noting as never);
  const told = [queueStatsWire, agentStatsWire, routingStatsWire].flatMap(({ shape }) => Object.keys(shape));
  const elsewhere = ["conservation", "talkMs", "wrapUpMs"]; // a line of its own; within the averages and the time by state
  expect(told.filter((name) => !read.has(name) && !elsewhere.includes(name))).toEqual([]);
});

test("rows are all together and each queue; or all together and each stretch of time [R-PAGE-46]", () => {
  const named = ({ queueId }: { queueId: string }) => [queueId, "Sales"] as const;
  expect(rowsOf({ readAt: 0, total: some, items }, named).map(({ id }) => id)).toEqual(["", "sales"]);
  const rows = [
    { fromAt: 0, total: none },
    { fromAt: 3_600_000, total: some },
  ];
  expect(rowsOf({ readAt: 0, total: some, items, rows }, named).map(({ figures }) => figures)).toEqual([
    some,
    none,
    some,
  ]);
  expect(rowsOf({ readAt: 0, total: none, items: [] }, named)).toEqual([]);
});

const law = (stats: Parameters<typeof Conservation>[0]["stats"]): string =>
  renderToStaticMarkup(Conservation({ stats, queueName: () => "Sales" }));

test("the conservation law is a sum that can be added up [R-PAGE-47]", () => {
  const page = law({ total: some, items });
  expect(page).toContain("10 offered = 6 answered + 2 abandoned + 1 short abandoned");
  expect(page).toContain(words.holds);
  expect(page).not.toContain(words.broken);
});

test("where the law is broken, in all or in one queue, it is told as a fault of ours, and in which queue [R-PAGE-47]", () => {
  const broken = { holds: false, offered: 10, accountedFor: 9, checkedAt: 0 };
  expect(law({ total: { ...some, conservation: broken }, items })).toContain(words.brokenSum(10, 9));
  const page = law({ total: some, items: items.map((one) => ({ ...one, conservation: broken })) });
  expect(page).toContain(words.broken);
  expect(page).toMatch(/It does not hold in .?Sales/);
});
