/** A thread that runs days: each one twice, watched and unwatched, and the two logs must be equal. */
import { parentPort } from "node:worker_threads";
import { must } from "@legroom/model";
import { planDay } from "./day-plan.ts";
import type { DayPlan } from "./day-plan.ts";
import { keptStories } from "./kept.ts";
import { runPlan } from "./random-day.ts";
import type { Task, TaskResult } from "./run-days.ts";
import { shrink } from "./shrink.ts";

parentPort?.on("message", (task: Task) => {
  const plan = "seed" in task ? planDay(task.seed) : must(keptStories()[task.story], "a story that is kept").plan;
  void twice(plan).then((result) => parentPort?.postMessage(result));
});

const SHRINK_MS = 60_000;

async function twice(plan: DayPlan): Promise<TaskResult> {
  const { seed } = plan;
  try {
    const report = await runPlan(plan);
    const again = await runPlan(plan, { checking: false });
    if (report.log === again.log) return { ok: true, report };
    return { ok: false, seed, message: `seed ${seed}: two runs of it have two logs` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const story = await shrink(plan, { msMax: SHRINK_MS });
    return { ok: false, seed, message, ...(story === undefined ? {} : { story }) };
  }
}
