/** A whole centre in one thread: virtual time, a journal that can fail, seeded chance. */
export * from "./sim-journal.ts";
export * from "./virtual-clock.ts";
