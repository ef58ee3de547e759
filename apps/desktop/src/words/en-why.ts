/** English of why-cards; the sentences themselves are the server's. */

import type { FilterCounts, Verdict } from "@legroom/model";

/** What keeps an agent from a caller who waits now: the first thing that does. */
const verdictWords: Readonly<Record<Verdict, string>> = {
  "not-a-member": "does not serve this queue",
  "signed-out": "signed out",
  requirement: "does not meet what is required",
  tier: "of a later tier",
  delay: "for callers who have waited longer",
  "preferred-other": "the caller waits for another agent",
  busy: "busy",
  offered: "being rung",
  wrapping: "wrapping up",
  "device-lost": "no phone or page that can ring",
  "not-responding": "did not answer the last offer",
  unavailable: "not available by choice",
  "phone-in-use": "phone in use",
  resting: "rests from this caller after a decline or a failure",
  ranked: "could be offered this caller",
};

export const whyWords = {
  title: "Why",
  show: "Show why",
  waiting: "Why they still wait",
  verdicts: verdictWords,
  verdict: "What holds them back",
  verdictOf: "Who serves the queue, and what holds each of them back",
  verdictThen: "Who served the queue then, and what held each of them back",
  lacking: (missing: string) => `lacks ${missing}`,
  whyNot: "Why not this agent?",
  whyNotMore:
    "Choose a caller who waits; it says what keeps them from being offered to this agent. Each look is audited.",
  caller: "Caller",
  chooseCaller: "choose a caller",
  nobodyWaits: "Nobody waits now.",
  nothing: "Nobody was offered this caller, and they do not wait.",
  offer: (agent: string, time: string) => `Why ${agent} was rung at ${time}`,
  ranked: "Who could have been offered the caller, the best first",
  rank: "Rank",
  agent: "Agent",
  band: "Band",
  level: "Level",
  load: "Work",
  tier: "Tier",
  decidedBy: "Decided by",
  strategy: "Strategy",
  required: "Required",
  rules: "Rules",
  filtersOf: "How many agents each filter left",
  filters: {
    members: "Serve the queue",
    signedIn: "Signed in",
    skilled: "Meet what is required",
    inReach: "In reach",
    free: "Free",
    notCoolingDown: "Not resting",
  } satisfies Readonly<Record<keyof FilterCounts, string>>,

  again: "Make this decision again",
  againMore: "From the journal alone, as if it were then.",
  againIs: {
    same: "made again from the journal: the same",
    different: "made again from the journal: different",
    unavailable: "could not be made again",
  },
  otherRules: "Another version of the rules decided then.",
  differences: "What comes out otherwise",
  reason: "Reason",
  recorded: "Recorded",
  recomputed: "Made again",
};
