import type { Event } from "@legroom/model";
import { expect, test } from "vitest";
import { tellStory } from "./story.ts";

const NAMES = {
  agent: (id: string) => ({ alice: "Alice", bob: "בוב\u202E" })[id] ?? id,
  queue: (id: string) => ({ sales: "Sales" })[id] ?? id,
};
const AT = Date.UTC(2026, 10, 21, 12);

/** What came over the wire: header and body. */
function story(...bodies: object[]): ReturnType<typeof tellStory> {
  const events = bodies.map(
    (body, index) =>
      ({
        seq: index + 1,
        at: AT + index * 1000,
        v: 1,
        inputId: `i${index}`,
        interactionId: "x1",
        ...body,
      }) as unknown as Event,
  );
  return tellStory(events, NAMES);
}

const sentences = (entries: ReturnType<typeof tellStory>): string[] =>
  entries.map(({ sentence }) => sentence.replaceAll(/[\u2068\u2069]/g, ""));

const ARRIVED = {
  type: "interaction.arrived",
  legId: "leg-1",
  seatId: "seat-1",
  to: "main",
  person: "p",
  customerClass: "vip",
  untilAt: AT,
};
const REASONS = {
  rulesVersion: "7",
  queueId: "sales",
  requires: "sales",
  customerClass: "vip",
  waitedMs: 12_000,
  band: 0,
  virtualEntryAt: AT,
  waiting: 3,
  trigger: "agent-free",
  filters: { members: 4, signedIn: 3, skilled: 3, free: 2, notCoolingDown: 2 },
  candidates: [
    { agentId: "alice", otherSkills: 1, idleSinceAt: AT },
    { agentId: "bob", otherSkills: 1, idleSinceAt: AT },
  ],
  tieBreak: "longest-idle",
};
const OFFERED = {
  type: "offer.made",
  offerId: "o1",
  agentId: "alice",
  queueId: "sales",
  seatId: "seat-2",
  attempt: 1,
  legs: [
    { legId: "leg-2", endpointId: "alice.browser:p1" },
    { legId: "leg-3", endpointId: "e-5" },
  ],
  untilAt: AT,
  ringingByAt: AT,
  reasons: REASONS,
};

test("an offer says to whom and why, and opens to the whole decision", () => {
  const [offer] = story(OFFERED);
  expect(sentences(story(OFFERED))).toEqual(["Offered to Alice: longest idle of 2."]);
  expect(offer?.more.join(" ")).toContain("had waited 12 seconds; 3 were waiting");
  expect(offer?.more.join(" ")).toContain("Sales\u2069 has 4 members: 3 signed in, 3 who meet “sales”, 2 free");
});

test.each([
  ["only-one", "the only one free"],
  ["skill-fit", "best fitting skills of 2 who were free"],
  ["id", "first of 2 who were equal in everything"],
])("an offer decided by %s says: %s", (tieBreak, said) => {
  expect(sentences(story({ ...OFFERED, reasons: { ...REASONS, tieBreak } }))).toEqual([`Offered to Alice: ${said}.`]);
});

test("legs and seats go by the names of those who have them [R-PAGE-3]", () => {
  const told = sentences(
    story(
      ARRIVED,
      OFFERED,
      { type: "offer.ringing", offerId: "o1", legId: "leg-2" },
      { type: "offer.ringing", offerId: "o1", legId: "leg-3" },
      { type: "seat.away", seatId: "seat-1", untilAt: AT },
      { type: "seat.returned", seatId: "seat-1", legId: "leg-9" },
      { type: "leg.up", legId: "leg-9" },
    ),
  );
  expect(told).toEqual([
    "Called main; customer class VIP.",
    "Offered to Alice: longest idle of 2.",
    "Alice's browser rings.",
    "Alice's phone rings.",
    "No audio comes from the customer: their line is lost. The other side hears comfort sound.",
    "The customer came back into the talk.",
    "The line to the customer is up.",
  ]);
});

test("a device's failure is told as such, and not as the agent's [R-PAGE-3]", () => {
  const ended = { type: "offer.ended", offerId: "o1", agentId: "alice", queueId: "sales", ringMs: 3000 };
  const [failed] = story({ ...ended, outcome: "device-failed", cause: "no-ringing", coolDownUntilAt: AT + 30_000 });
  expect(failed?.sentence).toContain("no device began to ring in time; not counted against the agent");
  expect(failed?.tone).toBe("trouble");
  expect(failed?.more).toHaveLength(1);
});

test("an offer that was accepted is good news", () => {
  const [accepted] = story({
    type: "offer.ended",
    offerId: "o1",
    agentId: "alice",
    queueId: "sales",
    outcome: "accepted",
    cause: "answered",
    ringMs: 2400,
  });
  expect(accepted).toMatchObject({ tone: "good", weight: "step" });
  expect(accepted?.sentence).toBe("\u2068Alice\u2069 answered after 2 seconds.");
});

test("an event that has no sentence is still there, as a detail under its type [R-PAGE-3]", () => {
  expect(story({ type: "something.new" })).toMatchObject([{ weight: "detail", sentence: "Event something.new." }]);
});

test("a name that would turn the line around is isolated and cleaned [R-DESK-14]", () => {
  expect(story({ ...OFFERED, agentId: "bob" })[0]?.sentence).toBe("Offered to \u2068בוב\u2069: longest idle of 2.");
});

test.each([
  ["customer-hung-up", "plain"],
  ["agent-ended", "plain"],
  ["abandoned", "trouble"],
  ["timed-out", "trouble"],
  ["media-lost", "trouble"],
])("an interaction that ends by %s has the tone %s", (cause, tone) => {
  expect(story({ type: "interaction.closed", cause, durationMs: 65_000 })[0]).toMatchObject({ tone });
});
