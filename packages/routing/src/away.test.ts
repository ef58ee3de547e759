import { asId } from "@legroom/model";
import type { ConferenceState, Hearing, LegId, SeatId } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

function talking(): { centre: Centre; agentLeg: LegId } {
  const centre = new Centre();
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.wait(10_000);
  return { centre, agentLeg: centre.last("offer.made").legs[0]?.legId ?? asId<"leg">("") };
}

const now = (centre: Centre): string | undefined => centre.look().interactions()[0]?.phase;

function stated(centre: Centre): ConferenceState {
  const state = centre.last("conference.stated").states.at(-1);
  if (state === undefined) throw new Error("nothing is stated");
  return state;
}

/** What the customer and the agent hear, as last stated. */
function heard(centre: Centre): readonly unknown[] {
  const { hears, seats } = stated(centre);
  return seats.map(({ seatId }) => (hears[seatId] ?? []).map(({ source }: Hearing) => source));
}

const comfort = [{ tone: "comfort" }];
const customerSeat = (centre: Centre): SeatId => centre.last("interaction.arrived").seatId;

test("a visitor's line that breaks is no hang-up: the agent hears comfort, and a return within the time mends it [R-ROUTE-38]", () => {
  const { centre, agentLeg } = talking();
  centre.breaks("erin");
  expect(now(centre)).toBe("live");
  expect(heard(centre)[1]).toEqual(comfort);
  expect(stated(centre).seats).toEqual([
    { seatId: customerSeat(centre), legId: null },
    { seatId: expect.any(String), legId: agentLeg },
  ]);
  centre.wait(15_000);
  centre.returns("erin-2", { visit: "erin" });
  expect(centre.all("seat.back")).toHaveLength(1);
  expect(heard(centre)[1]).toEqual([{ seat: customerSeat(centre) }]);
  centre.wait(60_000);
  expect(now(centre)).toBe("live");
});

test("a visitor who does not come back is lost, and the agent wraps up; a SIP caller has nothing to come back with [R-ROUTE-38] [R-ROUTE-25]", () => {
  const { centre } = talking();
  centre.breaks("erin");
  centre.wait(20_000);
  expect(centre.last("interaction.closed").cause).toBe("customer-lost");
  expect(centre.availability("alice")).toBe("wrapping");
  const other = new Centre();
  other.available("alice");
  other.calls("frank", "sales");
  other.breaks("frank");
  expect(other.last("interaction.closed").cause).toBe("customer-lost");
});

test("a visitor who hangs up has hung up, and abandons while waiting [R-ROUTE-24]", () => {
  const { centre } = talking();
  centre.hangsUp("erin");
  expect(centre.last("interaction.closed").cause).toBe("customer-hung-up");
  centre.visits("frank", "support");
  centre.hangsUp("frank");
  expect(centre.last("interaction.closed").cause).toBe("abandoned");
});

test("a caller who is away keeps their place and is offered to nobody; back, they are offered at once [R-ROUTE-38]", () => {
  const centre = new Centre();
  centre.visits("erin", "sales");
  centre.wait(1000);
  centre.calls("frank", "sales");
  centre.media("erin", "lost");
  centre.inBrowsers("alice");
  expect(centre.agentOf("frank")).toBe("alice");
  expect(centre.look().queues()[0]?.waiting).toBe(1); // still in line
  centre.available("david");
  expect(centre.all("offer.made")).toHaveLength(1);
  centre.media("erin", "restored");
  expect(centre.agentOf("erin")).toBe("david");
});

test("an offer for a caller whose audio is gone is withdrawn, nobody is charged, and back they are offered again [R-ROUTE-38]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.breaks("erin");
  expect(centre.last("offer.ended")).toMatchObject({ outcome: "withdrawn", cause: "caller-away" });
  expect(centre.availability("alice")).toBe("available");
  expect(centre.all("offer.made")).toHaveLength(1);
  centre.returns("erin-2", { visit: "erin" });
  expect(centre.all("offer.made")).toHaveLength(2);
  expect(centre.all("agent.no-answer-noted")).toEqual([]);
});

test("in the queue a broken line leaves the music to nobody, and the seat without a leg [R-ROUTE-38]", () => {
  const centre = new Centre();
  centre.visits("erin", "sales");
  centre.breaks("erin");
  expect(stated(centre).seats).toEqual([{ seatId: customerSeat(centre), legId: null }]);
  expect(centre.look().visit(asId("erin"))).toMatchObject({ phase: "queued", position: 1, seats: [{ away: true }] });
  centre.wait(20_000);
  expect(centre.last("interaction.closed").cause).toBe("customer-lost");
  expect(centre.last("queue-segment.ended").outcome).toBe("abandoned");
});

test("a question that nobody heard is asked again when they are back, and counts as no try [R-ROUTE-38]", () => {
  const centre = new Centre();
  centre.visits("erin", "main");
  const { promptId } = centre.last("prompt.asked");
  centre.media("erin", "lost");
  centre.give({ type: "prompt.ended", promptId, reason: "no-input", heardMs: 9000 });
  expect(centre.all("prompt.asked")).toHaveLength(1);
  centre.media("erin", "restored");
  expect(centre.all("prompt.asked")).toHaveLength(2);
  expect(centre.last("interaction.in-flow")).toMatchObject({ flow: "front-line", step: 1 });
});

test("an agent's page that is lost in a talk leaves the customer with comfort; not back, the customer is first in line, clock kept [R-ROUTE-25]", () => {
  const { centre, agentLeg } = talking();
  const { firstEnteredAt } = centre.last("interaction.queued");
  centre.losesPage("alice", "no-pong");
  expect(now(centre)).toBe("live"); // its audio goes on
  centre.breaks(agentLeg);
  expect(heard(centre)[0]).toEqual(comfort);
  centre.wait(20_000);
  expect(centre.last("interaction.queued")).toMatchObject({ band: 0, firstEnteredAt, again: true });
  expect(centre.last("agent-segment.ended").cause).toBe("agent-lost");
  expect(centre.all("agent.no-answer-noted")).toEqual([]);
});

test("an agent who returns in time talks on; the audio of a returned leg ends the comfort sound [R-ROUTE-36]", () => {
  const { centre, agentLeg } = talking();
  centre.breaks(agentLeg);
  centre.obliging = false;
  centre.returns("alice-2", { agent: "alice" });
  centre.give({ type: "leg.answered", legId: asId("alice-2") });
  expect(heard(centre)[0]).toEqual(comfort); // its audio has not begun
  centre.media("alice-2", "started");
  expect(heard(centre)[0]).toEqual([{ seat: stated(centre).seats[1]?.seatId }]);
  expect(centre.look().desk(asId("alice"))?.work?.endpointId).toBe("alice.browser:1");
});

test("a browser's leg whose audio does not begin leaves its seat away, until it does [R-ROUTE-39]", () => {
  const { centre } = talking();
  centre.obliging = false;
  centre.returns("erin-2", { visit: "erin" });
  centre.give({ type: "leg.answered", legId: asId("erin-2") });
  centre.wait(1999);
  expect(centre.all("seat.away")).toEqual([]);
  centre.wait(1);
  expect(heard(centre)[1]).toEqual(comfort);
  centre.media("erin-2", "started");
  expect(centre.all("seat.back")).toHaveLength(1);
});

test("a visitor whose audio never begins is offered to nobody, and lost in the end; a SIP caller may be silent [R-ROUTE-39]", () => {
  for (const kind of ["visit", "phone"] as const) {
    const centre = new Centre();
    centre.obliging = false;
    if (kind === "visit") centre.visits("erin", "sales");
    else centre.calls("erin", "sales");
    centre.give({ type: "leg.answered", legId: asId("erin") });
    centre.wait(3000);
    centre.available("alice");
    expect(centre.all("offer.made")).toHaveLength(kind === "visit" ? 0 : 1);
    centre.wait(20_000);
    expect(centre.all("interaction.closed").map((event) => event.cause)).toEqual(
      kind === "visit" ? ["customer-lost"] : [],
    );
  }
});

test("an answer in a browser without audio fails, where a phone's is connected and silent [R-ROUTE-22]", () => {
  for (const where of ["browser", "phone"] as const) {
    const centre = new Centre();
    centre.phones.set("alice", "rings");
    if (where === "browser") centre.inBrowsers("alice");
    else centre.available("alice");
    centre.calls("erin", "sales");
    centre.give({ type: "leg.answered", legId: centre.last("offer.made").legs[0]?.legId ?? asId("") });
    centre.wait(2000);
    expect(centre.all("offer.connected").map((event) => event.silent)).toEqual(where === "phone" ? [true] : []);
    expect(now(centre)).toBe(where === "phone" ? "live" : "queued");
    if (where === "phone") continue;
    expect(centre.last("offer.failed-to-connect").coolDownUntilAt).toBe(centre.at + 30_000);
    expect(centre.availability("alice")).toBe("available"); // not charged
    expect(centre.all("agent.no-answer-noted")).toEqual([]);
  }
});

test("an agent whose page breaks while connecting has not taken the call: the caller is back in line, nobody is charged [R-ROUTE-22]", () => {
  for (const how of ["ends", "falls silent"] as const) {
    const centre = new Centre();
    centre.inBrowsers("alice");
    centre.obliging = false;
    centre.calls("erin", "sales");
    centre.give({ type: "leg.answered", legId: asId("erin") });
    const legId = centre.last("offer.made").legs[0]?.legId ?? asId<"leg">("");
    centre.give({ type: "leg.answered", legId });
    centre.media(legId, "started");
    if (how === "ends") centre.breaks(legId);
    else centre.media(legId, "lost");
    expect(now(centre)).toBe("queued");
    expect(centre.all("offer.failed-to-connect")).toHaveLength(1);
    expect(centre.availability("alice")).toBe("available");
  }
});

test("a visitor whose line breaks while the agent is being connected is awaited in the talk [R-ROUTE-38]", () => {
  const centre = new Centre();
  centre.inBrowsers("alice");
  centre.obliging = false;
  centre.visits("erin", "sales");
  centre.give({ type: "leg.answered", legId: asId("erin") });
  centre.media("erin", "started");
  const legId = centre.last("offer.made").legs[0]?.legId ?? asId<"leg">("");
  centre.give({ type: "leg.answered", legId });
  centre.breaks("erin");
  const { conferenceId, version } = stated(centre);
  centre.media(legId, "started");
  centre.give({ type: "conference.applied", conferenceId, version });
  expect(now(centre)).toBe("live");
  expect(heard(centre)[1]).toEqual(comfort);
});

test("a media process that dies while a visitor is away takes their interaction with it, and no other [R-ROUTE-27]", () => {
  const centre = new Centre();
  centre.visits("erin", "sales");
  centre.visits("frank", "sales");
  const [erins] = centre.look().conferences();
  centre.breaks("erin");
  centre.give({ type: "media.lost", legIds: [], conferenceIds: erins === undefined ? [] : [erins.id] });
  expect(centre.last("interaction.closed")).toMatchObject({ interactionId: erins?.interactionId, cause: "media-lost" });
  expect(centre.look().visit(asId("frank"))?.phase).toBe("queued");
});

test("the empty conference of a talk to come may be lost: another one is opened at the answer [R-ROUTE-27]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  centre.calls("erin", "sales");
  const empty = centre
    .look()
    .conferences()
    .find((one) => one.kind === "interaction");
  centre.give({ type: "media.lost", legIds: [], conferenceIds: empty === undefined ? [] : [empty.id] });
  const legId = centre.last("offer.made").legs[0]?.legId ?? asId<"leg">("");
  centre.give({ type: "leg.answered", legId });
  centre.media(legId, "started");
  expect(now(centre)).toBe("live");
  expect(stated(centre).name).toBe(`${empty?.name}-2`);
});
