/** Runs the project's own tools one after the other and says what became of each. */
import { spawn } from "node:child_process";

export type Task = { readonly title: string; readonly program: string; readonly args: readonly string[] };

/** Runs every task, also after a failure, so that one run shows all that is wrong. True if all ended with 0. */
export async function runAll(tasks: readonly Task[]): Promise<boolean> {
  let ok = true;
  for (const task of tasks) {
    const startedAt = performance.now();
    const code = await run(task);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${task.title} (${seconds} s)`);
    ok &&= code === 0;
  }
  return ok;
}

function run(task: Task): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", task.program, ...task.args], {
      stdio: "inherit",
    });
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
