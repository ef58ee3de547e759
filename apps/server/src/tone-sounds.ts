/** Prompts and music as tones of their own, on a 75 Hz grid, so that whatever is heard can be named (design §13). */
import { sounds } from "@legroom/model";
import type { SoundResolver, ToneSource } from "@legroom/telephony";

const LEVEL_DBOV = -12;
const GRID_HZ = 75;
/** Prompts have the grid's tones from 2,250 Hz on; parties of a test use those below, and music has 300 Hz. */
const PROMPT_FIRST = 30;
const PROMPT_TONES = 18;
const PROMPT_MS = 600;

export const toneMusic: { readonly tone: ToneSource } = { tone: { hz: 300, dbov: LEVEL_DBOV } };

/** The tone that stands for a sound or a number: several may share one, as the grid below 3,600 Hz is finite. */
export const toneSounds: SoundResolver = (item) => {
  const index = "sound" in item ? sounds.indexOf(item.sound) : sounds.length + item.number;
  const hz = (PROMPT_FIRST + (index % PROMPT_TONES)) * GRID_HZ;
  return { tone: { hz, dbov: LEVEL_DBOV, ms: PROMPT_MS } };
};
