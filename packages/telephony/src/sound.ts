/** Which audio a prompt's item stands for. */
import { fileURLToPath } from "node:url";
import type { PromptItem } from "@legroom/model";

/** A pure tone; the level is RMS against full scale. */
export type ToneSource = { readonly hz: number; readonly dbov: number };

/** A WAV file (8 kHz mono 16-bit PCM) by its path, or a tone. */
export type AudioSource = { readonly file: string } | { readonly tone: ToneSource & { readonly ms: number } };

export type SoundResolver = (item: PromptItem) => AudioSource;

const directory = new URL("../audio/", import.meta.url);

/** The shipped, spoken prompts: `audio/greeting.wav`, `audio/number-7.wav`. */
export const shippedSounds: SoundResolver = (item) => {
  const name = "sound" in item ? item.sound : `number-${item.number}`;
  return { file: fileURLToPath(new URL(`${name}.wav`, directory)) };
};
