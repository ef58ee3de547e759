/** The thread beside the writer: reading connection, snapshots and traces, so that none of it holds up a commit or a call. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { workerData } from "node:worker_threads";
import { openReading } from "./database.ts";
import { keepSnapshot, makePlaces, snapshotBefore, worldBefore } from "./keep-snapshot.ts";
import type { Snapshot } from "./snapshot-files.ts";
import type { Cell } from "./tables.ts";
import { serve } from "./thread-server.ts";
import { TraceFile } from "./trace-file.ts";
import type { TraceRow } from "./trace-file.ts";

const { directory, readOnly } = workerData as { directory: string; readOnly: boolean };
const tracePath = join(directory, "traces.db");
const TRACE_ROWS_MAX = 200_000;
const STATEMENTS_MAX = 200;
const rising = {
  events: { key: "seq", column: "at" },
  inputs: { key: "number", column: "after_seq" },
} as const;

const statements = new Map<string, StatementSync>();
let journal: DatabaseSync | undefined;
let traces: TraceFile | undefined;

serve({
  start: () => {
    if (!readOnly) makePlaces(directory);
    journal = openReading(join(directory, "journal.db"));
    if (!readOnly || existsSync(tracePath)) traces = new TraceFile(tracePath, { readOnly, rowsMax: TRACE_ROWS_MAX });
  },
  rows: ({ sql, parameters }: { sql: string; parameters: readonly Cell[] }) => prepared(sql).all(...parameters),
  lowerBound,
  saveSnapshot: (snapshot: Snapshot) => keepSnapshot(directory, snapshot),
  loadWorldBefore: (seq: number) => worldBefore(directory, seq),
  loadSnapshot: (lastSeq: number) => snapshotBefore(directory, lastSeq),
  writeTraces: (rows: readonly TraceRow[]) => traces?.write(rows),
  tracesOf: (legIds: readonly string[]) => traces?.of(legIds) ?? [],
  close: () => {
    journal?.close();
    traces?.close();
  },
});

/**
 * The first key whose column is at least `value`, or one beyond the last: keys are gapless from 1 and the columns never
 * fall, so twenty probes do what an index on each would.
 */
function lowerBound({ table, value }: { table: keyof typeof rising; value: number }): number {
  const { key, column } = rising[table];
  const probe = prepared(`SELECT ${column} AS found FROM ${table} WHERE ${key} = ?`);
  let low = 1;
  let beyond = Number(prepared(`SELECT max(${key}) AS last FROM ${table}`).get()?.["last"] ?? 0) + 1;
  while (low < beyond) {
    const middle = Math.floor((low + beyond) / 2);
    if (Number(probe.get(middle)?.["found"]) >= value) beyond = middle;
    else low = middle + 1;
  }
  return low;
}

function prepared(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  if (journal === undefined) throw new Error("the journal is not open");
  if (statements.size >= STATEMENTS_MAX) statements.clear();
  const made = journal.prepare(sql);
  statements.set(sql, made);
  return made;
}
