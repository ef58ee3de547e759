/** Media processes: what one's death harms, what a death of control means, who may command. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MediaPool } from "../src/index.ts";
import { PROTOCOL_VERSION } from "../src/protocol.ts";
import { Stage, expectTones, listen, state, value } from "./stage.ts";

let directory: string;
const children: number[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "legroom-media-processes-"));
});
afterEach(() => {
  for (const pid of children.splice(0)) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  // A process that has ended may wait for its parent to look (Z): it is dead all the same.
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("kill -9 of one of two processes harms only what lived in it, and it comes back [R-MEDIA-60]", async () => {
  const stage = await Stage.open({ firstPort: 29_600, processes: 2 });
  try {
    const { pool } = stage;
    for (const process of [0, 1]) {
      await stage.leg(`a${process}`, { hz: 450, process });
      await stage.leg(`b${process}`, { hz: 675, process });
    }
    for (const process of [0, 1]) {
      const hears = { [`a${process}`]: [`b${process}`], [`b${process}`]: [`a${process}`] };
      value(await pool.setConference([state(`c${process}`, 1, hears)]));
      await stage.until("conference.applied", (event) => event.id === `c${process}`);
    }
    const survivor = await stage.leg("watcher", { process: 1 });
    const watched = {
      ...state("c1", 2, { a1: ["b1"], b1: ["a1"], watcher: ["a1", "b1"] }),
    };
    value(await pool.setConference([watched]));
    await listen(survivor.peer, 400);
    const killed = pool.pids()[0];
    if (killed === undefined) throw new Error("no process");
    process.kill(killed, "SIGKILL");
    const lost = await stage.until("process.lost");
    expect(lost).toMatchObject({ process: 0, endpoints: ["a0", "b0"], conferences: ["c0"] });
    expectTones(await listen(survivor.peer, 600), [450, 675], [450, 675, 1_050]);
    expect(await pool.endpointFacts("a0")).toMatchObject({ ok: false, refusal: { code: "unknown-endpoint" } });
    await stage.until("process.ready", (event) => event.process === 0);
    expect(pool.place()).toBe(0);
    const again = await stage.leg("a0", { hz: 450 });
    await listen(again.peer, 200);
    expect(pool.pids()[0]).not.toBe(killed);
    expect(pool.counters).toMatchObject({ processesLost: 1, processesStarted: 3 });
  } finally {
    await stage.close();
  }
});

test("new legs go to the least loaded process, and seats across processes are refused [R-MEDIA-61]", async () => {
  const stage = await Stage.open({ firstPort: 29_600, processes: 2 });
  try {
    const { pool } = stage;
    for (const endpointId of ["a", "b", "c"]) value(await pool.createEndpoint({ endpointId }));
    expect(["a", "b", "c"].map((id) => pool.processOfEndpoint(id))).toEqual([0, 1, 0]);
    const across = await pool.setConference([state("split", 1, { a: ["b"], b: ["a"] })]);
    expect(across).toMatchObject({ ok: false, refusal: { code: "across-processes" } });
    // An empty conference may be anywhere, and comes to where its first leg is.
    value(await pool.setConference([state("later", 1, {})]));
    await stage.until("conference.applied", (event) => event.id === "later");
    value(await pool.setConference([state("later", 2, { b: [] })]));
    await stage.until("conference.applied", (event) => event.id === "later" && event.version === 2);
    expect(pool.processOfConference("later")).toBe(1);
  } finally {
    await stage.close();
  }
});

test("stop ends every process, and may be called twice [R-MEDIA-62]", async () => {
  const stage = await Stage.open({ firstPort: 29_600, processes: 2 });
  const pids = stage.pool.pids().flatMap((pid) => (pid === undefined ? [] : [pid]));
  expect(pids.filter(isAlive)).toEqual(pids);
  await Promise.all([stage.close(), stage.pool.stop()]);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(stage.events.filter((event) => event.type === "process.lost")).toEqual([]);
});

test("a pool that cannot start says so and leaves nothing behind [R-MEDIA-63]", async () => {
  const file = join(directory, "taken");
  const socket = join(file, "media-0.sock");
  const pool = new MediaPool({
    processes: 1,
    host: "127.0.0.1",
    publicAddress: "127.0.0.1",
    ports: { from: 29_600, to: 29_609 },
    directory: process.execPath,
    epoch: 1,
    onEvent: () => undefined,
  });
  await expect(pool.start()).rejects.toThrow("EEXIST");
  await pool.stop();
  expect(existsSync(socket)).toBe(false);
});

/** A control in a process of its own, whose media process then is known by its pid. */
async function orphanage(survivalMs: number): Promise<{ readonly control: number; readonly media: number }> {
  const orphan = join(import.meta.dirname, "orphan.ts");
  const child = spawn(process.execPath, [orphan, directory, "29700", String(survivalMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const media = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (text: Buffer) => resolve(Number(text.toString())));
    child.once("exit", () => reject(new Error("control ended early")));
  });
  const control = child.pid;
  if (control === undefined) throw new Error("no control");
  children.push(control, media);
  return { control, media };
}

test("without control a media process ends within a second [R-MEDIA-64]", async () => {
  const { control, media } = await orphanage(0);
  expect(isAlive(media)).toBe(true);
  process.kill(control, "SIGKILL");
  await expect.poll(() => isAlive(media), { timeout: 1_000, interval: 20 }).toBe(false);
});

/** A line to a media process by hand: what comes back, and a way to wait for it. */
class Line {
  readonly got: Record<string, unknown>[] = [];
  readonly socket: Socket;
  closed = false;

  constructor(path: string) {
    this.socket = connect(path);
    let rest = "";
    this.socket.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      this.got.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  say(line: object | string): void {
    this.socket.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  }
}

test("a newer control takes over and is told again what was not durable; an older one is refused [R-MEDIA-65]", async () => {
  const { control, media } = await orphanage(1_500);
  process.kill(control, "SIGKILL");
  const path = join(directory, "media-0.sock");
  const older = new Line(path);
  older.say({ hello: { version: PROTOCOL_VERSION, epoch: 4 } });
  await expect.poll(() => older.closed).toBe(true);
  expect(older.got[0]?.["refused"]).toMatch(/epoch 4/);
  const foreign = new Line(path);
  foreign.say({ hello: { version: 99, epoch: 6 } });
  await expect.poll(() => foreign.got[0]?.["refused"]).toMatch(/version/);
  const unasked = new Line(path);
  unasked.say({ n: 1, name: "process.end", ask: {} });
  await expect.poll(() => unasked.closed).toBe(true);

  const newer = new Line(path);
  newer.say({ hello: { version: PROTOCOL_VERSION, epoch: 6 } });
  const types = (line: Line): unknown[] =>
    line.got.flatMap(({ event }) =>
      typeof event === "object" && event !== null && "type" in event ? [event.type] : [],
    );
  await expect.poll(() => types(newer)).toContain("endpoint.media-started");
  const started = newer.got.find(({ event }) => JSON.stringify(event)?.includes("media-started") === true);
  newer.say({ ack: started?.["m"] });
  newer.say({ n: 1, name: "endpoint.facts", ask: { endpointId: "leg" } });
  await expect.poll(() => newer.got.some(({ n }) => n === 1)).toBe(true);
  newer.say({ n: 2, name: "no.such", ask: {} });
  await expect.poll(() => JSON.stringify(newer.got.find(({ n }) => n === 2))).toContain("bad-request");
  const newest = new Line(path);
  newest.say({ hello: { version: PROTOCOL_VERSION, epoch: 7 } });
  await expect.poll(() => newest.got.some((line) => "welcome" in line)).toBe(true);
  await expect.poll(() => newer.closed).toBe(true);
  // What was acknowledged is not told again.
  newest.say({ n: 1, name: "process.facts", ask: {} });
  await expect.poll(() => newest.got.some(({ n }) => n === 1)).toBe(true);
  expect(types(newest)).not.toContain("endpoint.media-started");
  newest.say("this is no JSON");
  await expect.poll(() => newest.closed).toBe(true);
  expect(isAlive(media)).toBe(true);
  await expect.poll(() => isAlive(media), { timeout: 6_000 }).toBe(false);
});

test("a directory whose path is too long for sockets does no harm [R-MEDIA-66]", async () => {
  const long = join(directory, "x".repeat(120));
  const stage = await Stage.open({ firstPort: 29_600, directory: long });
  value(await stage.pool.createEndpoint({ endpointId: "a" }));
  await stage.close();
});
