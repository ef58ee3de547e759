/**
 * The page's phone line as a table: what it is in, what happens to it, what it is in then.
 *
 *   starting ──► connecting ──► resting ──register──► registering ──► ready
 *                    ▲             ▲                      │ 409         │ 4409
 *                    └── lost ◄────┴── connection gone    └► elsewhere ◄┘        4401 ► signed-out
 *
 * Only `ready` is rung. `resting` is connected and does not want to be rung: the microphone is closed.
 */
export const linePhases = [
  "starting",
  "connecting",
  "resting",
  "registering",
  "ready",
  "elsewhere",
  "lost",
  "refused",
  "signed-out",
] as const;
export type LinePhase = (typeof linePhases)[number];

export const lineEvents = [
  "connecting",
  "connected",
  "disconnected",
  "taken-over",
  "signed-out",
  "registering",
  "registered",
  "register-conflict",
  "register-refused",
  "unregistered",
] as const;
export type LineEvent = (typeof lineEvents)[number];

/** Another page being the phone is not undone by our connection coming back: a person decides that. */
const whereElsewhere: Record<LineEvent, LinePhase> = {
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
};

const whereConnected: Record<LineEvent, LinePhase> = {
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
};

/** An answer that comes after the connection went is of no use any more. */
const whereLost: Record<LineEvent, LinePhase> = {
  ...whereConnected,
  connecting: "lost",
  registering: "lost",
  registered: "lost",
  "register-conflict": "lost",
  "register-refused": "lost",
  unregistered: "lost",
};

const over = Object.fromEntries(lineEvents.map((event) => [event, "signed-out"])) as Record<LineEvent, LinePhase>;

const table: Record<LinePhase, Record<LineEvent, LinePhase>> = {
  starting: { ...whereConnected, disconnected: "lost", unregistered: "starting" },
  connecting: { ...whereConnected, unregistered: "connecting" },
  resting: whereConnected,
  registering: whereConnected,
  ready: { ...whereConnected, connected: "ready", registering: "ready" },
  elsewhere: whereElsewhere,
  lost: whereLost,
  refused: { ...whereConnected, unregistered: "refused" },
  "signed-out": over,
};

export function nextPhase(phase: LinePhase, event: LineEvent): LinePhase {
  return table[phase][event];
}

/** WebSocket close codes with a meaning of ours. */
export function eventOfClose(code: number | undefined): LineEvent {
  if (code === 4409) return "taken-over";
  return code === 4401 ? "signed-out" : "disconnected";
}

export function eventOfRefusal(status: number | undefined): LineEvent {
  return status === 409 ? "register-conflict" : "register-refused";
}
