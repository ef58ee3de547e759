/** Says when a party begins and ceases to talk, by level, with hysteresis so that words and breaths do not flap. */
import { FRAME_SAMPLES } from "./ticker.ts";

/** Mean square of a sample at −38 and −44 dBov. */
const TALK_POWER = 32_768 ** 2 * 10 ** -3.8;
const SILENCE_POWER = 32_768 ** 2 * 10 ** -4.4;
const TALK_FRAMES = 3;
const SILENCE_FRAMES = 30;

export class TalkDetector {
  talking = false;
  /** Mean square of the last frame. */
  power = 0;
  #frames = 0;

  /** Takes a frame; gives what has changed. */
  hear(frame: Int16Array): "talking" | "silent" | undefined {
    let sum = 0;
    for (let i = 0; i < FRAME_SAMPLES; i += 1) {
      const sample = frame[i] ?? 0;
      sum += sample * sample;
    }
    this.power = sum / FRAME_SAMPLES;
    const against = this.talking ? this.power < SILENCE_POWER : this.power > TALK_POWER;
    this.#frames = against ? this.#frames + 1 : 0;
    if (this.#frames < (this.talking ? SILENCE_FRAMES : TALK_FRAMES)) return undefined;
    this.#frames = 0;
    this.talking = !this.talking;
    return this.talking ? "talking" : "silent";
  }

  get levelDbov(): number {
    return Math.max(-127, Math.round(10 * Math.log10(this.power / 32_768 ** 2)));
  }
}
