import { asId, unixMs } from "@legroom/model";
import type { Explanation } from "@legroom/model";
import { VirtualClock } from "@legroom/sim";
import { expect, test } from "vitest";
import { ExplainThread } from "./explain-thread.ts";
import type { ExplainWorker } from "./explain-thread.ts";

/** A thread that says only what it is told to say. */
class HandWorker implements ExplainWorker {
  readonly asked: number[] = [];
  isEnded = false;
  #heard: (explanation: Explanation | undefined) => void = () => undefined;
  #gone: () => void = () => undefined;

  postMessage(madeSeq: number): void {
    this.asked.push(madeSeq);
  }
  on(event: "message" | "error" | "exit", heard: (explanation: Explanation | undefined) => void): void {
    if (event === "message") this.#heard = heard;
    else if (event === "exit") this.#gone = () => heard(undefined);
  }
  async terminate(): Promise<void> {
    this.isEnded = true;
    this.#gone();
  }
  says(explanation: Explanation | undefined): void {
    this.#heard(explanation);
  }
  dies(): void {
    this.#gone();
  }
}

function setUp() {
  const clock = new VirtualClock();
  const workers: HandWorker[] = [];
  const makeWorker = (): ExplainWorker => {
    const worker = new HandWorker();
    workers.push(worker);
    return worker;
  };
  const pass = (ms: number) => clock.passUntil(unixMs(clock.now() + ms));
  return { thread: new ExplainThread({ clock, makeWorker }), workers, pass };
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

test("what takes longer than ten seconds is given up with its thread, and others are answered by a new one [R-SERVER-46]", async () => {
  const { thread, workers, pass } = setUp();
  const first = thread.again(1);
  await pass(6000);
  const second = thread.again(2);
  await pass(4000);
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
  await pass(10_000);
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
