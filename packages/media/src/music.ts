import { fileURLToPath } from "node:url";

/** The shipped music on hold, made by `audio/make-music.ts`; 8 kHz mono 16-bit, loops without a seam. */
export const musicFile = fileURLToPath(new URL("../audio/music-on-hold.wav", import.meta.url));
