/**
 * One media process as control sees it: spawned, greeted, asked, and told when its events are durable.
 *
 *   starting ──welcome──► ready ──exit or broken line──► gone
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { readLines, writeLine } from "./line.ts";
import { PROTOCOL_VERSION, refuse } from "./protocol.ts";
import type {
  Answer,
  Ask,
  ControlMessage,
  ProcessEvent,
  ProcessMessage,
  ProcessSettings,
  RequestName,
  Result,
} from "./protocol.ts";

const ENTRY = fileURLToPath(new URL("process-main.ts", import.meta.url));
const START_MS_MAX = 10_000;
const CONNECT_EVERY_MS = 20;
const END_MS = 1_500;
/** Requests without a reply; beyond it new ones are refused. */
const PENDING_MAX = 5_000;

export type MediaProcessOptions = {
  readonly settings: ProcessSettings;
  readonly epoch: number;
  onEvent(event: ProcessEvent, ack: () => void): void;
  /** Called once, when the process has ended for whatever reason after it was ready. */
  onGone(): void;
  log(message: string): void;
};

export class MediaProcess {
  readonly index: number;
  readonly #options: MediaProcessOptions;
  readonly #pending = new Map<number, (result: Result<unknown>) => void>();
  #child: ChildProcess | undefined;
  #socket: Socket | undefined;
  #phase: "starting" | "ready" | "gone" = "starting";
  #exited: Promise<void> = Promise.resolve();
  #lastRequest = 0;
  #stopping = false;

  constructor(options: MediaProcessOptions) {
    this.#options = options;
    this.index = options.settings.process;
  }

  get ready(): boolean {
    return this.#phase === "ready";
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the process has greeted; rejects, with the process ended, when it does not within 10 s. */
  async start(): Promise<void> {
    const argument = JSON.stringify(this.#options.settings);
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ENTRY, argument], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once("exit", () => {
        this.#gone();
        resolve();
      });
      child.once("error", () => resolve());
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#options.log(text.trimEnd()));
    try {
      await this.#greet(Date.now() + START_MS_MAX);
      this.#phase = "ready";
    } catch (error) {
      this.#phase = "gone";
      child.kill("SIGKILL");
      throw error;
    }
  }

  ask<N extends RequestName>(name: N, ask: Ask<N>): Promise<Result<Answer<N>>> {
    const socket = this.#socket;
    if (this.#phase !== "ready" || socket === undefined) return Promise.resolve(refuse("process-lost", "not running"));
    if (this.#pending.size >= PENDING_MAX) return Promise.resolve(refuse("overloaded", "too many requests wait"));
    this.#lastRequest += 1;
    const n = this.#lastRequest;
    return new Promise((resolve) => {
      // The reply to a numbered request carries what `Requests` says of its name: both sides are of one version.
      this.#pending.set(n, (result) => resolve(result as Result<Answer<N>>));
      writeLine(socket, { n, name, ask } satisfies ControlMessage);
    });
  }

  /** Ends the process: asked first, so that recordings are closed, then by its pid. May be called twice. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#stopping = true;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (this.#phase === "ready") void this.ask("process.end", {});
    else child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  async #greet(untilAt: number): Promise<void> {
    for (;;) {
      const socket = await this.#connect();
      if (socket !== undefined) return await this.#welcome(socket);
      if (Date.now() > untilAt) throw new Error(`media process ${this.index} did not start within ${START_MS_MAX} ms`);
      if (this.#phase === "gone") throw new Error(`media process ${this.index} ended while starting`);
      await new Promise((resolve) => setTimeout(resolve, CONNECT_EVERY_MS));
    }
  }

  #connect(): Promise<Socket | undefined> {
    return new Promise((resolve) => {
      const socket = connect(this.#options.settings.socketPath);
      socket.once("connect", () => resolve(socket));
      socket.on("error", () => resolve(undefined));
    });
  }

  #welcome(socket: Socket): Promise<void> {
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.once("close", () => {
        reject(new Error(`media process ${this.index} hung up`));
        // A process that does not talk to us any more is of no use, and ends by itself; this makes sure of it.
        if (this.#phase === "ready" && !this.#stopping) this.#child?.kill("SIGKILL");
      });
      readLines(socket, (line) => {
        // Only our own process can write to this socket: the directory is ours alone.
        const message = line as ProcessMessage;
        if ("welcome" in message) resolve();
        else if ("refused" in message) reject(new Error(`media process ${this.index}: ${message.refused}`));
        else if ("result" in message) this.#settle(message.n, message.result);
        else this.#tell(message.m, message.event);
      });
      writeLine(socket, { hello: { version: PROTOCOL_VERSION, epoch: this.#options.epoch } } satisfies ControlMessage);
    });
  }

  #settle(n: number, result: Result<unknown>): void {
    const settle = this.#pending.get(n);
    this.#pending.delete(n);
    settle?.(result);
  }

  /** An event that comes again (it was not yet durable when the line broke) is told again: what it says is a fact. */
  #tell(m: number, event: ProcessEvent): void {
    this.#options.onEvent(event, () => {
      if (this.#socket !== undefined) writeLine(this.#socket, { ack: m } satisfies ControlMessage);
    });
  }

  #gone(): void {
    const wasReady = this.#phase === "ready";
    this.#phase = "gone";
    this.#socket?.destroy();
    for (const settle of this.#pending.values()) settle(refuse("process-lost", "the media process ended"));
    this.#pending.clear();
    if (wasReady) this.#options.onGone();
  }
}
