/** The centre's own terms as people read them: phases, ends, availability, customers. One table each, complete by type. */
import type {
  AvailabilityState,
  ConferenceKind,
  CustomerClass,
  InteractionEnd,
  InteractionPhase,
  OfferCause,
  Presence,
  SeatRole,
  SegmentOutcome,
} from "@legroom/model";

export const presenceWords: Readonly<Record<Presence, string>> = {
  available: "Available",
  busy: "Busy",
  away: "Away",
  break: "Break",
  offline: "Offline",
};

/** Short, for a row or a badge. */
export const availabilityWords: Readonly<Record<AvailabilityState, string>> = {
  available: "Available",
  offered: "Ringing",
  busy: "Talking",
  wrapping: "Wrapping up",
  unavailable: "Not available",
  "not-responding": "Did not answer",
  "device-lost": "Device lost",
  "signed-out": "Signed out",
};

/** What it means and what could be done, for a panel. */
export const availabilityMeaning: Readonly<Record<AvailabilityState, string>> = {
  available: "Free for the next caller.",
  offered: "A caller is being offered to them now.",
  busy: "Connected with a customer.",
  wrapping: "Finishing notes after a talk; no caller is offered meanwhile.",
  unavailable: "They chose not to take callers for now.",
  "not-responding": "An offer rang until its limit. They get no more until they choose a status again.",
  "device-lost":
    "Available by choice, but neither their page nor a phone can be reached. They get no callers until one is.",
  "signed-out": "Offline.",
};

export const phaseWords: Readonly<Record<InteractionPhase, string>> = {
  arriving: "Arriving",
  "in-flow": "At the front line",
  queued: "Waiting",
  offering: "Ringing an agent",
  connecting: "Connecting",
  live: "Talking",
  parked: "Parked",
  closed: "Over",
};

export const classWords: Readonly<Record<CustomerClass, string>> = {
  vip: "VIP",
  premium: "Premium",
  standard: "Standard",
  trial: "Trial",
};

/** How it ended, as a sentence. */
export const endWords: Readonly<Record<InteractionEnd, string>> = {
  "customer-hung-up": "The customer hung up after talking.",
  "agent-ended": "The agent ended it, and the customer heard the goodbye.",
  abandoned: "The customer hung up while waiting.",
  "left-in-flow": "The customer hung up at the front line.",
  "never-connected": "The customer's line never came up.",
  "timed-out": "Nobody could take it within the longest wait; the customer heard an apology.",
  "too-long": "It had lasted as long as an interaction may.",
  "customer-lost": "The customer's line was lost and did not come back.",
  "media-lost": "The audio process that carried it failed.",
  "centre-restarted": "The centre was restarted.",
  "ended-by-command": "It was ended from here, by a person or program.",
  blocked: "The directory says that this customer is blocked.",
  withdrawn: "A supervisor took the customer out of the queue.",
  faulted: "A fault of ours ended it; the journal has the details.",
};

export const segmentWords: Readonly<Record<SegmentOutcome, string>> = {
  answered: "answered",
  abandoned: "the customer hung up",
  "short-abandoned": "the customer hung up within seconds",
  "flowed-out": "moved on to another queue",
  "callback-taken": "took a callback",
  "timed-out": "the longest wait passed",
  "rejected-full": "the queue was full",
  withdrawn: "taken out",
};

/** Why an offer ended, completing "…: the phone rang until its limit". */
export const offerCauseWords: Readonly<Record<OfferCause, string>> = {
  answered: "answered",
  "declined-by-agent": "they declined",
  "all-busy": "every device said busy",
  "ring-limit": "it rang until its limit and nobody answered",
  "no-ringing": "no device began to ring in time; not counted against the agent",
  unreachable: "no device could be reached; not counted against the agent",
  "endpoint-lost": "the device was lost while it rang; not counted against the agent",
  "media-failed": "audio could not be set up; not counted against the agent",
  "caller-hung-up": "the customer hung up first",
  "caller-timed-out": "the customer's longest wait passed while it rang",
  superseded: "another agent answered first",
  "caller-away": "the customer's line was lost meanwhile; not counted against the agent",
  moved: "a supervisor moved the customer",
  "presence-changed": "the agent chose another status meanwhile",
  "not-responding": "the agent had missed another that rang; counted against them once",
  "clock-jumped": "the server's clock jumped; nobody's fault",
  "centre-restarted": "the centre was restarted",
  "centre-changed": "the agent or the queue was configured away",
  "interaction-ended": "the interaction was ended",
};

export const conferenceKindWords: Readonly<Record<ConferenceKind, string>> = {
  ai: "Front line",
  hold: "Waiting with music",
  interaction: "Conversation",
  consult: "Consultation",
};

export const seatRoleWords: Readonly<Record<SeatRole, string>> = { customer: "Customer", agent: "Agent" };
