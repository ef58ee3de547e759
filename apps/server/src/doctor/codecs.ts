/** Whether the codecs give back what went in, and every shipped sound can be played. */
import { readFile } from "node:fs/promises";
import { decodeG711, encodeG711, levelDbov, makeTone, musicFile, readWav, toneLevelDbov } from "@legroom/media";
import { sounds } from "@legroom/model";
import { shippedSounds } from "@legroom/telephony";

const TONE = { hz: 450, dbov: -12, ms: 200 };
/** G.711 at this level keeps noise more than 30 dB below the tone. */
const DEVIATION_DB_MAX = 0.5;
const NUMBER_MAX = 20;

/** PCMU and PCMA there and back. */
export function checkCodecs(): Promise<string> {
  for (const codec of ["PCMU", "PCMA"] as const) {
    const pcm = makeTone(TONE);
    const coded = Buffer.alloc(pcm.length);
    encodeG711(codec, pcm, coded);
    const back = decodeG711(codec, coded);
    const level = toneLevelDbov(back, TONE.hz);
    if (Math.abs(level - TONE.dbov) > DEVIATION_DB_MAX || Math.abs(levelDbov(back) - TONE.dbov) > DEVIATION_DB_MAX)
      throw new Error(`${codec} changed a tone of ${TONE.dbov} dBov to ${level.toFixed(1)} dBov`);
  }
  return Promise.resolve("PCMU and PCMA, there and back");
}

export async function checkSounds(): Promise<string> {
  const items = [
    ...sounds.map((sound) => ({ sound })),
    ...Array.from({ length: NUMBER_MAX }, (_, index) => ({ number: index + 1 })),
  ];
  const files = [...items.map((item) => shippedSounds(item)), { file: musicFile }].flatMap((source) =>
    "file" in source ? [source.file] : [],
  );
  for (const file of files) {
    const wav = readWav(await readFile(file));
    if (!wav.ok) throw new Error(`${file}: ${wav.cause}`);
  }
  return `${files.length} prompts, numbers and music`;
}
