import { unixMs } from "@legroom/model";
import { DAY_START, VirtualClock } from "@legroom/sim";
import { expect, test } from "vitest";
import { by, deadlineIn, makeCentre, presence, ready, typesOf } from "../test/make-centre.ts";
import { systemClock, systemEntropy } from "./system-clock.ts";

test("a deadline is stepped at its time, once [R-ENGINE-12]", async () => {
  const { centre, clock, published } = makeCentre();
  await centre.start();
  await centre.deliver(deadlineIn(1500));
  await clock.pass(1499);
  expect(typesOf(published)).not.toContain("prompt.ended");
  await clock.pass(1);
  expect(published.at(-1)).toMatchObject({ type: "prompt.ended", at: DAY_START + 1500 });
  await clock.pass(60_000);
  expect(typesOf(published).filter((type) => type === "prompt.ended")).toHaveLength(1);
});

test("a deadline that has passed comes before a letter that waits [R-ENGINE-12]", async () => {
  const { centre, clock, published } = makeCentre();
  await centre.start();
  await centre.deliver(deadlineIn(1500));
  clock.jump(1600); // no jump yet: less than a beat and a second
  await centre.deliver(ready("phone"));
  expect(typesOf(published).slice(-2)).toEqual(["prompt.ended", "endpoint.ready"]);
});

test("a due deadline that the machine does not settle is asked again a second later, not at once [R-ENGINE-12]", async () => {
  const { centre, clock, machine, lines } = makeCentre();
  await centre.start();
  await centre.deliver(deadlineIn(500));
  machine.stuck = true;
  await clock.pass(5000);
  const said = lines.filter((line) => line === "a due deadline was not settled").length;
  expect(said).toBeGreaterThan(2);
  expect(said).toBeLessThan(7);
  machine.stuck = false;
  await clock.pass(2000);
  expect(centre.figures().clockJumps).toBe(0);
});

test("time that nobody saw pass is a jump, known before the deadlines in it [R-ENGINE-14]", async () => {
  const { centre, clock, published } = makeCentre();
  await centre.start();
  await centre.deliver(deadlineIn(5000));
  await clock.pass(60);
  clock.jump(10_000);
  await clock.pass(1000);
  const [jumped, due] = published.slice(-2);
  expect(jumped).toMatchObject({ type: "clock.jumped" });
  expect(due).toMatchObject({ type: "prompt.ended" });
  expect(jumped?.type === "clock.jumped" && jumped.byMs).toBeGreaterThan(9000);
  expect(centre.figures().clockJumps).toBe(1);
});

test("an idle centre never believes that the clock jumped [R-ENGINE-14]", async () => {
  const { centre, clock } = makeCentre();
  await centre.start();
  await clock.pass(3_600_000);
  expect(centre.figures()).toMatchObject({ clockJumps: 0, inputs: 2 });
});

test("a clock far behind the journal ends the start, one a little behind runs on from there [R-ENGINE-13]", async () => {
  const first = makeCentre();
  await first.clock.pass(3_600_000);
  await first.centre.start();
  await first.centre.stop();
  const lastAt = first.disk.lastAt ?? unixMs(0);

  const far = makeCentre({ disk: first.disk });
  await expect(far.centre.start()).rejects.toMatchObject({ code: "clock.behind", retriable: false });

  const near = makeCentre({ disk: first.disk, clock: new VirtualClock(unixMs(lastAt - 200_000)) });
  await near.centre.start();
  expect(near.published[0]).toMatchObject({ type: "centre.restarted", at: lastAt, downMs: 0 });
});

test("a clock behind the journal is accepted on request, and time runs on, deadlines too [R-ENGINE-13]", async () => {
  const first = makeCentre();
  await first.clock.pass(3_600_000);
  await first.centre.start();
  await first.centre.stop();
  const { centre, clock, published } = makeCentre({ disk: first.disk, acceptClock: true });
  await centre.start();
  await centre.deliver(deadlineIn(1500));
  await clock.pass(1500);
  expect(published.at(-1)).toMatchObject({ type: "prompt.ended", at: (first.disk.lastAt ?? 0) + 0 });
  await centre.command(presence("alice"), by());
  const times = published.map((event) => event.at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBe(DAY_START + 3_600_000 + 1500);
});

test("downtime is told to the machine at start [R-ENGINE-16]", async () => {
  const first = makeCentre();
  await first.centre.start();
  await first.centre.stop();
  const second = makeCentre({ disk: first.disk, clock: new VirtualClock(unixMs(DAY_START + 90_000)) });
  await second.centre.start();
  expect(second.published[0]).toMatchObject({ type: "centre.restarted", downMs: 90_000, epoch: 2 });
});

test("the system clock follows small corrections and leaps ahead, and no leap back [R-ENGINE-15]", () => {
  let wallMs = 1_000_000;
  let monotonicMs = 50;
  const clock = systemClock({ wallMs: () => wallMs, monotonicMs: () => monotonicMs });
  const pass = (wall: number, monotonic: number): number => {
    wallMs += wall;
    monotonicMs += monotonic;
    return clock.now();
  };
  expect(pass(100, 100)).toBe(1_000_100);
  expect(pass(110, 100)).toBe(1_000_210); // slewed
  expect(pass(-500, 100)).toBe(1_000_210); // a small step back: time waits for it
  expect(pass(3_600_000, 100)).toBe(4_599_710); // slept
  expect(pass(-3_600_000, 100)).toBe(4_599_810); // set back: on by the monotonic clock
  expect(pass(100, 100)).toBe(4_599_910);
});

test("an alarm of the system clock never rings early, and can be called off [R-ENGINE-15]", async () => {
  const clock = systemClock();
  const at = unixMs(clock.now() + 20);
  let rung = false;
  const callOff = clock.alarm(unixMs(clock.now() + 1), () => (rung = true));
  callOff();
  const rangAt = await new Promise<number>((resolve) => clock.alarm(at, () => resolve(clock.now())));
  expect(rangAt).toBeGreaterThanOrEqual(at);
  expect(rung).toBe(false);
});

test("system entropy is 32 hex digits, never the same twice", () => {
  const entropy = systemEntropy();
  const drawn = Array.from({ length: 1000 }, () => entropy.next());
  expect(new Set(drawn).size).toBe(1000);
  expect(drawn.every((text) => /^[0-9a-f]{32}$/.test(text))).toBe(true);
});
