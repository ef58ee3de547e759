import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openingOf } from "@legroom/analytics";
import { explainFrom, systemClock, worldAt } from "@legroom/engine";
import type { JournalStep } from "@legroom/engine/ports";
import { asId, unixMs } from "@legroom/model";
import { apply, emptyWorld, saveWorld } from "@legroom/routing";
import { openStore, openStoreBeside } from "@legroom/store";
import { expect, onTestFinished, test, vi } from "vitest";
import { RoutingCentre } from "./bench/routing-centre.ts";
import { run } from "./command/command.ts";
import { PastThread, pastWorker } from "./past-thread.ts";
import { makeLog } from "./log.ts";
import { VERSION } from "./version.ts";

/** A journal of some calls, with a checkpoint in the middle. */
async function history(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "legroom-explain-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const store = await openStore({ directory, log: makeLog("silent") });
  const centreId = asId<"centre">("centre");
  const { epoch } = await store.journal.open(centreId);
  const steps: JournalStep[] = [];
  const centre = new RoutingCentre({ agents: 4, waiting: 6, queues: 2, requirements: 2 }, (step) => steps.push(step));
  let events = 0;
  const commit = async (): Promise<void> => {
    const taken = steps.splice(0);
    await store.journal.append({ centreId, epoch, expectedSeq: events, steps: taken });
    events += taken.reduce((sum, step) => sum + step.events.length, 0);
  };
  centre.agentsCome();
  centre.callersCome();
  for (let agent = 0; agent < 4; agent += 1) centre.presence(`a${agent}`, "available");
  await commit();
  await store.journal.saveSnapshot({ seq: events, world: `${VERSION}\n${saveWorld(centre.world)}` });
  for (let call = 0; call < 6; call += 1) centre.conversationEnds();
  await commit();
  await store.journal.saveSnapshot({ seq: events, world: "of another version" });
  await store.close();
  return directory;
}

test("every offer comes out again from the journal alone, before and behind a checkpoint [R-SERVER-44]", async () => {
  const directory = await history();
  const store = await openStoreBeside({ directory, log: makeLog("silent") });
  onTestFinished(() => store.close());
  const offers = await store.queries.offers({ limit: 500 });
  const began: (number | undefined)[] = [];
  const past = {
    ...store,
    worldBefore: async (seq: number) => {
      const world = await store.worldBefore(seq);
      began.push(world?.seq);
      return world;
    },
  };
  const told = await Promise.all(offers.map(({ seq }) => explainFrom(past, seq)));
  expect(told.length).toBeGreaterThan(6);
  expect(told.map((one) => one?.same)).toEqual(told.map(() => true));
  expect(told.map((one) => one?.offerId)).toEqual(offers.map(({ id }) => id));
  expect(new Set(began).size).toBe(2); // from the beginning, and from the checkpoint
  expect(await explainFrom(past, 1)).toBeUndefined(); // no offer
  // A world that is too far from any checkpoint is not made when that is not wanted.
  const [near, far] = [began.find((seq) => seq !== undefined) ?? 0, began.includes(undefined)];
  expect(far).toBe(true);
  expect(await worldAt(store, near + 2, 1)).toBeUndefined();
  expect(await worldAt(store, near + 2, 2)).toBeDefined();
  // A world that cannot be read is passed by: read from the beginning, the same comes out.
  const [last] = offers;
  const broken = { ...past, worldBefore: async () => ({ seq: 5, world: "x\n{}" }) };
  expect(await explainFrom(broken, last?.seq ?? 0)).toEqual(told[0]);
});

test("`legroom explain last` tells each offer's story in words, and that it comes out again [R-SERVER-45]", async () => {
  const directory = await history();
  const store = await openStoreBeside({ directory, log: makeLog("silent") });
  const [offer] = await store.queries.offers({ limit: 1 });
  await store.close();
  vi.stubEnv("LEGROOM_DATA_DIR", directory);
  onTestFinished(() => void vi.unstubAllEnvs());
  const explain = async (id: string): Promise<string> => {
    const lines: string[] = [];
    const note = (line: string): void => void lines.push(line);
    await run(["explain", id], { out: note, err: note });
    return lines.join("\n");
  };
  const out = await explain(offer?.id ?? "");
  expect(out).toContain(`Offer ${offer?.id}`);
  expect(out).toContain(`${offer?.agentId} was chosen`);
  expect(out).toContain("who serve the queue");
  expect(out).toContain("Recomputed: the same choice, for the same reasons.");
  expect(await explain(offer?.interactionId ?? "")).toContain(`Offer ${offer?.id}`);
  expect(await explain("nothing-of-the-kind")).toContain("there is no interaction nothing-of-the-kind");
});

test("a thread of its own makes them again one after the other, and fails with its journal [R-SERVER-46]", async () => {
  const directory = await history();
  const store = await openStoreBeside({ directory, log: makeLog("silent") });
  const offers = await store.queries.offers({ limit: 4 });
  const told = await Promise.all(offers.map(({ seq }) => explainFrom(store, seq)));
  const world = emptyWorld();
  const events = await store.queries.eventsAfter(0, 1000);
  const half = events[Math.floor(events.length / 2)]?.at ?? unixMs(0);
  for (const event of events) if (event.at < half) apply(world, event);
  await store.close();
  const thread = new PastThread({ clock: systemClock(), makeWorker: () => pastWorker(directory) });
  onTestFinished(() => thread.stop());
  const again = await Promise.all(offers.map(({ seq }) => thread.again(seq)));
  expect(again).toEqual(told.map((explanation) => ({ kind: "made-again", explanation })));
  expect(await thread.opening(half)).toEqual(openingOf(world));
  expect(await thread.opening(unixMs(1))).toEqual({ agents: [], offers: [] });
  expect(await thread.again(1)).toEqual({ kind: "unavailable", reason: "failed" }); // no offer
  await thread.stop();
  const nowhere = join(directory, "nowhere");
  const broken = new PastThread({ clock: systemClock(), makeWorker: () => pastWorker(nowhere) });
  onTestFinished(() => broken.stop());
  expect(await broken.again(offers[0]?.seq ?? 0)).toEqual({ kind: "unavailable", reason: "failed" });
});
