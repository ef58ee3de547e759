/** English of a queue's settings: each with what it means, in a sentence. */
import { customerClasses } from "@legroom/model";
import type { CustomerClass, QueueConfig, Strategy, WrapUpMode } from "@legroom/model";
import type { FieldWords, Section } from "../pages/admin/form/form-words.ts";
import { classWords } from "./en-centre.ts";

/** In a line each, as they choose among those who may be offered the caller. */
export const strategyWords: Readonly<Record<Strategy, string>> = {
  performance: "The best performance band, then the longest idle.",
  "best-skill": "The highest level of what is asked for, then the fewest other skills.",
  "least-skilled": "The lowest level that suffices, so that experts stay free.",
  "lowest-occupancy": "Who was busy the least in the last half hour.",
  "longest-idle-agent": "Who has been free the longest.",
  "round-robin": "In turn, by the order of the members, after the one offered last.",
  "top-down": "In turn for each caller, by the order of the members.",
  "ring-all": "All who are free ring at once.",
  "ring-progressively": "One rings, and after a while one more, and so on.",
  "agent-with-least-talk-time": "The least talk time today in this queue.",
  "agent-with-fewest-calls": "The fewest answered calls today in this queue.",
  "sequentially-by-agent-order": "Always from the top of the members' order.",
  random: "By chance.",
  ringall: "All of the first tier ring at once.",
  leastrecent: "Whose last talk in this queue ended longest ago.",
  fewestcalls: "The fewest talks today in this queue.",
  rrmemory: "In turn, and it is remembered where it stopped.",
  rrordered: "In turn, and the order of the members is kept when it changes.",
  linear: "From the top of the members' order, every time.",
  wrandom: "By chance, later tiers less likely.",
};

const modes: Readonly<Record<WrapUpMode, { label: string; line: string }>> = {
  off: { label: "None", line: "The next caller may come at once." },
  optional: { label: "Optional", line: "Until the agent ends it, or the limit." },
  mandatory: { label: "With a disposition", line: "The agent ends it only by saying how it went." },
  forced: { label: "Fixed", line: "Exactly as long as the limit." },
  requested: { label: "When asked for", line: "Only if the agent asked for it during the talk." },
};

const perClass = Object.fromEntries(customerClasses.map((value) => [value, { label: classWords[value] }]));
const classes: Readonly<Record<CustomerClass | "any", { label: string }>> = {
  ...classOptions(),
  any: { label: "Any" },
};

function classOptions(): Record<CustomerClass, { label: string }> {
  const { vip, premium, standard, trial } = classWords;
  return { vip: { label: vip }, premium: { label: premium }, standard: { label: standard }, trial: { label: trial } };
}

type QueueField = Exclude<keyof QueueConfig, "id">;

export const queueFormWords = {
  conflictTitle: "Somebody else changed this queue meanwhile.",
  sections: [
    { title: "Who serves it", fields: ["name", "requires", "members", "tiers"] },
    {
      title: "Order of callers",
      hint: "By band, the lowest first; within a band by when they came, later by the points of their class times the seconds of a point.",
      fields: ["points", "secondsPerPoint", "bands", "escalations"],
    },
    { title: "Choice of agent", fields: ["strategy", "progressMs", "weight", "units", "interrupts"] },
    {
      title: "Preferences of the caller",
      fields: ["preferredMs", "preferredUnderMs", "lastAgent", "languageMs"],
    },
    {
      title: "Steps of relaxation",
      hint: "So that nobody waits for an expert for ever: each step asks for something else from then on.",
      fields: ["relaxations"],
    },
    { title: "Ringing and wrap-up", fields: ["offerMs", "wrapUpMode", "wrapUpMs", "wrapUpExtensionMs"] },
    { title: "What callers are told", fields: ["tellPosition", "tellEstimate", "tellComfort"] },
    { title: "Limits", fields: ["inQueueMs", "offersMax", "overflowTo", "serviceLevelMs", "waitingMax"] },
    {
      title: "Help from other queues",
      hint: "Members of another queue are offered these callers too while this one is in trouble.",
      fields: ["borrows"],
    },
  ] satisfies readonly Section[],
  fields: {
    name: { label: "Name", hint: "As everybody sees it." },
    requires: {
      label: "Required of agents",
      hint: "Such as sales >= 5 and (language(de) or language(en)) and not agent(bob). Write anyone for everybody.",
    },
    members: { label: "Members", hint: "Only they are offered its callers. Some strategies go by their order." },
    tiers: {
      label: "Members who come after others",
      hint: "All others are of tier 1. A later tier is offered when nobody of an earlier one is free.",
      add: "Add a tier",
      row: (place) => `Tier ${place}`,
      fields: {
        agent: { label: "Agent", none: "choose one" },
        tier: { label: "Tier", hint: "1 to 9, the first is 1." },
        delayMs: { label: "Delay (seconds)", hint: "Only for callers who have waited so long." },
      },
    },
    points: { label: "Points of each class", hint: "Fewer points, sooner answered.", fields: perClass },
    secondsPerPoint: { label: "Seconds of a point", hint: "So much later a caller counts as come, for each point." },
    bands: {
      label: "Band of each class",
      hint: "0 is the front, 1 is normal; served from the lowest.",
      fields: perClass,
    },
    escalations: {
      label: "Escalations",
      hint: "A class that has waited long enough goes to another band.",
      add: "Add an escalation",
      row: (place) => `Escalation ${place}`,
      fields: {
        customerClass: { label: "Class", options: classes },
        afterMs: { label: "After (seconds)", hint: "Of waiting in this queue." },
        toBand: { label: "To band", hint: "0 is the front." },
        tell: { label: "Tell the supervisor", hint: "As an alarm on the wall." },
      },
    },
    strategy: {
      label: "Strategy",
      options: Object.fromEntries(
        Object.entries(strategyWords).map(([value, line]) => [value, { label: value, line }]),
      ),
    },
    progressMs: { label: "One more after (seconds)", hint: "For ring-progressively." },
    weight: { label: "Weight", hint: "Against other queues of the same agents, where the centre goes by weight." },
    units: { label: "Units of capacity", hint: "What a talk of this queue takes of an agent's capacity." },
    interrupts: {
      label: "Interrupts",
      hint: "Talks of these queues do not count when a caller of this one is offered.",
    },
    relaxations: {
      label: "Steps",
      hint: "Taken in their order; a step of a wait or place is the caller's own and stays.",
      add: "Add a step",
      row: (place) => `Step ${place}`,
      fields: {
        by: {
          label: "When",
          options: {
            waited: { label: "Waited", line: "The caller has waited so many seconds." },
            position: { label: "Place in line", line: "The caller stands so far ahead, from 1." },
            estimate: { label: "Expected wait", line: "Of the last in line, longer than so many seconds." },
            staffing: { label: "Staffing", line: "No more agents than this are signed in who meet the requirement." },
          },
        },
        amount: { label: "How much", hint: "Seconds, place or agents." },
        requires: { label: "Required from then on", hint: "In place of the queue's requirement." },
      },
    },
    preferredMs: {
      label: "Wait for the preferred agent (seconds)",
      hint: "Before others are offered the caller; 0 for not at all.",
    },
    preferredUnderMs: {
      label: "Unless their talk lasts longer (seconds)",
      hint: "As it is expected; then others are offered the caller at once.",
    },
    lastAgent: {
      label: "The agent of last time",
      options: {
        off: { label: "Does not count", line: "Only the directory says who is preferred." },
        members: { label: "If a member", line: "Preferred where they serve this queue." },
        any: { label: "Whoever it was", line: "Preferred even if they do not serve this queue." },
      },
    },
    languageMs: {
      label: "Keep to the caller's language (seconds)",
      hint: "So long only agents who speak it are offered; 0 for never.",
    },
    offerMs: { label: "Ring for (seconds)", hint: "How long an agent's phone or browser rings." },
    wrapUpMode: { label: "Wrap-up", options: modes },
    wrapUpMs: { label: "Wrap-up (seconds)", hint: "Time for notes after a talk; 0 for none." },
    wrapUpExtensionMs: {
      label: "Longer by at most (seconds)",
      hint: "How much longer, in all, an agent may make one wrap-up.",
    },
    tellPosition: { label: "Their place in line", hint: "Said between the music." },
    tellEstimate: { label: "The expected wait", hint: "Said as a range, where it is known." },
    tellComfort: { label: "That they are not forgotten", hint: "A sentence of comfort now and then." },
    inQueueMs: { label: "Longest stay (seconds)", hint: "Then the caller moves on to the overflow queue." },
    offersMax: { label: "Offers at most", hint: "Without success so often, the caller moves on." },
    overflowTo: {
      label: "Overflow queue",
      hint: "Where callers move on to.",
      none: "none: the call ends politely",
    },
    serviceLevelMs: { label: "Service level (seconds)", hint: "An answer within it is in time." },
    waitingMax: { label: "Callers that may wait", hint: "Beyond it callers are sent on or turned away." },
    borrows: {
      label: "Queues that help",
      add: "Add a queue",
      row: (place) => `Help ${place}`,
      fields: {
        from: { label: "Queue", hint: "Whose members help.", none: "choose one" },
        when: {
          label: "Measured by",
          options: {
            waiting: { label: "Callers waiting", line: "How many wait in this queue." },
            "oldest-wait-ms": { label: "Longest wait", line: "Of who waits longest, in seconds." },
            "estimate-ms": { label: "Expected wait", line: "Of somebody who would come now, in seconds." },
          },
        },
        startsAt: { label: "Begins at", hint: "Callers or seconds." },
        endsAt: { label: "Ends under", hint: "Lower than where it begins, so that agents do not flap." },
        leastMs: { label: "At least for (seconds)", hint: "Help does not end sooner." },
      },
    },
  } satisfies Readonly<Record<QueueField, FieldWords>>,
};
