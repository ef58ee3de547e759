import { expect, test } from "vitest";
import { decodeG711, encodeG711 } from "./g711.ts";
import { levelDbov, makeTone, toneLevelDbov } from "./tone.ts";

const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test.each(["PCMU", "PCMA"] as const)(
  "%s: what was decoded is encoded to the same value again [R-MEDIA-70]",
  (codec) => {
    const pcm = decodeG711(codec, bytes);
    const again = new Uint8Array(256);
    encodeG711(codec, pcm, again);
    expect(decodeG711(codec, again)).toEqual(pcm);
    expect(Math.max(...pcm)).toBeLessThan(32_768);
    // The value that marks missing samples stands for no sound.
    expect(Math.min(...pcm)).toBeGreaterThan(-32_768);
  },
);

test("values of ITU-T G.711 stand where they should [R-MEDIA-70]", () => {
  expect([...decodeG711("PCMU", Uint8Array.of(0xff, 0x7f, 0x80, 0x00))]).toEqual([0, 0, 32_124, -32_124]);
  expect([...decodeG711("PCMA", Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
});

test.each(["PCMU", "PCMA"] as const)(
  "%s: a tone keeps its level, and its noise is 30 dB below [R-MEDIA-70]",
  (codec) => {
    const tone = makeTone({ hz: 1_050, dbov: -12, ms: 200 });
    const payload = new Uint8Array(tone.length);
    encodeG711(codec, tone, payload);
    const heard = decodeG711(codec, payload);
    expect(toneLevelDbov(heard, 1_050)).toBeCloseTo(-12, 1);
    const noise = heard.map((sample, index) => sample - (tone[index] ?? 0));
    expect(levelDbov(noise)).toBeLessThan(-42);
  },
);

test("every sample has a code, also the loudest [R-MEDIA-70]", () => {
  const pcm = Int16Array.of(-32_768, -32_767, -1, 0, 1, 32_767);
  for (const codec of ["PCMU", "PCMA"] as const) {
    const payload = new Uint8Array(pcm.length);
    encodeG711(codec, pcm, payload);
    const heard = [...decodeG711(codec, payload)];
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(Math.abs(heard[0] ?? 0)).toBeGreaterThan(32_000);
  }
});
