/**
 * One prompt on its way to one party, and the digits that it asks for.
 *
 *   playing ──its end, or a digit that stops it──► collecting ──enough, or a deadline──► ended
 *      └──nothing to collect──► ended                    any ──stop──► ended
 */
import type { Collect, PromptEnd, PromptRequest } from "./protocol.ts";
import { FRAME_SAMPLES, TICK_MS } from "./ticker.ts";
import { clip } from "./tone.ts";

const DUCK_DB = -30;
const HELD_KEY_MS_MAX = 10_000;

export type PromptOutcome = {
  readonly reason: PromptEnd;
  readonly heardMs: number;
  readonly digits?: string;
  readonly cause?: string;
};

export class Prompt {
  readonly promptId: string;
  readonly #request: PromptRequest;
  readonly #pieces: readonly Int16Array[];
  readonly #ended: (outcome: PromptOutcome) => void;
  readonly #duckGain: number;
  #phase: "playing" | "collecting" | "ended" = "playing";
  #piece = 0;
  #at = 0;
  #heard = 0;
  #digits = "";
  #waitedMs = 0;
  /** How loud the rest was at the end of the last frame: it goes down and up within one frame. */
  #restGain = 1;

  constructor(options: {
    readonly request: PromptRequest;
    readonly pieces: readonly Int16Array[];
    readonly ended: (outcome: PromptOutcome) => void;
  }) {
    this.promptId = options.request.promptId;
    this.#request = options.request;
    this.#pieces = options.pieces;
    this.#ended = options.ended;
    this.#duckGain = 10 ** ((options.request.duckDb ?? DUCK_DB) / 20);
  }

  /** Whether it changes what is heard in this tick. */
  get audible(): boolean {
    return this.#phase === "playing" || this.#restGain < 1;
  }

  /** Time goes on by one tick; called before `mix`. */
  tick(): void {
    if (this.#phase !== "collecting") return;
    this.#waitedMs += TICK_MS;
    const { collect } = this.#request;
    if (collect === undefined) {
      // A key is held down that stops the prompt: it is told when it is released.
      if (this.#waitedMs >= HELD_KEY_MS_MAX) this.#end("stopped");
      return;
    }
    const limitMs = this.#digits === "" ? collect.firstMs : collect.betweenMs;
    if (this.#waitedMs >= limitMs) this.#end(this.#digits === "" ? "no-input" : "digit");
  }

  /** Lays the next 20 ms over what is heard besides. */
  mix(frame: Int16Array): void {
    const target = this.#phase === "playing" ? this.#duckGain : 1;
    const step = (target - this.#restGain) / FRAME_SAMPLES;
    for (let i = 0; i < FRAME_SAMPLES; i += 1) {
      this.#restGain += step;
      const own = this.#phase === "playing" ? this.#next() : 0;
      frame[i] = clip(Math.round((frame[i] ?? 0) * this.#restGain) + own);
    }
    this.#restGain = target;
    if (this.#phase === "playing" && this.#piece >= this.#pieces.length) this.#finishPlaying();
  }

  /** Nobody listens in this tick, yet the prompt goes on. */
  passOver(): void {
    if (this.#phase !== "playing") return;
    for (let i = 0; i < FRAME_SAMPLES; i += 1) this.#next();
    if (this.#piece >= this.#pieces.length) this.#finishPlaying();
  }

  /** A digit has begun: the sound stops at once if it is one of those that stop it. */
  digitBegun(digit: string): void {
    if (this.#phase !== "playing" || !this.#stopsOn(digit)) return;
    this.#phase = "collecting";
    this.#waitedMs = 0;
  }

  /** True when the prompt has taken the digit. */
  digit(digit: string): boolean {
    if (this.#phase === "ended") return false;
    const { collect } = this.#request;
    if (collect !== undefined) {
      this.digitBegun(digit);
      this.#gather(digit, collect);
      return true;
    }
    if (!this.#stopsOn(digit)) return false;
    this.#digits = digit;
    this.#end("digit");
    return true;
  }

  /** May be called twice. */
  stop(): void {
    this.#end("stopped");
  }

  #gather(digit: string, collect: Collect): void {
    this.#waitedMs = 0;
    if (digit === collect.end) return this.#end("digit");
    this.#digits += digit;
    if (this.#digits.length >= collect.max) this.#end("digit");
  }

  #stopsOn(digit: string): boolean {
    return this.#request.stopOn?.includes(digit) === true;
  }

  #finishPlaying(): void {
    if (this.#request.collect === undefined) return this.#end("finished");
    this.#phase = "collecting";
    this.#waitedMs = 0;
  }

  #next(): number {
    const piece = this.#pieces[this.#piece];
    if (piece === undefined) return 0;
    const sample = piece[this.#at] ?? 0;
    this.#heard += 1;
    this.#at += 1;
    while (this.#at >= (this.#pieces[this.#piece]?.length ?? Number.POSITIVE_INFINITY)) {
      this.#piece += 1;
      this.#at = 0;
    }
    return sample;
  }

  #end(reason: PromptEnd): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    const asked = this.#request.collect !== undefined || this.#digits !== "";
    this.#ended({ reason, heardMs: Math.round(this.#heard / 8), ...(asked ? { digits: this.#digits } : {}) });
  }
}
