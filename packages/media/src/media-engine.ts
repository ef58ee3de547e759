/** All that a media process does, once every 20 ms: hear everybody, record, mix, send; and the requests in between. */
import { ConferenceTable } from "./conference.ts";
import type { Endpoint } from "./endpoint.ts";
import { EndpointTable } from "./endpoint-table.ts";
import { encodeG711 } from "./g711.ts";
import { LoopSource, ToneSource } from "./music.ts";
import type { Prompt } from "./prompt.ts";
import { PromptDesk } from "./prompt-desk.ts";
import type { Untimed } from "./prompt-desk.ts";
import { accept, refuse } from "./protocol.ts";
import type {
  Answer,
  Ask,
  Codec,
  ConferenceState,
  MusicSpec,
  ProcessFacts,
  ProcessSettings,
  RequestName,
  Result,
} from "./protocol.ts";
import { Recorder } from "./recording.ts";
import { SoundLibrary } from "./sound-library.ts";
import { FRAME_SAMPLES, Ticker } from "./ticker.ts";
import { isDigits } from "./telephone-event.ts";
import { silentPayload } from "./voice.ts";
import type { SoundSource, Voice } from "./voice.ts";

const MUSIC_MAX = 1_000;
const DIGIT_MS = 160;
const GAP_MS = 80;

/** Music by name; what it plays may be changed while it is heard. */
class NamedMusic implements SoundSource {
  now: SoundSource;

  constructor(source: SoundSource) {
    this.now = source;
  }

  frame(tick: number): Int16Array | undefined {
    return this.now.frame(tick);
  }
}

export type MediaEngineOptions = {
  readonly settings: ProcessSettings;
  readonly tell: (event: Untimed) => void;
  /** Control asked the process to end. */
  end(): void;
};

type Handlers = {
  readonly [N in RequestName]: (ask: Ask<N>) => Result<Answer<N>> | Promise<Result<Answer<N>>>;
};

export class MediaEngine {
  readonly #options: MediaEngineOptions;
  readonly #endpoints: EndpointTable;
  readonly #music = new Map<string, NamedMusic>();
  readonly #library = new SoundLibrary();
  readonly #conferences: ConferenceTable;
  readonly #prompts: PromptDesk;
  readonly #recorder: Recorder;
  readonly #ticker: Ticker;
  readonly #handlers: Handlers;
  /** States that hold from the next tick on; told when that is over. */
  readonly #applied: ConferenceState[] = [];
  readonly #mixed = new Int16Array(FRAME_SAMPLES);
  readonly #encoded = new Uint8Array(FRAME_SAMPLES);

  constructor(options: MediaEngineOptions) {
    const { settings, tell } = options;
    const endpoint = (id: string): Endpoint | undefined => this.#endpoints.get(id);
    this.#options = options;
    this.#endpoints = new EndpointTable({
      settings,
      tell,
      digits: (endpointId) => ({
        begun: (digit) => this.#prompts.digitBegun(endpointId, digit),
        over: (digit) => this.#prompts.digit(endpointId, { ...digit, via: "rtp" }),
      }),
    });
    this.#conferences = new ConferenceTable({ endpoint, music: (name) => this.#music.get(name) });
    this.#prompts = new PromptDesk({ conferences: this.#conferences, library: this.#library, endpoint, tell });
    this.#recorder = new Recorder({ seat: (id) => this.#conferences.seat(id), tell });
    this.#ticker = new Ticker({ onTick: () => this.#tick(), onSkip: (ticks) => this.#skip(ticks) });
    this.#handlers = this.#makeHandlers();
  }

  async start(): Promise<void> {
    await this.#endpoints.start();
    this.#ticker.start();
  }

  /** Recordings are made whole and far sides told goodbye; resolves when that is done. */
  async stop(): Promise<void> {
    this.#ticker.stop();
    this.#endpoints.stop();
    await this.#recorder.stopAll();
  }

  /** Carries out a request; one that is not understood is refused. */
  async handle(name: string, ask: unknown): Promise<Result<unknown>> {
    if (!Object.hasOwn(this.#handlers, name)) return refuse("bad-request", `no such request: ${name}`);
    // The protocol's version is checked at the greeting, so that a known name comes with what belongs to it.
    const handler = this.#handlers[name as RequestName] as (ask: unknown) => Result<unknown> | Promise<Result<unknown>>;
    try {
      return await handler(ask);
    } catch (error) {
      return refuse("bad-request", error instanceof Error ? error.message : String(error));
    }
  }

  #makeHandlers(): Handlers {
    return {
      "endpoint.create": (ask) => this.#endpoints.createRtp(ask.endpointId),
      "browser.create": (ask) => this.#endpoints.createBrowser(ask),
      "browser.answer": (ask) => this.#endpoints.answerBrowser(ask),
      "endpoint.remote": (ask) => this.#endpoints.setRemote(ask),
      "endpoint.close": ({ endpointId }) => this.#closeEndpoint(endpointId),
      "endpoint.facts": ({ endpointId }) => this.#withEndpoint(endpointId, (endpoint) => accept(endpoint.facts())),
      "conference.set": ({ states }) => this.#setConference(states),
      "conference.close": ({ id }) => this.#closeConference(id),
      "conference.forget": ({ id }) => done(this.#conferences.close(id, false)),
      "prompt.play": (ask) => this.#prompts.play(ask),
      "prompt.stop": ({ promptId }) => this.#prompts.stop(promptId),
      "digits.send": (ask) =>
        this.#withEndpoint(ask.endpointId, (endpoint) =>
          endpoint.sendDigits(ask.digits, ask.digitMs ?? DIGIT_MS, ask.gapMs ?? GAP_MS),
        ),
      "digit.inject": (ask) => this.#injectDigit(ask),
      "recording.start": (ask) => this.#recorder.start(ask),
      "recording.pause": ({ recordingId }) => this.#recorder.pause(recordingId),
      "recording.resume": ({ recordingId }) => this.#recorder.resume(recordingId),
      "recording.stop": ({ recordingId }) => this.#recorder.stop(recordingId),
      "music.define": (ask) => this.#defineMusic(ask),
      "process.facts": () => accept(this.#facts()),
      "process.end": () => done(this.#options.end()),
    };
  }

  #tick(): void {
    const { dueMs } = this.#ticker;
    const tick = this.#ticker.ticks;
    for (const endpoint of this.#endpoints.all()) endpoint.pull(dueMs);
    this.#recorder.tick();
    this.#prompts.tick();
    for (const endpoint of this.#endpoints.all()) {
      const { codec } = endpoint;
      if (codec === null) continue;
      const seat = this.#conferences.seatOf(endpoint.endpointId);
      const prompt = this.#prompts.at(endpoint.endpointId, seat);
      if (prompt?.audible === true) endpoint.send(this.#overlaid({ voice: seat?.voice, prompt, codec, tick }));
      else endpoint.send(seat?.voice?.payload(codec, tick) ?? silentPayload(codec));
    }
    for (const { id, version } of this.#applied.splice(0))
      this.#options.tell({ type: "conference.applied", id, version });
  }

  /** What is heard with a prompt over it: this is for one leg only. */
  #overlaid(heard: {
    readonly voice: Voice | undefined;
    readonly prompt: Prompt;
    readonly codec: Codec;
    readonly tick: number;
  }): Uint8Array {
    const pcm = heard.voice?.pcm(heard.tick);
    if (pcm === undefined) this.#mixed.fill(0);
    else this.#mixed.set(pcm);
    heard.prompt.mix(this.#mixed);
    encodeG711(heard.codec, this.#mixed, this.#encoded);
    return this.#encoded;
  }

  #skip(ticks: number): void {
    for (const endpoint of this.#endpoints.all()) endpoint.skip(ticks);
    this.#recorder.skip(ticks);
  }

  #closeEndpoint(endpointId: string): Result<null> {
    const closed = this.#endpoints.close(endpointId);
    if (!closed.ok) return closed;
    this.#conferences.unseat(endpointId);
    this.#prompts.closeEndpoint(endpointId);
    this.#options.tell({ type: "endpoint.closed", endpointId, quality: closed.value });
    return accept(null);
  }

  #setConference(states: readonly ConferenceState[]): Result<readonly string[]> {
    const result = this.#conferences.set(states);
    if (!result.ok) return result;
    this.#applied.push(...result.value);
    return accept(result.value.map(({ id }) => id));
  }

  #closeConference(id: string): Result<null> {
    if (!this.#conferences.close(id, true)) return refuse("unknown-conference", id);
    this.#options.tell({ type: "conference.closed", id });
    return accept(null);
  }

  #injectDigit(ask: Ask<"digit.inject">): Result<null> {
    if (!isDigits(ask.digit) || ask.digit.length !== 1) return refuse("bad-request", `no digit: ${ask.digit}`);
    return this.#withEndpoint(ask.endpointId, () => {
      this.#prompts.digitBegun(ask.endpointId, ask.digit);
      const durationMs = ask.durationMs ?? DIGIT_MS;
      this.#prompts.digit(ask.endpointId, { digit: ask.digit, durationMs, via: "injected" });
      return accept(null);
    });
  }

  async #defineMusic(spec: MusicSpec): Promise<Result<null>> {
    if (this.#music.size >= MUSIC_MAX) return refuse("overloaded", "too many pieces of music");
    let source: SoundSource;
    if ("file" in spec) {
      const loaded = await this.#library.loadFile(spec.file);
      if (!loaded.ok) return refuse("bad-request", loaded.cause);
      source = new LoopSource(loaded.pcm);
    } else source = new ToneSource(spec.tone);
    const known = this.#music.get(spec.name);
    if (known === undefined) this.#music.set(spec.name, new NamedMusic(source));
    else known.now = source;
    return accept(null);
  }

  #withEndpoint<T>(endpointId: string, then: (endpoint: Endpoint) => Result<T>): Result<T> {
    const endpoint = this.#endpoints.get(endpointId);
    return endpoint === undefined ? refuse("unknown-endpoint", endpointId) : then(endpoint);
  }

  #facts(): ProcessFacts {
    const { user, system } = process.cpuUsage();
    const { lateP99Ms, busyP99Ms } = this.#ticker.lateness();
    return {
      pid: process.pid,
      endpoints: this.#endpoints.size,
      conferences: this.#conferences.size,
      recordings: this.#recorder.size,
      freePorts: this.#endpoints.freePorts,
      ticks: this.#ticker.ticks,
      ticksSkipped: this.#ticker.skipped,
      tickLatenessP99Ms: lateP99Ms,
      tickBusyP99Ms: busyP99Ms,
      cpuMs: (user + system) / 1_000,
      residentBytes: process.memoryUsage.rss(),
    };
  }
}

/** What gives nothing to tell was done. */
function done(_outcome: unknown): Result<null> {
  return accept(null);
}
