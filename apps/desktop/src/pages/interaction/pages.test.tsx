import type { Recording } from "@legroom/sdk";
import { renderToStaticMarkup } from "react-dom/server";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { openSession, SessionContext } from "../../session.ts";
import { interactionWords as words } from "../../words/en-interaction.ts";
import { Notes } from "./Facets.tsx";
import { directoryOf } from "./names.ts";
import { Player } from "./Player.tsx";
import { Story } from "./Story.tsx";
import type { StoryEntry } from "./story.ts";

const written = (page: ReactNode): string =>
  renderToStaticMarkup(<SessionContext value={openSession("x")}>{page}</SessionContext>);

const nameOf = (): string => "the customer";
const TRACK = { seatId: "s", durationMs: 12_000, sha256: "", path: "" };
const recording = (more: Partial<Recording>): Recording => ({
  id: "r",
  interactionId: "i",
  status: "finished",
  tracks: [TRACK],
  ...more,
});

test.each<[Partial<Recording>, string]>([
  [{ status: "failed" }, words.recordingFailed],
  [{ status: "started" }, words.recordingRuns],
  [{ tracks: [] }, words.gone],
  [{}, words.load(1, 12_000)],
])("a recording %j is told of by what can be done with it", (more, sentence) => {
  expect(written(<Player recording={recording(more)} nameOf={nameOf} />)).toContain(sentence);
});

function entry(more: Partial<StoryEntry>): StoryEntry {
  const event = { type: "x", secretLooking: "y" } as unknown as StoryEntry["event"];
  return { seq: 1, at: 0, weight: "step", tone: "plain", sentence: "S", more: [], event, ...more };
}

test("the story shows its steps, and details only when they are asked for", () => {
  const entries = [entry({ sentence: "A step." }), entry({ seq: 2, weight: "detail", sentence: "A detail." })];
  const page = written(<Story entries={entries} />);
  expect(page).toContain("A step.");
  expect(page).not.toContain("A detail.");
  expect(page).toContain(words.everything(2));
});

test("trouble is said in a word, not only by colour", () => {
  expect(written(<Story entries={[entry({ tone: "trouble" })]} />)).toContain(`${words.trouble}: `);
});

test("a note is text, whatever stands in it", () => {
  const notes = [{ at: 0, agentId: "alice", note: "<script>alert(1)</script>\u202Eabc\nsecond" }];
  const page = written(<Notes notes={notes} names={directoryOf([{ id: "alice", name: "Alice" }], [])} />);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt; abc\nsecond");
  expect(page).not.toContain("\u202E");
});

test("an agent whom this person may not know goes by the id", () => {
  expect(directoryOf([], []).agent("bob")).toBe("bob");
});
