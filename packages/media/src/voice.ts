/**
 * What somebody hears: a sum of sources, made once a tick however many hear it, and encoded once for each codec.
 *
 * Voices are known by their parts, so that all who hear the same share one: a hundred callers with the same music cost one.
 */
import { encodeG711 } from "./g711.ts";
import type { Codec } from "./protocol.ts";
import { FRAME_SAMPLES } from "./ticker.ts";
import { clip } from "./tone.ts";

/** Anything that sounds. Undefined is silence; the frame is good until the next tick. */
export type SoundSource = { frame(tick: number): Int16Array | undefined };

/** One source in a voice; `key` names it uniquely within the process. */
export type Part = { readonly key: string; readonly source: SoundSource; readonly gain: number };

export type Voice = {
  readonly key: string;
  pcm(tick: number): Int16Array | undefined;
  payload(codec: Codec, tick: number): Uint8Array;
};

const silence: Readonly<Record<Codec, Uint8Array>> = { PCMU: encodedSilence("PCMU"), PCMA: encodedSilence("PCMA") };

/** 20 ms of silence, encoded. */
export function silentPayload(codec: Codec): Uint8Array {
  return silence[codec];
}

/** The frame, encoded at most once a tick for each codec. */
class Encoding {
  readonly #payloads = { PCMU: new Uint8Array(FRAME_SAMPLES), PCMA: new Uint8Array(FRAME_SAMPLES) };
  readonly #ticks = { PCMU: -1, PCMA: -1 };

  payload(codec: Codec, tick: number, voice: Voice): Uint8Array {
    if (this.#ticks[codec] !== tick) {
      const pcm = voice.pcm(tick);
      if (pcm === undefined) return silence[codec];
      encodeG711(codec, pcm, this.#payloads[codec]);
      this.#ticks[codec] = tick;
    }
    return this.#payloads[codec];
  }
}

/** The plain sum of its parts. */
class SumVoice implements Voice {
  readonly key: string;
  /** Unclipped, for those who take a part out of it again. */
  readonly sum = new Int32Array(FRAME_SAMPLES);
  readonly #parts: readonly Part[];
  readonly #clipped = new Int16Array(FRAME_SAMPLES);
  readonly #encoding = new Encoding();
  #tick = -1;
  #sounding = 0;
  #pcm: Int16Array | undefined;

  constructor(key: string, parts: readonly Part[]) {
    this.key = key;
    this.#parts = parts;
  }

  pcm(tick: number): Int16Array | undefined {
    if (this.#tick !== tick) {
      this.#tick = tick;
      this.#pcm = this.#parts.length === 1 ? this.#single(tick) : this.#mix(tick);
    }
    return this.#pcm;
  }

  payload(codec: Codec, tick: number): Uint8Array {
    return this.#encoding.payload(codec, tick, this);
  }

  /** How many parts sound in this tick; `sum` is then up to date. */
  addUp(tick: number): number {
    this.sum.fill(0);
    this.#sounding = 0;
    for (const part of this.#parts) {
      const frame = part.source.frame(tick);
      if (frame === undefined) continue;
      this.#sounding += 1;
      add(this.sum, frame, part.gain);
    }
    return this.#sounding;
  }

  /** One source at its own level needs no arithmetic. */
  #single(tick: number): Int16Array | undefined {
    const part = this.#parts[0];
    return part === undefined || part.gain !== 1 ? this.#mix(tick) : part.source.frame(tick);
  }

  #mix(tick: number): Int16Array | undefined {
    if (this.addUp(tick) === 0) return undefined;
    clipInto(this.#clipped, this.sum);
    return this.#clipped;
  }
}

/** Everybody but oneself: the sum of all is made once, and each takes only the own part out. */
class MinusVoice implements Voice {
  readonly key: string;
  readonly #all: TotalVoice;
  readonly #own: Part;
  readonly #rest = new Int32Array(FRAME_SAMPLES);
  readonly #clipped = new Int16Array(FRAME_SAMPLES);
  readonly #encoding = new Encoding();
  #tick = -1;
  #pcm: Int16Array | undefined;

  constructor(key: string, all: TotalVoice, own: Part) {
    this.key = key;
    this.#all = all;
    this.#own = own;
  }

  pcm(tick: number): Int16Array | undefined {
    if (this.#tick === tick) return this.#pcm;
    this.#tick = tick;
    const own = this.#own.source.frame(tick);
    const others = this.#all.sounding(tick) - (own === undefined ? 0 : 1);
    if (others === 0) return (this.#pcm = undefined);
    this.#rest.set(this.#all.sum);
    if (own !== undefined) add(this.#rest, own, -1);
    clipInto(this.#clipped, this.#rest);
    return (this.#pcm = this.#clipped);
  }

  payload(codec: Codec, tick: number): Uint8Array {
    return this.#encoding.payload(codec, tick, this);
  }
}

/** The shared sum of a conference in which everybody hears everybody. */
export class TotalVoice {
  readonly key: string;
  readonly #voice: SumVoice;
  #tick = -1;
  #sounding = 0;

  constructor(parts: readonly Part[]) {
    this.key = `all(${keyOf(parts)})`;
    this.#voice = new SumVoice(this.key, parts);
  }

  get sum(): Int32Array {
    return this.#voice.sum;
  }

  sounding(tick: number): number {
    if (this.#tick !== tick) this.#sounding = this.#voice.addUp(tick);
    this.#tick = tick;
    return this.#sounding;
  }
}

/** All voices of the process, by what they consist of; one is forgotten when nobody hears it any more. */
export class VoiceBook {
  readonly #voices = new Map<string, { readonly voice: Voice; users: number }>();

  get size(): number {
    return this.#voices.size;
  }

  /** The voice of these parts; undefined when there are none. To be given back by `release`. */
  acquire(parts: readonly Part[]): Voice | undefined {
    if (parts.length === 0) return undefined;
    const key = keyOf(parts);
    return this.#use(key, () => new SumVoice(key, parts));
  }

  /** The same for one who hears all that `total` holds but the own part; those who share it share the sum. */
  acquireAllBut(total: TotalVoice, own: Part): Voice {
    const key = `${total.key}-${own.key}`;
    return this.#use(key, () => new MinusVoice(key, total, own));
  }

  release(voice: Voice): void {
    const entry = this.#voices.get(voice.key);
    if (entry === undefined) return;
    entry.users -= 1;
    if (entry.users === 0) this.#voices.delete(voice.key);
  }

  #use(key: string, make: () => Voice): Voice {
    const entry = this.#voices.get(key) ?? { voice: make(), users: 0 };
    entry.users += 1;
    this.#voices.set(key, entry);
    return entry.voice;
  }
}

/** Adds a frame at a gain to a sum. */
export function add(sum: Int32Array, frame: Int16Array, gain: number): void {
  if (gain === 1) for (let i = 0; i < FRAME_SAMPLES; i += 1) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0);
  else for (let i = 0; i < FRAME_SAMPLES; i += 1) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0) * gain;
}

export function clipInto(pcm: Int16Array, sum: Int32Array): void {
  for (let i = 0; i < FRAME_SAMPLES; i += 1) pcm[i] = clip(sum[i] ?? 0);
}

function keyOf(parts: readonly Part[]): string {
  return parts
    .map((part) => `${part.key}@${part.gain}`)
    .toSorted()
    .join("|");
}

function encodedSilence(codec: Codec): Uint8Array {
  const payload = new Uint8Array(FRAME_SAMPLES);
  encodeG711(codec, new Int16Array(FRAME_SAMPLES), payload);
  return payload;
}
