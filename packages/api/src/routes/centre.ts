/** The centre's configuration as a file, out and in. Secrets are never in it. */
import { centreFile, pendingWire } from "@legroom/model";
import { openCentreFile, sealCentreFile } from "../centre-file.ts";
import { answer, jsonRoute } from "../route.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
/** A hundred thousand contacts, each made durable in the vault. */
const FILE_MS_MAX = 300_000;
const subject = (): string => "centre";

export const centreRoutes = [
  jsonRoute({
    method: "GET",
    path: "/centre",
    summary: "Export: the centre as a file that can be imported again, without secrets",
    tag: "centre",
    needs: "centre.read",
    reach: "centre",
    audit: { act: "centre.export", subject },
    status: 200,
    response: centreFile,
    handle: async (call) => {
      const { config } = await call.ask((now) => now.config());
      return answer(openCentreFile(config, call.parts.vault));
    },
  }),
  jsonRoute({
    method: "PUT",
    path: "/centre",
    summary: "Import: the whole file replaces what is configured; secrets of accounts that stay are kept",
    tag: "centre",
    needs: "centre.write",
    reach: "centre",
    audit: { act: "centre.import", subject },
    bodyBytesMax: FILE_BYTES_MAX,
    answerMsMax: FILE_MS_MAX,
    body: centreFile,
    status: 202,
    response: pendingWire,
    // Names and numbers go to the vault before the input is made (L12).
    handle: async (call, { body }) => {
      const before = await call.ask((now) => now.config().config);
      return call.command({ type: "centre.import", config: await sealCentreFile(body, call.parts.vault, before) });
    },
  }),
];
