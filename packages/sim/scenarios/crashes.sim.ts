import { after } from "@legroom/model";
import { Day } from "../src/index.ts";
import { expect, test } from "vitest";

const MORNING_MS = 30_000;
/** The commits before it start the centre. */
const FIRST_OF_DAY = 3;

/** Two agents and four callers: a decline, a phone that nobody answers, talks, somebody who gives up, a page that is lost. */
async function morning(day: Day): Promise<void> {
  const at = (ms: number, act: () => void): void => void day.clock.alarm(after(day.clock.now(), ms), act);
  const [alice, david] = [day.agent("alice"), day.agent("david")];
  let calls = 0;
  for (const phone of [...alice.phones, ...david.phones])
    phone.onCall = (call) => {
      calls += 1;
      if (calls === 1) return at(900, () => call.fails("declined"));
      call.rings();
      if (calls !== 3) at(1200, () => call.answers());
    };
  await day.start();
  alice.registers();
  david.registers();
  for (const agent of [alice, david]) void day.asks({ type: "presence.set", agentId: agent.id, presence: "available" });
  at(2000, () => day.caller("erin").dials("sales"));
  at(4000, () => day.visitor("frank").dials("sales"));
  at(7000, () => day.caller("gina").dials("main"));
  at(7500, () => day.caller("henry").dials("sales"));
  at(9000, () => day.callerNamed("henry")?.hangsUp());
  at(12_000, () => alice.hangsUp());
  at(15_000, () => david.hangsUp());
  at(28_000, () => ["erin", "frank", "gina"].forEach((name) => day.callerNamed(name)?.hangsUp()));
  await day.pass(MORNING_MS);
}

/** The morning, with the process dying in the commit of this number; how many commits there were until then. */
async function dyingAt(commit: number, inFlight: "before" | "after"): Promise<{ commits: number; died: boolean }> {
  const day = new Day({ seed: 1 });
  let commits = 0;
  day.journal.diesAt = () => {
    commits += 1;
    return commits === commit;
  };
  await morning(day);
  const died = day.journal.isDead;
  const inMorning = commits;
  day.journal.diesAt = () => false;
  if (died) await day.crash({ inFlight, downMs: 2000, told: commit % 2 === 0 });
  await day.pass(60 * 60_000);
  const late = day.caller("ivan").dials("sales");
  await day.until(() => late.state === "up", "who calls after it is answered");
  late.hangsUp();
  await day.pass(60_000);
  await day.finish();
  return { commits: inMorning, died };
}

test("the process may die in any commit: nobody is lost, the world is the journal's, and the next call works [R-SIM-24] [R-SIM-33]", async () => {
  const { commits } = await dyingAt(Number.POSITIVE_INFINITY, "before");
  expect(commits).toBeGreaterThan(30);
  let deaths = 0;
  for (let commit = FIRST_OF_DAY; commit <= commits; commit += 1)
    for (const inFlight of ["before", "after"] as const) if ((await dyingAt(commit, inFlight)).died) deaths += 1;
  expect(deaths).toBe(2 * (commits - FIRST_OF_DAY + 1));
});
