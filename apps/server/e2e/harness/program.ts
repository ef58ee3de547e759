/** A program of the machine (SIPp, baresip), run for a test: what it printed, and how it ended. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

const KEPT_CHARACTERS = 20_000;
const END_MS = 3000;

const running = new Set<Program>();

/** Ends every program that a test left behind, such as one that failed midway. */
export async function stopPrograms(): Promise<void> {
  await Promise.all([...running].map((program) => program.stop()));
}

export class Program {
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  output = "";
  readonly #child: ChildProcess;

  constructor(program: string, args: readonly string[], directory: string) {
    // SIPp draws a screen where it finds a terminal, and baresip reads commands: both have neither.
    this.#child = spawn(program, args, { cwd: directory, stdio: ["pipe", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding("latin1").on("data", (text: string) => {
        this.output = (this.output + text).slice(-KEPT_CHARACTERS);
      });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code) => {
        running.delete(this);
        resolve({ code, output: this.output });
      });
    });
    running.add(this);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** SIGINT, by which a phone hangs up; SIGKILL for what has not ended then. May be called twice. */
  async stop(): Promise<void> {
    this.#child.kill("SIGINT");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), END_MS);
    await this.ended;
    clearTimeout(timer);
  }
}
