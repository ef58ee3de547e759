import { expect, test } from "vitest";
import { eventOfClose, eventOfRefusal, lineEvents, linePhases, nextPhase } from "./line-state.ts";
import type { LineEvent, LinePhase } from "./line-state.ts";

/** Every phase against every event; the type leaves no cell out. */
const table: Record<LinePhase, Record<LineEvent, LinePhase>> = {
  starting: {
    connecting: "connecting",
    connected: "resting",
    disconnected: "lost",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "registering",
    registered: "ready",
    "register-conflict": "elsewhere",
    "register-refused": "refused",
    unregistered: "starting",
  },
  connecting: {
    connecting: "connecting",
    connected: "resting",
    disconnected: "lost",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "registering",
    registered: "ready",
    "register-conflict": "elsewhere",
    "register-refused": "refused",
    unregistered: "connecting",
  },
  resting: {
    connecting: "connecting",
    connected: "resting",
    disconnected: "lost",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "registering",
    registered: "ready",
    "register-conflict": "elsewhere",
    "register-refused": "refused",
    unregistered: "resting",
  },
  registering: {
    connecting: "connecting",
    connected: "resting",
    disconnected: "lost",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "registering",
    registered: "ready",
    "register-conflict": "elsewhere",
    "register-refused": "refused",
    unregistered: "resting",
  },
  ready: {
    connecting: "connecting",
    connected: "ready",
    disconnected: "lost",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "ready",
    registered: "ready",
    "register-conflict": "elsewhere",
    "register-refused": "refused",
    unregistered: "resting",
  },
  elsewhere: {
    connecting: "elsewhere",
    connected: "elsewhere",
    disconnected: "elsewhere",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "registering",
    registered: "ready",
    "register-conflict": "elsewhere",
    "register-refused": "refused",
    unregistered: "elsewhere",
  },
  lost: {
    connecting: "lost",
    connected: "resting",
    disconnected: "lost",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "lost",
    registered: "lost",
    "register-conflict": "lost",
    "register-refused": "lost",
    unregistered: "lost",
  },
  refused: {
    connecting: "connecting",
    connected: "resting",
    disconnected: "lost",
    "taken-over": "elsewhere",
    "signed-out": "signed-out",
    registering: "registering",
    registered: "ready",
    "register-conflict": "elsewhere",
    "register-refused": "refused",
    unregistered: "refused",
  },
  "signed-out": {
    connecting: "signed-out",
    connected: "signed-out",
    disconnected: "signed-out",
    "taken-over": "signed-out",
    "signed-out": "signed-out",
    registering: "signed-out",
    registered: "signed-out",
    "register-conflict": "signed-out",
    "register-refused": "signed-out",
    unregistered: "signed-out",
  },
};

test.each(linePhases.flatMap((phase) => lineEvents.map((event) => ({ phase, event }))))(
  "a line that is $phase, and then $event",
  ({ phase, event }) => expect(nextPhase(phase, event)).toBe(table[phase][event]),
);

test("a close code of ours says what happened, any other is a loss [R-DESK-2]", () => {
  expect([4409, 4401, 1006, undefined].map(eventOfClose)).toEqual([
    "taken-over",
    "signed-out",
    "disconnected",
    "disconnected",
  ]);
  expect([409, 403, undefined].map(eventOfRefusal)).toEqual([
    "register-conflict",
    "register-refused",
    "register-refused",
  ]);
});
