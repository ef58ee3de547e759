/** English of the supervisor's wall and of what else shows people and queues at work. */
import type { AvailabilityState } from "@legroom/model";
import { availabilityWords } from "./en-centre.ts";
import { count, spanInWords } from "./en-time.ts";

export const wallWords = {
  title: "Wall",
  filter: "Filter",
  filterHint: "Names, queues, states. Press / to come here, Esc to clear.",
  nothing: "Nothing fits the filter.",
  old: "The wall could not be brought up to date; you see it as it was.",
  since: (time: string) => `for ${time}`,
  more: (amount: number) => `${amount} more are not shown here.`,
  summary: (waiting: number, talking: number, free: number) =>
    `${count(waiting, "customer")} waiting, ${talking} talking, ${count(free, "agent")} free`,

  queues: "Queues",
  noQueues: "This centre has no queues.",
  queue: "Queue",
  waiting: "Waiting",
  oldest: "Longest wait",
  nobody: "Nobody",
  serviceLevel: "Service level",
  serviceLevelOf: (part: number, withinMs: number) => `${Math.round(part * 100)} % in ${withinMs / 1000} s`,
  notYet: "no figure yet",
  agentsShort: "Agents free",
  ofSignedIn: (free: number, all: number) => `${free} of ${all}`,
  overTime: "too long",
  soon: "soon too long",
  members: "Members",
  today: "Since",
  figures: {
    offered: "Entered",
    answered: "Answered",
    answeredInTime: "Answered in time",
    abandoned: "Hung up while waiting",
    shortAbandoned: "Hung up within seconds",
    flowedOut: "Moved on to another queue",
    timedOut: "Waited too long",
    rejectedFull: "Turned away: full",
    withdrawn: "Taken out",
  },

  estimate: estimateText,
  alarms: { "nobody-signed-in": "nobody signed in", "nobody-can-match": "nobody can serve them" },
  borrowing: (queues: string) => `helped by ${queues}`,
  relaxed: (steps: number) => count(steps, "step relaxed", "steps relaxed"),

  act: "Act",
  actOn: (customer: string) => `Act on ${customer}`,
  actTitle: (customer: string) => `Act on ${customer}`,
  acts: {
    move: "Move to another queue",
    assign: "Give to an agent",
    front: "To the front",
    later: "Later: after everybody else",
    withdraw: "Take out of the queue",
  },
  actsMore: {
    move: "The clock of the wait is kept; what rings for them is withdrawn.",
    assign: "Rings this agent for them, whatever skills, membership and capacity say.",
    front: "Band 0: before all who are not at the front.",
    later: "Band 9: after all others of the queue.",
    withdraw: "They hear a message and are let go.",
  },
  whatToDo: "What to do",
  toQueue: "To queue",
  toAgent: "To agent",
  chooseOne: "choose one",
  reason: "Reason",
  reasonHint: "In a few words, kept with the act; no names or numbers of customers.",
  needsReason: "Say why first.",
  needsQueue: "Choose a queue first.",
  needsAgent: "Choose an agent first.",
  needsCallers: "Choose callers first.",
  doIt: "Do it",
  done: "Done.",
  undo: "Undo",
  undone: "Undone.",
  notWaiting: "They do not wait any more.",
  preview: "What would change",
  noPreview: "Nobody else would wait longer.",
  moved: (place: string, before: number, after: number) => `${place}: number ${before} now, number ${after} then`,
  longer: (span: string) => `waits ${span} longer`,
  shorter: (span: string) => `waits ${span} less`,
  inAndOut: "Into and out of queues",
  into: (queue: string) => `Into ${queue}`,
  outOf: (queue: string) => `Out of ${queue}`,
  rebalance: "Move several to another queue",
  rebalanceMore: "Choose who waits here, and where to; you see who waits longer before anything is done.",
  callers: "Callers",

  agents: "Agents",
  noAgents: "This centre has no agents.",
  agent: "Agent",
  state: "State",
  forTime: "For",
  devices: "Rings on",
  noDevice: "no device",
  device: (browsers: number, phones: number) =>
    [browsers > 0 ? "browser" : "", phones > 0 ? (phones === 1 ? "phone" : `${phones} phones`) : ""]
      .filter((text) => text !== "")
      .join(" and "),
  lostDevice: (cause: string) => `lost: ${cause}`,
  stateChip: (state: AvailabilityState, amount: number) => `${availabilityWords[state]} ${amount}`,
  stateFilter: "Show only these states",
  presence: "Chosen status",
  skills: "Skills",
  noSkills: "none",
  serves: "Serves",
  endpoints: "Devices",
  alive: "can be rung",
  until: (time: string) => `until ${time}`,
  recent: "Last interactions",
  noRecent: "None yet.",
  openInteraction: "Open the interaction",

  interactions: "Interactions",
  noInteractions: "Nobody is calling now.",
  allInteractions: "All interactions",
  customer: "Customer",
  phase: "Phase",
  where: "Queue and agent",
  unknownCustomer: "Unknown caller",
  visitor: "Caller from the web page",
  position: (position: number) => `number ${position} in line`,
  customerAway: "customer's line lost",
  agentAway: "agent's line lost",
} as const;

/** Why a device cannot be rung. What is not listed is shown as it is. */
export const lostCauseWords: Readonly<Record<string, string>> = {
  expired: "its registration ran out",
  unregistered: "it signed off",
  "no-pong": "it stopped answering",
  "flow-closed": "its connection closed",
  "taken-over": "another tab took over",
  "no-microphone": "its microphone does not work",
  replaced: "another one took its place",
};

/** `wait about 1 minute to 3 minutes`, `wait up to 6 seconds`, `hardly any wait` */
function estimateText(lowMs: number, highMs: number): string {
  const [low, high] = [lowMs, highMs].map((ms) => Math.round(ms / 1000) * 1000);
  if (high === undefined || high === 0) return "hardly any wait";
  if (low === undefined || low === 0) return `wait up to ${spanInWords(high)}`;
  const whole = low === high ? spanInWords(high) : `${spanInWords(low)} to ${spanInWords(high)}`;
  return `wait about ${whole}`;
}
