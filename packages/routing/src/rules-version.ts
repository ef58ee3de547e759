/** Rises whenever the same inputs may lead to other events: kept with each decision (L3). */
export const RULES_VERSION = "4";
