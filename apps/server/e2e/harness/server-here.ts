/** A whole server in the test's own process (its media processes are its children): where its counters can be read. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CentreFile } from "@legroom/model";
import { makeLog } from "../../src/log.ts";
import { ApiClient } from "../../src/outside/api-client.ts";
import { TEST_API_KEY } from "../../src/outside/server-process.ts";
import { startServer } from "../../src/server.ts";
import type { RunningServer } from "../../src/server.ts";
import { readSettings } from "../../src/settings.ts";
import { ownPorts } from "./own-ports.ts";

export type ServerHere = {
  readonly api: ApiClient;
  readonly sip: { readonly host: string; readonly port: number };
  counters: RunningServer["counters"];
  stop(): Promise<void>;
};

export async function startServerHere(options: { centre: CentreFile }): Promise<ServerHere> {
  const directory = mkdtempSync(join(tmpdir(), "legroom-e2e-"));
  const read = readSettings({
    LEGROOM_HOST: "127.0.0.1",
    LEGROOM_SIP_PORT: "0",
    LEGROOM_HTTP_PORT: "0",
    LEGROOM_RTP_PORTS: ownPorts.rtpPorts,
    LEGROOM_DATA_DIR: directory,
    LEGROOM_API_KEY: TEST_API_KEY,
    LEGROOM_SOUNDS: "tones",
  });
  if (!read.ok) throw new Error(read.lines.join("\n"));
  const server = await startServer({ settings: read.settings, log: makeLog("silent"), firstCentre: options.centre });
  return {
    api: new ApiClient({ port: server.httpPort, key: TEST_API_KEY }),
    sip: { host: "127.0.0.1", port: server.addresses?.udp.port ?? 0 },
    counters: () => server.counters(),
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
