/** Which of its screens "call us" shows, from what the phone and the server say. Pure. */
import type { MicrophoneState, VisitorCall } from "@legroom/sdk";
import type { CallEnd } from "../phone/call.ts";
import type { KeptCall } from "../phone/call-keeper.ts";

export type CallScene =
  | { readonly at: "start" }
  | { readonly at: "asking-microphone" }
  | { readonly at: "microphone"; readonly why: Exclude<MicrophoneState, "ready" | "closed"> }
  | { readonly at: "connecting" }
  | { readonly at: "greeted"; readonly keys: NonNullable<VisitorCall["keys"]> }
  | { readonly at: "waiting"; readonly isOffered: boolean }
  | { readonly at: "talking" }
  | { readonly at: "over"; readonly cause?: string | undefined; readonly end?: CallEnd | undefined };

/** What the page is doing, besides what the server says of the call. */
export type VisitorView = {
  readonly step: "idle" | "asking-microphone" | "calling" | "over";
  readonly microphone: MicrophoneState;
  readonly call: KeptCall;
  readonly visit: VisitorCall | undefined;
  /** Whether the line to the server is there. */
  readonly isConnected: boolean;
  /** Why no call could be begun, as the server or the network says. */
  readonly error:
    | { readonly code: string; readonly message: string; readonly retryAfterS?: number | undefined }
    | undefined;
};

export function sceneOf({ step, microphone, call, visit }: VisitorView): CallScene {
  if (step === "over") return { at: "over", cause: visit?.cause, end: call.phase === "ended" ? call.end : undefined };
  if (step === "asking-microphone") return { at: "asking-microphone" };
  if (isBroken(microphone) && step === "idle") return { at: "microphone", why: microphone };
  if (step === "idle") return { at: "start" };
  return visit === undefined ? { at: "connecting" } : sceneOfVisit(visit);
}

function sceneOfVisit(visit: VisitorCall): CallScene {
  switch (visit.phase) {
    case "in-flow":
      return { at: "greeted", keys: visit.keys ?? [] };
    case "queued":
      return { at: "waiting", isOffered: false };
    case "offering":
    case "connecting":
    case "parked":
      return { at: "waiting", isOffered: true };
    case "live":
      return { at: "talking" };
    case "closed":
      return { at: "over", cause: visit.cause };
    default:
      return { at: "connecting" };
  }
}

export function isBroken(state: MicrophoneState): state is Exclude<MicrophoneState, "ready" | "closed"> {
  return state !== "ready" && state !== "closed";
}

/** The one thing that is wrong with a call that is on, the most pressing first. */
export type CallTrouble = "offline" | "returning" | "quiet" | "line-lost" | "agent-away" | "microphone";

export function troubleOf(view: VisitorView, isOnline: boolean): CallTrouble | undefined {
  const { call, step } = view;
  if (step !== "calling") return undefined;
  if (!isOnline) return "offline";
  if (call.phase === "returning") return "returning";
  if (call.phase === "up" && call.audio === "stalled") return "quiet";
  if (isBroken(view.microphone)) return "microphone";
  if (view.visit?.agentAway === true) return "agent-away";
  return !view.isConnected && call.phase === "up" ? "line-lost" : undefined;
}
