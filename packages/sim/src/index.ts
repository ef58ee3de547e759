/** A whole centre in one thread: virtual time, a journal that can fail, telephony without a network, seeded chance. */
export { isWithin } from "./batch-means.ts";
export type { Interval } from "./batch-means.ts";
export * from "./dice.ts";
export type { FakePhone, Far, FarCall, LegState } from "./fake-leg.ts";
export { personOf } from "./fake-media.ts";
export * from "./fake-telephony.ts";
export * from "./lossy.ts";
export * from "./sim-journal.ts";
export * from "./virtual-clock.ts";
export * from "./day.ts";
export type { Coverage } from "./outside-view.ts";
export { seatTurns } from "./seat-watch.ts";
export type { SimAgent, SimCaller, SimPage, SimPhone, SimVisitor } from "./people.ts";
export { measurePlainQueue } from "./plain-queue.ts";
export type { PlainQueueMeasured, PlainQueueRun } from "./plain-queue.ts";
export * from "./random-day.ts";
export { keptSeeds, runSim, toText } from "./run-days.ts";
export type { Failure, RunOptions, RunResult } from "./run-days.ts";
