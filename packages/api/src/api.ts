/** The room as a whole: one Fastify application on TCP and on the control socket. */
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Publisher } from "@legroom/engine/ports";
import type { FastifyInstance } from "fastify";
import { buildApp } from "./app.ts";
import { ControlSocket, startFailed } from "./control-socket.ts";
import type { ApiOptions } from "./options.ts";
import { makeParts, publisherOf } from "./parts.ts";

/** TCP connections at one time, those of pages included; more are closed at once (L13). */
const CONNECTIONS_MAX = 8192;
/** Connections that telephony has taken over are ended by it, and not waited for. */
const CLOSE_MS_MAX = 1000;

export interface Api {
  /** Opens TCP and control socket; rejects with a `Fault` of code `start.failed` whose message is one clear line. */
  listen(): Promise<{ readonly port: number }>;
  /** Ends the event streams and both listeners. May be called twice. */
  close(): Promise<void>;
  /** Durable events go in here, and come out at `GET /api/v1/events`. */
  readonly publisher: Publisher;
}

export function createApi(options: ApiOptions): Api {
  const parts = makeParts(options);
  const { settings } = options;
  let app: FastifyInstance | undefined;
  // What comes over it is trusted by where it came in, so that the application asks it, and it the application.
  const control = new ControlSocket(settings.dataDir, (request, response) => app?.routing(request, response));
  return {
    publisher: publisherOf(parts),
    listen: async () => {
      app = await buildApp(parts, control.connections);
      app.server.maxConnections = CONNECTIONS_MAX;
      await listenOn(app, settings);
      await control.listen();
      parts.signIns.start();
      const address = app.server.address();
      return { port: typeof address === "object" && address !== null ? address.port : settings.port };
    },
    close: async () => {
      parts.signIns.stop();
      parts.hub.close();
      await setImmediate(); // the readers are told that it ends before their connections are closed
      const closing = Promise.all([app?.close(), control.close()]);
      await Promise.race([closing, setTimeout(CLOSE_MS_MAX, undefined, { ref: false })]);
    },
  };
}

async function listenOn(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = code === "EADDRINUSE" ? "it is in use" : error instanceof Error ? error.message : String(error);
    throw startFailed(`cannot open HTTP port ${port} on ${host}: ${why} (LEGROOM_HTTP_PORT)`, error);
  }
}
