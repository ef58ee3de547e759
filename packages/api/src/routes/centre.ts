/** The centre's configuration as a file, out and in. Secrets are never in it. */
import { centreFile, pendingWire, refuse } from "@legroom/model";
import type { CentreFile } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { openCentreFile, sealCentreFile } from "../centre-file.ts";
import { digits } from "../paging.ts";
import { jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
/** A hundred thousand contacts, each made durable in the vault. */
const FILE_MS_MAX = 300_000;
const subject = (): string => "centre";

export const centreRoutes = [
  jsonRoute({
    method: "GET",
    path: "/centre",
    summary:
      "Export: the centre as a file that can be imported again, without secrets; `X-Legroom-Version` counts changes",
    tag: "centre",
    needs: "centre.read",
    reach: "centre",
    audit: { act: "centre.export", subject },
    status: 200,
    response: centreFile,
    handle: async (call) => {
      const { config, version } = await call.ask((now) => now.config());
      const headers = { "x-legroom-version": String(version), etag: `"${version}"` };
      return { ok: true, body: openCentreFile(config, call.parts.vault), headers };
    },
  }),
  jsonRoute({
    method: "PUT",
    path: "/centre",
    summary:
      "Import: the whole file replaces what is configured; secrets of accounts that stay are kept. With " +
      "`expectedVersion` it is refused if the centre was changed since",
    tag: "centre",
    needs: "centre.write",
    reach: "centre",
    audit: { act: "centre.import", subject },
    bodyBytesMax: FILE_BYTES_MAX,
    answerMsMax: FILE_MS_MAX,
    query: z.strictObject({ expectedVersion: digits(0, Number.MAX_SAFE_INTEGER).optional() }),
    body: centreFile,
    status: 202,
    response: pendingWire,
    handle: (call, { body, query }) => importFile(call, body, query.expectedVersion),
  }),
];

/** Names and numbers go to the vault before the input is made (L12). */
async function importFile(
  call: Call,
  file: CentreFile,
  expectedVersion: number | undefined,
): Promise<Answer<z.output<typeof pendingWire>>> {
  const { config: before, version } = await call.ask((now) => now.config());
  // The machine decides this; but a file that it would refuse leaves nothing in the vault.
  if (expectedVersion !== undefined && expectedVersion !== version)
    return refuse("centre.changed", "somebody else changed the centre meanwhile: load it again", {
      params: { expectedVersion, version },
    });
  const config = await sealCentreFile(file, call.parts.vault, before);
  return call.command({
    type: "centre.import",
    config,
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  });
}
