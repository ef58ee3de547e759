/** The sentences of an interaction's story. Names come in already made safe (`shown`). */
import type { InteractionEnd, LegEnd, LegFailure, OfferReasons, PromptEnd } from "@legroom/model";
import { classWords, endWords, offerCauseWords, segmentWords } from "./en-centre.ts";
import { count, spanInWords } from "./en-time.ts";

export const storyWords = {
  customer: "the customer",
  someone: "somebody",
  somewhere: "a conference",
  arrived: (called: string, customerClass: keyof typeof classWords, visit: boolean) =>
    `Called ${called}${visit ? " from the “call us” page" : ""}; customer class ${classWords[customerClass]}.`,
  frontLine: (step: number) =>
    step <= 1 ? "The front line greeted and asked what it is about." : "The front line asked again.",
  goodbye: "The goodbye is spoken.",
  apology: "An apology is spoken.",
  topic: (topic: string, by: "number" | "key" | "default" | "command", digits: string) => {
    if (by === "number") return `About ${topic}, by the number that was called.`;
    if (by === "command") return `About ${topic}, as a program or a person found out.`;
    if (by === "default") return `No key was pressed: ${topic} by default.`;
    return digits === "" ? `Chose ${topic}.` : `Pressed ${digits}: ${topic}.`;
  },
  queued: (queue: string, again: boolean) =>
    again ? `Back in line for ${queue}; the place and the clock are kept.` : `Waiting for ${queue}.`,
  announced: (position: number) => `Heard that they are number ${position} in line.`,
  grace: "The server's clock jumped or it was down: the waiting limits were extended.",
  segment: (queue: string, outcome: keyof typeof segmentWords, waitedMs: number) =>
    `${queue}: ${segmentWords[outcome]} after ${spanInWords(waitedMs)} of waiting.`,
  offered: (agent: string, reasons: OfferReasons) => `Offered to ${agent}: ${whyThisAgent(reasons)}.`,
  offerDetail: offerReasons,
  ringing: (agent: string, device: string) => `${agent}'s ${device} rings.`,
  browser: "browser",
  phone: "phone",
  accepted: (agent: string, ringMs: number) => `${agent} answered after ${spanInWords(ringMs)}.`,
  offerEnded: (agent: string, cause: keyof typeof offerCauseWords) =>
    `${agent} did not take it: ${offerCauseWords[cause]}.`,
  rests: (time: string) => `This caller is not offered to them again before ${time}.`,
  connecting: (agent: string) => `${agent} is being connected.`,
  live: (agent: string) => `The talk with ${agent} begins.`,
  connected: (agent: string, connectMs: number) =>
    `Connected with ${agent} ${spanInWords(connectMs)} after the answer.`,
  connectedSilent: (agent: string) => `Connected with ${agent}, but no audio has come from their device yet.`,
  notConnected: (agent: string) => `${agent} answered but could not be connected.`,
  talkEnded: (agent: string, talkMs: number) => `The talk with ${agent} is over: ${spanInWords(talkMs)}.`,
  closed: (cause: InteractionEnd, durationMs: number) => `${endWords[cause]} ${spanInWords(durationMs)} in all.`,
  faulted: "A fault of ours stopped it.",
  opened: (name: string) => `Conference ${name} opens.`,
  stated: "Who hears whom is stated anew.",
  applied: (name: string) => `Conference ${name}: media carries it out.`,
  closing: (name: string) => `Conference ${name} is to be closed.`,
  conferenceClosed: (name: string) => `Conference ${name} is closed.`,
  joined: (who: string, name: string) => `${capital(who)} sits in ${name}.`,
  moved: (who: string, name: string) => `${capital(who)} moves to ${name}.`,
  left: (who: string, name: string) => `${capital(who)} leaves ${name}.`,
  away: (who: string) => `No audio comes from ${who}: their line is lost. The other side hears comfort sound.`,
  back: (who: string) => `${capital(who)} can be heard again.`,
  returnAsked: (who: string) => `${capital(who)} asks to come back into the talk.`,
  returned: (who: string) => `${capital(who)} came back into the talk.`,
  legRinging: (who: string) => `The line to ${who} rings.`,
  legUp: (who: string) => `The line to ${who} is up.`,
  legMedia: (who: string) => `Audio comes from ${who}.`,
  legLost: (who: string) => `Audio from ${who} has stopped.`,
  legRestored: (who: string) => `Audio from ${who} is back.`,
  legFailed: (who: string, cause: LegFailure) => `The line to ${who} did not come up: ${legFailureWords[cause]}.`,
  legEnded: (who: string, cause: LegEnd) => `The line to ${who} ended: ${legEndWords[cause]}.`,
  quality: (mos: string, lost: number, received: number, jitterMs: number) =>
    `Quality ${mos} of 4.5; ${count(lost, "packet")} of ${lost + received} lost, jitter ${jitterMs} ms.`,
  digits: (amount: number) => `${count(amount, "key")} pressed.`,
  promptAsked: "A prompt is played.",
  promptEnded: (reason: PromptEnd, heardMs: number) =>
    `The prompt ended after ${spanInWords(heardMs)}: ${promptEndWords[reason]}.`,
  recordingAsked: "Recording is asked for.",
  recordingStarted: "Recording runs.",
  recordingStopping: "Recording is to stop.",
  recordingFinished: (tracks: number) => `The recording is kept, ${count(tracks, "track")}.`,
  recordingFailed: "Recording failed.",
  wrapUpStarted: (agent: string) => `${agent} wraps up.`,
  wrapUpEnded: (agent: string, cause: "timer" | "agent" | "command") =>
    cause === "timer" ? `${agent}'s wrap-up ended by its timer.` : `${agent} finished wrapping up.`,
  wrapUpNoted: (agent: string, disposition: string | undefined) =>
    disposition === undefined ? `${agent} left a note.` : `${agent} noted the outcome “${disposition}”.`,
  other: (type: string) => `Event ${type}.`,
};

/** The first letter of a sentence; names stand in isolates and stay as they are. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const legFailureWords: Readonly<Record<LegFailure, string>> = {
  declined: "declined",
  busy: "busy",
  unavailable: "not reachable",
  rejected: "refused by the device",
  "server-error": "the far side had an error",
  timeout: "nothing was heard",
  transport: "it could not be sent",
  "no-media": "no audio format in common",
  cancelled: "it was no longer needed",
  "late-answer": "answered too late",
  overloaded: "our own limit was reached",
  media: "an audio process failed",
};

const legEndWords: Readonly<Record<LegEnd, string>> = {
  "hung-up": "hung up",
  released: "released by us",
  "not-acknowledged": "the far side never confirmed it",
  transport: "the connection failed",
  media: "an audio process failed",
  shutdown: "the centre was stopped",
  lost: "lost",
};

const promptEndWords: Readonly<Record<PromptEnd, string>> = {
  finished: "all was said",
  stopped: "stopped",
  digit: "a key was pressed",
  "no-input": "no key was pressed",
  failed: "it failed",
};

/** `longest idle of 2`, from the decision itself. */
function whyThisAgent({ tieBreak, candidates, filters }: OfferReasons): string {
  const among = Math.max(filters.notCoolingDown, candidates.length);
  switch (tieBreak) {
    case "only-one":
      return "the only one free";
    case "skill-fit":
      return `best fitting skills of ${among} who were free`;
    case "longest-idle":
      return `longest idle of ${among}`;
    case "preferred":
      return "the one whom the customer waited for";
    case "load":
      return `least at work of ${among}`;
    case "tier":
      return `of the first tier, of ${among}`;
    case "performance":
      return `best performance of ${among}`;
    case "measure":
      return `first of ${among} by what the queue measures`;
    case "turn":
      return `next in turn of ${among}`;
    case "order":
      return `first of ${among} in the queue's list`;
    case "chance":
      return `one of ${among}, by chance`;
    case "all":
      return `one of ${among} who are rung together`;
    case "override":
      return "a supervisor chose them";
    case "id":
      return `first of ${among} who were equal in everything`;
    default:
      return tieBreak satisfies never;
  }
}

/** The decision in sentences: why this caller, and who was looked at. */
function offerReasons(
  reasons: OfferReasons,
  names: { agent(id: string): string; queue(id: string): string },
): string[] {
  const { filters, waiting } = reasons;
  const others = reasons.candidates.slice(1).map(({ agentId }) => names.agent(agentId));
  return [
    `${triggerWords[reasons.trigger]}. The customer, class ${classWords[reasons.customerClass]}, had waited ${spanInWords(reasons.waitedMs)}; ${waiting === 1 ? "nobody else was waiting" : `${waiting} were waiting`}.`,
    `${names.queue(reasons.queueId)} has ${count(filters.members, "member")}: ${filters.signedIn} signed in, ${filters.skilled} who meet “${reasons.requires}”, ${filters.free} free, ${filters.notCoolingDown} who had not just declined this caller.`,
    ...(others.length === 0 ? [] : [`Next in order: ${others.join(", ")}.`]),
    `Rules version ${reasons.rulesVersion}.`,
  ];
}

const triggerWords: Readonly<Record<OfferReasons["trigger"], string>> = {
  "caller-entered": "Decided when the customer entered the queue",
  "agent-free": "Decided when the agent became free",
  "offer-ended": "Decided when the offer before it ended",
  "caller-back": "Decided when the customer's line came back",
  relaxed: "Decided when more agents came into question",
  progress: "Decided when it was time to ring one more",
  override: "Decided by a supervisor",
  "cool-down-over": "Decided when a rest after a decline was over",
  "centre-changed": "Decided after the centre was changed",
};
