/** Runs one centre's machine: everything durable before it is visible. */
export * from "./centre.ts";
export * from "./centre-door.ts";
export * from "./centre-parts.ts";
export type { CentreFigures } from "./counters.ts";
export * from "./explain.ts";
export * from "./machine.ts";
export * from "./snapshot.ts";
export * from "./system-clock.ts";
