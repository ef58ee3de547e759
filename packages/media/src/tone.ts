/**
 * Tones, made and measured. Levels are dBov: RMS against 32768, so that a sine of full scale has −3.01.
 *
 * Measuring uses a Hann window: with a length of 200 ms a tone 75 Hz away lies far outside its main lobe.
 */
import type { ToneSpec } from "./protocol.ts";

export const SAMPLE_RATE_HZ = 8_000;
/** The windows in which tone tests measure. */
export const TONE_WINDOW_SAMPLES = 1_600;

/** A tone of a length, phase 0 at its first sample. */
export function makeTone(spec: ToneSpec & { readonly ms: number }): Int16Array {
  const oscillator = new Oscillator(spec);
  const pcm = new Int16Array(Math.round((spec.ms * SAMPLE_RATE_HZ) / 1_000));
  oscillator.fill(pcm);
  return pcm;
}

/** An endless tone, handed out piece by piece without a seam. */
export class Oscillator {
  readonly #amplitude: number;
  readonly #step: number;
  #phase = 0;

  constructor(spec: ToneSpec) {
    this.#amplitude = 32_768 * Math.SQRT2 * 10 ** (spec.dbov / 20);
    this.#step = (2 * Math.PI * spec.hz) / SAMPLE_RATE_HZ;
  }

  fill(pcm: Int16Array): void {
    for (let i = 0; i < pcm.length; i += 1) {
      pcm[i] = clip(Math.round(this.#amplitude * Math.sin(this.#phase)));
      this.#phase += this.#step;
      if (this.#phase > 2 * Math.PI) this.#phase -= 2 * Math.PI;
    }
  }
}

/** Level in dBov of whatever is in `pcm`; −Infinity for digital silence. */
export function levelDbov(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, pcm.length) / 32_768 ** 2);
}

/** Level in dBov of the tone at `hz` within `pcm` (Hann window over its whole length). */
export function toneLevelDbov(pcm: Int16Array, hz: number): number {
  const step = (2 * Math.PI * hz) / SAMPLE_RATE_HZ;
  let [real, imaginary] = [0, 0];
  for (let i = 0; i < pcm.length; i += 1) {
    const weighted = (pcm[i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / pcm.length));
    real += weighted * Math.cos(step * i);
    imaginary -= weighted * Math.sin(step * i);
  }
  // The window's mean is a half: a sine of amplitude A gives A·n/4 in either direction together.
  const amplitude = (4 * Math.hypot(real, imaginary)) / Math.max(1, pcm.length);
  return 20 * Math.log10(amplitude / Math.SQRT2 / 32_768);
}

export function clip(sample: number): number {
  return sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample;
}
