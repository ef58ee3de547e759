/** The ports that one centre's engine needs, and others fulfil. */
export * from "./accounts.ts";
export * from "./callers.ts";
export * from "./clock.ts";
export * from "./directory.ts";
export * from "./explainer.ts";
export * from "./journal.ts";
export * from "./log.ts";
export * from "./pages.ts";
export * from "./publisher.ts";
export * from "./queries.ts";
export * from "./recordings.ts";
export * from "./telephone-number.ts";
export * from "./telephony.ts";
export * from "./trace-sink.ts";
export * from "./vault.ts";
