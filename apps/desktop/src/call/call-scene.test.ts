import { interactionEnds } from "@legroom/model";
import type { InteractionPhase } from "@legroom/model";
import { expect, test } from "vitest";
import { callWords } from "../words/en-call.ts";
import { sceneOf, troubleOf } from "./call-scene.ts";
import type { CallScene, VisitorView } from "./call-scene.ts";
import { overText } from "./screens.tsx";
import { errorText } from "./Start.tsx";

function makeView(more: Partial<VisitorView> = {}): VisitorView {
  return {
    step: "calling",
    microphone: "ready",
    call: { phase: "up", isMuted: false, audio: "flowing" },
    visit: { visitId: "v", at: 0, phase: "live" },
    isConnected: true,
    error: undefined,
    ...more,
  };
}

const screens: Record<"not-called" | InteractionPhase, CallScene["at"]> = {
  "not-called": "connecting",
  arriving: "connecting",
  "in-flow": "greeted",
  queued: "waiting",
  offering: "waiting",
  connecting: "waiting",
  live: "talking",
  parked: "waiting",
  closed: "over",
};

test.each(Object.entries(screens))("a call that is %s shows the screen %s", (phase, at) => {
  const visit = { visitId: "v", at: 0, phase } as NonNullable<VisitorView["visit"]>;
  expect(sceneOf(makeView({ visit })).at).toBe(at);
});

test("before the server has said anything it is connecting; before it was pressed it is the start", () => {
  expect(sceneOf(makeView({ visit: undefined })).at).toBe("connecting");
  expect(sceneOf(makeView({ step: "idle", microphone: "closed" })).at).toBe("start");
  expect(sceneOf(makeView({ step: "asking-microphone" })).at).toBe("asking-microphone");
});

test.each(["refused", "missing", "taken", "insecure"] as const)(
  "a microphone that is %s before the call has a screen of its own",
  (microphone) => {
    expect(sceneOf(makeView({ step: "idle", microphone }))).toEqual({ at: "microphone", why: microphone });
  },
);

test("in a call the most pressing trouble is told, and none when there is none [R-DESK-4]", () => {
  expect(troubleOf(makeView(), true)).toBeUndefined();
  expect(troubleOf(makeView(), false)).toBe("offline");
  expect(troubleOf(makeView({ call: { phase: "returning", isMuted: false } }), true)).toBe("returning");
  expect(troubleOf(makeView({ call: { phase: "up", isMuted: false, audio: "stalled" } }), true)).toBe("quiet");
  expect(troubleOf(makeView({ microphone: "missing" }), true)).toBe("microphone");
  expect(troubleOf(makeView({ visit: { visitId: "v", at: 0, phase: "live", agentAway: true } }), true)).toBe(
    "agent-away",
  );
  expect(troubleOf(makeView({ isConnected: false }), true)).toBe("line-lost");
  expect(troubleOf(makeView({ step: "over", isConnected: false }), true)).toBeUndefined();
});

test("every way an interaction can end has a sentence of its own for the caller", () => {
  for (const cause of interactionEnds) expect(callWords.ends[cause], cause).toBeTypeOf("string");
  expect(overText("unheard-of", undefined)).toBe(callWords.endUnknown);
  expect(overText(undefined, { by: "far", status: 503 })).toMatch(/busy/);
  expect(overText(undefined, { by: "far", status: 418 })).toBe(callWords.failed["other"]);
  expect(overText(undefined, { by: "us" })).toBe(callWords.endedHere);
});

test("who calls too often reads when to try again", () => {
  expect(errorText({ code: "rate.limited", message: "x", retryAfterS: 1 })).toContain("1 second.");
  expect(errorText({ code: "network", message: "x" })).toBe(callWords.errors["network"]);
});
