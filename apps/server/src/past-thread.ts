/** What was, made again from the journal in a thread of its own, one question at a time: machine and callers never wait for it. */
import { Worker } from "node:worker_threads";
import type { Opening } from "@legroom/analytics";
import type { Clock, Explainer, MadeAgain } from "@legroom/engine/ports";
import { unixMs } from "@legroom/model";
import type { Explanation, UnixMs } from "@legroom/model";

/** Questions that wait besides the one that is answered; a further one is told to come again. */
const WAITING_MAX = 8;
/** From question to answer, the wait included: below what its route may take, and what a client of ours waits for. */
const ANSWER_MS_MAX = 25_000;
/** A thread that nobody asks any more is ended: it holds a hundred megabytes. */
const IDLE_MS = 30_000;
/** A world that needs more is not made again here: it may not take the memory of the calls. */
const HEAP_MB_MAX = 1024;

export type PastQuestion =
  | { readonly kind: "explain"; readonly madeSeq: number }
  /** What held just before this instant. */
  | { readonly kind: "opening"; readonly at: UnixMs };
export type PastAnswer = Explanation | Opening;

type Told =
  | { readonly kind: "told"; readonly answer: PastAnswer }
  | Exclude<MadeAgain, { readonly kind: "made-again" }>;

/** What of a thread is used; `message` comes with an answer, or with nothing where nothing of the kind was. */
export type PastWorker = {
  postMessage(question: PastQuestion): void;
  on(event: "message", heard: (answer: PastAnswer | undefined) => void): unknown;
  on(event: "error" | "exit", heard: () => void): unknown;
  terminate(): Promise<unknown>;
};

type Waiting = { readonly question: PastQuestion; readonly answer: (told: Told) => void };

export class PastThread implements Explainer {
  readonly #clock: Clock;
  readonly #makeWorker: () => PastWorker;
  readonly #waiting: Waiting[] = [];
  #asked: Waiting | undefined;
  #worker: PastWorker | undefined;
  #quiet: () => void = () => undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: { readonly clock: Clock; readonly makeWorker: () => PastWorker }) {
    this.#clock = options.clock;
    this.#makeWorker = options.makeWorker;
  }

  async again(madeSeq: number): Promise<MadeAgain> {
    const told = await this.#ask({ kind: "explain", madeSeq });
    return told.kind === "told" ? { kind: "made-again", explanation: told.answer as Explanation } : told; // as it was asked
  }

  /** What held just before an instant, for statistics. */
  async opening(at: UnixMs): Promise<Opening | "busy" | "unavailable"> {
    const told = await this.#ask({ kind: "opening", at });
    return told.kind === "told" ? (told.answer as Opening) : told.kind; // the same
  }

  /** Ends the thread; who still waits is told that it failed. May be called twice. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const waiting of this.#waiting.splice(0)) waiting.answer(failed);
    this.#end("failed");
    await this.#ending;
  }

  #ask(question: PastQuestion): Promise<Told> {
    if (this.#stopped) return Promise.resolve(failed);
    if (this.#waiting.length >= WAITING_MAX) return Promise.resolve({ kind: "busy" });
    return new Promise((resolve) => {
      const waiting: Waiting = {
        question,
        answer: (told) => {
          callOff();
          resolve(told);
        },
      };
      const callOff = this.#clock.alarm(this.#in(ANSWER_MS_MAX), () => this.#tooLong(waiting));
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  #next(): void {
    if (this.#asked !== undefined) return;
    this.#quiet();
    const next = this.#waiting.shift();
    if (next === undefined) {
      if (this.#worker !== undefined) this.#quiet = this.#clock.alarm(this.#in(IDLE_MS), () => this.#end("failed"));
      return;
    }
    this.#asked = next;
    this.#worker ??= this.#start();
    this.#worker.postMessage(next.question);
  }

  #start(): PastWorker {
    const worker = this.#makeWorker();
    const isOurs = (): boolean => this.#worker === worker; // one that was ended may still have said something
    worker.on("message", (answer) => {
      if (isOurs()) this.#settle(answer === undefined ? failed : { kind: "told", answer });
    });
    const gone = (): void => {
      if (isOurs()) this.#end("failed");
    };
    worker.on("error", gone);
    worker.on("exit", gone);
    return worker;
  }

  #settle(told: Told): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.answer(told);
    if (!this.#stopped) this.#next();
  }

  #tooLong(waiting: Waiting): void {
    if (waiting === this.#asked) {
      this.#end("took-too-long");
      return;
    }
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    waiting.answer({ kind: "unavailable", reason: "took-too-long" });
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

const failed: Told = { kind: "unavailable", reason: "failed" };

export function pastWorker(directory: string): PastWorker {
  return new Worker(new URL("./past-worker.ts", import.meta.url), {
    workerData: directory,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
  });
}
