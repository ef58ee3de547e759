/** Lays a compressed copy beside each built file, so that the server compresses nothing while people wait. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const WORTH_IT = /\.(js|css|html|svg)$/;
/** Below this the header of the copy outweighs what it saves. */
const BYTES_MIN = 600;

export function compressed(): Plugin {
  let directory = "";
  return {
    name: "legroom-compressed",
    apply: "build",
    configResolved: ({ root, build }) => {
      directory = resolve(root, build.outDir);
    },
    closeBundle: () => {
      for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
        if (!WORTH_IT.test(name)) continue;
        const path = join(directory, name);
        const bytes = readFileSync(path);
        if (bytes.length < BYTES_MIN) continue;
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}
