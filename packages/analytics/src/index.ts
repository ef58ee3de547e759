/** Definitions of figures: each one fold over the journal, the same for live and history (L10). */
export { AgentFigures, agentFigureEvents } from "./agent-figures.ts";
export type { AgentReport } from "./agent-figures.ts";
export { OfferFigures, offerFigureEvents } from "./offer-figures.ts";
export type { OfferReport } from "./offer-figures.ts";
export { QueueFigures, queueFigureEvents } from "./queue-figures.ts";
export type { QueueReport } from "./queue-figures.ts";
export type { Span } from "./span.ts";
