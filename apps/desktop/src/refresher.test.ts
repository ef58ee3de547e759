import { expect, test } from "vitest";
import { HandTimers } from "./phone/fixtures/hand-timers.ts";
import { Refresher } from "./refresher.ts";
import { paceMs, topicsOf } from "./state-keys.ts";

function scene(paceMs_: number) {
  const timers = new HandTimers();
  const asked: { at: number; answer: () => void; fail: () => void }[] = [];
  const refresher = new Refresher({
    paceMs: paceMs_,
    now: timers.now,
    after: (ms, run) => void timers.after(ms, run),
    refresh: () =>
      new Promise((answer, refuse) => {
        asked.push({ at: timers.now(), answer: () => answer(undefined), fail: () => refuse(new Error("no")) });
      }),
  });
  return { timers, asked, refresher };
}

test("a burst of events asks once, and once more for what came while it was asked [R-DESK-12]", async () => {
  const { timers, asked, refresher } = scene(50);
  for (let event = 0; event < 100; event += 1) refresher.touch();
  await timers.pass(10);
  expect(asked).toHaveLength(1);
  refresher.touch();
  refresher.touch();
  asked[0]?.answer();
  await timers.pass(100);
  expect(asked).toHaveLength(2);
  asked[1]?.answer();
  await timers.pass(1000);
  expect(asked).toHaveLength(2);
});

test("it is never asked more often than its pace, and a failure stops nothing", async () => {
  const { timers, asked, refresher } = scene(500);
  for (let event = 0; event < 20; event += 1) {
    refresher.touch();
    await timers.pass(100);
    asked.at(-1)?.fail();
  }
  const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
  expect(asked.length).toBeGreaterThan(3);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
});

test("what an event makes old is asked for again", () => {
  expect(topicsOf("offer.made")).toContain("desk");
  expect(topicsOf("agent.presence-changed")).toContain("desk");
  expect(topicsOf("seat.away")).toContain("desk");
  expect(topicsOf("endpoint.lost")).toEqual(expect.arrayContaining(["desk", "devices"]));
  expect(topicsOf("centre.configured")).toContain("centre");
  expect(topicsOf("unheard-of.thing")).toEqual([]);
  expect(Math.min(...Object.values(paceMs))).toBeGreaterThan(0);
});
