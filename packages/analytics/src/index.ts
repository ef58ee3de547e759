/** Definitions of figures: each one fold over the journal, the same for live and history (L10). */
export { agentsFor, erlangA, erlangC } from "./erlang.ts";
export type { PlainQueue, PlainQueueFigures } from "./erlang.ts";
export { LiveStatistics } from "./live-statistics.ts";
export { openingOf } from "./opening.ts";
export type { Opening } from "./opening.ts";
export { QueueFigures, queueFigureEvents } from "./queue-figures.ts";
export { Spread } from "./spread.ts";
export { BEFORE_MS, Statistics, statisticsEvents } from "./statistics.ts";
