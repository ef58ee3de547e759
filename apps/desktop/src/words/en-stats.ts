/** English of the statistics: each figure's name, and what it is. The definitions are those of analytics' SPEC.md. */
import type { LivePeriod, offerOutcomes, offerTriggers, tieBreaks } from "@legroom/model";
import { count, instantInWords, timeOfDay } from "./en-time.ts";

export type FigureWords = { readonly label: string; readonly meaning: string };

const trigger = (what: string): FigureWords => ({ label: what, meaning: "Decisions that this set off." });
const apart = (what: string): FigureWords => ({ label: what, meaning: "Decisions in which this told the chosen one." });

const triggerFigures: Readonly<Record<(typeof offerTriggers)[number], FigureWords>> = {
  "caller-entered": trigger("Caller entered"),
  "caller-back": trigger("Caller back"),
  "agent-free": trigger("Agent free"),
  "offer-ended": trigger("Offer ended"),
  "cool-down-over": trigger("Rest over"),
  relaxed: trigger("Relaxed"),
  progress: trigger("Later tier or delay"),
  override: trigger("A supervisor"),
  "centre-changed": trigger("Settings changed"),
};

const tieBreakFigures: Readonly<Record<(typeof tieBreaks)[number], FigureWords>> = {
  "only-one": { label: "Only one", meaning: "Nobody else could be offered the caller." },
  preferred: apart("Preferred agent"),
  load: apart("Least work"),
  tier: apart("Tier"),
  "skill-fit": apart("Skill fit"),
  performance: apart("Performance"),
  "longest-idle": apart("Longest idle"),
  measure: apart("Queue's measure"),
  turn: apart("Turn"),
  order: apart("Order"),
  chance: apart("Chance"),
  all: { label: "All rung", meaning: "All who could be offered the caller were rung at once." },
  override: { label: "Override", meaning: "A supervisor chose the agent." },
  id: { label: "Equal", meaning: "Equal in all; the id decided." },
};

const outcomeFigures: Readonly<Record<(typeof offerOutcomes)[number], FigureWords>> = {
  accepted: { label: "Accepted", meaning: "Offers that the agent answered." },
  declined: { label: "Declined", meaning: "Offers that the agent declined, or whose devices said busy." },
  "no-answer": { label: "No answer", meaning: "Offers that rang until their limit." },
  "device-failed": {
    label: "Device failed",
    meaning: "Offers whose device did not ring, was lost or had no audio: never the person's.",
  },
  "caller-left": { label: "Caller left", meaning: "Offers during which the caller hung up." },
  superseded: { label: "Superseded", meaning: "Offers of a caller whom another agent answered first." },
  withdrawn: { label: "Withdrawn", meaning: "Offers that were taken back by a rule or a person." },
};

export const figureWords = {
  offered: {
    label: "Offered",
    meaning: "Callers who entered the queue in the period; again in each queue they entered.",
  },
  answered: { label: "Answered", meaning: "Callers of the queue who came to talk with an agent." },
  abandoned: { label: "Abandoned", meaning: "Hung up while waiting, the short ones not among them." },
  shortAbandoned: {
    label: "Short abandoned",
    meaning: "Hung up within the queue's first seconds: not counted as lost.",
  },
  flowedOut: { label: "Flowed out", meaning: "Went on to another queue." },
  callbackTaken: { label: "Callback taken", meaning: "Chose to be called back instead of waiting." },
  timedOut: { label: "Timed out", meaning: "Waited as long as one may, heard an apology and were let go." },
  rejectedFull: { label: "Turned away", meaning: "The queue was full." },
  withdrawn: { label: "Withdrawn", meaning: "Taken out by a supervisor." },
  waiting: { label: "Still waiting", meaning: "Entered in the period and still in the queue when this was read." },
  abandonRate: { label: "Abandon rate", meaning: "Abandoned ÷ (offered − short abandoned)." },

  serviceLevelMs: { label: "T (s)", meaning: "The time within which callers should be answered." },
  answeredInTime: { label: "Answered in T", meaning: "Answered with a wait of at most T." },
  serviceLevel: { label: "SL-C", meaning: "Answered within T ÷ (answered + abandoned + timed out). Ours." },
  serviceLevelOfAnswered: { label: "SL-A", meaning: "Answered within T ÷ answered." },
  serviceLevelWithAbandoned: {
    label: "SL-B",
    meaning: "(Answered + abandoned, both within T) ÷ (answered + abandoned).",
  },
  serviceLevelOfOffered: {
    label: "SL-O",
    meaning: "Answered within T ÷ offered: the strictest, it counts every way out.",
  },

  averageAnswerMs: {
    label: "ASA",
    meaning: "Average speed of answer: the waits of all answered ÷ answered. A wait lasts until both hear each other.",
  },
  waitP50Ms: { label: "Wait p50", meaning: "Half of the answered, abandoned and timed out waited no longer." },
  waitP90Ms: { label: "Wait p90", meaning: "Nine of ten of them waited no longer." },
  averageAbandonMs: { label: "Time to abandon", meaning: "How long the abandoned had waited, on average." },
  abandonP90Ms: { label: "Abandon p90", meaning: "Nine of ten of the abandoned had waited no longer." },
  longestWaitMs: { label: "Longest wait", meaning: "Of all who entered, those who still wait among them." },
  oldestEnteredAt: { label: "Oldest since", meaning: "When the one who waits longest entered." },

  handled: { label: "Handled", meaning: "Talks that began in the period." },
  finished: { label: "Finished", meaning: "Those that are over with their wrap-up: what the averages are of." },
  averageTalkMs: { label: "Talk", meaning: "Average length of a talk." },
  averageWrapUpMs: { label: "Wrap-up", meaning: "Average length of wrap-up." },
  averageHandleMs: { label: "AHT", meaning: "Average handle time: talk and wrap-up ÷ finished." },

  signedInMs: { label: "Signed in", meaning: "Time with any status but Offline." },
  available: { label: "Available", meaning: "Time free for the next caller." },
  busy: { label: "Talking", meaning: "Time in talks." },
  offeredMs: { label: "Ringing", meaning: "Time while an offer rang." },
  wrapping: { label: "Wrapping up", meaning: "Time in wrap-up." },
  unavailable: { label: "Not available", meaning: "Time in a status of their own choice other than Available." },
  "not-responding": {
    label: "Not responding",
    meaning: "Time after an offer that was not answered, until they were back.",
  },
  "device-lost": {
    label: "Device lost",
    meaning: "Time with no page or phone that could ring; with a page alone, breaks are in it too.",
  },
  occupancy: { label: "Occupancy", meaning: "(Talking + ringing + wrapping up) ÷ (those + available)." },
  utilisation: {
    label: "Utilisation",
    meaning: "(Talk + wrap-up) ÷ signed in; above 100 % where talks go on at once.",
  },
  chosenAvailable: { label: "Chose Available", meaning: "Time with this status, whatever came of it." },
  chosenBusy: { label: "Chose Busy", meaning: "Time with this status." },
  chosenAway: { label: "Chose Away", meaning: "Time with this status." },
  chosenBreak: { label: "Chose Break", meaning: "Time with this status." },

  made: { label: "Offers", meaning: "Offers made in the period." },
  open: { label: "Open", meaning: "Offers that still rang when this was read." },
  answerRate: {
    label: "Answer rate",
    meaning: "Accepted ÷ ended, without those whose caller left or was answered first.",
  },
  noAnswerRate: { label: "No-answer rate", meaning: "No answer ÷ ended (RONA)." },
  deviceFailureRate: { label: "Device-failure rate", meaning: "Device failed ÷ ended: never the person's." },
  declineRate: { label: "Decline rate", meaning: "Declined ÷ ended." },
  averageAcceptMs: { label: "Time to accept", meaning: "From the offer to the answer, on average." },

  decisions: { label: "Decisions", meaning: "Offers made: each is one decision." },
  meanCandidates: { label: "Candidates", meaning: "Agents who could have been offered the caller, on average." },
  offersPerAnswered: { label: "Offers per answer", meaning: "Offers in the queue that answered them ÷ answered." },
  firstOfferShare: { label: "First offer", meaning: "Answered with a single offer ÷ answered." },
  told: { label: "Told a wait", meaning: "Answered callers who were told an expected wait." },
  toldRightShare: {
    label: "Told right",
    meaning: "Of these, the share whose true wait lay within what they were told first.",
  },
};

export const statsWords = {
  title: "Statistics",
  parts: { queues: "Queues", agents: "Agents", routing: "Routing" },
  partsOf: "Kinds of statistics",
  more: {
    queues: "Callers count in the period in which they entered the queue, whatever became of them later.",
    agents: "Time counts where it passed, talks where they began, offers where they were made.",
    routing: "Each offer is a decision; it counts where it was made.",
  },
  period: "Period",
  periods: {
    today: "Today",
    "last-15m": "Last 15 minutes",
    "last-30m": "Last 30 minutes",
    "last-hour": "Last hour",
    chosen: "From … until …",
  } satisfies Readonly<Record<LivePeriod | "chosen", string>>,
  from: "From",
  to: "Until",
  toHint: "Empty: until now.",
  rows: "Rows",
  rowsOptions: { "": "One for the whole period", "15m": "Every 15 minutes", "1h": "Every hour", "1d": "Every day" },
  queue: "Queue",
  anyQueue: "All queues",
  membersOf: "Members of",
  anyMember: "Any queue",
  serviceTime: "Service level within",
  ownTime: "each queue's own time",
  seconds: (seconds: number) => `${seconds} s`,
  needsFrom: "Choose from when.",
  span: (fromAt: number, untilAt: number | undefined, readAt: number) =>
    `${instantInWords(fromAt, readAt)} until ${untilAt === undefined ? "now" : instantInWords(untilAt, readAt)}, read at ${timeOfDay(readAt)}`,
  live: "live",
  all: "All",
  queueName: "Queue",
  agentName: "Agent",
  interval: "From",
  none: "There is nothing to count here.",
  meanings: "What the columns mean",
  groups: {
    outcomes: "What became of who came",
    serviceLevels: "Service levels, side by side",
    waits: "Waits",
    handling: "Talks",
    time: "Time",
    presence: "Time by chosen status",
    offers: "Offers",
    outcomesOfOffers: "How offers ended",
    decisions: "Decisions",
    triggers: "What set decisions off",
    tieBreaks: "What told the chosen agent from the next",
  },
  outcomes: outcomeFigures,
  triggers: triggerFigures,
  tieBreaks: tieBreakFigures,

  conservation: "Nobody is lost",
  holds: "every caller is accounted for",
  broken: "callers are not accounted for",
  sum: (offered: number, parts: readonly string[]) => `${offered} offered = ${parts.join(" + ")}`,
  brokenSum: (offered: number, accountedFor: number) =>
    `${offered} offered, ${accountedFor} accounted for: that is a fault of ours. Tell your administrator.`,
  brokenIn: (queue: string) => `It does not hold in ${queue}.`,
  checkedAt: (at: number) => `Checked at ${timeOfDay(at)}, for each queue and for all.`,

  latency: "From input to dial",
  latencyOf: (p50Ms: number, p99Ms: number, offers: number, since: string) =>
    `Half of ${count(offers, "decision")} reached the telephone within ${p50Ms} ms, ninety-nine of a hundred within ${p99Ms} ms (this server, since ${since}).`,
};
