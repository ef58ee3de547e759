/** The typed client of a centre: state, commands and events, over the same schemas as the server. */
export { ApiError } from "./api-error.ts";
export type { ApiErrorDetails } from "./api-error.ts";
export type { ConferencesQuery, InteractionsQuery, StatsQuery, VersionedCentre } from "./asking.ts";
export { createClient, createVisitorClient } from "./client.ts";
export type { ClientOptions, LegroomClient, VisitorClient } from "./client.ts";
export type { ContactsQuery } from "./contacts.ts";
export type { EventsOptions } from "./events.ts";
export type { Asking } from "./http.ts";
export type { StreamHandle, StreamState } from "./live-stream.ts";
export type { Timers } from "./timers.ts";
export type { VisitorEventsOptions } from "./visitor.ts";
export type * from "./wire.ts";
