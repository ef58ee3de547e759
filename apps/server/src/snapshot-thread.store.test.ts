import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalStep } from "@legroom/engine/ports";
import { asId } from "@legroom/model";
import { saveWorld } from "@legroom/routing";
import { openJournalBeside, openStore } from "@legroom/store";
import { expect, test } from "vitest";
import { RoutingCentre } from "./bench/routing-centre.ts";
import { makeLog } from "./log.ts";
import { SnapshotThread } from "./snapshot-thread.ts";
import { VERSION } from "./version.ts";

test("a snapshot made beside the writer is the world that the journal leads to, from nothing and from the one before [R-SERVER-12]", async () => {
  const directory = mkdtempSync(join(tmpdir(), "legroom-snapshot-"));
  const store = await openStore({ directory, log: makeLog("silent") });
  const centreId = asId<"centre">("centre");
  const { epoch } = await store.journal.open(centreId);
  const steps: JournalStep[] = [];
  const centre = new RoutingCentre({ agents: 4, waiting: 6, queues: 2, requirements: 2 }, (step) => steps.push(step));
  centre.agentsCome();
  centre.callersCome();
  let written = 0;
  const commit = async (): Promise<void> => {
    const taken = steps.splice(0);
    await store.journal.append({ centreId, epoch, expectedSeq: written, steps: taken });
    written += taken.reduce((sum, step) => sum + step.events.length, 0);
  };
  const thread = new SnapshotThread(directory);
  for (let agent = 0; agent < 4; agent += 1) centre.presence(`a${agent}`, "available");
  await commit();
  const beside = await openJournalBeside({ directory });
  expect(await thread.make(written)).toBe(written);
  expect(await beside.snapshot()).toEqual({ seq: written, world: `${VERSION}\n${saveWorld(centre.world)}` });
  expect(await thread.make(written)).toBeUndefined();
  centre.conversationEnds();
  await commit();
  const wanted = { seq: written, world: `${VERSION}\n${saveWorld(centre.world)}` };
  centre.conversationEnds();
  await commit(); // what comes after it was asked for is the next one's
  expect(await thread.make(wanted.seq)).toBe(wanted.seq);
  expect(await beside.snapshot()).toEqual(wanted);
  await thread.stop();
  await beside.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});
