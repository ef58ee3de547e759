import type { Opening } from "@legroom/analytics";
import { asId, defaultCentre, unixMs } from "@legroom/model";
import type { CentreConfig, Event, EventBody, EventType, SegmentOutcome, UnixMs } from "@legroom/model";
import { expect, test } from "vitest";
import { StatsReader } from "./stats-reader.ts";

const config: CentreConfig = { ...defaultCentre(), contacts: [] };
const noon = unixMs(new Date(2026, 10, 20, 12).getTime());
const interactionId = asId<"interaction">("i1");
const [queueId, agentId] = [asId<"queue">("sales"), asId<"agent">("alice")];

function makeEvent(seq: number, at: number, body: EventBody): Event {
  return { seq, at: unixMs(at), v: 1, inputId: asId(`input-${seq}`), ...body };
}

function queued(seq: number, at: number): Event {
  const [enteredAt, laterAt] = [unixMs(at), unixMs(at + 1000)];
  return makeEvent(seq, at, {
    ...{ type: "interaction.queued", interactionId: asId(`i${seq}`), queueId, segment: 1, enteredAt, band: 1 },
    ...{ firstEnteredAt: enteredAt, virtualEntryAt: enteredAt, queueUntilAt: laterAt, totalUntilAt: laterAt },
    ...{ announceAt: laterAt, again: false },
  });
}

function ended(seq: number, at: number, outcome: SegmentOutcome = "answered"): Event {
  return makeEvent(seq, at, {
    type: "queue-segment.ended",
    interactionId,
    queueId,
    segment: 1,
    outcome,
    waitedMs: 5000,
  });
}

function offered(seq: number, at: number): Event {
  return makeEvent(seq, at, {
    ...{ type: "offer.made", interactionId, offerId: asId(`o${seq}`), agentId, queueId, seatId: asId("s"), attempt: 1 },
    ...{ legs: [], untilAt: unixMs(at + 9), ringingByAt: unixMs(at + 3) },
    reasons: { trigger: "caller-entered", tieBreak: "only-one", filters: { notCoolingDown: 1 } } as never,
  });
}

/** A journal in batches of one, which notes how much of it was read. */
class Journal {
  read = 0;
  asked: { types: readonly EventType[]; sinceAt: number }[] = [];
  configuredAt: number[] = [];
  failing = false;
  centreSince = 0;
  readonly events: readonly Event[];

  constructor(events: readonly Event[]) {
    this.events = events;
  }
  async *eventsOfTypes(types: readonly EventType[], sinceAt: UnixMs): AsyncIterable<readonly Event[]> {
    this.asked.push({ types, sinceAt });
    if (this.failing) throw new Error("the disk is away");
    for (const event of this.events) {
      if (event.at < sinceAt || !types.includes(event.type)) continue;
      this.read += 1;
      yield await Promise.resolve([event]);
    }
  }
  async configAt(at: UnixMs): Promise<CentreConfig | undefined> {
    this.configuredAt.push(at);
    return at < this.centreSince ? undefined : config;
  }
}

function open(events: readonly Event[]) {
  const clock = { at: noon, now: () => clock.at };
  const journal = new Journal(events);
  const lines: string[] = [];
  const note = (sentence: string): void => void lines.push(sentence);
  const log = { debug: note, info: note, warn: note, error: note };
  const held: { opening: Opening | "busy" | "unavailable" } = { opening: "unavailable" };
  const asked: number[] = [];
  const past = {
    opening: async (at: UnixMs) => {
      asked.push(at);
      return held.opening;
    },
  };
  return { clock, journal, held, asked, lines, reader: new StatsReader({ clock, queries: journal, past, log }) };
}

/** Alice signed in and available with a phone, and nothing else. */
const aliceIn: Opening = {
  agents: [
    {
      ...{ agentId, isSignedIn: true, presence: "available", isSilent: false },
      ...{ offers: [], works: [], talks: [], wrapUps: [] },
      endpoints: [[asId("ep"), asId("alice")]],
    },
  ],
  offers: [],
};

test("live statistics count once what history and the stream both tell, and who asks early waits for it [R-SERVER-40]", async () => {
  const { reader, journal } = open([queued(1, noon - 3_600_000), queued(2, noon)]);
  reader.load();
  const asked = reader.read({ period: "today" });
  reader.publish([queued(2, noon), queued(3, noon)]);
  expect((await asked)?.queues({}).total.offered).toBe(3);
  reader.publish([queued(4, noon)]);
  const reading = await reader.read({ period: "today" });
  expect(reading?.queues({}).total.offered).toBe(4);
  expect(reading).toMatchObject({ live: true, readAt: noon });
  expect(journal.asked).toHaveLength(1);
  const recent = await reader.read({ period: "last-15m" });
  expect(recent?.queues({}).total.offered).toBe(3);
});

test("a journal that is away when the server starts is read when somebody asks again [R-SERVER-40]", async () => {
  const { reader, journal, lines } = open([queued(1, noon - 1000)]);
  journal.failing = true;
  await expect(reader.read({ period: "today" })).rejects.toThrow("the disk is away");
  expect(lines).toEqual(["live statistics could not be read from the journal"]);
  journal.failing = false;
  reader.publish([queued(2, noon)]); // durable, but not in this journal: nothing is kept for a load that does not run
  expect((await reader.read({ period: "today" }))?.queues({}).total.offered).toBe(1);
});

test("where the world of its beginning cannot be had, a period is read from a day before it, until nobody of it is open, and no further [R-SERVER-41]", async () => {
  const hour = 3_600_000;
  const fromAt = unixMs(noon - 10 * hour);
  const later = Array.from({ length: 50 }, (_, place) => queued(10 + place, noon - 8 * hour + place));
  const { reader, journal } = open([queued(1, fromAt), ended(2, fromAt + 2 * hour), ...later]);
  const reading = await reader.read({ fromAt, untilAt: unixMs(fromAt + hour) });
  expect(reading).toMatchObject({ live: false, fromAt, untilAt: fromAt + hour });
  expect(reading?.queues({}).total).toMatchObject({ offered: 1, answered: 1, waiting: 0 });
  expect(journal.read).toBe(2);
  expect(journal.asked[0]?.sinceAt).toBe(fromAt - 24 * hour);
  expect(journal.configuredAt.at(-1)).toBe(fromAt - 24 * hour);
});

test("an agent signed in for weeks counts, of any period and live, and nothing before the period is read [R-SERVER-41]", async () => {
  const { reader, journal, held } = open([]);
  held.opening = aliceIn;
  const fromAt = unixMs(noon - 10 * 3_600_000);
  const hour = await reader.read({ fromAt, untilAt: unixMs(fromAt + 3_600_000) });
  expect(hour?.agents().total).toMatchObject({ signedInMs: 3_600_000, stateMs: { available: 3_600_000 } });
  expect([journal.asked[0]?.sinceAt, journal.configuredAt[0]]).toEqual([fromAt, fromAt]);
  const today = await reader.read({ period: "today" });
  expect(today?.agents().total).toMatchObject({ signedInMs: 12 * 3_600_000 });
  const recent = await reader.read({ period: "last-15m" });
  expect(recent?.agents().total.stateMs.available).toBeGreaterThanOrEqual(900_000);
});

test("a period that begins before the centre itself asks for no world of then [R-SERVER-41]", async () => {
  const { reader, journal, asked } = open([queued(1, noon - 1000)]);
  journal.centreSince = noon - 60_000;
  expect((await reader.read({ fromAt: unixMs(noon - 3_600_000) }))?.queues({}).total.offered).toBe(1);
  expect((await reader.read({ period: "today" }))?.queues({}).total.offered).toBe(1);
  expect(asked).toEqual([]);
  await reader.read({ fromAt: unixMs(noon - 2000) });
  expect(asked).toEqual([noon - 2000]);
});

test("who asks for the past while too many do is told to come again, and the live windows wait for nobody [R-SERVER-41]", async () => {
  const { reader, held } = open([queued(1, noon - 1000)]);
  held.opening = "busy";
  expect(await reader.read({ fromAt: unixMs(noon - 1000) })).toBeUndefined();
  expect((await reader.read({ period: "today" }))?.queues({}).total.offered).toBe(1);
});

test("four read the journal at a time; the fifth is told to come again, and may when one is done [R-SERVER-41]", async () => {
  const { reader } = open([queued(1, noon)]);
  const period = { fromAt: unixMs(noon - 1000) };
  const all = await Promise.all(Array.from({ length: 5 }, () => reader.read(period)));
  expect(all.map((reading) => reading === undefined)).toEqual([false, false, false, false, true]);
  expect(await reader.read(period)).toBeDefined();
});

test("how long decisions took is measured when their dial is handed out, and absent before the first [R-SERVER-42]", async () => {
  const { reader, clock } = open([]);
  const before = await reader.read({ period: "today" });
  expect(before).not.toHaveProperty("decisionLatency");
  for (const [place, ms] of [2, 2, 2, 9].entries()) {
    const event = offered(place + 1, clock.at);
    clock.at = unixMs(clock.at + ms);
    reader.publish([event]);
  }
  const { decisionLatency } = (await reader.read({ period: "today" })) ?? {};
  expect(decisionLatency).toEqual({ sinceAt: noon, offers: 4, p50Ms: 2, p99Ms: 9 });
});

test("a caller who is lost is noticed with the event that lost them, once [R-SERVER-43]", async () => {
  const { reader, lines } = open([]);
  await reader.read({ period: "today" });
  reader.publish([queued(1, noon)]);
  expect(lines).toEqual([]);
  reader.publish([
    makeEvent(2, noon, { type: "interaction.closed", interactionId, cause: "abandoned", durationMs: 1 }),
  ]);
  reader.publish([queued(3, noon)]);
  expect(lines).toEqual(["a caller is unaccounted for: the conservation law is broken"]);
  const { total } = (await reader.read({ period: "today" }))?.queues({}) ?? {};
  expect(total?.conservation).toMatchObject({ holds: false, offered: 2, accountedFor: 1 });
});
