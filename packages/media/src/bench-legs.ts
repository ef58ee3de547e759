/**
 * What a leg costs: CPU milliseconds per second of leg and kilobytes per leg, of the media process alone.
 *
 * The load comes from a process of its own, so that it is not counted; bounded by `seconds` and a settling time before.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MediaPool } from "./media-pool.ts";
import { musicFile } from "./music.ts";
import type { ProcessFacts, Result } from "./protocol.ts";

const LOAD = fileURLToPath(new URL("bench-load.ts", import.meta.url));
const SETTLE_MS = 2_000;

export type BenchLegsOptions = {
  readonly legs: number;
  readonly seconds: number;
  /** A track for each leg. */
  readonly recording?: boolean;
  /** "pairs": two and two talk with each other; "waiting": all hear the same music and are silent. */
  readonly kind?: "pairs" | "waiting";
  /** Ports for the legs; 44000 to 45999 by default. */
  readonly ports?: { readonly from: number; readonly to: number };
};

export type BenchLegsResult = {
  readonly legs: number;
  readonly cpuMsPerLegSecond: number;
  readonly kBPerLeg: number;
  readonly tickBusyP99Ms: number;
  readonly tickLatenessP99Ms: number;
  readonly ticksSkipped: number;
  /** Packets that the load got, of those that it should have got. */
  readonly heardShare: number;
};

/** Runs a media process with so many legs for so many seconds. Rejects when it cannot be set up. */
export async function benchLegs(options: BenchLegsOptions): Promise<BenchLegsResult> {
  const directory = mkdtempSync(join(tmpdir(), "legroom-bench-legs-"));
  const pool = new MediaPool({
    processes: 1,
    host: "127.0.0.1",
    publicAddress: "127.0.0.1",
    ports: options.ports ?? { from: 44_000, to: 45_999 },
    directory,
    epoch: 1,
    onEvent: (_event, ack) => ack(),
  });
  const load = fork(LOAD, [], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  try {
    await pool.start();
    const before = await facts(pool);
    const peers = await ask<number[]>(load, { open: options.legs });
    await setUp(pool, peers, options);
    if (options.recording === true) await record(pool, peers.length, directory);
    await sleep(SETTLE_MS);
    await ask(load, { count: true });
    const begun = await facts(pool);
    const begunMs = performance.now();
    await sleep(options.seconds * 1_000);
    const ended = await facts(pool);
    const seconds = (performance.now() - begunMs) / 1_000;
    const heard = await ask<number>(load, { count: true });
    return {
      legs: options.legs,
      cpuMsPerLegSecond: round((ended.cpuMs - begun.cpuMs) / options.legs / seconds),
      kBPerLeg: Math.round((ended.residentBytes - before.residentBytes) / 1_024 / options.legs),
      tickBusyP99Ms: round(ended.tickBusyP99Ms),
      tickLatenessP99Ms: round(ended.tickLatenessP99Ms),
      ticksSkipped: ended.ticksSkipped - begun.ticksSkipped,
      heardShare: round(heard / (options.legs * 50 * seconds)),
    };
  } finally {
    load.kill();
    await pool.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function setUp(pool: MediaPool, peers: readonly number[], options: BenchLegsOptions): Promise<void> {
  const isWaiting = options.kind === "waiting";
  must(await pool.defineMusic({ name: "music", file: musicFile }));
  for (const [index, port] of peers.entries()) {
    const endpointId = `leg-${index}`;
    must(await pool.createEndpoint({ endpointId }));
    must(
      await pool.setRemote(endpointId, {
        address: "127.0.0.1",
        port,
        codec: "PCMU",
        payloadType: 0,
        direction: "sendrecv",
        latch: "any-port-on-signalled-address",
      }),
    );
    if (!isWaiting && index % 2 === 0) continue;
    const seats = isWaiting ? [index] : [index - 1, index];
    const hears = seats.map((seat) => {
      const others = seats.filter((other) => other !== seat);
      const voices = others.map((other) => ({ source: { kind: "seat", seat: `seat-${other}` } as const }));
      return [`seat-${seat}`, isWaiting ? [{ source: { kind: "music", name: "music" } as const }] : voices] as const;
    });
    must(
      await pool.setConference([
        {
          id: `conference-${index}`,
          version: 1,
          seats: seats.map((seat) => ({ seat: `seat-${seat}`, endpointId: `leg-${seat}` })),
          hears: Object.fromEntries(hears),
        },
      ]),
    );
  }
}

async function record(pool: MediaPool, legs: number, directory: string): Promise<void> {
  for (let index = 0; index < legs; index += 1)
    must(await pool.startRecording({ recordingId: `r${index}`, directory, seats: [{ seat: `seat-${index}` }] }));
}

async function facts(pool: MediaPool): Promise<ProcessFacts> {
  const [first] = await pool.processFacts();
  if (first === undefined) throw new Error("no media process");
  return must(first);
}

/** One question to the load at a time, and its answer. */
function ask<T>(load: ChildProcess, question: object): Promise<T> {
  return new Promise((resolve, reject) => {
    load.once("message", (answer) => resolve(answer as T));
    load.once("exit", () => reject(new Error("the load ended")));
    load.send(question);
  });
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
  return result.value;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
