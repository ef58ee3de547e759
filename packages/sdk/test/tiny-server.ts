/** A real HTTP server on a port of its own, which answers by hand. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Asked = { readonly request: IncomingMessage; readonly response: ServerResponse };

export async function tinyServer(): Promise<{ base: string; next: () => Promise<Asked> }> {
  const arrived: Asked[] = [];
  const waiting: ((asked: Asked) => void)[] = [];
  const server = createServer((request, response) => {
    const take = waiting.shift();
    if (take === undefined) arrived.push({ request, response });
    else take({ request, response });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}/api/v1`,
    /** The next question, when it is there. */
    next: () => {
      const asked = arrived.shift();
      return asked === undefined ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve(asked);
    },
  };
}
