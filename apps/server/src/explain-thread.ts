/** Decisions made again in a thread of their own, one at a time, so that the machine and its callers never wait for one. */
import { Worker } from "node:worker_threads";
import type { Clock, Explainer, MadeAgain } from "@legroom/engine/ports";
import { unixMs } from "@legroom/model";
import type { Explanation } from "@legroom/model";

/** Questions that wait besides the one that is answered; a further one is told to come again. */
const WAITING_MAX = 8;
/** From question to answer, the wait included: below what an API answer may take. */
const ANSWER_MS_MAX = 10_000;
/** A thread that nobody asks any more is ended: it holds a hundred megabytes. */
const IDLE_MS = 30_000;
/** A world that needs more is not made again here: it may not take the memory of the calls. */
const HEAP_MB_MAX = 1024;

/** What of a thread is used; `message` comes with an explanation, or with nothing where no offer was made. */
export type ExplainWorker = {
  postMessage(madeSeq: number): void;
  on(event: "message", heard: (explanation: Explanation | undefined) => void): unknown;
  on(event: "error" | "exit", heard: () => void): unknown;
  terminate(): Promise<unknown>;
};

type Question = { readonly madeSeq: number; readonly answer: (answer: MadeAgain) => void };

export class ExplainThread implements Explainer {
  readonly #clock: Clock;
  readonly #makeWorker: () => ExplainWorker;
  readonly #waiting: Question[] = [];
  #asked: Question | undefined;
  #worker: ExplainWorker | undefined;
  #quiet: () => void = () => undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: { readonly clock: Clock; readonly makeWorker: () => ExplainWorker }) {
    this.#clock = options.clock;
    this.#makeWorker = options.makeWorker;
  }

  again(madeSeq: number): Promise<MadeAgain> {
    if (this.#stopped) return Promise.resolve({ kind: "unavailable", reason: "failed" });
    if (this.#waiting.length >= WAITING_MAX) return Promise.resolve({ kind: "busy" });
    return new Promise((resolve) => {
      const question: Question = {
        madeSeq,
        answer: (answer) => {
          callOff();
          resolve(answer);
        },
      };
      const callOff = this.#clock.alarm(this.#in(ANSWER_MS_MAX), () => this.#tooLong(question));
      this.#waiting.push(question);
      this.#next();
    });
  }

  /** Ends the thread; who still waits is told that it failed. May be called twice. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const question of this.#waiting.splice(0)) question.answer({ kind: "unavailable", reason: "failed" });
    this.#end("failed");
    await this.#ending;
  }

  #next(): void {
    if (this.#asked !== undefined) return;
    this.#quiet();
    const question = this.#waiting.shift();
    if (question === undefined) {
      if (this.#worker !== undefined) this.#quiet = this.#clock.alarm(this.#in(IDLE_MS), () => this.#end("failed"));
      return;
    }
    this.#asked = question;
    this.#worker ??= this.#start();
    this.#worker.postMessage(question.madeSeq);
  }

  #start(): ExplainWorker {
    const worker = this.#makeWorker();
    const isOurs = (): boolean => this.#worker === worker; // one that was ended may still have said something
    worker.on("message", (explanation) => {
      if (isOurs()) this.#settle(explanation === undefined ? failed : { kind: "made-again", explanation });
    });
    const gone = (): void => {
      if (isOurs()) this.#end("failed");
    };
    worker.on("error", gone);
    worker.on("exit", gone);
    return worker;
  }

  #settle(answer: MadeAgain): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.answer(answer);
    if (!this.#stopped) this.#next();
  }

  #tooLong(question: Question): void {
    if (question === this.#asked) {
      this.#end("took-too-long");
      return;
    }
    this.#waiting.splice(this.#waiting.indexOf(question), 1);
    question.answer({ kind: "unavailable", reason: "took-too-long" });
  }

  /** What it was asked is answered so; the next question gets a new thread. */
  #end(reason: "took-too-long" | "failed"): void {
    this.#quiet();
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker !== undefined) this.#ending = Promise.all([this.#ending, worker.terminate()]);
    this.#settle({ kind: "unavailable", reason });
  }

  #in(ms: number) {
    return unixMs(this.#clock.now() + ms);
  }
}

const failed: MadeAgain = { kind: "unavailable", reason: "failed" };

export function explainWorker(directory: string): ExplainWorker {
  return new Worker(new URL("./explain-worker.ts", import.meta.url), {
    workerData: directory,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
  });
}
