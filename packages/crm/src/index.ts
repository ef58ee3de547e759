/** Asks an outside CRM who calls; fulfils the caller look-up port. */
export { createCallerLookup } from "./lookup.ts";
export type { CallerLookupOptions, CountingLookup } from "./lookup.ts";
