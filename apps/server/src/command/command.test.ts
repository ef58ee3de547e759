import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { commands, run } from "./command.ts";

type Ended = { readonly code: number; readonly out: string; readonly err: string };

async function legroom(...words: string[]): Promise<Ended> {
  const ended = { out: "", err: "" };
  const terminal = {
    out: (line: string): void => void (ended.out += `${line}\n`),
    err: (line: string): void => void (ended.err += `${line}\n`),
  };
  const code = await run(words, terminal);
  return { code, ...ended };
}

test("without a command, or with one that does not exist, the usage is shown and the exit code is 2 [R-SERVER-4]", async () => {
  for (const words of [[], ["fly"], ["--help"], ["constructor"]]) {
    const ended = await legroom(...words);
    expect(ended.code).toBe(2);
    for (const name of Object.keys(commands)) expect(ended.err).toContain(`legroom ${name}`);
  }
});

test.each([
  ["phone"],
  ["phone", "alice", "bob"],
  ["link"],
  ["link", "alice", "bob"],
  ["start", "--fast"],
  ["trace"],
  ["trace", "--deep", "last"],
  ["export"],
  ["import"],
  ["sim", "--days", "many"],
  ["bench", "everything"],
])("%s %s is a usage error: one sentence, the usage, exit code 2 [R-SERVER-4]", async (...words) => {
  const ended = await legroom(...words);
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err).toContain(`usage: legroom ${words[0]}`);
});

const broken = { code: 1, out: "", err: "legroom: LEGROOM_SIP_PORT=many: must be a whole number from 0 to 65535\n" };

function brokenSettings(): Record<string, string> {
  const directory = mkdtempSync(join(tmpdir(), "legroom-command-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return { LEGROOM_DATA_DIR: directory, LEGROOM_SIP_PORT: "many" };
}

test.each([
  ["start"],
  ["phone", "alice"],
  ["link", "alice"],
  ["trace", "last"],
  ["explain", "last"],
  ["doctor"],
  ["export", "file.json"],
  ["rebuild"],
])("a broken setting ends `%s` with one line and exit code 1 [R-SERVER-3]", async (...words) => {
  for (const [name, value] of Object.entries(brokenSettings())) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await legroom(...words)).toEqual(broken);
});

test("the program itself says so, and ends with that code [R-SERVER-3]", async () => {
  const env = brokenSettings();
  const ended = await new Promise<Ended>((end) => {
    execFile(process.execPath, [resolve("apps/server/src/main.ts"), "trace", "last"], { env }, (error, out, err) =>
      end({ code: Number(error?.code ?? 0), out, err }),
    );
  });
  expect(ended).toEqual(broken);
});
