/** Definitions of figures: each one fold over the journal, the same for live and history (L10). */
export { AgentFigures, agentFigureEvents } from "./agent-figures.ts";
export type { AgentReport } from "./agent-times.ts";
export { agentsFor, erlangA, erlangC } from "./erlang.ts";
export type { PlainQueue, PlainQueueFigures } from "./erlang.ts";
export { OfferFigures, offerFigureEvents } from "./offer-figures.ts";
export type { OfferReport } from "./offer-figures.ts";
export { QueueFigures, queueFigureEvents } from "./queue-figures.ts";
export { QueueIntervals } from "./queue-intervals.ts";
export type { QueueInterval } from "./queue-intervals.ts";
export { isConserved } from "./queue-report.ts";
export type { QueueReport, QueueTotal } from "./queue-report.ts";
export type { Span } from "./span.ts";
