/** What a newcomer does on a fresh machine: a clone, one install with the npm that ships with Node 20, one start. */
import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAlive } from "./harness/alive.ts";
import { descendantsOf } from "./harness/descendants.ts";
import { ownPorts } from "./harness/own-ports.ts";
import { until } from "./harness/until.ts";

const INSTALL_MS_MAX = 540_000;
const TEST_MS_MAX = 600_000;
const BANNER_MS_MAX = 60_000;
const END_MS_MAX = 5000;
const run = promisify(execFile);
let directory: string;
let clone: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "legroom-e2e-install-"));
  clone = join(directory, "legroom");
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** What the machine needs to reach its registry stays. */
const KEPT = /^npm_config_(registry|https?_proxy|proxy|noproxy|cafile|ca|strict_ssl|userconfig|globalconfig|cache)$/i;
const OURS = /^(npm_|INIT_CWD$|NODE$|NODE_ENV$|NODE_COMPILE_CACHE$|NODE_OPTIONS$|NODE_PATH$|VITEST|VITE_|LEGROOM_)/i;

/** Of a person's shell: nothing that npm and this test run have set for themselves, such as where the project lies. */
function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => KEPT.test(name) || !OURS.test(name));
  const path = (process.env["PATH"] ?? "").split(":").filter((folder) => !folder.includes("node_modules"));
  return { ...Object.fromEntries(entries), PATH: path.join(":"), ...more };
}

test(
  "a fresh clone installs with npm 10, starts within a minute, and SIGTERM ends it within 5 s and leaves nothing [R-SERVER-5] [R-SERVER-7]",
  async () => {
    await run("git", ["clone", "--quiet", process.cwd(), clone]);
    const npm = ["--yes", "npm@10"];
    const { stdout } = await run("npx", [...npm, "--version"], { cwd: clone, env: environment() });
    expect(stdout.trim()).toMatch(/^10\./);
    const flags = ["--no-audit", "--no-fund", "--prefer-offline"];
    await run("npx", [...npm, "ci", ...flags], { cwd: clone, env: environment(), timeout: INSTALL_MS_MAX });

    // SIGTERM to the server itself ends all that npm put above it, with code 0; one to npm alone ends the server too.
    const first = await start();
    expect(first.banner).toContain("npm run phone -- alice");
    expect(first.banner).toContain(join(clone, "data"));
    const port = /API page +http:\/\/[^/]*:(\d+)\//.exec(first.banner)?.[1];
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`)).status).toBe(200);
    const server = first.processes.find((pid) => commandOf(pid).includes("apps/server/src/main.ts"));
    expect(await endOf(first, server ?? 0)).toEqual([0, null]);
    const second = await start();
    await endOf(second, second.npm.pid ?? 0);
  },
  TEST_MS_MAX,
);

type Started = {
  readonly npm: ChildProcess;
  readonly ended: Promise<unknown[]>;
  readonly banner: string;
  /** The server and its media process at least, and whatever npm and the launcher put between. */
  readonly processes: readonly number[];
};

async function start(): Promise<Started> {
  const ports = { LEGROOM_SIP_PORT: "0", LEGROOM_HTTP_PORT: "0", LEGROOM_RTP_PORTS: ownPorts.rtpPorts };
  const env = environment({ LEGROOM_HOST: "127.0.0.1", ...ports });
  const npm = spawn("npm", ["start"], { cwd: clone, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const isWhole = (text: string): boolean => /Legroom \S+ is running\./.test(text) && text.includes("  Data ");
  const banner = await until(() => output, isWhole, BANNER_MS_MAX);
  const processes = descendantsOf(npm.pid ?? 0);
  expect(processes.length).toBeGreaterThanOrEqual(2);
  return { npm, ended: once(npm, "exit"), banner, processes };
}

/** Sends SIGTERM to one of them; gives npm's exit code and signal when all have ended, which is soon. */
async function endOf(started: Started, pid: number): Promise<unknown[]> {
  const endingAt = performance.now();
  process.kill(pid, "SIGTERM");
  await until(
    () => started.processes.filter(isAlive),
    (alive) => alive.length === 0,
  );
  const ended = await started.ended;
  expect(performance.now() - endingAt).toBeLessThan(END_MS_MAX);
  return ended;
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
}
