/** Wrap-up by its modes: whether it follows, who may end it and when, asked for during the talk, made longer. */
import { asId } from "@legroom/model";
import type { Actor, CommandBody, DeskView, QueueConfig } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import type { Step } from "./index.ts";

type Settings = Partial<Pick<QueueConfig, "wrapUpMode" | "wrapUpMs" | "wrapUpExtensionMs">>;

/** Alice talks with Erin of a queue whose wrap-up is so. */
function talking(settings: Settings): Centre {
  const centre = new Centre((file) => ({
    ...file,
    queues: file.queues.map((queue) => (queue.id === "sales" ? { ...queue, ...settings } : queue)),
  }));
  centre.available("alice");
  centre.calls("erin", "sales");
  return centre;
}

/** The same, and then the customer has hung up. */
function wrapping(settings: Settings): Centre {
  const centre = talking(settings);
  centre.hangsUp("erin");
  return centre;
}

const alice: Actor = { kind: "agent", id: asId("alice") };

/** `body` as somebody commands it: an agent, or whoever answers for the centre. */
function asks(centre: Centre, body: CommandBody, actor: Actor = alice): Step {
  const commandId = asId<"command">(`asked-${centre.inputs.length}`);
  return centre.give({ ...body, commandId, actor });
}

const end = { type: "wrap-up.end", agentId: asId<"agent">("alice") } as const;
const request = { type: "wrap-up.request", agentId: asId<"agent">("alice") } as const;
const extend = (byMs: number) => ({ type: "wrap-up.extend", agentId: asId<"agent">("alice"), byMs }) as const;

const codeOf = (step: Step): string => (step.ok ? "ok" : step.refusal.code);

function desk(centre: Centre): DeskView {
  const view = centre.look().desk(asId("alice"));
  if (view === undefined) throw new Error("Alice has a desk");
  return view;
}

const canCode = (can: DeskView["can"]["endWrapUp"]): string => (can.ok ? "ok" : can.refusal.code);

/** Alice notes how it went, or only adds a few words. */
function notes(centre: Centre, disposition?: string): void {
  const interactionId = centre.last("interaction.arrived").interactionId;
  const noted = disposition === undefined ? { note: asId<"sealed">("few-words") } : { disposition };
  asks(centre, { type: "wrap-up.note", agentId: asId("alice"), interactionId, ...noted });
}

test.each([
  [{ wrapUpMode: "off" }, "available"],
  [{ wrapUpMode: "optional" }, "wrapping"],
  [{ wrapUpMode: "optional", wrapUpMs: 0 }, "available"],
  [{ wrapUpMode: "mandatory" }, "wrapping"],
  [{ wrapUpMode: "forced" }, "wrapping"],
  [{ wrapUpMode: "requested" }, "available"],
] as const)("after a talk of a queue with %o the agent is %s [R-ROUTE-148]", (settings, state) => {
  expect(wrapping(settings).availability("alice")).toBe(state);
});

test.each(["optional", "mandatory", "forced", "requested"] as const)(
  "wrap-up that is %s ends at its limit by itself, and is shown with its mode until then [R-ROUTE-148]",
  (wrapUpMode) => {
    const centre = talking({ wrapUpMode, wrapUpMs: 30_000 });
    asks(centre, request);
    centre.hangsUp("erin");
    expect(centre.last("agent.wrap-up-started").mode).toBe(wrapUpMode);
    expect(desk(centre).agent).toMatchObject({ wrapUpMode, wrapUpUntilAt: centre.at + 30_000 });
    centre.wait(29_999);
    expect(centre.availability("alice")).toBe("wrapping");
    centre.wait(1);
    expect([centre.availability("alice"), centre.last("agent.wrap-up-ended").cause]).toEqual(["available", "timer"]);
  },
);

test("optional wrap-up is ended by the agent when they like [R-ROUTE-148]", () => {
  const centre = wrapping({ wrapUpMode: "optional" });
  expect([canCode(desk(centre).can.endWrapUp), codeOf(asks(centre, end))]).toEqual(["ok", "ok"]);
  expect(centre.availability("alice")).toBe("available");
});

test("mandatory wrap-up is ended earlier only with a disposition; a note alone is none [R-ROUTE-149]", () => {
  const centre = wrapping({ wrapUpMode: "mandatory" });
  expect(codeOf(asks(centre, end))).toBe("wrap-up.needs-disposition");
  notes(centre);
  expect(canCode(desk(centre).can.endWrapUp)).toBe("wrap-up.needs-disposition");
  notes(centre, "sold");
  expect([canCode(desk(centre).can.endWrapUp), codeOf(asks(centre, end))]).toEqual(["ok", "ok"]);
});

test("a disposition that was noted during the talk counts [R-ROUTE-149]", () => {
  const centre = talking({ wrapUpMode: "mandatory" });
  notes(centre, "sold");
  centre.hangsUp("erin");
  expect(codeOf(asks(centre, end))).toBe("ok");
});

test("forced wrap-up is not ended before its time, and not made longer [R-ROUTE-149]", () => {
  const centre = wrapping({ wrapUpMode: "forced", wrapUpExtensionMs: 60_000 });
  notes(centre, "sold");
  expect(asks(centre, end)).toMatchObject({
    refusal: { code: "wrap-up.too-early", params: { untilAt: centre.at + 60_000 } },
  });
  expect(codeOf(asks(centre, extend(1000)))).toBe("wrap-up.no-extension");
  const { endWrapUp, extendWrapUp } = desk(centre).can;
  expect([canCode(endWrapUp), canCode(extendWrapUp)]).toEqual(["wrap-up.too-early", "wrap-up.no-extension"]);
});

test.each([
  [{ kind: "staff", id: asId<"staff">("grace") }, "ok"],
  [{ kind: "operator" }, "ok"],
  [{ kind: "api-key", id: asId<"api-key">("key-1") }, "wrap-up.too-early"],
  [{ kind: "agent", id: asId<"agent">("bob") }, "wrap-up.not-yours"],
] as const)("somebody else's forced wrap-up ended by %o: %s [R-ROUTE-149]", (actor, expected) => {
  const centre = wrapping({ wrapUpMode: "forced" });
  expect(codeOf(asks(centre, end, actor))).toBe(expected);
  if (expected === "ok") expect(centre.last("command.accepted")).toMatchObject({ actor, commandType: "wrap-up.end" });
});

test("*9 ends what the agent may end, and says so only then [R-ROUTE-149]", () => {
  const said = (settings: Settings): string => {
    const centre = wrapping(settings);
    centre.calls("alice-phone", "*9", "alice");
    expect(centre.availability("alice")).toBe(settings.wrapUpMode === "optional" ? "available" : "wrapping");
    return centre.last("leg.feature-called").said;
  };
  expect([said({ wrapUpMode: "optional" }), said({ wrapUpMode: "forced" })]).toEqual(["wrap-up-ended", "wrap-up-none"]);
});

test("requested wrap-up follows when it was asked for during the talk, once [R-ROUTE-150]", () => {
  const centre = talking({ wrapUpMode: "requested" });
  expect([canCode(desk(centre).can.requestWrapUp), desk(centre).work?.wrapUpAsked]).toEqual(["ok", undefined]);
  expect(codeOf(asks(centre, request))).toBe("ok");
  expect([canCode(desk(centre).can.requestWrapUp), desk(centre).work?.wrapUpAsked]).toEqual([
    "wrap-up.not-asked",
    true,
  ]);
  centre.hangsUp("erin");
  expect(centre.availability("alice")).toBe("wrapping");
  expect(codeOf(asks(centre, request))).toBe("interaction.unknown");
});

test("wrap-up is asked for where the queue knows that, by the agent themselves, and for that talk alone [R-ROUTE-150]", () => {
  expect(codeOf(asks(talking({ wrapUpMode: "optional" }), request))).toBe("wrap-up.not-asked");
  const centre = talking({ wrapUpMode: "requested" });
  expect(codeOf(asks(centre, request, { kind: "agent", id: asId("bob") }))).toBe("wrap-up.not-yours");
  expect(codeOf(asks(centre, { ...request, agentId: asId("nobody") }, { kind: "operator" }))).toBe("agent.unknown");
  asks(centre, request);
  centre.hangsUp("erin");
  asks(centre, end);
  centre.calls("frank", "sales");
  centre.hangsUp("frank");
  expect(centre.availability("alice")).toBe("available");
});

test("wrap-up is made longer within the queue's budget, and refused with what is left [R-ROUTE-151]", () => {
  const centre = wrapping({ wrapUpMs: 60_000, wrapUpExtensionMs: 50_000 });
  expect(desk(centre).wrapUp).toMatchObject({ mode: "optional", extensionLeftMs: 50_000 });
  const until = centre.at + 60_000;
  expect(codeOf(asks(centre, extend(30_000)))).toBe("ok");
  expect(desk(centre).wrapUp).toMatchObject({ untilAt: until + 30_000, extensionLeftMs: 20_000 });
  expect(asks(centre, extend(30_000))).toMatchObject({
    refusal: { code: "wrap-up.no-extension", field: "byMs", params: { leftMs: 20_000 } },
  });
  asks(centre, extend(20_000));
  expect(canCode(desk(centre).can.extendWrapUp)).toBe("wrap-up.no-extension");
  centre.wait(109_999);
  expect(centre.availability("alice")).toBe("wrapping");
  centre.wait(1);
  expect(centre.availability("alice")).toBe("available");
  expect(codeOf(asks(centre, extend(1)))).toBe("agent.not-wrapping");
});

test("a wrap-up that an older version began is optional and is made no longer [R-ROUTE-148]", () => {
  const centre = wrapping({ wrapUpMode: "forced" });
  const agent = centre.world.agents.get(asId("alice"));
  if (agent === undefined) throw new Error("Alice is there");
  agent.wrapUps = agent.wrapUps.map(({ interactionId, untilAt }) => ({ interactionId, untilAt }));
  expect(desk(centre).wrapUp).toMatchObject({ mode: "optional", extensionLeftMs: 0 });
  expect([codeOf(asks(centre, extend(1))), codeOf(asks(centre, end))]).toEqual(["wrap-up.no-extension", "ok"]);
});

test("all of it is in the journal: replayed, it is the same world [R-ROUTE-30]", () => {
  const centre = talking({ wrapUpMode: "requested" });
  asks(centre, request);
  notes(centre, "sold");
  centre.hangsUp("erin");
  asks(centre, extend(1000));
  const { stepped, applied, now } = centre.replayed();
  expect([stepped, applied]).toEqual([now, now]);
});
