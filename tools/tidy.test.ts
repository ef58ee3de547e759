/** The house's rules that no linter has. Each check fails if it saw no files. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rooms } from "./rooms.ts";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(file));
const code = files.filter((file) => /\.(ts|mjs|tsx)$/.test(file));
const isTest = (file: string): boolean => /\.(test|sim)\.ts$|\/contract\/|\/test\/|\/fixtures?\//.test(file);
const roomOf = (file: string): string => file.split("/").slice(0, 2).join("/");
const read = (file: string): string => readFileSync(file, "utf8");

/** What a file imports: `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`. */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(
    /^(?:import|export)\b[^;"]*?from\s+"([^"\n]+)"|^import\s+"([^"\n]+)"|\bimport\(\s*"([^"\n]+)"/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Words that the house does not use, with the better one (GLOSSARY.md). They are looked for in names of files. */
const avoidedFileNames = /(^|\/)(utils?|helpers?|managers?|types|common|misc|shared|base)(\.|\/)/;

test("every room of the tree stands in the table, and every room of the table in the tree", () => {
  const found = new Set(files.filter((file) => /^(packages|apps)\//.test(file)).map(roomOf));
  expect([...found].toSorted()).toEqual(Object.keys(rooms).toSorted());
});

test("every room keeps to its doors", () => {
  const sources = code.filter((file) => /^(packages|apps)\//.test(file));
  expect(sources.length).toBeGreaterThan(0);
  const wrong: string[] = [];
  for (const file of sources) {
    const room = rooms[roomOf(file)];
    const own = roomOf(file).split("/")[1];
    for (const imported of importsOf(file)) {
      if (imported.startsWith("@legroom/")) {
        const door = imported.slice("@legroom/".length);
        const allowed =
          room?.mayImport.includes(door) === true || (isTest(file) && (door !== own || !file.includes("/src/")));
        if (!allowed) wrong.push(`${file} opens ${door}`);
      } else if (imported.startsWith(".")) {
        if (new URL(imported, `file:///${file}`).pathname.split("/").slice(1, 3).join("/") !== roomOf(file))
          wrong.push(`${file} climbs out by ${imported}`);
        else if (!/\.(tsx?|json|mjs|css)$/.test(imported)) wrong.push(`${file} imports ${imported} without its ending`);
      } else if (room?.pure === true && !isTest(file) && imported !== "zod") wrong.push(`${file} imports ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("nothing in a pure room reads a clock or throws dice", () => {
  const pure = code.filter((file) => rooms[roomOf(file)]?.pure === true && !isTest(file));
  expect(pure.length).toBeGreaterThan(0);
  expect(pure.filter((file) => /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\)/.test(read(file)))).toEqual([]);
});

test("no file is too long or named for nothing in particular", () => {
  expect(code.length).toBeGreaterThan(0);
  const lines = (file: string): number => read(file).split("\n").length - 1;
  expect(code.filter((file) => lines(file) > (isTest(file) ? 800 : 500))).toEqual([]);
  expect(code.filter((file) => avoidedFileNames.test(file))).toEqual([]);
});

test("no test is left out, and an unfinished place names its issue", () => {
  const left = code.filter((file) => /\b(test|it|describe)\.(skip|only|todo|fails)\(/.test(read(file)));
  const open = code.filter((file) => /\b(TODO|FIXME|XXX)\b(?! #\d)/.test(read(file)) && !file.startsWith("tools/tidy"));
  expect({ left, open }).toEqual({ left: [], open: [] });
});

test("every rule in a SPEC.md is cited by a test, and every cited rule stands in a SPEC.md", () => {
  const specs = files.filter((file) => file.endsWith("SPEC.md"));
  const ruled = new Set(specs.flatMap((file) => [...read(file).matchAll(/\*\*(R-[A-Z]+-\d+)\*\*/g)].map((m) => m[1])));
  const tests = code.filter(isTest);
  const cited = new Set(tests.flatMap((file) => [...read(file).matchAll(/\b(R-[A-Z]+-\d+)\b/g)].map((m) => m[1])));
  const unused = [...ruled].filter((rule) => !cited.has(rule));
  const unruled = [...cited].filter((rule) => !ruled.has(rule));
  expect({ unused, unruled }).toEqual({ unused: [], unruled: [] });
});
