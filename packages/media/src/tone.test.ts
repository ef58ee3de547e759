import { expect, test } from "vitest";
import { levelDbov, makeTone, toneLevelDbov } from "./tone.ts";
import { readWav, writeWav } from "./wav.ts";

test("a tone is measured at its own level, and 75 Hz beside it hardly at all [R-MEDIA-75]", () => {
  for (const dbov of [-6, -12, -40])
    for (const hz of [300, 975, 3_375]) {
      const tone = makeTone({ hz, dbov, ms: 200 });
      expect(levelDbov(tone)).toBeCloseTo(dbov, 1);
      expect(toneLevelDbov(tone, hz)).toBeCloseTo(dbov, 1);
      for (const aside of [-150, -75, 75, 150]) expect(toneLevelDbov(tone, hz + aside)).toBeLessThan(dbov - 50);
    }
  expect(levelDbov(new Int16Array(10))).toBe(Number.NEGATIVE_INFINITY);
});

test("a WAV file is read as it was written, also when it was cut short [R-MEDIA-76]", () => {
  const pcm = makeTone({ hz: 300, dbov: -12, ms: 50 });
  const file = writeWav(pcm);
  expect(readWav(file)).toEqual({ ok: true, pcm });
  const cut = readWav(file.subarray(0, 44 + 100));
  expect(cut).toEqual({ ok: true, pcm: pcm.subarray(0, 50) });
});

test("what is no WAV file of ours is refused in words [R-MEDIA-76]", () => {
  const file = writeWav(new Int16Array(8));
  const changed = (at: number, value: number): Buffer => {
    const other = Buffer.from(file);
    other.writeUInt16LE(value, at);
    return other;
  };
  const cause = (bytes: Buffer): string => {
    const read = readWav(bytes);
    return read.ok ? "" : read.cause;
  };
  expect(cause(Buffer.from("ID3"))).toMatch(/RIFF/);
  expect(cause(changed(22, 2))).toMatch(/2 channels/);
  expect(cause(changed(24, 16_000))).toMatch(/16000 Hz/);
  expect(cause(changed(20, 7))).toMatch(/coding 7/);
  expect(cause(file.subarray(0, 36))).toMatch(/no data/);
  expect(cause(Buffer.concat([file.subarray(0, 12), file.subarray(36)]))).toMatch(/no fmt/);
});
