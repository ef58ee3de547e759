import { expect, test, vi } from "vitest";
import { EffectLine } from "./effect-line.ts";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("tasks with a key in common run in order, others beside each other [R-TEL-40]", async () => {
  const line = new EffectLine(10);
  const first = Promise.withResolvers<void>();
  const ran: string[] = [];
  const task =
    (name: string, until: Promise<void> = Promise.resolve()) =>
    async () => {
      ran.push(name);
      await until;
    };
  line.run(["leg-a"], task("answer a", first.promise));
  line.run(["leg-a", "conference"], task("seat a"));
  line.run(["conference"], task("close"));
  line.run(["leg-b"], task("answer b"));
  expect(ran).toEqual(["answer a", "answer b"]);
  first.resolve();
  await settled();
  await settled();
  expect(ran).toEqual(["answer a", "answer b", "seat a", "close"]);
});

test("a line that is full takes no more until it moves [R-TEL-40]", async () => {
  const line = new EffectLine(2);
  const first = Promise.withResolvers<void>();
  expect(line.run(["leg"], () => first.promise)).toBe(true);
  expect(line.run(["leg"], () => Promise.resolve())).toBe(true);
  expect(line.run(["leg"], () => Promise.resolve())).toBe(false);
  expect(line.run(["other"], () => Promise.resolve())).toBe(true);
  first.resolve();
  await settled();
  await settled();
  expect(line.run(["leg"], () => Promise.resolve())).toBe(true);
});

test("a task that hangs holds its line for five seconds, not for ever [R-TEL-40]", async () => {
  vi.useFakeTimers();
  try {
    const line = new EffectLine(10);
    let hasRun = false;
    line.run(["leg"], () => new Promise(() => undefined));
    line.run(["leg"], () => {
      hasRun = true;
      return Promise.resolve();
    });
    await vi.advanceTimersByTimeAsync(4999);
    expect(hasRun).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(hasRun).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
