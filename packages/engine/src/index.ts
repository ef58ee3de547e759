/** Runs one centre's machine. */
export * from "./centre-door.ts";
