/**
 * A media process's end of the line: takes requests of the newest control, keeps events until they are durable there.
 *
 * Without control the process lives on for `survivalMs`, and ends.
 */
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { readLines, writeLine } from "./line.ts";
import { PROTOCOL_VERSION } from "./protocol.ts";
import type { ControlMessage, ProcessEvent, ProcessMessage, Result } from "./protocol.ts";
import type { Untimed } from "./prompt-desk.ts";

/** Control must come within this time after the start. */
const FIRST_GREETING_MS = 10_000;
/** More events than this without an acknowledgement: control does not live. */
const OUTBOX_MAX = 50_000;

export type ControlLineOptions = {
  readonly socketPath: string;
  readonly survivalMs: number;
  handle(name: string, ask: unknown): Promise<Result<unknown>>;
  /** There is no control any more. */
  abandoned(): void;
};

export class ControlLine {
  readonly #options: ControlLineOptions;
  readonly #server: Server;
  readonly #outbox = new Map<number, ProcessEvent>();
  /** Of events whose newer one makes the older void: which number stands for it. */
  readonly #slots = new Map<string, number>();
  #socket: Socket | undefined;
  #epoch = -1;
  #lastEvent = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ControlLineOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#meet(socket));
  }

  async start(): Promise<void> {
    rmSync(this.#options.socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.socketPath, resolve);
    });
    this.#timer = setTimeout(() => this.#options.abandoned(), FIRST_GREETING_MS);
  }

  /** Tells control, now and again until it is durable there. */
  tell(untimed: Untimed): void {
    // The event has all but its time, which is added here.
    const event = { ...untimed, at: Date.now() } as ProcessEvent;
    this.#lastEvent += 1;
    const slot = slotOf(event);
    if (slot !== undefined) {
      const older = this.#slots.get(slot);
      if (older !== undefined) this.#outbox.delete(older);
      this.#slots.set(slot, this.#lastEvent);
    }
    this.#outbox.set(this.#lastEvent, event);
    if (event.type === "endpoint.closed") this.#slots.delete(`talk:${event.endpointId}`);
    if (this.#outbox.size > OUTBOX_MAX) return this.#options.abandoned();
    this.#write({ m: this.#lastEvent, event });
  }

  /** May be called twice. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#socket?.end();
    this.#server.close();
  }

  #meet(socket: Socket): void {
    socket.on("error", () => undefined);
    readLines(socket, (line) => {
      // Only control can write here: the socket's directory is open to its owner alone.
      const message = line as ControlMessage;
      if ("hello" in message) this.#greet(socket, message.hello);
      else if (socket !== this.#socket) socket.destroy();
      else if ("ack" in message) this.#outbox.delete(message.ack);
      else void this.#answer(socket, message);
    });
    socket.on("close", () => {
      if (socket === this.#socket) this.#lose();
    });
  }

  #greet(socket: Socket, hello: { readonly version: number; readonly epoch: number }): void {
    const refused = this.#reasonAgainst(hello);
    if (refused !== undefined) {
      writeLine(socket, { refused } satisfies ProcessMessage);
      socket.end();
      return;
    }
    clearTimeout(this.#timer);
    const before = this.#socket;
    this.#socket = socket;
    this.#epoch = hello.epoch;
    before?.destroy();
    this.#write({ welcome: { version: PROTOCOL_VERSION, pid: process.pid, epoch: hello.epoch } });
    for (const [m, event] of this.#outbox) this.#write({ m, event });
  }

  #reasonAgainst(hello: { readonly version: number; readonly epoch: number }): string | undefined {
    if (hello.version !== PROTOCOL_VERSION) return `protocol version ${hello.version}, wanted ${PROTOCOL_VERSION}`;
    if (!(hello.epoch >= this.#epoch)) return `epoch ${hello.epoch} is older than ${this.#epoch}`;
    return undefined;
  }

  async #answer(
    socket: Socket,
    message: { readonly n: number; readonly name: string; readonly ask: unknown },
  ): Promise<void> {
    const result = await this.#options.handle(message.name, message.ask);
    writeLine(socket, { n: message.n, result } satisfies ProcessMessage);
  }

  #lose(): void {
    this.#socket = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#options.abandoned(), this.#options.survivalMs);
  }

  #write(line: ProcessMessage): void {
    if (this.#socket !== undefined) writeLine(this.#socket, line);
  }
}

/** Levels: only the latest counts, so that they never fill the outbox (L13). */
function slotOf(event: ProcessEvent): string | undefined {
  return event.type === "endpoint.talking" || event.type === "endpoint.silent" ? `talk:${event.endpointId}` : undefined;
}
