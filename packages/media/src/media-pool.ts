/**
 * Control's door to media: starts the media processes, knows what lives in which, restarts one that died.
 *
 * All that hear each other live in one process, so a conference goes where its endpoints are; an empty one goes anywhere.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MediaProcess } from "./media-process.ts";
import { Placement } from "./placement.ts";
import { accept, refuse } from "./protocol.ts";
import type {
  Answer,
  Ask,
  BrowserSdp,
  ConferenceState,
  EndpointFacts,
  LocalAddress,
  MediaEvent,
  MusicSpec,
  ProcessEvent,
  ProcessFacts,
  PromptRequest,
  RecordingRequest,
  Remote,
  RequestName,
  Result,
} from "./protocol.ts";

/** Linux keeps 108 bytes for a socket's path. */
const SOCKET_PATH_MAX = 100;
const RESTART_FIRST_MS = 100;
const RESTART_MS_MAX = 10_000;
/** So many deaths within a minute and the process stays down: something is broken that a restart does not mend. */
const DEATHS_A_MINUTE_MAX = 5;

export type MediaPoolOptions = {
  readonly processes: number;
  /** Address that sockets are bound to; an IPv6 literal makes IPv6 sockets. */
  readonly host: string;
  /** Address that is told to the far side. */
  readonly publicAddress: string;
  /** Inclusive; split evenly among the processes, two ports for each endpoint. */
  readonly ports: { readonly from: number; readonly to: number };
  /** Inclusive; one UDP port for each process, by its index. Without one a process refuses browsers' legs. */
  readonly webrtcPorts?: { readonly from: number; readonly to: number };
  /** For the sockets to the processes; made when missing, for the owner only. */
  readonly directory: string;
  /** Of this control; a media process that saw a newer one refuses it. */
  readonly epoch: number;
  /** How long media lives on without control; 0 by default: it ends within 1 s. */
  readonly survivalMs?: number;
  /** Silence after which `endpoint.media-lost` is told; 10 s by default. */
  readonly mediaLostMs?: number;
  /** The same for browsers' legs; 3 s by default. */
  readonly browserMediaLostMs?: number;
  /** How long a closed endpoint's ports rest before they are given out again; 1 s by default. */
  readonly portQuarantineMs?: number;
  /** Each event comes here; `ack` tells that it is durable, until then the media process keeps it. */
  onEvent(event: MediaEvent, ack: () => void): void;
  log?(message: string): void;
};

export class MediaPool {
  readonly counters = { processesLost: 0, processesStarted: 0, refusals: 0, events: 0 };
  readonly #options: MediaPoolOptions;
  readonly #processes: (MediaProcess | undefined)[];
  readonly #deaths: number[][];
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #placement: Placement;
  readonly #music = new Map<string, MusicSpec>();
  #socketDirectory = "";
  #stopped = false;

  constructor(options: MediaPoolOptions) {
    this.#options = options;
    this.#placement = new Placement(options.processes);
    this.#processes = Array.from({ length: options.processes }, () => undefined);
    this.#deaths = Array.from({ length: options.processes }, () => []);
  }

  /** Resolves when every process has greeted; rejects, with all ended, when one cannot start. */
  async start(): Promise<void> {
    this.#socketDirectory = socketDirectory(this.#options.directory);
    const started = await Promise.allSettled(this.#processes.map((_, index) => this.#startProcess(index)));
    const failed = started.find((result) => result.status === "rejected");
    if (failed === undefined) return;
    await this.stop();
    throw failed.reason;
  }

  /** Ends every process and waits for it; may be called twice. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    this.#restarts.clear();
    await Promise.all(this.#processes.flatMap((process) => (process === undefined ? [] : [process.stop()])));
    if (this.#socketDirectory.startsWith(tmpdir()) && this.#socketDirectory !== this.#options.directory)
      rmSync(this.#socketDirectory, { recursive: true, force: true });
  }

  /** The running process with the fewest endpoints; undefined when none runs. */
  place(): number | undefined {
    const running = this.#processes.flatMap((process, index) => (process?.ready === true ? [index] : []));
    return running.toSorted((a, b) => this.#placement.load(a) - this.#placement.load(b) || a - b)[0];
  }

  processOfEndpoint(endpointId: string): number | undefined {
    return this.#placement.ofEndpoint(endpointId);
  }

  /** Undefined for a conference that is unknown or has no endpoint: that one may still go anywhere. */
  processOfConference(id: string): number | undefined {
    return this.#placement.anchorOf(id);
  }

  /** Process ids by index, for watching; undefined while one is down. */
  pids(): readonly (number | undefined)[] {
    return this.#processes.map((process) => (process?.ready === true ? process.pid : undefined));
  }

  /** Opens the sockets of a leg, in the process given or in the least loaded. Asked again it gives the same address. */
  async createEndpoint(options: {
    readonly endpointId: string;
    readonly process?: number;
    readonly kind?: "rtp";
  }): Promise<Result<LocalAddress>> {
    const { endpointId } = options;
    const index = this.#placement.ofEndpoint(endpointId) ?? options.process ?? this.place();
    if (index === undefined) return refuse("no-process", "no media process is running");
    this.#placement.putEndpoint(endpointId, index);
    const result = await this.#ask(index, "endpoint.create", { endpointId, kind: options.kind ?? "rtp" });
    if (!result.ok && result.refusal.code !== "endpoint-exists") this.#placement.dropEndpoint(endpointId);
    return result;
  }

  /** States the far side, at first and after each re-INVITE. */
  setRemote(endpointId: string, remote: Remote): Promise<Result<null>> {
    return this.#askEndpoint("endpoint.remote", { endpointId, remote });
  }

  /**
   * Makes a browser's leg, in the process given or in the least loaded. Without `offer` gives our offer (PCMU and
   * telephone-event, sendrecv), with it our answer. Asked again with the same it gives the same; with a new offer on
   * the same connection (hold, resume) the new answer.
   *
   * Refuses with `bad-sdp` what no audio leg can be made of, `no-webrtc-port`, and `webrtc-failed`.
   */
  async createBrowserEndpoint(options: {
    readonly endpointId: string;
    readonly process?: number;
    readonly offer?: string;
  }): Promise<Result<BrowserSdp>> {
    const { endpointId, offer } = options;
    const known = this.#placement.ofEndpoint(endpointId);
    const index = known ?? options.process ?? this.place();
    if (index === undefined) return refuse("no-process", "no media process is running");
    this.#placement.putEndpoint(endpointId, index);
    const result = await this.#ask(index, "browser.create", {
      endpointId,
      ...(offer === undefined ? {} : { offer }),
    });
    if (!result.ok && known === undefined) this.#placement.dropEndpoint(endpointId);
    return result;
  }

  /** The browser's answer to our offer; told again it changes nothing. Refuses with `bad-sdp` and `webrtc-failed`. */
  setBrowserAnswer(endpointId: string, sdp: string): Promise<Result<null>> {
    return this.#askEndpoint("browser.answer", { endpointId, sdp });
  }

  /** Sends RTCP BYE, gives the ports back, and tells the quality by `endpoint.closed`. */
  closeEndpoint(endpointId: string): Promise<Result<null>> {
    return this.#askEndpoint("endpoint.close", { endpointId });
  }

  endpointFacts(endpointId: string): Promise<Result<EndpointFacts>> {
    return this.#askEndpoint("endpoint.facts", { endpointId });
  }

  /** One state, or the two of a move: they take effect at one tick, told by `conference.applied` for each. */
  async setConference(states: readonly ConferenceState[]): Promise<Result<null>> {
    const home = this.#placement.homeOf(states);
    if (!home.ok) return this.#refuse(home.refusal.code, home.refusal.message);
    const index = home.value ?? this.place();
    if (index === undefined) return refuse("no-process", "no media process is running");
    const result = await this.#ask(index, "conference.set", { states });
    if (!result.ok) return result;
    for (const state of states) {
      if (!result.value.includes(state.id)) continue;
      const before = this.#placement.putConference(state, index);
      // An empty conference that was elsewhere comes along: it is forgotten there without a word.
      if (before !== undefined) void this.#ask(before, "conference.forget", { id: state.id });
    }
    return accept(null);
  }

  /** Ends the conference; its endpoints live on and hear nothing. Told by `conference.closed`. */
  closeConference(id: string): Promise<Result<null>> {
    const index = this.#placement.ofConference(id);
    if (index === undefined) return Promise.resolve(this.#refuse("unknown-conference", id));
    return this.#ask(index, "conference.close", { id });
  }

  /** Heard by the addressee only, over what it hears besides. A newer prompt to the same addressee stops the older one. */
  async playPrompt(request: PromptRequest): Promise<Result<null>> {
    const { to } = request;
    const index = "seat" in to ? this.#placement.ofSeat(to.seat) : this.#placement.ofEndpoint(to.endpointId);
    if (index === undefined)
      return "seat" in to ? this.#refuse("unknown-seat", to.seat) : this.#refuse("unknown-endpoint", to.endpointId);
    this.#placement.putPrompt(request.promptId, index);
    const result = await this.#ask(index, "prompt.play", request);
    if (!result.ok) this.#placement.dropPrompt(request.promptId);
    return result;
  }

  /** Told by `prompt.ended` with the reason "stopped". */
  stopPrompt(promptId: string): Promise<Result<null>> {
    const index = this.#placement.ofPrompt(promptId);
    if (index === undefined) return Promise.resolve(this.#refuse("unknown-prompt", promptId));
    return this.#ask(index, "prompt.stop", { promptId });
  }

  /** Sends digits (RFC 4733) one after the other. */
  sendDigits(request: Ask<"digits.send">): Promise<Result<null>> {
    return this.#askEndpoint("digits.send", request);
  }

  /** A digit that came by signalling (SIP INFO): counts like one that came in RTP. */
  injectDigit(request: Ask<"digit.inject">): Promise<Result<null>> {
    return this.#askEndpoint("digit.inject", request);
  }

  /** A track for each seat named, in the process where the first known seat is. */
  async startRecording(request: RecordingRequest): Promise<Result<null>> {
    const known = this.#placement.ofRecording(request.recordingId) !== undefined;
    const index =
      this.#placement.ofRecording(request.recordingId) ?? this.#placement.ofSeat(request.seats[0]?.seat ?? "");
    if (index === undefined) return this.#refuse("unknown-seat", request.seats[0]?.seat ?? "none");
    this.#placement.putRecording(request.recordingId, index);
    const result = await this.#ask(index, "recording.start", request);
    if (!result.ok && !known) this.#placement.dropRecording(request.recordingId);
    return result;
  }

  pauseRecording(recordingId: string): Promise<Result<null>> {
    return this.#askRecording("recording.pause", recordingId);
  }

  resumeRecording(recordingId: string): Promise<Result<null>> {
    return this.#askRecording("recording.resume", recordingId);
  }

  /** Told by `recording.finished`, with the tracks. */
  stopRecording(recordingId: string): Promise<Result<null>> {
    return this.#askRecording("recording.stop", recordingId);
  }

  /** Makes a music source known to every process, now and after restarts. All hearers share one position. */
  async defineMusic(music: MusicSpec): Promise<Result<null>> {
    this.#music.set(music.name, music);
    const results = await Promise.all(
      this.#processes.flatMap((process) => (process?.ready === true ? [process.ask("music.define", music)] : [])),
    );
    return results.find((result) => !result.ok) ?? accept(null);
  }

  async processFacts(): Promise<readonly Result<ProcessFacts>[]> {
    return await Promise.all(this.#processes.map((_, index) => this.#ask(index, "process.facts", {})));
  }

  async #startProcess(index: number): Promise<void> {
    const options = this.#options;
    const started = new MediaProcess({
      epoch: options.epoch,
      settings: {
        process: index,
        socketPath: join(this.#socketDirectory, `media-${index}.sock`),
        host: options.host,
        publicAddress: options.publicAddress,
        ports: slice(options.ports, index, options.processes),
        ...webrtcPort(options.webrtcPorts, index),
        survivalMs: options.survivalMs ?? 0,
        mediaLostMs: options.mediaLostMs ?? 10_000,
        browserMediaLostMs: options.browserMediaLostMs ?? 3_000,
        portQuarantineMs: options.portQuarantineMs ?? 1_000,
      },
      onEvent: (event, ack) => this.#tell(event, ack),
      onGone: () => this.#lose(index),
      log: (message) => options.log?.(message),
    });
    this.#processes[index] = started;
    await started.start();
    this.counters.processesStarted += 1;
    for (const music of this.#music.values()) void started.ask("music.define", music);
  }

  #tell(event: ProcessEvent, ack: () => void): void {
    this.counters.events += 1;
    this.#placement.note(event);
    this.#options.onEvent(event, ack);
  }

  #lose(index: number): void {
    if (this.#stopped) return;
    this.counters.processesLost += 1;
    this.#options.onEvent(this.#placement.lose(index, Date.now()), () => undefined);
    this.#restartLater(index);
  }

  #restartLater(index: number): void {
    const now = Date.now();
    const deaths = (this.#deaths[index] ?? []).filter((at) => at > now - 60_000);
    deaths.push(now);
    this.#deaths[index] = deaths;
    if (deaths.length > DEATHS_A_MINUTE_MAX) {
      this.#options.log?.(`media process ${index} died ${deaths.length} times within a minute and stays down`);
      return;
    }
    const timer = setTimeout(
      () => {
        this.#restarts.delete(timer);
        void this.#restart(index);
      },
      Math.min(RESTART_MS_MAX, RESTART_FIRST_MS * 2 ** (deaths.length - 1)),
    );
    this.#restarts.add(timer);
  }

  async #restart(index: number): Promise<void> {
    try {
      await this.#startProcess(index);
    } catch (error) {
      this.#options.log?.(`media process ${index} cannot start: ${String(error)}`);
      if (!this.#stopped) this.#restartLater(index);
      return;
    }
    // stop() may have come while the new process was starting.
    if (this.#stopped) await this.#processes[index]?.stop();
    else this.#options.onEvent({ at: Date.now(), type: "process.ready", process: index }, () => undefined);
  }

  async #ask<N extends RequestName>(index: number, name: N, ask: Ask<N>): Promise<Result<Answer<N>>> {
    const process = this.#processes[index];
    const result = process === undefined ? refuse("process-lost", `process ${index}`) : await process.ask(name, ask);
    if (!result.ok) this.counters.refusals += 1;
    return result;
  }

  #askEndpoint<N extends RequestName>(name: N, ask: Ask<N> & { endpointId: string }): Promise<Result<Answer<N>>> {
    const index = this.#placement.ofEndpoint(ask.endpointId);
    if (index === undefined) return Promise.resolve(this.#refuse("unknown-endpoint", ask.endpointId));
    return this.#ask(index, name, ask);
  }

  #askRecording(
    name: "recording.pause" | "recording.resume" | "recording.stop",
    recordingId: string,
  ): Promise<Result<null>> {
    const index = this.#placement.ofRecording(recordingId);
    if (index === undefined) return Promise.resolve(this.#refuse("unknown-recording", recordingId));
    return this.#ask(index, name, { recordingId });
  }

  #refuse(code: Parameters<typeof refuse>[0], message: string): ReturnType<typeof refuse> {
    this.counters.refusals += 1;
    return refuse(code, message);
  }
}

/** The directory given, or one of our own with a short name when the sockets' paths would not fit. */
function socketDirectory(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (Buffer.byteLength(join(directory, "media-00.sock")) <= SOCKET_PATH_MAX) return directory;
  return mkdtempSync(join(tmpdir(), "legroom-media-"));
}

/** The share of one process in the ports, beginning at an even one. */
function slice(
  ports: { readonly from: number; readonly to: number },
  index: number,
  processes: number,
): { from: number; to: number } {
  const from = ports.from + (ports.from % 2);
  const pairs = Math.floor((ports.to - from + 1) / 2 / processes);
  return { from: from + index * pairs * 2, to: from + (index + 1) * pairs * 2 - 1 };
}

/** The port of one process for all its browsers; none when the range is too short for it. */
function webrtcPort(ports: MediaPoolOptions["webrtcPorts"], index: number): { webrtcPort?: number } {
  const port = (ports?.from ?? 0) + index;
  return ports === undefined || port > ports.to ? {} : { webrtcPort: port };
}
