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
import { startBrowserPeers } from "./browser-peer.ts";
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
  /**
   * "pairs": two and two phones talk with each other; "browser": two and two browsers; "waiting": all hear the same
   * music and are silent.
   */
  readonly kind?: "browser" | "pairs" | "waiting";
  /** Ports for the legs; 44000 to 45999 by default. */
  readonly ports?: { readonly from: number; readonly to: number };
  /** The port for browsers; 43999 by default. */
  readonly webrtcPort?: number;
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
    webrtcPorts: { from: options.webrtcPort ?? 43_999, to: options.webrtcPort ?? 43_999 },
    directory,
    epoch: 1,
    onEvent: (_event, ack) => ack(),
  });
  let load: Load | undefined;
  try {
    await pool.start();
    const before = await facts(pool);
    must(await pool.defineMusic({ name: "music", file: musicFile }));
    load = options.kind === "browser" ? await browserLoad(pool, options.legs) : await phoneLoad(pool, options.legs);
    await seat(pool, options);
    if (options.recording === true) await record(pool, options.legs, directory);
    await sleep(SETTLE_MS);
    await load.heard();
    const begun = await facts(pool);
    const begunMs = performance.now();
    await sleep(options.seconds * 1_000);
    const ended = await facts(pool);
    const seconds = (performance.now() - begunMs) / 1_000;
    const heard = await load.heard();
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
    await load?.end();
    await pool.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The far sides of all legs, set up and talking. */
type Load = {
  /** Packets that they heard since they were last asked. */
  heard(): Promise<number>;
  end(): Promise<void>;
};

async function phoneLoad(pool: MediaPool, legs: number): Promise<Load> {
  const load = fork(LOAD, [], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  const end = (): Promise<void> => {
    load.kill();
    return Promise.resolve();
  };
  try {
    const ports = await ask<number[]>(load, { open: legs });
    for (const [index, port] of ports.entries()) {
      const endpointId = `leg-${index}`;
      must(await pool.createEndpoint({ endpointId }));
      const remote = { address: "127.0.0.1", port, codec: "PCMU", payloadType: 0, direction: "sendrecv" } as const;
      must(await pool.setRemote(endpointId, remote));
    }
  } catch (error) {
    await end();
    throw error;
  }
  return { heard: () => ask<number>(load, { count: true }), end };
}

async function browserLoad(pool: MediaPool, legs: number): Promise<Load> {
  const peers = await startBrowserPeers(legs);
  const end = async (): Promise<void> => {
    for (const peer of peers) await peer.close();
  };
  const connect = async (peer: (typeof peers)[number], endpointId: string): Promise<void> => {
    await peer.sayTone(400, -20);
    await peer.answer(must(await pool.createBrowserEndpoint({ endpointId, offer: await peer.offer() })).sdp);
    await peer.untilOpen();
  };
  let heardBefore = 0;
  try {
    await Promise.all(peers.map((peer, index) => connect(peer, `leg-${index}`)));
  } catch (error) {
    await end();
    throw error;
  }
  return {
    heard: async () => {
      const all = await Promise.all(peers.map((peer) => peer.facts()));
      const sum = all.reduce((sofar, { received }) => sofar + received, 0);
      const heard = sum - heardBefore;
      heardBefore = sum;
      return heard;
    },
    end,
  };
}

async function seat(pool: MediaPool, options: BenchLegsOptions): Promise<void> {
  const isWaiting = options.kind === "waiting";
  for (let index = 0; index < options.legs; index += 1) {
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
