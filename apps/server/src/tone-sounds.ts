/** Prompts and music as tones of their own, on a 75 Hz grid, so that whatever is heard can be named (design §13). */
import { sounds } from "@legroom/model";
import type { SoundResolver, ToneSource } from "@legroom/telephony";

const LEVEL_DBOV = -12;
const GRID_HZ = 75;
/** Prompts have the grid's tones from 3,450 Hz on; parties of a test use those below, and music has 300 Hz. */
const GREETING = 46;
const OTHER_FIRST = 47;
const OTHER_TONES = 6;
const PROMPT_MS = 600;

export const toneMusic: { readonly tone: ToneSource } = { tone: { hz: 300, dbov: LEVEL_DBOV } };

/** The tone that stands for a sound or a number: the greeting's is its own, others share, as the grid is finite. */
export const toneSounds: SoundResolver = (item) => {
  const index = "sound" in item ? sounds.indexOf(item.sound) : sounds.length + item.number;
  const hz = (index === 0 ? GREETING : OTHER_FIRST + (index % OTHER_TONES)) * GRID_HZ;
  return { tone: { hz, dbov: LEVEL_DBOV, ms: PROMPT_MS } };
};
