import { queuesStatsWire, unixMs } from "@legroom/model";
import { beforeEach, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { START_AT } from "../test/fake-centre.ts";
import { makeEvent } from "../test/fixtures.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  desk.ports.figures.readAt = unixMs(START_AT + 90_000);
});

/** Erin waits 10 s and is answered, Frank 40 s and gives up, Gina waits for billing. */
function aMorning(): void {
  const entered = (caller: string, seconds: number, queueId = "sales") => ({
    ...({ type: "interaction.queued", interactionId: caller as never, queueId: queueId as never, segment: 1 } as const),
    ...{ enteredAt: unixMs(START_AT + seconds * 1000), firstEnteredAt: START_AT, band: 1, virtualEntryAt: START_AT },
    ...{ queueUntilAt: START_AT, totalUntilAt: START_AT, announceAt: START_AT, again: false },
  });
  const left = (caller: string, outcome: "answered" | "abandoned", seconds: number) => ({
    ...({
      type: "queue-segment.ended",
      interactionId: caller as never,
      queueId: "sales" as never,
      segment: 1,
    } as const),
    ...{ outcome, waitedMs: seconds * 1000 },
  });
  desk.ports.figures.events = [
    makeEvent(1, entered("erin", 0)),
    makeEvent(2, left("erin", "answered", 10)),
    makeEvent(3, entered("frank", 20)),
    makeEvent(4, left("frank", "abandoned", 40)),
    makeEvent(5, entered("gina", 70, "billing")),
  ];
}

const from = new Date(START_AT).toISOString();
const to = new Date(START_AT + 120_000).toISOString();

test("queues are told with service levels side by side, the law, and nothing where nobody counts [R-API-170]", async () => {
  aMorning();
  const reply = await desk.ask("GET", "/stats/queues");
  expect(reply.status).toBe(200);
  const { total, items, live } = queuesStatsWire.parse(reply.json);
  expect(live).toBe(true);
  expect(total).toMatchObject({
    ...{ offered: 3, answered: 1, abandoned: 1, waiting: 1, answeredInTime: 1 },
    ...{ serviceLevel: 0.5, serviceLevelOfAnswered: 1, serviceLevelWithAbandoned: 0.5, serviceLevelOfOffered: 1 / 3 },
    ...{
      averageAnswerMs: 10_000,
      averageAbandonMs: 40_000,
      abandonP90Ms: 40_000,
      waitP50Ms: 10_000,
      waitP90Ms: 40_000,
    },
    conservation: { holds: true, offered: 3, accountedFor: 3, checkedAt: START_AT + 90_000 },
  });
  const billing = items.find(({ queueId }) => queueId === "billing");
  expect(billing).toMatchObject({ offered: 1, waiting: 1, longestWaitMs: 20_000, serviceLevelOfOffered: 0 });
  for (const absent of ["serviceLevel", "averageAnswerMs", "averageHandleMs", "waitP50Ms"])
    expect(billing).not.toHaveProperty(absent);
});

test("a period is half-open and comes in rows, of one queue and by another T where that is asked for [R-API-171]", async () => {
  aMorning();
  const path = `/stats/queues?from=${from}&to=${to}&interval=1m&queueId=sales&t=5`;
  const { json, status } = await desk.ask("GET", path);
  expect(status).toBe(200);
  const { rows, items, total, ...head } = queuesStatsWire.parse(json);
  expect(desk.ports.figures.asked).toEqual([{ fromAt: START_AT, untilAt: START_AT + 120_000, intervalMs: 60_000 }]);
  expect(head).toEqual({ fromAt: START_AT, untilAt: START_AT + 120_000, readAt: START_AT + 90_000, live: false });
  expect(items.map(({ queueId, serviceLevelMs }) => [queueId, serviceLevelMs])).toEqual([["sales", 5000]]);
  expect(total).toMatchObject({ offered: 2, answeredInTime: 0, serviceLevel: 0 });
  expect(rows?.map(({ fromAt, untilAt, total: row }) => [fromAt - START_AT, untilAt - START_AT, row.offered])).toEqual([
    [0, 60_000, 2],
    [60_000, 120_000, 0],
  ]);
});

test.each(["/stats/queues", "/stats/agents", "/stats/routing"])(
  "%s takes a live window, else midnight's [R-API-171]",
  async (path) => {
    await desk.ask("GET", path);
    await desk.ask("GET", `${path}?period=last-30m`);
    expect(desk.ports.figures.asked).toEqual([{ period: "today" }, { period: "last-30m" }]);
  },
);

test("agents are all, one, or the members of a queue [R-API-172]", async () => {
  desk.ports.figures.events = ["alice", "bob", "carol"].map((agentId, place) =>
    makeEvent(place + 1, { type: "agent.session-opened", agentId: agentId as never, sessionId: "s" as never }),
  );
  const idsOf = async (query: string) => {
    const { json } = await desk.ask("GET", `/stats/agents${query}`);
    return (json as { items: { agentId: string }[] }).items.map(({ agentId }) => agentId);
  };
  expect(await idsOf("")).toEqual(["alice", "bob", "carol"]);
  expect(await idsOf("?agentId=bob")).toEqual(["bob"]);
  const { config } = await desk.ports.centre.ask((now) => now.config());
  const members = config.queues.find(({ id }) => id === "sales")?.members ?? [];
  expect(await idsOf("?queueId=sales")).toEqual(
    ["alice", "bob", "carol"].filter((id) => members.includes(id as never)),
  );
});

test.each([
  ["from=yesterday", "from"],
  [`to=${to}`, "from"],
  [`from=${to}&to=${from}`, "to"],
  [`from=${from}&to=${from}`, "to"],
  [`from=${from}&to=2031-01-01T00:00:00Z`, "to"],
  ["from=2001-01-01T00:00:00Z", "from"],
  [`from=${from}&period=today`, "period"],
  ["period=last-year", "period"],
  ["interval=15m", "interval"],
  [`from=${from}&to=${to}&interval=0m`, "interval"],
  [`from=${from}&to=${to}&interval=fortnight`, "interval"],
  ["t=0", "t"],
  ["queue=sales", "queue"],
])("?%s is refused and names %s [R-API-173]", async (query, field) => {
  const reply = await desk.ask("GET", `/stats/queues?${query}`);
  expect(reply.status).toBe(400);
  expect(reply.json).toMatchObject({ error: { code: "request.invalid", field } });
  expect(desk.ports.figures.asked).toEqual([]);
});

test("more than 2,000 rows are refused with how many they would be; of one queue they are fewer [R-API-173]", async () => {
  const week = `from=${from}&to=${new Date(START_AT + 7 * 86_400_000).toISOString()}&interval=15m`;
  const reply = await desk.ask("GET", `/stats/queues?${week}`);
  expect(reply.status).toBe(400);
  expect(reply.json).toMatchObject({
    error: { field: "interval", message: expect.stringContaining("672 intervals of 7") },
  });
  expect((await desk.ask("GET", `/stats/queues?${week}&queueId=sales`)).status).toBe(200);
});

test.each([
  ["/stats/queues?queueId=nowhere", "queue.unknown", "queueId"],
  ["/stats/agents?agentId=nobody", "agent.unknown", "agentId"],
  ["/stats/agents?queueId=nowhere", "queue.unknown", "queueId"],
  ["/stats/routing?queueId=nowhere", "queue.unknown", "queueId"],
])("%s is not there: %s [R-API-173]", async (path, code, field) => {
  const reply = await desk.ask("GET", path);
  expect(reply.status).toBe(404);
  expect(reply.json).toMatchObject({ error: { code, field } });
});

test("when too many read the journal the next one is told to come again [R-API-174]", async () => {
  desk.ports.figures.isBusy = true;
  const reply = await desk.ask("GET", `/stats/routing?from=${from}`);
  expect(reply.status).toBe(429);
  expect(reply.json).toMatchObject({ error: { code: "stats.too-many" } });
  expect(reply.headers["retry-after"]).toBe("1");
});
