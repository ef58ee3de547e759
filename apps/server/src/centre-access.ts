/** Asks the centre of a data directory: through the running server's local socket, else through one started without ports. */
import { controlClient } from "@legroom/api";
import type { ControlClient } from "@legroom/api";
import type { Log } from "@legroom/engine/ports";
import { Fault } from "@legroom/model";
import { startServer } from "./server.ts";
import type { Settings } from "./settings.ts";

export type Asked = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
};

/** The answer's body; a refusal or an error is a `Fault` with the server's own sentence. */
export async function askCentre(settings: Settings, log: Log, asked: Asked): Promise<unknown> {
  const client = controlClient(settings.dataDirectory);
  const running = await request(client, asked);
  if (running !== undefined) return bodyOf(running);
  const server = await startServer({ settings, log, quiet: true });
  try {
    return bodyOf(await request(client, asked));
  } finally {
    await server.stop();
  }
}

type Answer = Awaited<ReturnType<ControlClient["request"]>>;

function request(client: ControlClient, { method, path, body }: Asked): Promise<Answer> {
  return client.request(method, path, body);
}

function bodyOf(answer: Answer): unknown {
  if (answer === undefined)
    throw new Fault("start.failed", "the server went away", { retriable: true, side: "unknown" });
  if (answer.status < 300) return answer.body;
  const { error } = (answer.body ?? {}) as { error?: { message?: string; field?: string } }; // our own server's error envelope
  const field = error?.field === undefined ? "" : `${error.field}: `;
  const message = `${field}${error?.message ?? `the server answered ${answer.status}`}`;
  throw new Fault("start.failed", message, { retriable: false, side: "theirs" });
}
