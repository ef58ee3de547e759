/** A thread that runs days: each seed twice, watched and unwatched, and the two logs must be equal. */
import { parentPort } from "node:worker_threads";
import { runDay } from "./random-day.ts";
import type { SeedResult } from "./run-days.ts";

parentPort?.on("message", (seed: number) => {
  void twice(seed).then((result) => parentPort?.postMessage(result));
});

async function twice(seed: number): Promise<SeedResult> {
  try {
    const report = await runDay(seed);
    const again = await runDay(seed, { checking: false });
    if (report.log === again.log) return { seed, ok: true, report };
    return { seed, ok: false, message: `seed ${seed}: two runs of it have two logs` };
  } catch (error) {
    return { seed, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
