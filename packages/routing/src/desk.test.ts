import { asId, presences } from "@legroom/model";
import type { Can, DeskView, InputBody, Presence } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { acts, agents, perform } from "../test/history.ts";
import { loadWorld, lookAt, saveWorld, step } from "./index.ts";

function desk(centre: Centre, agent = "alice"): DeskView {
  const view = centre.look().desk(asId(agent));
  if (view === undefined) throw new Error(`${agent} has a desk`);
  return view;
}

const code = (can: Can): string => (can.ok ? "ok" : can.refusal.code);
const legOf = (centre: Centre) => centre.last("offer.made").legs[0]?.legId ?? asId<"leg">("");

test("a desk shows the offer that rings, the talk, and the wrap-up, each in its time [R-ROUTE-41]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  expect(desk(centre)).not.toHaveProperty("offer");
  centre.visits("erin", "sales");
  const { offerId, interactionId } = centre.last("offer.made");
  expect(desk(centre).offer).toMatchObject({
    ...{ id: offerId, interactionId, phase: "ringing", madeAt: centre.at, untilAt: centre.at + 20_000 },
    endpointIds: ["alice.browser:1"],
  });
  expect(desk(centre).queues.find((queue) => queue.id === "sales")).toMatchObject({ name: "Sales", waiting: 1 });
  centre.give({ type: "leg.answered", legId: legOf(centre) });
  centre.media(legOf(centre), "started");
  expect(desk(centre).work).toMatchObject({
    ...{ offerId, acceptedAt: centre.at, connectedAt: centre.at, endpointId: "alice.browser:1" },
    interaction: { id: interactionId, phase: "live", visitId: "erin", agentId: "alice" },
  });
  centre.hangsUp("erin");
  expect(desk(centre)).not.toHaveProperty("work");
  expect(desk(centre).wrapUp).toEqual({
    ...{ interactionId, untilAt: centre.at + 60_000, mode: "optional", extensionLeftMs: 60_000 },
  });
  expect(centre.look().desk(asId("nobody"))).toBeUndefined();
});

test("what may be pressed follows the agent from offer to wrap-up, and says why not [R-ROUTE-41]", () => {
  const centre = new Centre();
  const may = (): string[] => {
    const { can } = desk(centre);
    return [can.accept, can.decline, can.end, can.endWrapUp, can.returnToCall].map(code);
  };
  const nothing = [
    "offer.unknown",
    "offer.unknown",
    "interaction.unknown",
    "agent.not-wrapping",
    "interaction.unknown",
  ];
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  expect(may()).toEqual(nothing);
  centre.calls("erin", "sales");
  expect(may()).toEqual(["ok", "ok", ...nothing.slice(2)]);
  centre.give({ type: "leg.answered", legId: legOf(centre) });
  centre.media(legOf(centre), "started");
  expect(may()).toEqual(["offer.not-open", "offer.not-open", "ok", "agent.not-wrapping", "ok"]);
  centre.hangsUp("erin");
  expect(may()).toEqual([...nothing.slice(0, 3), "ok", "interaction.unknown"]);
});

test("only a page that rings can accept; a phone is answered on itself [R-ROUTE-41]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  expect(code(desk(centre).can.accept)).toBe("offer.answer-your-phone");
  expect(code(desk(centre).can.decline)).toBe("ok");
  centre.page("alice"); // it came too late for this offer
  expect(code(desk(centre).can.accept)).toBe("offer.answer-your-phone");
});

test("what a desk may press is what its command would do, in every history [R-ROUTE-41]", () => {
  fc.assert(
    fc.property(acts, fc.constantFrom(...presences), (history, presence) => {
      const centre = new Centre();
      centre.obliging = false;
      centre.inBrowsers(...agents);
      for (const [i, act] of history.entries()) perform(centre, act, i);
      const text = saveWorld(centre.world);
      for (const agent of agents)
        for (const [can, command] of presses(centre, agent, presence)) agree(centre, text, can, command);
    }),
    { numRuns: 20 },
  );
}, 60_000);

type Press = readonly [Can, object];

function presses(centre: Centre, agent: (typeof agents)[number], presence: Presence): Press[] {
  const view = lookAt(centre.world).desk(asId(agent));
  if (view === undefined) throw new Error(`${agent} has a desk`);
  const { can, offer, work } = view;
  const interactionId = work?.interaction.id ?? asId<"interaction">("none");
  const offerId = offer?.id ?? work?.offerId ?? asId<"offer">("none");
  return [
    [can.decline, { type: "offer.decline", offerId, agentId: agent }],
    [can.end, { type: "interaction.end", interactionId }],
    [can.endWrapUp, { type: "wrap-up.end", agentId: agent }],
    [can.presence[presence], { type: "presence.set", presence, agentId: agent }],
  ];
}

/** On a copy of the world: the command is taken exactly if the desk said so, and refused with the same code. */
function agree(centre: Centre, text: string, can: Can, command: object): void {
  const body = { ...command, commandId: "press", actor: { kind: "staff", id: "grace" } } as InputBody; // one of the four
  const result = step(loadWorld(text), { id: asId("press"), at: centre.at, entropy: "0".repeat(32), ...body });
  expect(result.ok ? "ok" : result.refusal.code).toBe(code(can));
}

test("an agent's End is what hanging up is: the customer hears a goodbye; a supervisor's ends it at once [R-ROUTE-24]", () => {
  for (const actor of [{ kind: "agent", id: "alice" } as const, { kind: "staff", id: "grace" } as const]) {
    const centre = new Centre();
    centre.inBrowsers("alice");
    centre.visits("erin", "sales");
    const { interactionId } = centre.last("interaction.arrived");
    const end = { type: "interaction.end", interactionId, commandId: "end", actor };
    centre.give(end as InputBody); // ids are made where text enters
    expect(centre.last("command.accepted").actor).toEqual(actor);
    expect(centre.all("interaction.in-flow").map((event) => event.flow)).toEqual(
      actor.kind === "agent" ? ["goodbye"] : [],
    );
    expect(centre.last("interaction.closed").cause).toBe(actor.kind === "agent" ? "agent-ended" : "ended-by-command");
  }
});
