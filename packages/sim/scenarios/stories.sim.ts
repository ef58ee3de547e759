import { simulate } from "@legroom/sim";
import { expect, test } from "vitest";

test("a caller who is declined by one agent is offered to the next", async () => {
  const day = await simulate({ seed: 1, agents: ["alice", "david"] });
  const erin = day.caller("erin").dials("sales");
  await day.agent("alice").declines();
  await day.agent("david").answers();
  await day.until(() => erin.hears().length > 0, "they hear each other");
  expect(day.conferenceOf(erin)).toEqual(["david", "erin"]);
  expect(erin.hears()).toEqual(["david"]);
  expect(day.agent("david").hears()).toEqual(["erin"]);
});
