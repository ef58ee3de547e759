/**
 * What a phone heard in a whole call, told apart by tones (design §13).
 *
 * Twenty pairs need forty tones, and prompts hold the 75 Hz grid from 2,250 Hz on: so a plan lies on half that grid. In a
 * steady Hann window of 200 ms a tone 37.5 Hz away lies far below −50 dBov all the same. Of what is heard in a window the
 * nearest neighbours are held to −40, and are left out of a window that an edge blurs.
 *
 * A sender that stalls leaves a gap, which the far jitter buffer conceals: the wanted tone is weaker in that window, and the
 * gap's edges spread a part of what is missing over other frequencies, 100 Hz and more away a fifth of it at most
 * (by trial). A foreign tone in its place would be all of it, so in such a window the limit is a quarter.
 */
import { SAMPLE_RATE_HZ, TONE_WINDOW_SAMPLES } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";
import { sounds } from "@legroom/model";
import type { PromptItem, Sound } from "@legroom/model";
import { toneMusic, toneSounds } from "../../src/tone-sounds.ts";
import { until } from "./until.ts";

export const MUSIC_HZ = toneMusic.tone.hz;
const GRID_HZ = 75;
const FIRST_HZ = 450;
export const PAIRS = 20;
/** Everybody sends −12 dBov. A window that holds an edge where it weighs is further below that. */
const STEADY_DBOV = -12.2;
/** Of a tone that begins with the last samples of a window there is no more than a trace in it. */
const TRACE_DBOV = -70;
const FOREIGN_DBOV_MAX = -50;
const FOREIGN_AT_EDGE_DBOV_MAX = -40;
/** What everybody sends, as a Goertzel of whole windows has it. */
const SENT_DBOV = -12.04;
/** How much of what is missing of the wanted tone may be heard of a foreign one, in amplitude. */
const SPREAD_SHARE_MAX = 0.25;
/** −20 dBov: a tone of −12 that is heard in most of a window. */
const HEARD_POWER = 0.01;
/** A second, and what may be under way. */
const CLEAR_MS = 1060;
const HOP_SAMPLES = TONE_WINDOW_SAMPLES / 2;
const HOP_MS = (HOP_SAMPLES / SAMPLE_RATE_HZ) * 1000;

/** The tones of the n-th pair of twenty, from 0: agents on the grid, customers between, half the plan away. */
export function pairHz(pair: number): { readonly agent: number; readonly customer: number } {
  const agent = FIRST_HZ + pair * GRID_HZ;
  return { agent, customer: FIRST_HZ + ((pair + PAIRS / 2) % PAIRS) * GRID_HZ + GRID_HZ / 2 };
}

/** The tone that a sound or a spoken number is, while the server plays tones. */
export function promptHz(item: Sound | number): number {
  const played = toneSounds(typeof item === "number" ? { number: item } : { sound: item });
  if (!("tone" in played)) throw new Error(`${item} is no tone`);
  return played.tone.hz;
}

/** All tones that prompts may have. */
export function promptTones(): readonly number[] {
  const numbers: readonly PromptItem[] = Array.from({ length: 20 }, (_, index) => ({ number: index + 1 }));
  const named = sounds.map((sound) => promptHz(sound));
  return [...new Set([...named, ...numbers.map((item) => ("number" in item ? promptHz(item.number) : 0))])];
}

export type Hearing = {
  /** Tones that this phone may hear, at any time. */
  readonly wanted: readonly number[];
  /** Tones that it must never hear. */
  readonly foreign: readonly number[];
};

/** Windows in which a foreign tone was heard, in words; empty when all is well. */
export function foreignHeard(peer: RtpPeer, hearing: Hearing): string[] {
  return foreignIn(peer.pcm(), hearing);
}

/** The same of samples, such as a recorded track. */
export function foreignIn(pcm: Int16Array, { wanted, foreign }: Hearing): string[] {
  const found: string[] = [];
  for (const [index, window] of windowsOf(pcm).entries()) {
    const heard = wanted.filter((hz) => levelIn(window, hz) > TRACE_DBOV);
    const isSteady = heard.length === 0 || heard.some((hz) => levelIn(window, hz) > STEADY_DBOV);
    const unsteadyMax = Math.max(FOREIGN_AT_EDGE_DBOV_MAX, spreadMax(window, heard));
    for (const hz of foreign) {
      const isNear = heard.some((other) => Math.abs(other - hz) <= GRID_HZ);
      if (isNear && !isSteady) continue;
      const level = levelIn(window, hz);
      if (level > (isSteady ? (isNear ? FOREIGN_AT_EDGE_DBOV_MAX : FOREIGN_DBOV_MAX) : unsteadyMax))
        found.push(`${hz} Hz at ${level.toFixed(1)} dBov, ${index * HOP_MS} ms on, beside ${heard.join(" ")}`);
    }
  }
  return found;
}

/** The loudest that a gap in the wanted tone can sound elsewhere: neither more than is missing nor more than is there. */
function spreadMax(window: Float64Array, heard: readonly number[]): number {
  const there = Math.min(1, Math.max(0, ...heard.map((hz) => 10 ** ((levelIn(window, hz) - SENT_DBOV) / 20))));
  return SENT_DBOV + 20 * Math.log10(SPREAD_SHARE_MAX * Math.min(there, 1 - there));
}

/** How often a tone began: runs of windows in which it was heard. */
export function timesHeard(peer: RtpPeer, hz: number): number {
  const heard = windowsOf(peer.pcm()).map((window) => levelIn(window, hz) > FOREIGN_AT_EDGE_DBOV_MAX);
  return heard.filter((isHeard, index) => isHeard && heard[index - 1] !== true).length;
}

/** Resolves when a tone has stood 20 dB over whatever else there was for a second on end; a stall only makes it later. */
export async function hearClearly(peer: RtpPeer, hz: number): Promise<void> {
  await until(
    () => windowsOf(peer.pcm(CLEAR_MS)).map((window) => standsOut(window, hz)),
    (windows) => windows.length >= 1000 / HOP_MS - 1 && windows.every(Boolean),
  );
}

/** performance.now() at which the first packet came that is mostly this tone; undefined if none did. */
export function firstHeardAt(peer: RtpPeer, hz: number): number | undefined {
  return peer.heard.find(({ pcm }) => goertzelDbov(Float64Array.from(pcm), hz) > PACKET_DBOV)?.arrivedAt;
}

/** A packet of 20 ms tells tones apart that are 100 Hz or more from each other. */
const PACKET_DBOV = -18;

const hann = Float64Array.from(
  { length: TONE_WINDOW_SAMPLES },
  (_, index) => 1 - Math.cos((2 * Math.PI * index) / TONE_WINDOW_SAMPLES),
);

/** Windows, each already under its Hann curve with a mean of 1. */
function windowsOf(pcm: Int16Array): Float64Array[] {
  const windows: Float64Array[] = [];
  for (let at = 0; at + TONE_WINDOW_SAMPLES <= pcm.length; at += HOP_SAMPLES)
    windows.push(Float64Array.from(hann, (weight, index) => weight * (pcm[at + index] ?? 0)));
  return windows;
}

/** A window's weights have a mean square of 1.5; what is not the tone is the rest of the power. */
function standsOut(window: Float64Array, hz: number): boolean {
  const power = window.reduce((sum, sample) => sum + sample * sample, 0) / window.length / 1.5 / 32_768 ** 2;
  const tone = 10 ** (levelIn(window, hz) / 10);
  return tone > HEARD_POWER && power - tone < tone / 100;
}

function levelIn(window: Float64Array, hz: number): number {
  return goertzelDbov(window, hz);
}

/** Goertzel's recurrence: one multiplication a sample, so that whole calls of forty phones are measured in a second. */
function goertzelDbov(samples: Float64Array, hz: number): number {
  const step = 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let [last, before] = [0, 0];
  for (const sample of samples) {
    const next = sample + step * last - before;
    before = last;
    last = next;
  }
  const power = Math.max(0, last * last + before * before - step * last * before);
  const amplitude = (2 * Math.sqrt(power)) / samples.length;
  return 20 * Math.log10(amplitude / Math.SQRT2 / 32_768);
}
