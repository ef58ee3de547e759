/** The crash test with any number of rounds: `node tools/launch.mjs apps/server/e2e/crash.ts --rounds 20`. */
import { parseArgs } from "node:util";
import { crashRounds } from "./harness/crash-rounds.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "20" } } });
let [played, bad] = [0, 0];
await crashRounds(Number(values.rounds), (report) => {
  played += 1;
  if (report.faults.length > 0 || report.commitsPerSecond < 5) bad += 1;
  process.stdout.write(`${JSON.stringify({ round: played, ...report })}\n`);
});
process.stdout.write(`${played} rounds, ${bad} of them bad\n`);
process.exit(bad === 0 ? 0 : 1);
