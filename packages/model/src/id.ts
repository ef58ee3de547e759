/** Ids that cannot be mistaken for each other. Brands are made only here, where text enters. */
declare const kind: unique symbol;

/** A string that may only stand where an id of the same kind is asked for. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type CentreId = Id<"centre">;
export type AgentId = Id<"agent">;
export type ContactId = Id<"contact">;
export type QueueId = Id<"queue">;
export type TopicId = Id<"topic">;
/** An account that a phone signs in with: its SIP user. One device may have several phones registered (endpoints). */
export type DeviceId = Id<"device">;
/** One place where a device can be reached now: a registered contact of a phone, or a browser page. */
export type EndpointId = Id<"endpoint">;
export type AgentSessionId = Id<"agent-session">;
export type InteractionId = Id<"interaction">;
export type SeatId = Id<"seat">;
export type LegId = Id<"leg">;
export type ConferenceId = Id<"conference">;
export type OfferId = Id<"offer">;
export type PromptId = Id<"prompt">;
export type RecordingId = Id<"recording">;
export type EffectId = Id<"effect">;
export type InputId = Id<"input">;
/** Given by whoever commands: the same one again gets the first answer (24 h). */
export type CommandId = Id<"command">;
export type ApiKeyId = Id<"api-key">;
/** A supervisor or administrator of the centre; agents have an AgentId. */
export type StaffId = Id<"staff">;
/** A supervisor's act on the flow, which may be undone for a while. */
export type OverrideId = Id<"override">;
/** One sign-in of a person in a browser, until sign-out, expiry or revocation. Not an agent session. */
export type SignInId = Id<"sign-in">;
/** One visit of the "call us" page: at most one interaction, over all its reloads. */
export type VisitId = Id<"visit">;
/** One loaded page in one tab, named by itself: a reload is another page. */
export type PageId = Id<"page">;

/** Whom the vault knows by this reference; the number and the name are only there (L12). */
export type PersonRef = Id<"person">;
/** Text that only the vault can open: cipher text with the name of its key. Safe in the journal (L12). */
export type Sealed = Id<"sealed">;

/** What a handle may look like: what a person types, a SIP user, part of a path. */
export const HANDLE = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
const OPAQUE = /^[A-Za-z0-9_.:~*/@+=-]{1,512}$/;

/** An id from text that came from outside, or undefined if it cannot be one. */
export function parseId<Kind extends string>(text: string): Id<Kind> | undefined {
  return OPAQUE.test(text) ? (text as Id<Kind>) : undefined; // the only place where a brand is made from foreign text
}

/** An id from text that we made or have checked ourselves. */
export function asId<Kind extends string>(text: string): Id<Kind> {
  return text as Id<Kind>; // our own text: derived ids, fixtures, rows that we wrote
}
