/** The far side of a `Thread`: answers one question after the other. */
import { parentPort } from "node:worker_threads";

/** A failure that the near side tells apart by its kind. */
export class ThreadFault extends Error {
  readonly kind: ThreadFaultKind;

  constructor(kind: ThreadFaultKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
export type ThreadFaultKind = "stale" | "start" | "failed" | "corrupt";

export type ThreadAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly kind: ThreadFaultKind; readonly message: string };

/** Takes `{ id, ask, with }`, calls the function of that name, and posts its value or its fault. */
export function serve(answers: Readonly<Record<string, (question: never) => unknown>>): void {
  parentPort?.on("message", (message: { id: number; ask: string; with: never }) => {
    parentPort?.postMessage(answerTo(message));
  });

  function answerTo({ id, ask, with: question }: { id: number; ask: string; with: never }): ThreadAnswer {
    try {
      const answer = answers[ask];
      if (answer === undefined) throw new Error(`nobody answers ${ask}`);
      return { id, ok: true, value: answer(question) };
    } catch (error) {
      return { id, ok: false, kind: kindOf(error), message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** What no second try mends: SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CONSTRAINT (the low byte of the extended code). */
const HOPELESS = [11, 26, 19];

export function kindOf(error: unknown): ThreadFaultKind {
  if (error instanceof ThreadFault) return error.kind;
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return HOPELESS.includes(code) ? "corrupt" : "failed";
}
