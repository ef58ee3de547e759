import { asId, defaultCentre } from "@legroom/model";
import type { CentreFile } from "@legroom/model";
import { expect, test } from "vitest";
import { changedSettings, differences, readCentreText } from "./centre-text.ts";

test("the default centre, written and read again, has no problem and no difference", () => {
  const read = readCentreText(JSON.stringify(defaultCentre()));
  expect(read.ok).toBe(true);
  expect(read.ok ? differences(defaultCentre(), read.file) : undefined).toEqual([]);
  expect(read.ok ? changedSettings(defaultCentre(), read.file) : undefined).toEqual([]);
});

test("a problem says where it is and what is wrong [R-PAGE-6]", () => {
  const centre = defaultCentre();
  const [first, ...others] = centre.queues;
  const read = readCentreText(JSON.stringify({ ...centre, queues: [{ ...first, offerMs: 1 }, ...others] }));
  expect(read).toMatchObject({ ok: false, why: "invalid", problems: [{ where: "queues[0].offerMs" }] });
});

test("a file of problems is cut to what a person reads, and says how many are left", () => {
  const agents = Array.from({ length: 80 }, () => ({
    id: "A B",
    name: "x",
    skills: [],
    levels: {},
    languages: {},
    capacity: 1,
  }));
  const read = readCentreText(JSON.stringify({ ...defaultCentre(), agents }));
  expect(read).toMatchObject({ ok: false, why: "invalid", more: 30 });
});

test("what is not JSON is told as such", () => {
  expect(readCentreText("{ oops")).toEqual({ ok: false, why: "not-json" });
});

test("what comes, goes and changes is told by list before it is sent [R-PAGE-6]", () => {
  const now = defaultCentre();
  const next: CentreFile = {
    ...now,
    name: "Other",
    agents: [
      ...now.agents.slice(1),
      { id: asId<"agent">("zoe"), name: "Zoë", skills: [], levels: {}, languages: {}, capacity: 1 },
    ],
    queues: now.queues.map((queue) => (queue.id === "sales" ? { ...queue, offerMs: 30_000 } : queue)),
  };
  expect(differences(now, next)).toEqual([
    { list: "queues", added: [], removed: [], changed: ["sales"] },
    { list: "agents", added: ["zoe"], removed: ["alice"], changed: [] },
  ]);
  expect(changedSettings(now, next)).toEqual(["name"]);
});
