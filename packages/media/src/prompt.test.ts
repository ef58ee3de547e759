import { expect, test } from "vitest";
import { Prompt } from "./prompt.ts";
import type { PromptOutcome } from "./prompt.ts";
import type { Collect } from "./protocol.ts";
import { TalkDetector } from "./talk-detector.ts";
import { makeTone } from "./tone.ts";

function play(options: { readonly ms?: number; readonly stopOn?: string; readonly collect?: Collect } = {}): {
  readonly prompt: Prompt;
  readonly outcomes: PromptOutcome[];
  readonly run: (ticks: number) => Int16Array[];
} {
  const outcomes: PromptOutcome[] = [];
  const { ms = 100, ...rest } = options;
  const prompt = new Prompt({
    request: { promptId: "p", to: { seat: "s" }, items: [], ...rest },
    pieces: [new Int16Array(ms * 8).fill(1_000)],
    ended: (outcome) => outcomes.push(outcome),
  });
  const run = (ticks: number): Int16Array[] =>
    Array.from({ length: ticks }, () => {
      const frame = new Int16Array(160).fill(8_000);
      prompt.tick();
      if (prompt.audible) prompt.mix(frame);
      return frame;
    });
  return { prompt, outcomes, run };
}

test("what is heard besides goes down by 30 dB within one frame, and comes up again [R-MEDIA-40]", () => {
  const { outcomes, run } = play();
  const frames = run(7);
  expect(frames[0]?.[0]).toBeGreaterThan(8_000);
  expect(frames[1]?.[80]).toBe(1_000 + 253);
  // Behind the end the rest comes up again within one frame, not with a click.
  expect(frames[5]?.[0]).toBeLessThan(400);
  expect(frames[5]?.[159]).toBe(8_000);
  expect(frames[6]?.[0]).toBe(8_000);
  expect(outcomes).toEqual([{ reason: "finished", heardMs: 100 }]);
});

test("an entry ends by its number of digits, its end key, or a wait; each wait begins anew [R-MEDIA-45]", () => {
  const collect = { max: 3, firstMs: 400, betweenMs: 200, end: "#" };
  const ends = (keys: readonly (string | number)[]): PromptOutcome | undefined => {
    const { prompt, outcomes, run } = play({ collect });
    run(5);
    for (const key of keys)
      if (typeof key === "number") run(key / 20);
      else prompt.digit(key);
    return outcomes[0];
  };
  expect(ends(["1", "2", "3"])).toMatchObject({ reason: "digit", digits: "123" });
  expect(ends(["1", "#"])).toMatchObject({ reason: "digit", digits: "1" });
  expect(ends(["#"])).toMatchObject({ reason: "digit", digits: "" });
  expect(ends([380])).toBeUndefined();
  expect(ends([400])).toMatchObject({ reason: "no-input", digits: "" });
  expect(ends([380, "1", 180, "2", 180])).toBeUndefined();
  expect(ends([380, "1", 180, "2", 200])).toMatchObject({ reason: "digit", digits: "12" });
});

test("a key that stops the sound stops it as soon as it is pressed, and is gathered when it is released [R-MEDIA-43]", () => {
  const { prompt, outcomes, run } = play({ ms: 2_000, stopOn: "1", collect: { max: 1, firstMs: 400, betweenMs: 200 } });
  run(10);
  prompt.digitBegun("2");
  run(1);
  expect(prompt.audible).toBe(true);
  prompt.digitBegun("1");
  run(2);
  expect(prompt.audible).toBe(false);
  expect(outcomes).toEqual([]);
  expect(prompt.digit("1")).toBe(true);
  expect(outcomes).toEqual([{ reason: "digit", digits: "1", heardMs: 220 }]);
  expect(prompt.digit("1")).toBe(false);
  prompt.stop();
  expect(outcomes).toHaveLength(1);
});

test("without an entry to gather, the key that stops the sound is the end of it [R-MEDIA-43]", () => {
  const { prompt, outcomes, run } = play({ ms: 2_000, stopOn: "12" });
  run(5);
  prompt.digitBegun("1");
  run(2);
  expect([prompt.audible, outcomes.length]).toEqual([false, 0]);
  expect([prompt.digit("3"), prompt.digit("1")]).toEqual([false, true]);
  expect(outcomes).toEqual([{ reason: "digit", digits: "1", heardMs: 100 }]);
});

test("a word is talking after 60 ms, a breath is not silence [R-MEDIA-18]", () => {
  const detector = new TalkDetector();
  const loud = makeTone({ hz: 400, dbov: -20, ms: 20 });
  const soft = makeTone({ hz: 400, dbov: -60, ms: 20 });
  const hear = (frame: Int16Array, times: number): (string | undefined)[] =>
    Array.from({ length: times }, () => detector.hear(frame));
  expect(hear(loud, 2)).toEqual([undefined, undefined]);
  expect(hear(loud, 1)).toEqual(["talking"]);
  expect(hear(soft, 29).every((change) => change === undefined)).toBe(true);
  expect(hear(loud, 1)).toEqual([undefined]);
  expect(hear(soft, 30).at(-1)).toBe("silent");
  expect(detector.levelDbov).toBe(-60);
});
