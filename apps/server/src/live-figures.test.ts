import { asId, defaultCentre, unixMs } from "@legroom/model";
import type { CentreConfig, Event, EventBody, EventType } from "@legroom/model";
import { expect, test } from "vitest";
import { LiveFigures } from "./live-figures.ts";

const config: CentreConfig = { ...defaultCentre(), contacts: [] };
const noon = unixMs(new Date(2026, 10, 20, 12).getTime());

function makeEvent(seq: number, at: number, body: EventBody): Event {
  return { seq, at: unixMs(at), v: 1, inputId: asId(`input-${seq}`), ...body };
}

function makeQueued(seq: number, at: number): Event {
  return makeEvent(seq, at, {
    type: "interaction.queued",
    interactionId: asId(`i${seq}`),
    queueId: asId("sales"),
    segment: 1,
    enteredAt: unixMs(at),
    firstEnteredAt: unixMs(at),
    band: 0,
    virtualEntryAt: unixMs(at),
    queueUntilAt: unixMs(at + 1000),
    totalUntilAt: unixMs(at + 2000),
    announceAt: unixMs(at + 3000),
    again: false,
  });
}

function history(events: readonly Event[]): {
  eventsOfTypes: (types: readonly EventType[], sinceAt: number) => AsyncIterable<readonly Event[]>;
} {
  return {
    async *eventsOfTypes(types, sinceAt) {
      yield await Promise.resolve(events.filter((event) => types.includes(event.type) && event.at >= sinceAt));
    },
  };
}

test("what history and the live stream both tell counts once [R-SERVER-10]", async () => {
  const figures = new LiveFigures(noon);
  figures.publish([makeQueued(2, noon), makeQueued(3, noon)]);
  await figures.load(history([makeQueued(1, noon), makeQueued(2, noon)]), config);
  figures.publish([makeQueued(4, noon)]);
  expect(figures.queues(noon).get(asId("sales"))?.offered).toBe(4);
});

test("a new day begins with nothing [R-SERVER-10]", async () => {
  const figures = new LiveFigures(noon);
  await figures.load(history([makeQueued(1, noon)]), config);
  const nextNoon = unixMs(noon + 86_400_000);
  expect(figures.queues(nextNoon).get(asId("sales"))?.offered ?? 0).toBe(0);
  figures.publish([makeQueued(2, nextNoon)]);
  expect(figures.queues(nextNoon).get(asId("sales"))?.offered).toBe(1);
});
