/** The local socket: whoever may open it, which is the owner of the data directory, is the operator (design §8). */
import { chmod, unlink } from "node:fs/promises";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { join } from "node:path";
import { Fault } from "@legroom/model";
import { CONTROL_SOCKET } from "./control-client.ts";

/** The kernel's limit for the path of a socket (unix(7)), less its closing zero. */
const PATH_BYTES_MAX = 107;
const REQUEST_MS_MAX = 30_000;

export class ControlSocket {
  readonly #path: string;
  readonly #server: Server;
  /** The connections that came in here. */
  readonly connections = new WeakSet<Socket>();

  constructor(dataDir: string, listener: RequestListener) {
    this.#path = join(dataDir, CONTROL_SOCKET);
    this.#server = createServer({ requestTimeout: REQUEST_MS_MAX }, listener);
    this.#server.on("connection", (socket) => this.connections.add(socket));
  }

  /** Rejects with a `Fault` if another server listens there, or the path cannot be one of a socket. */
  async listen(): Promise<void> {
    if (Buffer.byteLength(this.#path) > PATH_BYTES_MAX)
      throw startFailed(`the data directory's path is too long for a socket in it: ${this.#path}`);
    if (await answers(this.#path)) throw startFailed(`another server runs on this data directory: ${this.#path}`);
    // A server that was killed left it behind; nobody answers there.
    await unlink(this.#path).catch(() => undefined);
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error) => reject(startFailed(`cannot open ${this.#path}: ${error.message}`, error)));
      this.#server.listen(this.#path, resolve);
    });
    await chmod(this.#path, 0o600);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => settle(true));
    const settle = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.once("error", () => settle(false));
  });
}

export function startFailed(message: string, cause?: unknown): Fault {
  return new Fault("start.failed", message, { retriable: false, side: "ours", cause });
}
