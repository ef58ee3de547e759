import { expect, test } from "vitest";
import { corrected, keyedSeek, leaderOf, seekTo } from "./transport.ts";

test("the longest track leads, and none leads where there is none", () => {
  const [short, long] = [
    { seatId: "a", durationMs: 10 },
    { seatId: "b", durationMs: 20 },
  ];
  expect(leaderOf([short, long])).toBe(long);
  expect(leaderOf([])).toBeUndefined();
});

test("a follower is set right only when it has drifted audibly, and never beyond its end", () => {
  expect(corrected({ leaderS: 10, followerS: 10.04, followerLengthS: 60 })).toBeUndefined();
  expect(corrected({ leaderS: 10, followerS: 10.2, followerLengthS: 60 })).toBe(10);
  expect(corrected({ leaderS: 10, followerS: 4, followerLengthS: 4 })).toBeUndefined();
});

test("a place lies within the recording", () => {
  expect([seekTo(-3, 60), seekTo(90, 60), seekTo(Number.NaN, 60), seekTo(7, 60)]).toEqual([0, 60, 0, 7]);
});

test.each([
  ["ArrowLeft", 25],
  ["ArrowRight", 35],
  ["Home", 0],
  ["End", 60],
  ["x", undefined],
])("%s leads from 30 s to %s s", (key, place) => {
  expect(keyedSeek(key, 30, 60)).toBe(place);
});
