import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rooms } from "./rooms.ts";

test("ARCHITECTURE.md shows the table of rooms as it is kept", () => {
  const rows = [
    ...readFileSync("ARCHITECTURE.md", "utf8").matchAll(/^\| ((?:packages|apps)\/\w+) \|.*\| ([^|]*) \|$/gm),
  ];
  const shown = rows.map(([, room, doors]) => [room, doors === "–" ? [] : doors?.split(", ")]);
  expect(shown).toEqual(Object.entries(rooms).map(([room, { mayImport }]) => [room, mayImport]));
});

test("every file and folder that ARCHITECTURE.md names is there", () => {
  const named = [...readFileSync("ARCHITECTURE.md", "utf8").matchAll(/`((?:packages|apps|tools)\/[\w./-]+)`/g)];
  const paths = named.map((match) => match[1] ?? "");
  expect(paths.length).toBeGreaterThan(6);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test("every script that README.md names exists", () => {
  const scripts = JSON.parse(readFileSync("package.json", "utf8")).scripts as Record<string, string>;
  const named = [...readFileSync("README.md", "utf8").matchAll(/npm run (\w+)/g)].map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("CI runs the line of the README", () => {
  const line = /^ {4}(npm ci && npm run setup && npm test)$/m.exec(readFileSync("README.md", "utf8"))?.[1];
  expect(readFileSync(".ci/run", "utf8").trim().split("\n").at(-1)).toBe(line);
});
