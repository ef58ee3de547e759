/** Appends calls without end, each step a commit, and says each seq once it is acknowledged. For the crash test. */
import { writeSync } from "node:fs";
import { CallHistory, answeredCall } from "../src/answered-call.ts";
import { openStore } from "../src/store.ts";
import { asId } from "@legroom/model";

const [directory = ""] = process.argv.slice(2);
const nothing = (): void => {};
const store = await openStore({ directory, log: { debug: nothing, info: nothing, warn: nothing, error: nothing } });
const centreId = asId<"centre">("main");
const { epoch, lastSeq, lastAt } = await store.journal.open(centreId);
const history = new CallHistory({ seq: lastSeq, ...(lastAt === undefined ? {} : { at: lastAt }) });
let expectedSeq = lastSeq;
for (let call = 1; ; call += 1) {
  const number = `+1555555${String(lastSeq).padStart(6, "0")}${call}`;
  const person = await store.vault.identify({ kind: "tel", value: number });
  writeSync(1, `person ${number} ${person}\n`);
  for (const step of answeredCall(history, `${lastSeq}-${call}`, person)) {
    await store.journal.append({ centreId, epoch, expectedSeq, steps: [step] });
    expectedSeq += step.events.length;
    writeSync(1, `seq ${expectedSeq}\n`);
  }
}
