import { expect, test } from "vitest";
import { interactionWords as words } from "../../words/en-interaction.ts";
import { loadTracks } from "./load-tracks.ts";

const WANTED = [
  { seatId: "a", durationMs: 10, from: "/a" },
  { seatId: "b", durationMs: 20, from: "/b" },
];
const toUrl = (): string => "blob:x";

function answering(statuses: Readonly<Record<string, number>>): typeof fetch {
  return (input) =>
    Promise.resolve(new Response("x", { status: statuses[typeof input === "string" ? input : ""] ?? 500 }));
}

test("every track that comes can be played", async () => {
  const { signal } = new AbortController();
  const loaded = await loadTracks(WANTED, { signal, toUrl, fetch: answering({ "/a": 200, "/b": 200 }) });
  expect(loaded).toEqual({
    tracks: [
      { seatId: "a", durationMs: 10, url: "blob:x" },
      { seatId: "b", durationMs: 20, url: "blob:x" },
    ],
    problems: [],
  });
});

test.each([
  [404, words.gone],
  [403, words.notYours],
])("a track that is answered %d is told of in words, and the other one plays [R-PAGE-4]", async (status, problem) => {
  const { signal } = new AbortController();
  const loaded = await loadTracks(WANTED, { signal, toUrl, fetch: answering({ "/a": 200, "/b": status }) });
  expect(loaded.tracks.map(({ seatId }) => seatId)).toEqual(["a"]);
  expect(loaded.problems).toEqual([problem]);
});

test("one sentence stands for two tracks with the same trouble", async () => {
  const { signal } = new AbortController();
  const loaded = await loadTracks(WANTED, { signal, toUrl, fetch: () => Promise.reject(new TypeError("offline")) });
  expect(loaded.problems).toHaveLength(1);
});

test("leaving the page ends the loading", async () => {
  const leaving = new AbortController();
  leaving.abort();
  const fetching: typeof fetch = (_input, init) => Promise.reject(init?.signal?.reason);
  await expect(loadTracks(WANTED, { signal: leaving.signal, toUrl, fetch: fetching })).rejects.toThrow("abort");
});
