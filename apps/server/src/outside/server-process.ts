/** A whole server in a process of its own, as benches and end-to-end tests see it: from outside. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ApiClient } from "./api-client.ts";

const ENTRY = fileURLToPath(new URL("../main.ts", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("../../../../tools/launch.mjs", import.meta.url));
/** A start after a change of the pages builds them first. */
const START_MS_MAX = 60_000;
const KEPT_CHARACTERS = 200_000;
/** Not those of a server that somebody runs on this machine. */
const WEBRTC_PORTS = "41900-41915";
/** Of /proc/PID/stat: Linux counts in hundredths of a second. */
const TICK_MS = 10;

export const TEST_API_KEY = "an-api-key-that-only-tests-and-benches-use";

export type ServerProcessOptions = {
  readonly dataDirectory: string;
  /** UDP ports of its audio, such as `47200-47599`. */
  readonly rtpPorts: string;
  /** UDP ports of browsers, one for each media process. */
  readonly webrtcPorts?: string;
  /** 0 for any free one, read from what it prints. */
  readonly sipPort?: number;
  readonly httpPort?: number;
  readonly mediaProcesses?: number;
  /** More settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** Through tools/launch.mjs, as a person starts it; otherwise its pid is the server's own. */
  readonly launched?: boolean;
};

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export class ServerProcess {
  readonly ended: Promise<Ended>;
  /** Everything it printed, the oldest cut off beyond a bound. */
  output = "";
  sipPort = 0;
  httpPort = 0;
  readonly #child: ChildProcess;
  readonly #printed = new Set<() => void>();

  private constructor(options: ServerProcessOptions) {
    const program =
      options.launched === true ? [LAUNCHER, "legroom"] : ["--disable-warning=ExperimentalWarning", ENTRY];
    this.#child = spawn(process.execPath, [...program, "start"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        LEGROOM_HOST: "127.0.0.1",
        LEGROOM_SIP_PORT: String(options.sipPort ?? 0),
        LEGROOM_HTTP_PORT: String(options.httpPort ?? 0),
        LEGROOM_RTP_PORTS: options.rtpPorts,
        LEGROOM_WEBRTC_PORTS: options.webrtcPorts ?? WEBRTC_PORTS,
        LEGROOM_MEDIA_PROCESSES: String(options.mediaProcesses ?? 1),
        LEGROOM_DATA_DIR: options.dataDirectory,
        LEGROOM_API_KEY: TEST_API_KEY,
        LEGROOM_SOUNDS: "tones",
        ...options.env,
      },
    });
    this.ended = new Promise((resolve) => {
      this.#child.on("exit", (code, signal) => {
        resolve({ code, signal });
        this.#tell();
      });
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output = (this.output + text).slice(-KEPT_CHARACTERS);
        this.#tell();
      });
  }

  /** Resolves when it has printed where things are; rejects with what it printed when it ends instead. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    const banner = await server.printed(/API page +https?:\/\/[^/]*:(\d+)\/[^]*SIP +\S+?(?::(\d+))? \(/, START_MS_MAX);
    server.httpPort = Number(banner[1]);
    server.sipPort = Number(banner[2] ?? 5060);
    return server;
  }

  /** Starts one that is expected to refuse: resolves with its end. */
  static async refused(options: ServerProcessOptions): Promise<Ended & { readonly output: string }> {
    const server = new ServerProcess(options);
    const timer = setTimeout(() => void server.kill("SIGKILL"), START_MS_MAX);
    const ended = await server.ended;
    clearTimeout(timer);
    return { ...ended, output: server.output };
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get api(): ApiClient {
    return new ApiClient({ port: this.httpPort, key: TEST_API_KEY });
  }

  get sip(): { readonly host: string; readonly port: number } {
    return { host: "127.0.0.1", port: this.sipPort };
  }

  /** Resolves when its output matches. */
  async printed(pattern: RegExp, withinMs: number): Promise<RegExpExecArray> {
    const until = performance.now() + withinMs;
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      const leftMs = until - performance.now();
      if (this.#child.exitCode !== null || this.#child.signalCode !== null || leftMs <= 0)
        throw new Error(`the server did not print ${String(pattern)}:\n${this.output}`);
      await this.#nextPrint(leftMs);
    }
  }

  /** Sends a signal and resolves with the end. */
  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }

  /** SIGTERM, and SIGKILL for what has not ended 8 s later. May be called twice. */
  async stop(): Promise<Ended> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 8000);
    const ended = await this.kill("SIGTERM");
    clearTimeout(timer);
    return ended;
  }

  /** CPU that it and its media processes have used since their start, in ms. */
  cpuMs(): number {
    return [this.pid, ...childrenOf(this.pid)].reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  }

  /** Resident memory of it and its media processes, in kB. */
  residentKb(): number {
    return [this.pid, ...childrenOf(this.pid)].reduce((sum, pid) => sum + residentKbOf(pid), 0);
  }

  childPids(): number[] {
    return childrenOf(this.pid);
  }

  #nextPrint(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#printed.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.#printed.add(done);
    });
  }

  #tell(): void {
    for (const done of this.#printed) done();
  }
}

function childrenOf(pid: number): number[] {
  const text = readProc(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter(Boolean).map(Number);
}

function cpuMsOf(pid: number): number {
  // proc(5): utime and stime are the 14th and 15th field; the 2nd is a name in parentheses that may hold anything.
  const fields = readProc(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

function residentKbOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readProc(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** Empty for a process that is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
