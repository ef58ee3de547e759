/** The first minutes and the ends: what a newcomer starts, what goes wrong in one line, and that nothing is left. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ServerProcess } from "../src/outside/server-process.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { compileCache } from "./harness/compile-cache.ts";
import { ownPort, ownPorts } from "./harness/own-ports.ts";
import { processesOf } from "./harness/processes.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const END_MS_MAX = 5000;
const main = resolve("apps/server/src/main.ts");
const ended: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function start(options: Parameters<typeof WholeServer.start>[0] = {}): Promise<WholeServer> {
  const server = await WholeServer.start(options);
  ended.push(() => server.stop());
  return server;
}

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "legroom-e2e-"));
  ended.push(() => Promise.resolve(rmSync(made, { recursive: true, force: true })));
  return made;
}

test("the server prints where things are, and is well; SIGTERM ends it under its launcher within 5 s with exit code 0, and a caller gets BYE [R-SERVER-5] [R-SERVER-7]", async () => {
  const server = await start({ launched: true });
  for (const part of ["API page", "SIP", "sip:main@127.0.0.1", "npm run phone -- alice", server.directory])
    expect(server.process.output).toContain(part);
  expect(await server.api.request("GET", "/health")).toEqual({ status: 200, body: { status: "ok" } });
  expect((await fetch(`http://127.0.0.1:${server.process.httpPort}/`)).status).toBe(200);
  const caller = await server.stranger("erin");
  const call = await caller.call("sales");
  await call.answered;
  await hear(call.audio, 300);
  const startedAt = performance.now();
  const end = await server.process.kill("SIGTERM");
  expect(end).toEqual({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(END_MS_MAX);
  expect(await call.ended).toEqual({ by: "remote", cause: "bye" });
});

test("a server whose parent is killed ends by itself, media processes included [R-SERVER-7]", async () => {
  const data = directory();
  // A shell stands for npm: it dies without a word to its child.
  const env = {
    ...compileCache,
    LEGROOM_DATA_DIR: data,
    LEGROOM_HOST: "127.0.0.1",
    LEGROOM_SIP_PORT: "0",
    LEGROOM_HTTP_PORT: "0",
  };
  const shell = spawn("/bin/sh", ["-c", `"${process.execPath}" "${main}" start & wait`], {
    env: { ...env, LEGROOM_RTP_PORTS: ownPorts.rtpPorts },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  shell.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  while (!output.includes("is running")) await once(shell.stdout, "data");
  expect(processesOf(data).length).toBeGreaterThanOrEqual(2);
  shell.kill("SIGKILL");
  await until(
    () => processesOf(data),
    (left) => left.length === 0,
  );
});

test("a centre is exported without a running server, changed, imported, and an unknown field is named [R-SERVER-13]", async () => {
  const data = directory();
  const env = { ...compileCache, LEGROOM_DATA_DIR: data };
  const legroom = (...words: string[]): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, [main, ...words], { env });
  const file = join(data, "centre.json");
  await legroom("export", file);
  const centre = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...centre, name: "Ours" }));
  await legroom("import", file);
  await legroom("export", file);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ ...centre, name: "Ours" });
  writeFileSync(file, JSON.stringify({ ...centre, colour: "green" }));
  await expect(legroom("import", file)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("colour") });
  writeFileSync(file, "{");
  await expect(legroom("import", file)).rejects.toMatchObject({ code: 1, stderr: `legroom: ${file} is not JSON\n` });
  await expect(legroom("trace", "last")).rejects.toMatchObject({
    code: 1,
    stderr: "legroom: there is no interaction yet\n",
  });
});

test("a link made without a running server leads to where the next one will be, and is refused where that is open [R-SERVER-14]", async () => {
  const env = { ...compileCache, LEGROOM_DATA_DIR: directory() };
  const link = (LEGROOM_HTTP_PORT: string): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, [main, "link", "alice"], { env: { ...env, LEGROOM_HTTP_PORT } });
  const port = ownPort();
  expect((await link(String(port))).stdout).toContain(`http://localhost:${port}/link#`);
  await expect(link("0")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^legroom: no server runs, and LEGROOM_HTTP_PORT=0 .*\n$/),
  });
});

describe("beside a running server", () => {
  let server: WholeServer;

  beforeAll(async () => {
    server = await WholeServer.start();
  });

  afterAll(async () => {
    await server.stop();
  });

  test("a second server on the same data directory is refused in one line, and the first lives on [R-SERVER-6]", async () => {
    const end = await ServerProcess.refused({ ...ownPorts, dataDirectory: server.directory, env: compileCache });
    expect({ code: end.code, lines: end.output.trim().split("\n").length }).toEqual({ code: 1, lines: 1 });
    expect((await server.api.request("GET", "/health")).status).toBe(200);
  });

  test("the doctor finds everything well beside a running server, and names a port that is taken without one [R-SERVER-11]", async () => {
    const env = {
      ...compileCache,
      LEGROOM_DATA_DIR: server.directory,
      LEGROOM_HOST: "127.0.0.1",
      LEGROOM_RTP_PORTS: ownPorts.rtpPorts,
    };
    const well = await promisify(execFile)(process.execPath, [main, "doctor"], { env });
    expect(well.stdout).not.toContain("FAILED");
    for (const part of ["server", "data directory", "disk sync", "codecs", "self-call", "both tones heard"])
      expect(well.stdout).toContain(part);
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo; // a TCP server's
    const ill = {
      ...env,
      LEGROOM_DATA_DIR: directory(),
      LEGROOM_HTTP_PORT: String(port),
      LEGROOM_SIP_PORT: String(ownPort()),
    };
    const end = promisify(execFile)(process.execPath, [main, "doctor"], { env: ill });
    await expect(end).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/FAILED HTTP port .*EADDRINUSE/),
    });
    taken.close();
  });

  test("a phone's secret is made through the running server, or without one, and rotating it voids the old one; a second SIGTERM while the server ends is harmless [R-SERVER-7] [R-SERVER-8]", async () => {
    const env = { ...compileCache, LEGROOM_DATA_DIR: server.directory };
    const make = async (): Promise<string> => {
      const { stdout } = await promisify(execFile)(process.execPath, [main, "phone", "alice"], { env });
      expect(stdout).toMatch(/address +sip:alice@/);
      return /^ +secret +(\S+)$/m.exec(stdout)?.[1] ?? "";
    };
    const registers = async (secret: string): Promise<number> => (await server.phone("alice", { secret })).register();
    const first = await make();
    expect(await registers(first)).toBe(200);
    const second = await make();
    expect(await registers(first)).toBe(403);
    expect(await registers(second)).toBe(200);
    await server.closePhones();
    void server.process.kill("SIGTERM");
    expect(await server.process.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    const third = await make();
    await server.startAgain();
    expect(await registers(second)).toBe(403);
    expect(await registers(third)).toBe(200);
  });
});
