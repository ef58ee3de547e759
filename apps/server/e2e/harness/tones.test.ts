/** What the tests of crossing tones hear: a foreign tone, however short, and no tone in the gap of a sender that stalled. */
import { makeTone } from "@legroom/media";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PAIRS, foreignIn, pairHz } from "./tones.ts";

const SAMPLES_PER_MS = 8;
const all = Array.from({ length: PAIRS }, (_, pair) => Object.values(pairHz(pair))).flat();
const gap = fc.record({
  hz: fc.constantFrom(...all),
  fromMs: fc.integer({ min: 300, max: 600 }),
  ms: fc.integer({ min: 20, max: 100 }),
});

/** A second of a tone in which something else is for a while. */
function tornAt(hz: number, fromMs: number, other: Int16Array): Int16Array {
  const pcm = makeTone({ hz, dbov: -12, ms: 1000 });
  pcm.set(other, fromMs * SAMPLES_PER_MS);
  return pcm;
}

test("the gaps of a stalled sender sound like no other tone of the plan, even joined a sample too late", () => {
  // Between two gaps at least one packet is heard: nobody sends less.
  const stall = fc.record({ afterMs: fc.integer({ min: 20, max: 200 }), ms: fc.integer({ min: 20, max: 100 }) });
  const stalls = fc.array(stall, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), stalls, fc.constantFrom(...all), (startMs, torn, hz) => {
      const pcm = makeTone({ hz, dbov: -12, ms: 1000 });
      let atMs = startMs;
      for (const { afterMs, ms } of torn) {
        const from = (atMs + afterMs) * SAMPLES_PER_MS;
        const to = from + ms * SAMPLES_PER_MS;
        pcm.fill(0, from, to);
        pcm.copyWithin(to + 1, to);
        atMs += afterMs + ms;
      }
      expect(foreignIn(pcm, { wanted: [hz], foreign: all.filter((other) => other !== hz) })).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("a foreign tone instead of the wanted one is found, one packet long and more", () => {
  fc.assert(
    fc.property(gap, fc.constantFrom(...all), ({ hz, fromMs, ms }, foreign) => {
      fc.pre(Math.abs(foreign - hz) > 100);
      const pcm = tornAt(hz, fromMs, makeTone({ hz: foreign, dbov: -12, ms }));
      expect(foreignIn(pcm, { wanted: [hz], foreign: [foreign] })).not.toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("a foreign tone beside the wanted one is found however faint, down to −49 dBov", () => {
  for (const foreign of [450, 900, 1650]) {
    const wanted = makeTone({ hz: 1837.5, dbov: -12, ms: 1000 });
    const beside = makeTone({ hz: foreign, dbov: -49, ms: 1000 });
    const pcm = wanted.map((sample, index) => sample + (beside[index] ?? 0));
    expect(foreignIn(pcm, { wanted: [1837.5], foreign: [foreign] })).not.toEqual([]);
  }
});
