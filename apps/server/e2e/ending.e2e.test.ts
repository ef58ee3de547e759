/** Ends: an orderly one in the middle of calls, and starts that are refused and leave nothing behind. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import { ServerProcess } from "../src/outside/server-process.ts";
import type { ServerProcessOptions } from "../src/outside/server-process.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { compileCache } from "./harness/compile-cache.ts";
import { ownPorts } from "./harness/own-ports.ts";
import { processesOf } from "./harness/processes.ts";
import { WholeServer } from "./harness/whole-server.ts";

const END_MS_MAX = 5000;
const HZ = { alice: 450, customer: 900 } as const;

test("SIGTERM in the middle of calls: who talks, rings or waits is told, all within 5 s, and no process is left [R-SERVER-7] [R-TEL-35]", async () => {
  const centre = centreWith({ offerMs: 60_000 });
  const server = await WholeServer.start({ centre, mediaProcesses: 2 });
  try {
    const alice = await server.agent("alice", { hz: HZ.alice });
    const bob = await server.agent("bob");
    const talking = await (await server.stranger("erin", { hz: HZ.customer })).call("sales");
    const talk = await alice.nextCall();
    await hear(await talk.answer(), HZ.customer);
    await hear(talking.audio, HZ.alice);
    const offered = await (await server.stranger("frank")).call("support");
    const ringing = await bob.nextCall();
    ringing.ring();
    const waiting = await (await server.stranger("grace")).call("billing");
    await Promise.all([offered.answered, waiting.answered]);
    expect(processesOf(server.directory)).toHaveLength(3);

    const askedAt = performance.now();
    const end = await server.process.kill("SIGTERM");
    expect(performance.now() - askedAt).toBeLessThan(END_MS_MAX);
    expect(end).toEqual({ code: 0, signal: null });
    expect(processesOf(server.directory)).toEqual([]);
    const bye = { by: "remote", cause: "bye" };
    for (const call of [talking, talk, offered, waiting]) expect(await call.ended).toEqual(bye);
    expect((await ringing.ended).cause).toMatch(/^cancelled/);
  } finally {
    await server.stop();
  }
});

type Case = Pick<ServerProcessOptions, "sipPort" | "httpPort" | "env"> & { readonly says: string };

test("a start that is refused says one line and leaves no process behind [R-SERVER-3] [R-SERVER-6]", async () => {
  const directory = mkdtempSync(join(tmpdir(), "legroom-e2e-refused-"));
  writeFileSync(join(directory, "file"), "in the way");
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const cases: Record<string, Case> = {
    "a SIP port that is taken": { sipPort: port, says: String(port) },
    "an HTTP port that is taken": { httpPort: port, says: String(port) },
    "a port that is no number": { env: { LEGROOM_SIP_PORT: "sip" }, says: "LEGROOM_SIP_PORT=sip" },
    "an address that is not this machine's": { env: { LEGROOM_HOST: "192.0.2.77" }, says: "192.0.2.77" },
    "what is not built yet": {
      env: { LEGROOM_AGENT_CONNECTION: "persistent" },
      says: "LEGROOM_AGENT_CONNECTION=persistent: only interaction is built yet",
    },
    "a data directory that cannot be written": {
      env: { LEGROOM_DATA_DIR: join(directory, "file", "data") },
      says: join(directory, "file"),
    },
  };
  const common = { dataDirectory: directory, ...ownPorts };
  for (const [name, { says, env, ...ports }] of Object.entries(cases)) {
    const end = await ServerProcess.refused({ ...common, ...ports, env: { ...compileCache, ...env } });
    const lines = end.output.trim().split("\n");
    expect({ name, code: end.code, lines: lines.length }).toEqual({ name, code: 1, lines: 1 });
    expect(lines[0]).toContain(says);
    expect({ name, left: processesOf(directory) }).toEqual({ name, left: [] });
  }
  taken.close();
  // What was in the way is gone: the same directory serves.
  const server = await ServerProcess.start({ ...common, env: compileCache });
  expect((await server.api.request("GET", "/health")).status).toBe(200);
  expect(await server.stop()).toMatchObject({ code: 0 });
  rmSync(directory, { recursive: true, force: true });
});
