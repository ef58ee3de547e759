/** Runs the project's own tools one after the other and says what became of each. */
import { spawn } from "node:child_process";

export type Task = {
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  /** What it should take; it is said when it takes longer. */
  readonly budgetS?: number;
  /** The task is ended, and has failed, when it takes longer; no bound without it. */
  readonly endAfterS?: number;
};

/** Runs every task, also after a failure, so that one run shows all that is wrong. True if all ended with 0. */
export async function runAll(tasks: readonly Task[]): Promise<boolean> {
  let ok = true;
  for (const task of tasks) ok = (await runOne(task)) && ok;
  return ok;
}

/** True if it ended with 0, and in time. */
export async function runOne(task: Task): Promise<boolean> {
  const startedAt = performance.now();
  const code = await run(task);
  const seconds = (performance.now() - startedAt) / 1000;
  const over = task.budgetS !== undefined && seconds > task.budgetS ? `, over its budget of ${task.budgetS} s` : "";
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${task.title} (${seconds.toFixed(1)} s${over})`);
  return code === 0;
}

const KILL_AFTER_MS = 5000;

function run(task: Task): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", task.program, ...task.args], {
      stdio: "inherit",
    });
    const timers: NodeJS.Timeout[] = [];
    if (task.endAfterS !== undefined) {
      timers.push(setTimeout(() => child.kill("SIGTERM"), task.endAfterS * 1000));
      timers.push(setTimeout(() => child.kill("SIGKILL"), task.endAfterS * 1000 + KILL_AFTER_MS));
    }
    const end = (code: number): void => {
      for (const timer of timers) clearTimeout(timer);
      resolve(code);
    };
    child.on("error", () => end(1));
    child.on("exit", (code) => end(code ?? 1));
  });
}
