/**
 * One stream of server-sent events that is kept up: it comes back by itself, and tells when it is lost and when it is over.
 *
 *   (start) ──answer──► open ──broken, silent, ended──► lost ──answer──► open
 *   any ──refused for good, told that it is over──► ended        any ──pause──► (quiet) ──resume──► as from the start
 *
 * `EventSource` is not used: it can send no header, tells no status, and does not notice a connection that died in silence.
 */
import { ApiError, networkError } from "./api-error.ts";
import { FrameReader } from "./frames.ts";
import type { Frame } from "./frames.ts";
import type { Timers } from "./timers.ts";

export type StreamState = "open" | "lost" | "ended";

/** What becomes of the stream: it goes on, is asked for again, or is over. */
export type Verdict = "on" | "again" | "over";

export type LiveStreamOptions = {
  /** Asks for the stream; rejects with an `ApiError`. */
  readonly connect: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  /** Called each time that it is open, after the state was told. */
  readonly onOpen?: () => void;
  /** May throw an `ApiError`, as if the server had said no. */
  readonly onFrame: (frame: Frame) => Verdict;
  /** The server said no. Where this has no verdict, what may be mended by waiting is tried again. */
  readonly onRefused?: (error: ApiError) => Verdict | undefined;
  /** Nothing more will be said: when it breaks it is over. */
  readonly isDone?: () => boolean;
  /** Each change, with what it came from. */
  readonly onState: (state: StreamState, error?: ApiError) => void;
  readonly timers: Timers;
};

/** What holds a stream. */
export type StreamHandle = {
  /** For good; nothing is called any more. May be called twice. */
  close(): void;
  /**
   * Lets the connection go and tells nothing meanwhile. A browser has six connections for all tabs of a site (HTTP/1.1),
   * so a page that is hidden gives its one back.
   */
  pause(): void;
  /** Back at once from where it was. Of a stream that is lost it ends the wait for the next try. */
  resume(): void;
};

/** The server says something at least every 15 s. */
const SILENT_MS = 20_000;
const WAIT_MIN_MS = 500;
const WAIT_MAX_MS = 5000;
const RETRY_AFTER_MAX_S = 30;

type Run = { stopped: boolean; cut: () => void; wake: () => void };
type Outcome = { readonly opened: boolean; readonly verdict: Verdict; readonly error?: ApiError };

export class LiveStream implements StreamHandle {
  readonly #options: LiveStreamOptions;
  #run: Run | undefined;
  #over = false;
  #state: StreamState | undefined;

  constructor(options: LiveStreamOptions) {
    this.#options = options;
    this.resume();
  }

  close(): void {
    this.#over = true;
    this.pause();
  }

  pause(): void {
    const run = this.#run;
    this.#run = undefined;
    if (run === undefined) return;
    run.stopped = true;
    run.cut();
    run.wake();
  }

  resume(): void {
    this.#run?.wake();
    if (this.#over || this.#run !== undefined) return;
    this.#run = { stopped: false, cut: () => undefined, wake: () => undefined };
    void this.#keep(this.#run); // never rejects: whatever fails in it is an outcome
  }

  async #keep(run: Run): Promise<void> {
    // Each try waits longer than the one before, until one is answered. It ends by a verdict, `pause` or `close`.
    for (let failures = 0; ; failures += 1) {
      const { opened, verdict, error } = await this.#once(run);
      if (run.stopped) return;
      if (verdict === "over" || this.#options.isDone?.() === true) {
        this.#over = true;
        this.#run = undefined;
        return this.#tell("ended", verdict === "over" ? error : undefined);
      }
      this.#tell("lost", error);
      if (opened) failures = 0;
      await this.#wait(run, this.#waitMs(failures, error));
      if (run.stopped) return;
    }
  }

  async #once(run: Run): Promise<Outcome> {
    const abort = new AbortController();
    run.cut = () => abort.abort();
    const watch = new Watch(this.#options.timers, () =>
      abort.abort(networkError(`nothing was heard for ${SILENT_MS / 1000} s`)),
    );
    let opened = false;
    try {
      const stream = await this.#options.connect(abort.signal);
      if (run.stopped) return { opened, verdict: "over" };
      opened = true;
      this.#tell("open");
      if (!run.stopped) safely(this.#options.timers, () => this.#options.onOpen?.());
      return { opened, verdict: await this.#read(stream, { run, watch }) };
    } catch (caught) {
      const error = caught instanceof ApiError ? caught : networkError("the stream broke", caught);
      return { opened, error, verdict: this.#verdictOn(error) };
    } finally {
      watch.stop();
      abort.abort();
    }
  }

  async #read(stream: ReadableStream<Uint8Array>, { run, watch }: { run: Run; watch: Watch }): Promise<Verdict> {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    const frames = new FrameReader();
    for (;;) {
      if (run.stopped) return "over";
      const { done, value } = await reader.read();
      if (done) return "again"; // whoever ends a stream for good says so in a frame
      watch.heard();
      for (const frame of frames.push(decoder.decode(value, { stream: true }))) {
        if (run.stopped) return "over";
        const verdict = this.#options.onFrame(frame);
        if (verdict !== "on") return verdict;
      }
    }
  }

  /** What asks for another question, or another asker, is not mended by asking again. */
  #verdictOn(error: ApiError): Verdict {
    const { status } = error;
    const mended = status < 400 || status >= 500 || [408, 409, 429].includes(status);
    return this.#options.onRefused?.(error) ?? (mended ? "again" : "over");
  }

  #tell(state: StreamState, error?: ApiError): void {
    if (this.#state === state) return;
    this.#state = state;
    safely(this.#options.timers, () => this.#options.onState(state, error));
  }

  #waitMs(failures: number, error: ApiError | undefined): number {
    const beyondMs = Math.min(WAIT_MAX_MS, 2 * WAIT_MIN_MS * 2 ** failures) - WAIT_MIN_MS;
    // Spread, so that not all who lost one server come back in one moment.
    const ms = WAIT_MIN_MS + this.#options.timers.random() * beyondMs;
    return Math.max(ms, Math.min(RETRY_AFTER_MAX_S, error?.retryAfterS ?? 0) * 1000);
  }

  #wait(run: Run, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#options.timers.after(ms, resolve);
      run.wake = () => {
        stop();
        resolve();
      };
    });
  }
}

/** Calls once nothing was heard for too long, by a clock that counts a machine's sleep too. */
class Watch {
  readonly #timers: Timers;
  readonly #silent: () => void;
  #heardAt: number;
  #stop: () => void = () => undefined;

  constructor(timers: Timers, silent: () => void) {
    this.#timers = timers;
    this.#silent = silent;
    this.#heardAt = timers.now();
    this.#arm(SILENT_MS);
  }

  heard(): void {
    this.#heardAt = this.#timers.now();
  }

  stop(): void {
    this.#stop();
  }

  #arm(ms: number): void {
    this.#stop = this.#timers.after(ms, () => {
      const restMs = this.#heardAt + SILENT_MS - this.#timers.now();
      if (restMs <= 0) this.#silent();
      else this.#arm(Math.min(restMs, SILENT_MS)); // a clock set back must not make it wait for hours
    });
  }
}

/** A reader's own mistake is the reader's: it is as loud as any other, and the stream goes on. */
export function safely(timers: Timers, call: () => void): void {
  try {
    call();
  } catch (error) {
    timers.after(0, () => {
      throw error;
    });
  }
}
