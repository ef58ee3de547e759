/** A server for one bench: a process of its own on free ports, in a directory that is removed. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CentreFile } from "@legroom/model";
import { freeRange } from "../doctor/ports.ts";
import { ServerProcess } from "../outside/server-process.ts";

const HOST = "127.0.0.1";

/** Runs a bench on a server with this centre; ends the server whatever happens. */
export async function withServer<Result>(
  centre: CentreFile,
  rtpPorts: number,
  run: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "legroom-bench-"));
  const range = await freeRange(HOST, rtpPorts);
  const server = await ServerProcess.start({ dataDirectory, rtpPorts: `${range.from}-${range.to}` });
  try {
    await server.api.want("PUT", "/centre", centre);
    return await run(server);
  } finally {
    await server.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
