/** `legroom doctor`: says line by line what is well and what is not. */
import { controlClient } from "@legroom/api";
import { checkCodecs, checkSounds } from "../doctor/codecs.ts";
import { checkWritable, measureSync } from "../doctor/disk.ts";
import { runChecks } from "../doctor/check.ts";
import type { Check } from "../doctor/check.ts";
import { tryTcp, tryUdp, tryUdpRange } from "../doctor/ports.ts";
import type { PortTaken } from "../doctor/ports.ts";
import { selfCall } from "../doctor/self-call.ts";
import type { PortRange, Settings } from "../settings.ts";
import type { RunCommand } from "./terminal.ts";
import { settingsOrFault } from "./settings-or-fault.ts";

export const run: RunCommand = async (_words, terminal) => {
  const settings = settingsOrFault();
  const health = await controlClient(settings.dataDirectory)
    .request("GET", "/health")
    .catch(() => undefined);
  const checks: Check[] = [
    ...(health === undefined ? portChecks(settings) : [runningCheck(health)]),
    { name: "data directory", run: () => checkWritable(settings.dataDirectory) },
    { name: "disk sync", run: () => syncCheck(settings) },
    { name: "codecs", run: checkCodecs },
    { name: "sounds", run: checkSounds },
    { name: "self-call", run: selfCall },
  ];
  const ok = await runChecks(checks, (finding) =>
    terminal.out(`${finding.ok ? "ok    " : "FAILED"} ${finding.name.padEnd(15)} ${finding.text}`),
  );
  return ok ? 0 : 1;
};

/** Its ports are taken, and that is well. */
function runningCheck(health: { status: number; body: unknown }): Check {
  return {
    name: "server",
    run: () =>
      health.status === 200
        ? Promise.resolve("is running on this data directory and well")
        : Promise.reject(new Error(`is running, but says ${JSON.stringify(health.body)}`)),
  };
}

function portChecks(settings: Settings): Check[] {
  const { host, httpPort, sipPort, rtpPorts, webrtcPorts } = settings;
  return [
    { name: "HTTP port", run: () => free("TCP", [tryTcp(host, httpPort)], `${httpPort}`) },
    { name: "SIP port, UDP", run: () => free("UDP", [tryUdp(host, sipPort)], `${sipPort}`) },
    { name: "SIP port, TCP", run: () => free("TCP", [tryTcp(host, sipPort)], `${sipPort}`) },
    { name: "RTP ports", run: () => freeRangeOf(host, rtpPorts) },
    { name: "browsers' ports", run: () => freeRangeOf(host, webrtcPorts) },
  ];
}

async function freeRangeOf(host: string, range: PortRange): Promise<string> {
  const taken = await tryUdpRange(host, range);
  const tries = taken.map((each) => Promise.resolve(each));
  return await free("UDP", tries, `${range.from}-${range.to}`);
}

const SHOWN_MAX = 5;

async function free(kind: string, tries: readonly Promise<PortTaken | undefined>[], what: string): Promise<string> {
  const taken = (await Promise.all(tries)).filter((each) => each !== undefined);
  if (taken.length === 0) return `${kind} ${what} free`;
  const shown = taken.slice(0, SHOWN_MAX).map((each) => `${each.port} (${each.code})`);
  throw new Error(
    `${kind} ${shown.join(", ")}${taken.length > SHOWN_MAX ? ` and ${taken.length - SHOWN_MAX} more` : ""}`,
  );
}

/** A call's set-up waits for a handful of syncs one after the other. */
const SYNC_P99_MS_MAX = 50;

async function syncCheck(settings: Settings): Promise<string> {
  const { p50Ms, p99Ms } = await measureSync(settings.dataDirectory, SYNC_P99_MS_MAX);
  const text = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
  if (p99Ms > SYNC_P99_MS_MAX) throw new Error(`${text}: too slow for calls, at most ${SYNC_P99_MS_MAX} ms is wanted`);
  return text;
}
