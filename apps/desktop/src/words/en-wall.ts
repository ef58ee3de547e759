/** English of the supervisor's wall and of what else shows people and queues at work. */
import type { AvailabilityState } from "@legroom/model";
import { availabilityWords } from "./en-centre.ts";
import { count } from "./en-time.ts";

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
