/** SIPp as a phone: one scenario of `e2e/sipp`, one call, what it hears echoed. */
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownPort } from "./own-ports.ts";
import { Program } from "./program.ts";

const SCENARIOS = fileURLToPath(new URL("../sipp/", import.meta.url));

export type SippOptions = {
  readonly scenario: "register" | "agent" | "customer";
  readonly server: { readonly host: string; readonly port: number };
  /** The number dialled, or the user that registers. */
  readonly service: string;
  readonly secret?: string;
  readonly transport?: "udp" | "tcp";
  /** Where it listens; any free one by default. */
  readonly port?: number;
  /** Its working directory is made in it. */
  readonly under: string;
};

/** Ends with code 0 when its one call went as the scenario says. */
export function sipp(options: SippOptions): Program {
  const { scenario, server, service, secret, transport, under } = options;
  const port = options.port ?? ownPort();
  const directory = mkdtempSync(join(under, `sipp-${scenario}-`));
  const media = ownPort(4);
  const args = [
    ...["-sf", join(SCENARIOS, `${scenario}.xml`), "-m", "1", "-s", service, "-t", transport === "tcp" ? "t1" : "u1"],
    ...[
      "-i",
      "127.0.0.1",
      "-mi",
      "127.0.0.1",
      "-p",
      String(port),
      "-mp",
      String(media),
      "-rtp_echo",
      "-aa",
      "-nostdin",
    ],
    ...["-timeout", "60s", "-timeout_error", "-trace_err"],
    ...(secret === undefined ? [] : ["-au", service, "-ap", secret]),
    `${server.host}:${server.port}`,
  ];
  return new Program("sipp", args, directory);
}
