import { asId, unixMs } from "@legroom/model";
import type { Event, EventBody } from "@legroom/model";
import { expect, test } from "vitest";
import { tell } from "./story.ts";

const names = { person: (ref: string): string => (ref === "p1" ? "Erin" : "?") };
const at = unixMs(1_700_000_000_000);

function makeEvent(body: EventBody): Event {
  return { seq: 1, at, v: 1, inputId: asId("input-1"), ...body };
}

test("an arrival tells the number, the person by name, and the class [R-SERVER-9]", () => {
  const event = makeEvent({
    type: "interaction.arrived",
    interactionId: asId("i1"),
    legId: asId("leg-1"),
    seatId: asId("seat-1"),
    to: "sales",
    person: asId("p1"),
    customerClass: "vip",
    contactId: asId("erin"),
    untilAt: at,
  });
  expect(tell(event, names)).toBe("call arrives for sales from Erin, class vip (contact erin)");
});

test("an offer tells why this caller and why this agent [R-SERVER-9]", () => {
  const event = makeEvent({
    type: "offer.made",
    interactionId: asId("i1"),
    offerId: asId("offer-1"),
    agentId: asId("alice"),
    queueId: asId("sales"),
    seatId: asId("seat-2"),
    attempt: 1,
    legs: [{ legId: asId("leg-2"), endpointId: asId("e1") }],
    untilAt: unixMs(at + 20_000),
    ringingByAt: unixMs(at + 3000),
    reasons: {
      rulesVersion: "1",
      queueId: asId("sales"),
      strategy: "performance",
      requires: "sales",
      relaxed: 0,
      customerClass: "vip",
      waitedMs: 1500,
      band: 0,
      virtualEntryAt: at,
      waiting: 2,
      trigger: "agent-free",
      filters: { members: 4, signedIn: 3, skilled: 2, inReach: 2, free: 2, notCoolingDown: 1 },
      candidates: [
        {
          agentId: asId("alice"),
          tier: 1,
          place: 0,
          load: 0,
          level: 5,
          otherSkills: 1,
          performance: 700,
          band: 1,
          idleSinceAt: at,
        },
      ],
      tieBreak: "only-one",
    },
  });
  const told = tell(event, names) ?? "";
  for (const part of [
    "offer-1 to alice",
    "vip caller waited 1.5 s",
    "agent-free",
    "4 members 3 signed in, 2 with sales",
  ])
    expect(told).toContain(part);
  expect(told).toContain("only-one");
});

test("what is stated of a conference tells who hears whom [R-SERVER-9]", () => {
  const event = makeEvent({
    type: "conference.stated",
    interactionId: asId("i1"),
    states: [
      {
        conferenceId: asId("c1"),
        name: "interaction-i1",
        version: 2,
        seats: [],
        hears: {
          [asId<"seat">("customer")]: [{ source: { seat: asId("agent") } }],
          [asId<"seat">("agent")]: [{ source: { seat: asId("customer") } }, { source: { music: "hold" } }],
        },
      },
    ],
  });
  expect(tell(event, names)).toBe(
    "stated: interaction-i1 version 2: customer hears agent, agent hears customer and music",
  );
});

test("an event without a sentence of its own still tells its facts, and never what is sealed [R-SERVER-9]", () => {
  const changed = makeEvent({
    type: "leg.memo-changed",
    legId: asId("leg-1"),
    interactionId: asId("i1"),
    memo: asId("v1.sealed"),
  });
  expect(tell(changed, names)).toBe("leg.memo-changed (legId leg-1)");
});

test("effects are the machine's own and are not told [R-SERVER-9]", () => {
  const event = makeEvent({ type: "effect.settled", effectId: asId("e1"), outcome: "confirmed" });
  expect(tell(event, names)).toBeUndefined();
});
