import { asId, unixMs } from "@legroom/model";
import type { Explanation } from "@legroom/model";
import { VirtualClock } from "@legroom/sim";
import { expect, test } from "vitest";
import { PastThread } from "./past-thread.ts";
import type { PastAnswer, PastQuestion, PastWorker } from "./past-thread.ts";

/** A thread that says only what it is told to say. */
class HandWorker implements PastWorker {
  readonly asked: unknown[] = [];
  isEnded = false;
  #heard: (answer: PastAnswer | undefined) => void = () => undefined;
  #gone: () => void = () => undefined;

  postMessage(question: PastQuestion): void {
    this.asked.push(question.kind === "explain" ? question.madeSeq : question);
  }
  on(event: "message" | "error" | "exit", heard: (answer: PastAnswer | undefined) => void): void {
    if (event === "message") this.#heard = heard;
    else if (event === "exit") this.#gone = () => heard(undefined);
  }
  async terminate(): Promise<void> {
    this.isEnded = true;
    this.#gone();
  }
  says(explanation: PastAnswer | undefined): void {
    this.#heard(explanation);
  }
  dies(): void {
    this.#gone();
  }
}

function setUp() {
  const clock = new VirtualClock();
  const workers: HandWorker[] = [];
  const makeWorker = (): PastWorker => {
    const worker = new HandWorker();
    workers.push(worker);
    return worker;
  };
  const pass = (ms: number) => clock.passUntil(unixMs(clock.now() + ms));
  return { thread: new PastThread({ clock, makeWorker }), workers, pass };
}

const explained = { offerId: asId<"offer">("o1"), same: true } as Explanation; // passed through as it is
const failed = { kind: "unavailable", reason: "failed" };
const tookTooLong = { kind: "unavailable", reason: "took-too-long" };

test("one question is answered at a time, eight wait, and the next is told to come again [R-SERVER-46]", async () => {
  const { thread, workers } = setUp();
  const answers = Array.from({ length: 9 }, (_, i) => thread.again(i + 1));
  expect(await thread.again(10)).toEqual({ kind: "busy" });
  const [worker] = workers;
  expect(worker?.asked).toEqual([1]);
  for (const answer of answers) {
    worker?.says(explained);
    expect(await answer).toEqual({ kind: "made-again", explanation: explained });
  }
  expect(worker?.asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(workers).toHaveLength(1);
});

test("what takes longer than twenty-five seconds is given up with its thread, and others are answered by a new one [R-SERVER-46]", async () => {
  const { thread, workers, pass } = setUp();
  const first = thread.again(1);
  await pass(15_000);
  const second = thread.again(2);
  await pass(10_000);
  expect(await first).toEqual(tookTooLong);
  expect(workers.map(({ asked, isEnded }) => [asked, isEnded])).toEqual([
    [[1], true],
    [[2], false],
  ]);
  workers[0]?.says(explained); // too late: it is nobody's answer
  workers[1]?.says(undefined);
  expect(await second).toEqual(failed);
});

test("the wait for one's turn counts too [R-SERVER-46]", async () => {
  const { thread, workers, pass } = setUp();
  const [first, second] = [thread.again(1), thread.again(2)];
  await pass(25_000);
  expect(await Promise.all([first, second])).toEqual([tookTooLong, tookTooLong]);
  expect(workers.flatMap(({ asked }) => asked)).not.toContain(3);
  const third = thread.again(3);
  workers.at(-1)?.says(explained);
  expect(await third).toEqual({ kind: "made-again", explanation: explained });
});

test("a thread that dies fails its own question alone [R-SERVER-46]", async () => {
  const { thread, workers } = setUp();
  const [first, second] = [thread.again(1), thread.again(2)];
  workers[0]?.dies();
  expect(await first).toEqual(failed);
  workers[1]?.says(explained);
  expect(await second).toEqual({ kind: "made-again", explanation: explained });
});

test("a thread that nobody asks is ended, and one that was asked lately is not [R-SERVER-46]", async () => {
  const { thread, workers, pass } = setUp();
  const ask = async (): Promise<void> => {
    const answer = thread.again(1);
    workers.at(-1)?.says(explained);
    await answer;
  };
  await ask();
  await pass(20_000);
  await ask();
  await pass(20_000);
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([false]);
  await pass(10_000);
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([true]);
  await ask();
  expect(workers).toHaveLength(2);
});

test("stopping fails all questions, and may be asked twice [R-SERVER-46]", async () => {
  const { thread, workers } = setUp();
  const answers = Promise.all([thread.again(1), thread.again(2)]);
  await Promise.all([thread.stop(), thread.stop()]);
  expect(await answers).toEqual([failed, failed]);
  expect(await thread.again(3)).toEqual(failed);
  expect(workers.map(({ asked, isEnded }) => [asked, isEnded])).toEqual([[[1], true]]);
});

test("what held at an instant is asked in the same line [R-SERVER-46]", async () => {
  const { thread, workers, pass } = setUp();
  const [again, opening] = [thread.again(1), thread.opening(unixMs(5))];
  workers[0]?.says(explained);
  await again;
  expect(workers[0]?.asked).toEqual([1, { kind: "opening", at: 5 }]);
  const held = { agents: [], offers: [] };
  workers[0]?.says(held);
  expect(await opening).toBe(held);
  const late = thread.opening(unixMs(5));
  await pass(25_000);
  expect(await late).toBe("unavailable");
  const all = Array.from({ length: 9 }, () => thread.opening(unixMs(5)));
  expect(await thread.opening(unixMs(5))).toBe("busy");
  await thread.stop();
  expect(new Set(await Promise.all(all))).toEqual(new Set(["unavailable"]));
});
