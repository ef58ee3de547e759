/** What agents choose: reasons of the centre's own, and what shall be when the present work is over. */
import { asId } from "@legroom/model";
import type { AgentView, CentreFile, Presence } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import type { Step } from "./index.ts";

type Choice = { readonly reasonCode?: string; readonly when?: "now" | "next" };

function chooses(centre: Centre, presence: Presence, choice: Choice = {}): Step {
  return centre.command({ type: "presence.set", agentId: asId("alice"), presence, ...choice });
}

const view = (centre: Centre): AgentView | undefined =>
  centre
    .look()
    .agents()
    .find(({ id }) => id === "alice");

/** Alice talks with Erin. */
function talking(change: (file: CentreFile) => CentreFile = (file) => file): Centre {
  const centre = new Centre(change);
  centre.available("alice");
  centre.calls("erin", "sales");
  return centre;
}

/** Erin hangs up, and wrap-up takes its time. */
function ends(centre: Centre): void {
  centre.hangsUp("erin");
  centre.wait(60_000);
}

test("a reason is one of the centre's own for that presence, or none; else the list is told [R-ROUTE-144]", () => {
  const centre = new Centre();
  expect([chooses(centre, "break", { reasonCode: "lunch" }).ok, view(centre)?.reasonCode]).toEqual([true, "lunch"]);
  expect(chooses(centre, "busy", { reasonCode: "lunch" })).toMatchObject({
    refusal: {
      ...{ code: "presence.reason-unknown", field: "reasonCode" },
      params: { known: ["meeting", "training", "paperwork"] },
    },
  });
  expect(chooses(centre, "available", { reasonCode: "lunch" })).toMatchObject({ refusal: { params: { known: [] } } });
  expect([chooses(centre, "away").ok, view(centre)?.reasonCode]).toEqual([true, undefined]);
});

test("a centre without reasons of its own takes what is said [R-ROUTE-144]", () => {
  const centre = new Centre((file) => ({ ...file, reasonCodes: [] }));
  expect([chooses(centre, "break", { reasonCode: "siesta" }).ok, view(centre)?.reasonCode]).toEqual([true, "siesta"]);
});

test("what is chosen for next is shown, waits for talk and wrap-up, and then is so [R-ROUTE-145]", () => {
  const centre = talking();
  chooses(centre, "break", { reasonCode: "lunch", when: "next" });
  expect(view(centre)).toMatchObject({ presence: "available", next: { presence: "break", reasonCode: "lunch" } });
  centre.hangsUp("erin");
  expect(view(centre)).toMatchObject({ presence: "available", availability: { state: "wrapping" } });
  centre.wait(60_000);
  expect(view(centre)).toMatchObject({
    presence: "break",
    reasonCode: "lunch",
    availability: { state: "unavailable" },
  });
  expect(view(centre)).not.toHaveProperty("next");
  expect(centre.last("agent.presence-changed").actor).toEqual({ kind: "operator" });
});

test("where nothing holds the agent, next is now [R-ROUTE-145]", () => {
  const centre = new Centre();
  centre.available("alice");
  chooses(centre, "break", { when: "next" });
  expect(view(centre)).toMatchObject({ presence: "break" });
  expect(centre.all("agent.presence-planned")).toEqual([]);
});

test.each([
  ["break", "unavailable"],
  ["offline", "signed-out"],
] as const)("with %s planned nobody else is offered in between [R-ROUTE-145]", (presence, state) => {
  const centre = talking((file) => ({
    ...file,
    agents: file.agents.map((agent) => ({ ...agent, capacity: 2 })),
  }));
  chooses(centre, presence, { when: "next" });
  centre.calls("frank", "sales");
  expect(centre.agentOf("frank")).toBe(undefined);
  ends(centre);
  expect([centre.availability("alice"), centre.agentOf("frank")]).toEqual([state, undefined]);
});

test("whoever has planned to stay available is offered others in between [R-ROUTE-145]", () => {
  const centre = talking((file) => ({
    ...file,
    agents: file.agents.map((agent) => ({ ...agent, capacity: 2 })),
  }));
  chooses(centre, "available", { when: "next" });
  centre.calls("frank", "sales");
  expect(centre.agentOf("frank")).toBe("alice");
});

test("a presence chosen now takes the place of what was planned [R-ROUTE-145]", () => {
  const centre = talking();
  chooses(centre, "break", { when: "next" });
  chooses(centre, "available");
  expect(view(centre)).not.toHaveProperty("next");
  ends(centre);
  expect(view(centre)).toMatchObject({ presence: "available", availability: { state: "available" } });
});

test("what was planned last counts [R-ROUTE-145]", () => {
  const centre = talking();
  chooses(centre, "break", { when: "next" });
  chooses(centre, "offline", { when: "next", reasonCode: "end-of-shift" });
  ends(centre);
  expect(centre.availability("alice")).toBe("signed-out");
  expect(centre.all("agent.session-closed")).toHaveLength(1);
});

/** A phone of Alice's rings for Erin. */
function ringing(): Centre {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  return centre;
}

test("a missed call does not lose what was planned [R-ROUTE-146]", () => {
  const centre = ringing();
  chooses(centre, "break", { reasonCode: "lunch", when: "next" });
  centre.wait(20_000);
  expect(centre.last("offer.ended").outcome).toBe("no-answer");
  expect(view(centre)).toMatchObject({
    presence: "break",
    reasonCode: "lunch",
    availability: { state: "unavailable" },
  });
});

test("Available that was planned before a call was missed does not make it good [R-ROUTE-146]", () => {
  const centre = ringing();
  chooses(centre, "available", { when: "next" });
  centre.wait(20_000);
  expect(centre.availability("alice")).toBe("not-responding");
  chooses(centre, "available");
  expect(centre.availability("alice")).toBe("offered");
});

test("an offer that rings rings on while something else is planned, and may be answered [R-ROUTE-145]", () => {
  const centre = ringing();
  chooses(centre, "break", { when: "next" });
  centre.give({ type: "leg.answered", legId: asId(centre.last("offer.made").legs[0]?.legId ?? "") });
  expect(centre.agentOf("erin")).toBe("alice");
});

test("the phone's own keys during a talk count at once [R-ROUTE-145]", () => {
  const centre = talking();
  chooses(centre, "offline", { when: "next" });
  centre.calls("alice-phone", "*4", "alice");
  expect(view(centre)).toMatchObject({ presence: "break" });
  expect(view(centre)).not.toHaveProperty("next");
});

test("what was planned outlives a restart of the centre, and is in the journal [R-ROUTE-145]", () => {
  const centre = talking();
  chooses(centre, "break", { when: "next" });
  const { stepped, applied, now } = centre.replayed();
  expect([stepped, applied]).toEqual([now, now]);
  centre.give({ type: "centre.restarted", epoch: 9, codeVersion: "test", rulesVersion: "1", downMs: 1 });
  centre.wait(60_000);
  expect(view(centre)).toMatchObject({ presence: "break" });
});
