import { asId } from "@legroom/model";
import type { ConferenceState, LegId } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

/** Erin visits from the "call us" page and talks to Alice, who is in her browser. */
function talking(): { centre: Centre; agentLeg: LegId } {
  const centre = new Centre();
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.wait(10_000);
  const agentLeg = centre.last("offer.made").legs[0]?.legId ?? asId<"leg">("");
  expect(phase(centre)).toBe("live");
  return { centre, agentLeg };
}

function phase(centre: Centre): string | undefined {
  return centre.look().interactions()[0]?.phase;
}

function stated(centre: Centre): ConferenceState {
  const state = centre.last("conference.stated").states.at(-1);
  if (state === undefined) throw new Error("nothing is stated");
  return state;
}

/** Which leg sits in the customer's seat, and in the agent's, as last stated. */
function seated(centre: Centre): readonly (LegId | null)[] {
  return stated(centre).seats.map((place) => place.legId);
}

function effectsOf(centre: Centre, legId: string): string[] {
  return centre.events.flatMap((event) => {
    if (event.type !== "effect.requested" || !("legId" in event.effect) || event.effect.legId !== legId) return [];
    const { effect } = event;
    return [effect.type === "leg.hang-up" ? `leg.hang-up ${effect.cause}` : effect.type];
  });
}

test("a visitor who loads the page again in mid-talk has the seat again, and the former leg is dropped in silence [R-ROUTE-36]", () => {
  const { centre, agentLeg } = talking();
  centre.returns("erin-2", { visit: "erin" });
  expect(seated(centre)).toEqual(["erin-2", agentLeg]);
  expect(centre.last("seat.returned")).toMatchObject({ legId: "erin-2", formerLegId: "erin" });
  expect(effectsOf(centre, "erin")).toEqual(["leg.answer", "leg.hang-up replaced"]);
  expect(centre.all("agent-segment.ended")).toEqual([]);
  expect(phase(centre)).toBe("live");
  expect(centre.all("interaction.arrived")).toHaveLength(1);
});

test("an agent who loads the desk again in mid-talk has the seat again, and hanging up is then theirs to do [R-ROUTE-36]", () => {
  const { centre, agentLeg } = talking();
  centre.returns("alice-2", { agent: "alice" });
  expect(seated(centre)).toEqual(["erin", "alice-2"]);
  expect(effectsOf(centre, agentLeg)).toEqual(["leg.dial", "leg.hang-up replaced"]);
  centre.hangsUp(agentLeg); // what the former leg says is nobody's hang-up
  expect(phase(centre)).toBe("live");
  centre.hangsUp("alice-2");
  expect(centre.last("agent-segment.ended").cause).toBe("agent-hung-up");
});

test("a returning leg is answered near the other one, else near the one of before [R-ROUTE-36]", () => {
  const { centre, agentLeg } = talking();
  centre.obliging = false;
  centre.returns("erin-2", { visit: "erin" });
  expect(centre.effects("leg.answer")[0]?.nearLegId).toBe(agentLeg);
  centre.returns("alice-2", { agent: "alice" });
  expect(centre.effects("leg.answer")[0]?.nearLegId).toBe("erin");
  const waiting = new Centre();
  waiting.visits("frank", "sales");
  waiting.returns("frank-2", { visit: "frank" });
  expect(waiting.inputs.some((input) => input.type === "leg.arrived" && input.legId === "frank-2")).toBe(true);
  const near = waiting.all("effect.requested").flatMap(({ effect }) => (effect.type === "leg.answer" ? [effect] : []));
  expect(near.at(-1)?.nearLegId).toBe("frank");
});

test("whoever has no seat to return to is told that there is none [R-ROUTE-36]", () => {
  const { centre } = talking();
  const rejected = (): string | undefined => centre.last("leg.refused").cause;
  centre.returns("frank-2", { visit: "frank" });
  expect(rejected()).toBe("not-found");
  centre.returns("bob-2", { agent: "bob" });
  expect(rejected()).toBe("not-found");
  centre.give({ type: "leg.arrived", legId: asId("nobody"), to: "return", person: asId("p"), returns: true });
  expect(centre.all("leg.refused")).toHaveLength(3);
  centre.hangsUp("erin");
  centre.returns("erin-2", { visit: "erin" });
  expect(centre.all("leg.refused")).toHaveLength(4); // closed: nothing to return to
  expect(centre.all("seat.return-asked")).toEqual([]);
});

test("a second call of a visit whose interaction is open is its return; after that a new one begins [R-ROUTE-36]", () => {
  const { centre } = talking();
  centre.visits("erin-2", "support", "erin");
  expect(centre.last("seat.returned").legId).toBe("erin-2");
  centre.hangsUp("erin-2");
  centre.visits("erin-3", "support", "erin");
  expect(centre.all("interaction.arrived").map((event) => event.legId)).toEqual(["erin", "erin-3"]);
});

test("a returning leg that fails or is not up in time leaves the seat as it was [R-ROUTE-37]", () => {
  const { centre, agentLeg } = talking();
  centre.obliging = false;
  centre.returns("erin-2", { visit: "erin" });
  centre.give({ type: "leg.failed", legId: asId("erin-2"), cause: "cancelled", side: "theirs" });
  centre.returns("erin-3", { visit: "erin" });
  centre.wait(10_000);
  expect(effectsOf(centre, "erin-3")).toEqual(["leg.answer", "leg.hang-up failed"]);
  expect(seated(centre)).toEqual(["erin", agentLeg]);
  expect(centre.all("seat.returned")).toEqual([]);
  expect(phase(centre)).toBe("live");
});

test("of two that ask to return the second gets the seat, and the first is dropped [R-ROUTE-37]", () => {
  const { centre, agentLeg } = talking();
  centre.obliging = false;
  centre.returns("erin-2", { visit: "erin" });
  centre.returns("erin-3", { visit: "erin" });
  expect(effectsOf(centre, "erin-2")).toEqual(["leg.answer", "leg.hang-up replaced"]);
  centre.give({ type: "leg.answered", legId: asId("erin-2") }); // it crossed
  centre.give({ type: "leg.answered", legId: asId("erin-3") });
  expect(centre.all("seat.returned").map((event) => event.legId)).toEqual(["erin-3"]);
  expect(seated(centre)).toEqual(["erin-3", agentLeg]);
});

test("a talk that ends takes a leg on its way back with it [R-ROUTE-37]", () => {
  const { centre } = talking();
  centre.obliging = false;
  centre.returns("alice-2", { agent: "alice" });
  centre.returns("erin-2", { visit: "erin" });
  centre.hangsUp("erin");
  expect(effectsOf(centre, "alice-2").at(-1)).toBe("leg.hang-up completed");
  expect(effectsOf(centre, "erin-2").at(-1)).toBe("leg.hang-up completed");
});

test("who returns to the front line is asked the same question again, and it is no new try [R-ROUTE-36]", () => {
  const centre = new Centre();
  centre.visits("erin", "main");
  centre.returns("erin-2", { visit: "erin" });
  const [play] = centre
    .all("effect.requested")
    .flatMap(({ effect }) => (effect.type === "prompt.play" && effect.legId === "erin-2" ? [effect] : []));
  expect(play?.items).toEqual([{ sound: "greeting" }, { sound: "menu" }]);
  expect(centre.last("interaction.in-flow").step).toBe(1);
  const promptId = play?.promptId ?? asId<"prompt">("");
  centre.give({ type: "prompt.ended", promptId, reason: "digit", heardMs: 1, digits: "2" });
  expect(centre.last("interaction.queued").queueId).toBe("support");
  expect(centre.last("conference.stated").states.at(-1)?.seats[0]?.legId).toBe("erin-2");
});

test("who returns to a queue keeps their place, hears the music and is told their position again [R-ROUTE-36]", () => {
  const centre = new Centre();
  centre.calls("frank", "sales");
  centre.wait(100);
  centre.visits("erin", "sales");
  centre.wait(5000);
  const told = centre.all("interaction.announced").length;
  centre.returns("erin-2", { visit: "erin" });
  expect(centre.all("interaction.announced").slice(told)).toMatchObject([{ position: 2 }]);
  expect(stated(centre)).toMatchObject({ seats: [{ legId: "erin-2" }], version: 2 });
  expect(Object.values(stated(centre).hears)).toEqual([[{ source: { music: "hold" } }]]);
  expect(centre.all("interaction.queued")).toHaveLength(2);
});

test("who returns while the goodbye is said hears it again, in the same time [R-ROUTE-36]", () => {
  const { centre, agentLeg } = talking();
  centre.obliging = false;
  centre.hangsUp(agentLeg);
  const { untilAt } = centre.last("interaction.in-flow");
  centre.returns("erin-2", { visit: "erin" });
  centre.give({ type: "leg.answered", legId: asId("erin-2") });
  const again = centre.last("interaction.in-flow");
  expect(again).toMatchObject({ flow: "goodbye", untilAt, end: "agent-ended" });
  centre.give({ type: "prompt.ended", promptId: again.promptId ?? asId(""), reason: "finished", heardMs: 900 });
  expect(centre.last("interaction.closed").cause).toBe("agent-ended");
});

test("a caller who returns while a phone rings for them is offered on: it rings on and is accepted [R-ROUTE-36]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.returns("erin-2", { visit: "erin" });
  expect(phase(centre)).toBe("offering");
  centre.give({ type: "leg.answered", legId: centre.last("offer.made").legs[0]?.legId ?? asId("") });
  expect(seated(centre)[0]).toBe("erin-2");
  expect(centre.all("offer.made")).toHaveLength(1);
});

test("a talk is recorded on over a return, under the same seat [R-ROUTE-23]", () => {
  const { centre } = talking();
  const { recordingId, seatIds } = centre.last("recording.asked");
  centre.returns("erin-2", { visit: "erin" });
  expect(seatIds).toContain(centre.last("seat.returned").seatId);
  expect(centre.all("recording.stopping")).toEqual([]);
  centre.hangsUp("erin-2");
  expect(centre.last("recording.stopping").recordingId).toBe(recordingId);
});
