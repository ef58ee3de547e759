/** How the best of the agents who may be offered a caller is found. Names of both open engines, and ours. */

/**
 * Each is a chain of comparisons; ties end with the id. The earlier tier comes first in all of them but `wrandom`, and a lower share of capacity in use before all else in ours.
 */
export const strategies = [
  "performance", // ours, the default: performance band, then longest idle
  "best-skill", // ours: level over what is asked for, fewest other skills, performance band, longest idle
  "least-skilled", // ours: the lowest level that suffices, fewest other skills: experts stay free
  "lowest-occupancy", // ours: share of the last half hour in talk, wrap-up and ringing
  "longest-idle-agent", // mod_callcenter; ours to the letter of wrap-up: idle begins with its end
  "round-robin", // mod_callcenter: who follows the last one offered by this queue, in members' order
  "top-down", // mod_callcenter: who follows the last one tried for this caller, in members' order
  "ring-all", // mod_callcenter
  "ring-progressively", // mod_callcenter: one more every `progressMs`
  "agent-with-least-talk-time", // mod_callcenter; today's talk of this queue
  "agent-with-fewest-calls", // mod_callcenter; today's answered calls of this queue
  "sequentially-by-agent-order", // mod_callcenter: members' order
  "random", // both
  "ringall", // app_queue: all of the first tier
  "leastrecent", // app_queue: least recently ended a talk of this queue
  "fewestcalls", // app_queue: fewest talks of this queue today
  "rrmemory", // app_queue: as round-robin
  "rrordered", // app_queue: the same, members' order kept over changes
  "linear", // app_queue: members' order, every time from its beginning
  "wrandom", // app_queue: random, later tiers less likely
] as const;
export type Strategy = (typeof strategies)[number];
