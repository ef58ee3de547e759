/** The decision table in the routing core's SPEC.md is the one that a clean machine starts with. */
import { readFileSync } from "node:fs";
import { defaultCentre } from "@legroom/model";
import { expect, test } from "vitest";

const HEADING = /^\| Class +\| Topic +\| Queue +\| Points +\| Required +\|$/;

function tableOfSpec(): string[][] {
  const lines = readFileSync("packages/routing/SPEC.md", "utf8").split("\n");
  const from = lines.findIndex((line) => HEADING.test(line)) + 2; // behind the heading and its rule
  const to = lines.findIndex((line, at) => at >= from && !line.startsWith("|"));
  return lines.slice(from, to).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test("the decision table in SPEC.md is the default centre's: class, topic, queue, points, requirement", () => {
  const centre = defaultCentre();
  const rows = centre.entries.map(({ customerClass, topic, queue: id, points, requires }) => {
    const queue = centre.queues.find((one) => one.id === id);
    if (queue === undefined) throw new Error(`there is no queue ${id}`);
    const all = Object.entries(queue.points).map(([name, value]) => `${name} ${value}`);
    const ofClass = customerClass === "any" ? all.join(", ") : String(queue.points[customerClass]);
    const asked = [queue.requires, ...(requires === undefined ? [] : [requires])].join(" and ");
    return [customerClass, topic, id, points === undefined ? ofClass : String(points), asked];
  });
  expect(tableOfSpec()).toEqual(rows);
});
