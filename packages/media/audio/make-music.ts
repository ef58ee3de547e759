/**
 * Makes `music-on-hold.wav`: 48 s of slow chords with a plucked line above, that end where they begin.
 *
 * Run by `node tools/launch.mjs packages/media/audio/make-music.ts`. It throws no dice, so it always makes the same bytes.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SAMPLE_RATE_HZ, levelDbov } from "../src/tone.ts";
import { writeWav } from "../src/wav.ts";

const BAR_S = 4;
const LEVEL_DBOV = -24;
/** Semitones from A3 (220 Hz): twelve bars, the last leads back to the first. */
const chords = [
  [-12, 0, 3, 7],
  [-16, -4, 0, 3],
  [-21, -9, 3, 7],
  [-14, -2, 2, 5],
  [-12, 0, 3, 10],
  [-19, -7, 0, 5],
  [-16, -4, 3, 8],
  [-17, -5, 2, 7],
  [-12, 0, 7, 15],
  [-16, -4, 3, 12],
  [-19, -7, 5, 8],
  [-14, -5, 2, 10],
] as const;
/** Eighth notes of a bar, as steps through its chord; a dash is a rest. */
const figure = "1-23-213";

const length = chords.length * BAR_S * SAMPLE_RATE_HZ;
const mix = new Float64Array(length);
chords.forEach((chord, bar) => {
  const fromS = bar * BAR_S;
  for (const semitones of chord) addPad(semitones, fromS);
  for (const [eighth, step] of figure.split("").entries()) {
    const semitones = chord[Number(step)];
    if (semitones !== undefined) addPluck(semitones + 12, fromS + (eighth * BAR_S) / figure.length);
  }
});
writeFileSync(fileURLToPath(new URL("music-on-hold.wav", import.meta.url)), writeWav(levelled(mix)));

/** A soft chord voice: it swells for a second and fades over into the next bar. */
function addPad(semitones: number, fromS: number): void {
  const hz = frequency(semitones);
  for (const detune of [-0.35, 0.35])
    addVoice(fromS, BAR_S + 1.5, (s) => {
      const swell = Math.min(1, s / 1.2) * Math.min(1, (BAR_S + 1.5 - s) / 1.5);
      const phase = 2 * Math.PI * (hz + detune) * s;
      return 0.16 * swell ** 2 * (Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.08 * Math.sin(3 * phase));
    });
}

/** A plucked note that rings out. */
function addPluck(semitones: number, fromS: number): void {
  const hz = frequency(semitones);
  addVoice(fromS, 1.6, (s) => {
    const phase = 2 * Math.PI * hz * s;
    const ring = Math.min(1, s / 0.01) * Math.exp(-s * 3.2) * Math.min(1, (1.6 - s) / 0.2);
    return 0.3 * ring * (Math.sin(phase) + 0.35 * Math.exp(-s * 4) * Math.sin(2 * phase));
  });
}

/** Adds a voice from a time on; what rings beyond the end goes on at the beginning, so that the loop has no seam. */
function addVoice(fromS: number, lengthS: number, sound: (s: number) => number): void {
  const from = Math.round(fromS * SAMPLE_RATE_HZ);
  for (let i = 0; i < lengthS * SAMPLE_RATE_HZ; i += 1) {
    const at = (from + i) % length;
    mix[at] = (mix[at] ?? 0) + sound(i / SAMPLE_RATE_HZ);
  }
}

function frequency(semitones: number): number {
  return 220 * 2 ** (semitones / 12);
}

function levelled(signal: Float64Array): Int16Array {
  const peak = signal.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const loud = Int16Array.from(signal, (sample) => Math.round((sample / peak) * 32_000));
  const gain = 10 ** ((LEVEL_DBOV - levelDbov(loud)) / 20);
  return loud.map((sample) => Math.round(sample * gain));
}
