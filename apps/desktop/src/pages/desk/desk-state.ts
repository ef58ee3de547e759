/** What the desk shows, worked out from what the server says and what the phone of this page says. Pure. */
import type { Can, CustomerShown, Desk, Presence } from "@legroom/sdk";
import type { PhoneView } from "../../phone/agent-phone.ts";
import { words } from "../../words/index.ts";
import type { Draft } from "./draft.ts";

const say = words.desk;

/** Who it is, as far as anybody knows. */
export function whoOf({ name, address, visitor }: CustomerShown): string {
  return name ?? address ?? (visitor ? say.customer.visitor : say.customer.unknown);
}

/** A button's reason from the server's own rules; nothing when it may be pressed. */
export function whyNot(can: Can): string | undefined {
  return can.ok ? undefined : (words.errors[can.code] ?? can.message);
}

/** Why Accept cannot be pressed; nothing when the offer rings on this page and can be answered. */
export function whyNotAccept(desk: Desk, phone: PhoneView): string | undefined {
  const { offer } = desk;
  if (offer === undefined) return say.offer.gone;
  if (phone.ringing.includes(offer.id)) return phone.microphone === "ready" ? undefined : say.offer.microphoneNotReady;
  const isForThisPage = phone.pageId !== "" && offer.endpointIds.some((id) => id.endsWith(`:${phone.pageId}`));
  return isForThisPage ? say.offer.lineConnecting : say.offer.answerYourPhone;
}

/**
 * Why a status cannot be chosen. To have no device that rings is no reason against Available: choosing it is what opens
 * this page's microphone and makes it one.
 */
export function whyNotPresence(can: Can): string | undefined {
  return !can.ok && can.code === "agent.no-endpoint" ? undefined : whyNot(can);
}

/** Whether something holds the agent now: then what comes after it may be chosen. */
export function heldNow({ availability: { state } }: Desk["agent"]): boolean {
  return state === "busy" || state === "offered" || state === "wrapping";
}

/** The centre's reasons for this presence; none where it has none. */
export function reasonsFor({ reasonCodes }: Desk, presence: Presence): { value: string; label: string }[] {
  const of = reasonCodes.filter((one) => one.presence === presence);
  if (of.length === 0) return [];
  return [{ value: "", label: say.noReason }, ...of.map(({ id, name }) => ({ value: id, label: name }))];
}

/** Why Done cannot be pressed. A disposition that is chosen here is saved with it. */
export function whyNotDone({ can }: Desk, draft: Draft): string | undefined {
  const isNoted = !can.endWrapUp.ok && can.endWrapUp.code === "wrap-up.needs-disposition" && draft.disposition !== "";
  return isNoted ? undefined : whyNot(can.endWrapUp);
}

const EXTENSION_MS = 30_000;

/** How much longer one press makes it: half a minute, or what is left. */
export function extensionOf({ extensionLeftMs }: NonNullable<Desk["wrapUp"]>): number {
  return extensionLeftMs === 0 ? EXTENSION_MS : Math.min(EXTENSION_MS, extensionLeftMs);
}

/** Availability in words: derived by the server, never chosen. What is chosen for after the present work is said too. */
export function availabilityText(agent: Desk["agent"]): string {
  const { next } = agent;
  const now = nowText(agent);
  return next === undefined ? now : `${now} ${say.afterTalk(say.presence[next.presence])}`;
}

function nowText({ availability, presence }: Desk["agent"]): string {
  switch (availability.state) {
    case "unavailable":
      return say.availability.unavailable[availability.reason];
    case "busy":
      return presence === "available"
        ? say.availability.busy
        : `${say.availability.busy} ${say.afterTalk(say.presence[presence])}`;
    default:
      return say.availability[availability.state];
  }
}

/** What stands where an offer would: what to do, unless it was done and something else is in the way. */
export function idleText({ availability, presence }: Desk["agent"]): { title: string; more?: string } {
  if (availability.state === "available") return { title: say.idle.available, more: say.idle.availableMore };
  const isChosen = presence === "available" && availability.state !== "not-responding";
  return isChosen ? { title: say.idle.other } : { title: say.idle.other, more: say.idle.otherMore };
}

/** Where the talk's sound is. */
export type TalkPlace = "here" | "coming-here" | "elsewhere";

export function talkPlace(phone: PhoneView): TalkPlace {
  switch (phone.call.phase) {
    case "up":
    case "connecting":
      return "here";
    case "returning":
      return "coming-here";
    default:
      return "elsewhere";
  }
}

/** Which of the desk's states it is: the most urgent first. */
export type DeskScene = "offer" | "talk" | "wrap-up" | "idle";

export function sceneOf(desk: Desk): DeskScene {
  if (desk.offer !== undefined && desk.offer.phase !== "accepted") return "offer";
  if (desk.work !== undefined || desk.offer !== undefined) return "talk";
  return desk.wrapUp === undefined ? "idle" : "wrap-up";
}

/** How a talk ended that nobody in it ended, in words; nothing where the agent knows. */
export function unexpectedEnd(cause: string | undefined): string | undefined {
  return cause === undefined ? undefined : say.wrapUp.ends[cause];
}

/** Whether this page is to be rung. */
export function wantsPhone(desk: Desk): boolean {
  return desk.agent.presence === "available" || desk.work !== undefined;
}
