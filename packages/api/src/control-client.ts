/** How a second process, such as `npm run phone`, speaks with the running server: HTTP over a socket in its data directory. */
import { request } from "node:http";
import { join } from "node:path";

/** The name of the socket in the data directory: only its owner may open it. */
export const CONTROL_SOCKET = "control.sock";

/** Longer than the server takes for its longest answer, the import of a large centre. */
const TIMEOUT_MS = 310_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** `body` is the parsed JSON, or undefined where there was none. */
export type ControlAnswer = { readonly status: number; readonly body: unknown };

export interface ControlClient {
  /** `path` is under `/api/v1`, such as `/agents`. Resolves to undefined when no server runs on this data directory. */
  request(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<ControlAnswer | undefined>;
}

/** A client of the server that runs on this data directory; it keeps no connection. */
export function controlClient(dataDir: string): ControlClient {
  const socketPath = join(dataDir, CONTROL_SOCKET);
  return {
    request: (method, path, body) => send(socketPath, { method, path: `/api/v1${path}`, body }),
  };
}

function send(
  socketPath: string,
  asked: { method: string; path: string; body: unknown },
): Promise<ControlAnswer | undefined> {
  const { method, path } = asked;
  const text = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const headers = text === undefined ? {} : { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) sent.destroy(new Error("the server's answer is too long"));
        chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString("utf8")) });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error(`the server did not answer within ${TIMEOUT_MS} ms`)));
    sent.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(undefined);
      else reject(error);
    });
    sent.end(text);
  });
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text; // not JSON: a file, or a page; the caller sees what came
  }
}
