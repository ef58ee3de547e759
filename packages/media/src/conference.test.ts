/** The laws of the mixer, over random statements: what is heard is the sum of what was stated, to the sample. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConferenceTable } from "./conference.ts";
import type { Endpoint } from "./endpoint.ts";
import { decodeG711, encodeG711 } from "./g711.ts";
import type { ConferenceState, Hearing } from "./protocol.ts";
import type { SoundSource } from "./voice.ts";

const SEATS = 6;
const musicFrame = new Int16Array(160).fill(64);
const music: SoundSource = { frame: () => musicFrame };

/** A leg that says one value that is its own: a power of two, so that a sum tells who is in it. */
function fakeEndpoint(index: number, voiced = true): Endpoint {
  return {
    endpointId: `e${index}`,
    frame: new Int16Array(160).fill(2 ** index),
    voiced,
    codec: "PCMU",
    sends: true,
    opening: false,
    pull: () => undefined,
    send: () => undefined,
    sendDigits: () => ({ ok: true, value: null }),
    skip: () => undefined,
    facts: () => {
      throw new Error("no facts");
    },
    close: () => undefined,
  };
}

function makeTable(silent: readonly number[] = []): ConferenceTable {
  const endpoints = Array.from({ length: SEATS }, (_, index) => fakeEndpoint(index, !silent.includes(index)));
  return new ConferenceTable({
    endpoint: (id) => endpoints.find(({ endpointId }) => endpointId === id),
    music: (name) => (name === "m" ? music : undefined),
  });
}

const hearing = (seat: number): Hearing => ({ source: { kind: "seat", seat: `s${seat}` } });
const musicHearing: Hearing = { source: { kind: "music", name: "m" } };

/** `rows[hearer]` are the seats heard; 6 stands for the music. */
function stateOf(version: number, rows: readonly (readonly number[])[]): ConferenceState {
  return {
    id: "c",
    version,
    seats: rows.map((_, index) => ({ seat: `s${index}`, endpointId: `e${index}` })),
    hears: Object.fromEntries(
      rows.map((row, index) => [`s${index}`, row.map((seat) => (seat === SEATS ? musicHearing : hearing(seat)))]),
    ),
  };
}

const matrix = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: SEATS }), { maxLength: SEATS + 1 }), {
  minLength: SEATS,
  maxLength: SEATS,
});

test("nobody hears what is not stated, and everybody all that is, whatever is stated after what [R-MEDIA-1]", () => {
  fc.assert(
    fc.property(
      fc.array(matrix, { minLength: 1, maxLength: 4 }),
      fc.subarray([0, 1, 2, 3, 4, 5]),
      (matrices, silent) => {
        const table = makeTable(silent);
        matrices.forEach((rows, index) => {
          expect(table.set([stateOf(index + 1, rows)]).ok).toBe(true);
          rows.forEach((row, hearer) => {
            const stated = row.filter((seat) => !silent.includes(seat)).reduce((sum, seat) => sum + 2 ** seat, 0);
            const pcm = table.seat(`s${hearer}`)?.voice?.pcm(index);
            expect(pcm?.[0] ?? 0).toBe(stated);
            expect(pcm?.every((sample) => sample === stated) ?? true).toBe(true);
          });
        });
        table.close("c", true);
        expect([table.voices.size, table.size]).toEqual([0, 0]);
      },
    ),
    { numRuns: 200 },
  );
});

test("who hears the same shares one voice; who hears all but themselves shares its sum [R-MEDIA-6]", () => {
  const table = makeTable();
  const everybody = [0, 1, 2, 3, 4, 5];
  table.set([
    stateOf(
      1,
      everybody.map((own) => everybody.filter((other) => other !== own)),
    ),
  ]);
  everybody.forEach((own) => expect(table.seat(`s${own}`)?.voice?.pcm(1)?.[0]).toBe(63 - 2 ** own));
  table.set([
    stateOf(
      2,
      everybody.map(() => [SEATS]),
    ),
  ]);
  const voices = new Set(everybody.map((own) => table.seat(`s${own}`)?.voice));
  expect(voices.size).toBe(1);
  expect(table.voices.size).toBe(1);
  const [voice] = voices;
  // One encoding serves all hearers of a tick.
  expect(voice?.payload("PCMU", 7)).toBe(voice?.payload("PCMU", 7));
  const expected = new Uint8Array(160);
  encodeG711("PCMA", musicFrame, expected);
  expect(voice?.payload("PCMA", 7)).toEqual(expected);
});

test("a gain is a gain, and a sum too loud is clipped, not wrapped [R-MEDIA-7]", () => {
  const table = makeTable();
  const rows = [[], [], []] as number[][];
  const stated = stateOf(1, rows);
  const hears = {
    s0: [{ ...hearing(5), gainDb: -6.02 }],
    s1: [{ source: { kind: "tone", hz: 1_000, dbov: 0 } as const }],
  };
  expect(table.set([{ ...stated, seats: [...stated.seats, { seat: "s5", endpointId: "e5" }], hears }]).ok).toBe(true);
  expect(table.seat("s0")?.voice?.pcm(1)?.[0]).toBe(16);
  const loud = table.seat("s1")?.voice?.pcm(1) ?? new Int16Array();
  expect(Math.max(...loud)).toBe(32_767);
  expect(Math.min(...loud)).toBe(-32_768);
  expect(Math.max(...decodeG711("PCMU", table.seat("s1")?.voice?.payload("PCMU", 1) ?? new Uint8Array()))).toBe(32_124);
  const tooMuch = { ...stated, version: 2, hears: { s0: [{ ...hearing(1), gainDb: 13 }] } };
  expect(table.set([tooMuch])).toMatchObject({ ok: false, refusal: { code: "bad-request" } });
});

test("a refused move changes neither conference [R-MEDIA-4]", () => {
  const table = makeTable();
  const one = (id: string, version: number, seats: readonly number[]): ConferenceState => ({
    id,
    version,
    seats: seats.map((seat) => ({ seat: `s${seat}`, endpointId: `e${seat}` })),
    hears: {},
  });
  table.set([one("a", 1, [0, 1]), one("b", 1, [2])]);
  expect(table.set([one("a", 2, [0]), one("b", 2, [1, 1])]).ok).toBe(false);
  expect(table.set([one("a", 2, [0, 2])]).ok).toBe(false);
  expect([0, 1, 2].map((seat) => table.seat(`s${seat}`)?.conferenceId)).toEqual(["a", "a", "b"]);
  expect(table.set([one("a", 2, [0]), one("b", 2, [1, 2])]).ok).toBe(true);
  expect([0, 1, 2].map((seat) => table.seat(`s${seat}`)?.conferenceId)).toEqual(["a", "b", "b"]);
  table.unseat("e1");
  expect([table.seat("s1")?.endpoint, table.seatOf("e1"), table.seatOf("e2")?.id]).toEqual([
    undefined,
    undefined,
    "s2",
  ]);
});
