/** A thread of our own that is asked and answers: what may wait for the disk waits there. */
import { Worker } from "node:worker_threads";
import { ThreadFault } from "./thread-server.ts";
import type { ThreadAnswer } from "./thread-server.ts";

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

export class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: string | undefined;

  constructor(entry: URL, workerData: object) {
    this.#worker = new Worker(entry, { workerData });
    this.#worker.on("message", (answer: ThreadAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#end(`the thread failed: ${String(error)}`));
    this.#worker.on("exit", () => this.#end("the thread has ended"));
  }

  /** Rejects with a `ThreadFault`: what the far side said, or `failed` when the thread is gone. */
  ask<Answer>(ask: string, question?: unknown): Promise<Answer> {
    if (this.#ended !== undefined) return Promise.reject(new ThreadFault("failed", this.#ended));
    const id = (this.#lastId += 1);
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ask, with: question });
    }) as Promise<Answer>; // the far side's function of that name gives it
  }

  /** Lets what was asked be answered, then ends the thread. May be called twice. */
  async stop(): Promise<void> {
    if (this.#ended === undefined) await this.ask("close").catch(() => undefined); // it ends all the same
    await this.#worker.terminate();
  }

  #settle(answer: ThreadAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(new ThreadFault(answer.kind, answer.message));
  }

  #end(why: string): void {
    this.#ended ??= why;
    for (const { reject } of this.#waiting.values()) reject(new ThreadFault("failed", this.#ended));
    this.#waiting.clear();
  }
}
