import { asId } from "@legroom/model";
import type { EventBody } from "@legroom/model";
import { expect, test } from "vitest";
import { CallHistory } from "./answered-call.ts";
import { fold } from "./fold.ts";

const interactionId = asId<"interaction">("x1");
const offerId = asId<"offer">("o1");
const ended = {
  type: "offer.ended",
  interactionId,
  offerId,
  agentId: asId<"agent">("alice"),
  queueId: asId<"queue">("sales"),
  ringMs: 9,
} as const;

function changesOf(body: EventBody): unknown {
  return new CallHistory().step({ type: "clock.reached" }, body).events.flatMap((event) => fold(event));
}

test("an offer that nobody took puts its caller back among the waiting, unless something else has become of them", () => {
  expect(changesOf({ ...ended, outcome: "declined", cause: "declined-by-agent" })).toContainEqual({
    change: "set",
    table: "interactions",
    where: { id: "x1", phase: "offering" },
    to: { phase: "queued" },
  });
  expect(changesOf({ ...ended, outcome: "accepted", cause: "answered" })).toContainEqual({
    change: "set",
    table: "interactions",
    where: { id: "x1", phase: "offering" },
    to: { phase: "connecting" },
  });
  const failed = {
    type: "offer.failed-to-connect",
    interactionId,
    offerId,
    agentId: ended.agentId,
    cause: "media",
  } as const;
  expect(changesOf(failed)).toMatchObject([{ where: { phase: "connecting" }, to: { phase: "queued" } }]);
});

test("a fault closes its interaction", () => {
  expect(changesOf({ type: "interaction.faulted", interactionId, message: "a bug" })).toMatchObject([
    { where: { id: "x1" }, to: { phase: "closed", cause: "faulted" } },
  ]);
});

test("an event that no read model knows changes nothing", () => {
  expect(changesOf({ type: "clock.jumped", byMs: 5000 })).toEqual([]);
});
