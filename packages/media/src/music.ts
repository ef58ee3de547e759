/** Music and tones as sources: one position for all who hear, like a radio. */
import { fileURLToPath } from "node:url";
import type { ToneSpec } from "./protocol.ts";
import { FRAME_SAMPLES } from "./ticker.ts";
import { Oscillator } from "./tone.ts";
import type { SoundSource } from "./voice.ts";

/** The shipped music on hold, made by `audio/make-music.ts`; 8 kHz mono 16-bit, loops without a seam. */
export const musicFile = fileURLToPath(new URL("../audio/music-on-hold.wav", import.meta.url));

/** A piece that goes round for ever, its position given by the clock. */
export class LoopSource implements SoundSource {
  readonly #pcm: Int16Array;
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  #tick = -1;

  constructor(pcm: Int16Array) {
    this.#pcm = pcm;
  }

  frame(tick: number): Int16Array | undefined {
    if (this.#pcm.length === 0) return undefined;
    if (this.#tick !== tick) {
      const from = (tick * FRAME_SAMPLES) % this.#pcm.length;
      for (let i = 0; i < FRAME_SAMPLES; i += 1) this.#frame[i] = this.#pcm[(from + i) % this.#pcm.length] ?? 0;
      this.#tick = tick;
    }
    return this.#frame;
  }
}

export class ToneSource implements SoundSource {
  readonly #oscillator: Oscillator;
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  #tick = -1;

  constructor(tone: ToneSpec) {
    this.#oscillator = new Oscillator(tone);
  }

  frame(tick: number): Int16Array {
    if (this.#tick !== tick) this.#oscillator.fill(this.#frame);
    this.#tick = tick;
    return this.#frame;
  }
}
