/** Several agents ring for one caller: a round of offers for one seat, which the first durable answer takes. */
import { asId } from "@legroom/model";
import type { CentreFile, EventOf } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

type Made = EventOf<"offer.made">;

/** General rings all who are free, for at most two rounds. */
function ringsAll(file: CentreFile): CentreFile {
  const queues = file.queues.map((queue) =>
    queue.id === "general" ? { ...queue, strategy: "ring-all" as const, offersMax: 2 } : queue,
  );
  return { ...file, queues };
}

/** Erin waits in general, and the phones of these ring. */
function ringing(agents: readonly string[], change = ringsAll): { centre: Centre; first: Made; second: Made } {
  const centre = new Centre(change);
  for (const agent of agents) centre.phones.set(agent, "rings");
  centre.available(...agents);
  centre.visits("erin", "general");
  centre.media("erin", "started");
  const [first, second] = centre.all("offer.made");
  if (first === undefined || second === undefined) throw new Error("two ring");
  return { centre, first, second };
}

const answers = (centre: Centre, { legs }: Made): void =>
  void centre.give({ type: "leg.answered", legId: legs[0]?.legId ?? asId("") });
const declines = (centre: Centre, { offerId, agentId }: Made): void =>
  void centre.command({ type: "offer.decline", offerId, agentId });

const ends = (centre: Centre): string[] =>
  centre.all("offer.ended").map(({ agentId, outcome, cause }) => `${agentId} ${outcome} ${cause}`);
const phase = (centre: Centre): string | undefined => centre.look().interactions()[0]?.phase;

test("a round offers one seat to all who are free, as one attempt, each with their own reasons [R-ROUTE-42]", () => {
  const { centre, first, second } = ringing(["alice", "bob", "carol"]);
  const third = centre.last("offer.made");
  expect([first, second, third].map((made) => made.agentId)).toEqual(["alice", "bob", "carol"]);
  expect(new Set([first, second, third].map((made) => made.seatId)).size).toBe(1);
  expect([first, second, third].map((made) => made.attempt)).toEqual([1, 1, 1]);
  const considered = [first, second, third].map((made) => made.reasons.candidates.map((one) => one.agentId));
  expect(considered).toEqual([["alice", "bob", "carol"], ["bob", "carol"], ["carol"]]);
  expect(third.reasons.waiting).toBe(1);
  expect(["alice", "bob", "carol"].map((agent) => centre.availability(agent))).toEqual(Array(3).fill("offered"));
});

test("the first answer has the seat; the other is superseded, told so, rests from nobody and is offered who waits [R-ROUTE-42]", () => {
  const { centre, first, second } = ringing(["alice", "bob"]);
  centre.phones.set("alice", "answers");
  centre.calls("frank", "general");
  answers(centre, second);
  expect(ends(centre).slice(0, 2)).toEqual(["bob accepted answered", "alice superseded superseded"]);
  expect(centre.all("offer.ended")[1]).not.toHaveProperty("coolDownUntilAt");
  const hangUps = centre
    .all("effect.requested")
    .flatMap(({ effect }) => (effect.type === "leg.hang-up" ? [[effect.legId, effect.cause]] : []));
  expect(hangUps).toEqual([[first.legs[0]?.legId, "answered-elsewhere"]]);
  expect([centre.agentOf("erin"), centre.agentOf("frank")]).toEqual(["bob", "alice"]);
});

test("an answer after the first is late, and ended [R-ROUTE-42]", () => {
  const { centre, first, second } = ringing(["alice", "bob"]);
  centre.obliging = false;
  answers(centre, first);
  const before = ends(centre);
  answers(centre, second);
  expect(ends(centre)).toEqual(before);
  expect(centre.effects("leg.hang-up")).toEqual([]); // it was asked for already
  expect(centre.agentOf("erin")).toBe("alice");
});

test("while another rings, an offer that ends changes nothing for the caller; after the last they are offered on [R-ROUTE-43]", () => {
  const { centre, first, second } = ringing(["alice", "bob"]);
  declines(centre, first);
  expect(phase(centre)).toBe("offering");
  expect(centre.availability("alice")).toBe("available");
  expect(centre.all("offer.made")).toHaveLength(2);
  centre.available("carol"); // nobody waits for her: the seat rings
  expect(centre.all("offer.made")).toHaveLength(2);
  declines(centre, second);
  expect(ends(centre).slice(0, 2)).toEqual(["alice declined declined-by-agent", "bob declined declined-by-agent"]);
  expect(centre.last("offer.made")).toMatchObject({ agentId: "carol", attempt: 2 });
  expect(centre.last("offer.made").seatId).not.toBe(first.seatId);
  expect(centre.agentOf("erin")).toBe("carol");
  expect(centre.all("interaction.queued")).toHaveLength(1);
});

test("who is still rung may answer after the other declined [R-ROUTE-43]", () => {
  const { centre, first, second } = ringing(["alice", "bob"]);
  declines(centre, first);
  answers(centre, second);
  expect(centre.agentOf("erin")).toBe("bob");
});

test("a round in which nobody answers notes it of each of them [R-ROUTE-43]", () => {
  const { centre } = ringing(["alice", "bob"]);
  centre.wait(20_000);
  expect(ends(centre).toSorted()).toEqual(["alice no-answer ring-limit", "bob no-answer ring-limit"]);
  expect(["alice", "bob"].map((agent) => centre.availability(agent))).toEqual(["not-responding", "not-responding"]);
  expect(phase(centre)).toBe("queued");
});

test("rounds are counted, not offers: the caller flows out after as many as the queue allows [R-ROUTE-43]", () => {
  const { centre, first, second } = ringing(["alice", "bob"]);
  for (const offer of [first, second]) declines(centre, offer);
  expect(centre.last("interaction.queued").queueId).toBe("general");
  centre.wait(30_000);
  expect(centre.last("offer.made")).toMatchObject({ queueId: "general", attempt: 2 });
  declines(centre, centre.last("offer.made"));
  expect(centre.last("interaction.queued").queueId).toBe("overflow");
});

type End = { readonly of: string; readonly how: (centre: Centre) => void; readonly as: string };

const commonEnds: readonly End[] = [
  { of: "the caller hangs up", how: (centre) => centre.hangsUp("erin"), as: "caller-left caller-hung-up" },
  { of: "the caller's audio is gone", how: (centre) => centre.media("erin", "lost"), as: "withdrawn caller-away" },
  {
    of: "the clock jumps",
    how: (centre) => void centre.give({ type: "clock.jumped", byMs: 5 }),
    as: "withdrawn clock-jumped",
  },
  {
    of: "the centre restarts",
    how: (centre) =>
      void centre.give({ type: "centre.restarted", epoch: 2, codeVersion: "test", rulesVersion: "1", downMs: 1 }),
    as: "withdrawn centre-restarted",
  },
  {
    of: "it is ended by command",
    how: (centre) =>
      void centre.command({ type: "interaction.end", interactionId: centre.last("offer.made").interactionId }),
    as: "withdrawn interaction-ended",
  },
  {
    of: "its media process is lost",
    how: (centre) => void centre.give({ type: "media.lost", legIds: [asId("erin")], conferenceIds: [] }),
    as: "withdrawn media-failed",
  },
];

test.each(commonEnds)(
  "all offers for a caller end when $of, and their phones with them [R-ROUTE-43]",
  ({ how, as }) => {
    const { centre, first, second } = ringing(["alice", "bob"]);
    how(centre);
    expect(ends(centre).slice(0, 2)).toEqual([`alice ${as}`, `bob ${as}`]);
    const over = new Set(centre.all("leg.ended").map((event) => event.legId));
    expect([...first.legs, ...second.legs].map(({ legId }) => over.has(legId))).toEqual([true, true]);
  },
);

test("the longest wait ends all that ring for the caller, with an apology [R-ROUTE-43]", () => {
  const { centre } = ringing(["alice", "bob"], (file) => ({
    ...ringsAll(file),
    deadlines: { ...file.deadlines, sinceFirstEntryMs: 15_000 },
  }));
  centre.wait(15_000);
  expect(ends(centre)).toEqual(["alice caller-left caller-timed-out", "bob caller-left caller-timed-out"]);
  expect(centre.last("interaction.closed").cause).toBe("timed-out");
  expect(["alice", "bob"].map((agent) => centre.availability(agent))).toEqual(["available", "available"]);
});

test("a phone that is lost ends its agent's offer alone [R-ROUTE-43]", () => {
  const { centre } = ringing(["alice", "bob"]);
  centre.give({ type: "endpoint.lost", endpointId: asId("alice/1"), cause: "no-pong" });
  expect(ends(centre)).toEqual(["alice device-failed endpoint-lost"]);
  expect([phase(centre), centre.availability("bob")]).toEqual(["offering", "offered"]);
});

test("an agent who chooses Break stops ringing, the others ring on [R-ROUTE-43]", () => {
  const { centre } = ringing(["alice", "bob"]);
  centre.presence("bob", "break");
  expect(ends(centre)).toEqual(["bob withdrawn presence-changed"]);
  expect([phase(centre), centre.availability("alice")]).toEqual(["offering", "offered"]);
});
