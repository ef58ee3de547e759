/**
 * Hides missing audio by repeating the last pitch period, as ITU-T G.711 Appendix I does, and stretches or shortens audio
 * by one pitch period. Unlike the Appendix it does not delay the signal: only what is made up is blended, not what was heard.
 *
 * The frame being made lies in `line` behind the history it grew from.
 */
import { FRAME_SAMPLES } from "./ticker.ts";
import { clip } from "./tone.ts";

export const HISTORY_SAMPLES = 320;
/** Pitch from 200 Hz down to 66 Hz, as in Appendix I. */
const PERIOD_MIN = 40;
const PERIOD_MAX = 120;
/** Two signals are compared over so many samples. */
const MATCH_SAMPLES = 160;
/** Appendix I: full level for 10 ms, then a fifth less every 10 ms, so that after 60 ms there is silence. */
const FULL_SAMPLES = 80;
export const FADE_OUT_SAMPLES = 480;

export class Concealer {
  readonly line = new Int16Array(HISTORY_SAMPLES + FRAME_SAMPLES);
  readonly #cycle = new Float32Array(PERIOD_MAX);
  #period = 0;
  #phase = 0;
  /** Samples made up in the present gap; 0 when there is none. Before the first sound there is one that has faded. */
  #made = FADE_OUT_SAMPLES;

  /** Whether a gap is open. */
  get concealing(): boolean {
    return this.#made > 0;
  }

  /** Whether the present gap is so long that it has faded to silence. */
  get faded(): boolean {
    return this.#made >= FADE_OUT_SAMPLES;
  }

  /** Makes room for the next frame: the one before becomes history. */
  advance(): void {
    this.line.copyWithin(0, FRAME_SAMPLES);
  }

  /** Fills `count` samples of the line from `at` on with what the sound before would have gone on like. */
  conceal(at: number, count: number): void {
    if (this.#made === 0) this.#begin(at);
    for (let i = at; i < at + count; i += 1) this.line[i] = this.#next();
  }

  /** Blends the end of a gap into the `count` real samples that stand in the line from `at` on. */
  recover(at: number, count: number): void {
    if (this.#made === 0) return;
    // Appendix I: 4 ms, and 4 ms more for each 10 ms that were lost, at most 10 ms.
    const fade = Math.min(count, FULL_SAMPLES, 32 + 32 * Math.floor(this.#made / 80));
    for (let i = 0; i < fade; i += 1) {
      const share = (i + 1) / (fade + 1);
      this.line[at + i] = (this.line[at + i] ?? 0) * share + this.#next() * (1 - share);
    }
    this.#made = 0;
  }

  /** Declares an intended silence (comfort noise, a digit): what follows it is faded in, nothing is made up. */
  hush(at: number, count: number): void {
    this.line.fill(0, at, at + count);
    this.#period = 0;
    this.#made = FADE_OUT_SAMPLES;
  }

  /** Plays one period twice within the frame; gives the period: so many samples of the frame are to be played again. */
  expand(): number {
    const { line } = this;
    const lag = bestLag(line, HISTORY_SAMPLES, -1);
    // From the end, since each sample needs one that lies before it.
    for (let i = FRAME_SAMPLES - 1; i >= 0; i -= 1) {
      const share = i / FRAME_SAMPLES;
      const at = HISTORY_SAMPLES + i;
      line[at] = clip(Math.round((line[at] ?? 0) * (1 - share) + (line[at - lag] ?? 0) * share));
    }
    return lag;
  }

  /** Leaves out one period: `ahead` holds the frame and 120 samples more; gives how many samples were left out. */
  accelerate(ahead: Int16Array): number {
    const lag = bestLag(ahead, 0, 1);
    for (let i = 0; i < FRAME_SAMPLES; i += 1) {
      const share = i / FRAME_SAMPLES;
      this.line[HISTORY_SAMPLES + i] = clip(Math.round((ahead[i] ?? 0) * (1 - share) + (ahead[i + lag] ?? 0) * share));
    }
    return lag;
  }

  #begin(at: number): void {
    const { line } = this;
    const period = bestLag(line, at - MATCH_SAMPLES, -1);
    this.#period = period;
    this.#phase = 0;
    const quarter = period >> 2;
    for (let i = 0; i < period; i += 1) {
      const own = line[at - period + i] ?? 0;
      // The end of the period leads over to what stood before its beginning, so that it joins itself when repeated.
      const share = i < period - quarter ? 0 : (i - period + quarter + 1) / (quarter + 1);
      const before = at - 2 * period + i;
      this.#cycle[i] = own * (1 - share) + (before >= 0 ? (line[before] ?? 0) : own) * share;
    }
  }

  #next(): number {
    const gain = this.#made < FULL_SAMPLES ? 1 : Math.max(0, 1 - (this.#made - FULL_SAMPLES) / 400);
    this.#made += 1;
    if (gain === 0 || this.#period === 0) return 0;
    const sample = (this.#cycle[this.#phase] ?? 0) * gain;
    this.#phase = this.#phase + 1 < this.#period ? this.#phase + 1 : 0;
    return sample;
  }
}

/** By how many samples (before for −1, behind for 1) the stretch at `from` is most like itself: its pitch period. */
function bestLag(line: Int16Array, from: number, direction: 1 | -1): number {
  let [best, bestScore] = [PERIOD_MAX, Number.NEGATIVE_INFINITY];
  for (let lag = PERIOD_MIN; lag <= PERIOD_MAX; lag += 1) {
    let [product, energy] = [0, 1];
    const other = from + direction * lag;
    if (other < 0) break;
    // Appendix I: every other sample tells enough for the search.
    for (let i = 0; i < MATCH_SAMPLES; i += 2) {
      const sample = line[other + i] ?? 0;
      product += (line[from + i] ?? 0) * sample;
      energy += sample * sample;
    }
    const score = product / Math.sqrt(energy);
    if (score > bestScore) [best, bestScore] = [lag, score];
  }
  return best;
}
