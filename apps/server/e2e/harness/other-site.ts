/** A site of somebody else, on a port of its own: what its pages may do with ours is for tests to find out. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type OtherSite = { readonly origin: string; close(): Promise<void> };

/** Serves HTML by path. `localhost` is another site than 127.0.0.1, and one that may use the microphone. */
export async function openOtherSite(pages: Readonly<Record<string, string>>, host = "localhost"): Promise<OtherSite> {
  const server = createServer((request, response) => {
    const body = pages[request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><title>Another site</title>${body ?? ""}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    origin: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
