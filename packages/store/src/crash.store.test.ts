import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { CENTRE, gather, openTemporary, temporaryDirectory } from "../test/temporary.ts";

const child = fileURLToPath(new URL("../test/append-until-killed.ts", import.meta.url));
const ROUNDS = 5;

test("after kill -9 at any moment all that was acknowledged is there, gapless and whole [R-STORE-1] [R-STORE-9] [R-STORE-13]", async () => {
  const directory = temporaryDirectory();
  const persons = new Map<string, string>();
  let lines = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    // Each round dies at another place: in the first steps, in the middle of a call, after many.
    const said = await appendUntilKilled(directory, 3 + round * 29);
    for (const [number, person] of said.persons) persons.set(number, person);
    lines += said.lines;

    const store = await openTemporary({ directory });
    const { lastSeq } = await store.journal.open(CENTRE);
    expect(lastSeq, `round ${round}`).toBeGreaterThanOrEqual(said.seq);
    const seqs = (await gather(store.journal.read(0))).map((event) => event.seq);
    expect(seqs).toEqual(Array.from({ length: lastSeq }, (_, place) => place + 1));
    for (const [value, person] of persons) {
      expect(await store.vault.identify({ kind: "tel", value })).toBe(person);
    }
    await store.close();
    expect(integrityOf(directory)).toBe("ok");
  }
  expect(lines).toBeGreaterThan(ROUNDS * 30);
});

/** Kills it once it has said so many lines more than when another was refused the directory. */
async function appendUntilKilled(
  directory: string,
  linesMin: number,
): Promise<{ seq: number; persons: Map<string, string>; lines: number }> {
  const process_ = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", child, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void process_.kill("SIGKILL"));
  let text = "";
  let linesBefore = Number.POSITIVE_INFINITY;
  const lineCount = (): number => text.split("\n").length - 1;
  process_.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (lineCount() > linesBefore + linesMin) process_.kill("SIGKILL");
  });
  await once(process_.stdout, "data");
  const whileItRuns = openTemporary({ directory });
  await expect(whileItRuns).rejects.toThrow(/another Legroom is running on it$/);
  linesBefore = lineCount();
  const [, signal] = (await once(process_, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  const lines = text.split("\n").slice(0, -1); // the last one may be torn
  const words = lines.map((line) => line.split(" "));
  const seqs = words.filter(([kind]) => kind === "seq").map(([, seq]) => Number(seq));
  const persons = words
    .filter(([kind]) => kind === "person")
    .map(([, number = "", person = ""]) => [number, person] as const);
  return { seq: Math.max(0, ...seqs), persons: new Map(persons), lines: lines.length };
}

function integrityOf(directory: string): unknown {
  const database = new DatabaseSync(join(directory, "journal.db"));
  try {
    return database.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
  } finally {
    database.close();
  }
}
