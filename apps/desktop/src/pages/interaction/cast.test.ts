import type { Event } from "@legroom/model";
import { expect, test } from "vitest";
import { castOf } from "./cast.ts";
import { directoryOf } from "./names.ts";

const NAMES = directoryOf([{ id: "alice", name: "Alice" }], []);
const cast = (...events: object[]): ReturnType<typeof castOf> => castOf(events as unknown as Event[], NAMES);

test("who came from the call page is known as such", () => {
  const arrived = { type: "interaction.arrived", seatId: "s", legId: "l" };
  expect(cast({ ...arrived, visitId: "v" }).isVisitor).toBe(true);
  expect(cast(arrived).isVisitor).toBe(false);
});

test("a conference goes by what it is for", () => {
  const opened = { type: "conference.opened", conferenceId: "c", name: "hold-sales-x", kind: "hold" };
  expect(cast(opened).place("c")).toBe("Waiting with music");
  expect(cast().place("c")).toBe("a conference");
});

test("a leg that nobody knows of belongs to somebody", () => {
  expect(cast().who("l")).toBe("somebody");
});
