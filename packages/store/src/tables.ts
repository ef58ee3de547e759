/** The tables of a centre's database, as their rows are. */

import type { BlockAction, CustomerClass } from "@legroom/model";
import type { Generated } from "kysely";

export type Cell = string | number | null;

/** One accepted input. `after_seq` is the last event before its own. */
type InputRow = {
  number: number;
  id: string;
  at: number;
  after_seq: number;
  events: number;
  body: string;
};

type EventRow = {
  seq: number;
  at: number;
  type: string;
  v: number;
  input_id: string;
  interaction_id: string | null;
  interaction_seq: number | null;
  /** What the header does not say, as JSON. */
  body: string;
};

type InteractionRow = {
  /** Of its arrival. */
  seq: number;
  id: string;
  phase: string;
  person: string;
  contact_id: string | null;
  customer_class: string;
  to_number: string;
  topic: string | null;
  arrived_at: number;
  closed_at: number | null;
  cause: string | null;
  /** What became of it because its contact is blocked. */
  blocked: string | null;
};

type QueueSegmentRow = {
  interaction_id: string;
  segment: number;
  queue_id: string;
  entered_at: number;
  outcome: string | null;
  waited_ms: number | null;
};

type AgentSegmentRow = {
  offer_id: string;
  interaction_id: string;
  agent_id: string;
  connected_at: number;
  ended_at: number | null;
  talk_ms: number | null;
};

type OfferRow = {
  seq: number;
  id: string;
  interaction_id: string;
  agent_id: string;
  queue_id: string;
  attempt: number;
  made_at: number;
  ringing_at: number | null;
  ended_at: number | null;
  outcome: string | null;
  cause: string | null;
};

type LegRow = { id: string; interaction_id: string };

type ConferenceRow = {
  seq: number;
  id: string;
  name: string;
  kind: string;
  interaction_id: string;
  queue_id: string | null;
  status: string;
  opened_at: number;
  closed_at: number | null;
};

type RecordingRow = {
  seq: number;
  id: string;
  interaction_id: string;
  status: string;
  started_at: number | null;
  /** JSON. */
  tracks: string;
};

/** Folds over the events: they can be thrown away and made again. */
export type ReadModels = {
  interactions: InteractionRow;
  queue_segments: QueueSegmentRow;
  agent_segments: AgentSegmentRow;
  offers: OfferRow;
  legs: LegRow;
  conferences: ConferenceRow;
  recordings: RecordingRow;
};

/** Details are sealed under the person's own key. */
export type PersonRow = { id: string; details: string };
/** A keyed hash of an identity, and whose it is. */
export type IdentityRow = { hash: string; person_id: string };
/** `hash` is over the hash before and the entry's text. */
type AuditRow = { number: Generated<number>; at: number; entry: string; hash: string };
/** `used_at` is null while it can be used. */
type LinkRow = {
  number: Generated<number>;
  token_hash: string;
  person_id: string;
  expires_at: number;
  used_at: number | null;
};
type PasswordRow = { person_id: string; hash: string };
export type SignInRow = {
  id: string;
  handle: string;
  person_id: string;
  secret_hash: string;
  opened_at: number;
  seen_at: number;
  expires_at: number;
  opened_by: "link" | "password";
  agent: string;
};
/** `sealed` is what is personal, under the key of the person. */
export type ContactRow = {
  id: string;
  person_id: string;
  version: number;
  changed_at: number;
  customer_class: CustomerClass;
  language: string | null;
  preferred_agent: string | null;
  owner_agent: string | null;
  owner_wait_ms: number | null;
  blocked: BlockAction | null;
  blocked_until: number | null;
  vip: number;
  vip_until: number | null;
  /** As the centre's file said last: a change there is carried out here. */
  file_class: CustomerClass | null;
  sealed: string;
};
type MetaRow = { name: string; value: string | number };

export type Tables = ReadModels & {
  inputs: InputRow;
  events: EventRow;
  persons: PersonRow;
  identities: IdentityRow;
  audit: AuditRow;
  links: LinkRow;
  passwords: PasswordRow;
  sign_ins: SignInRow & { number: Generated<number> };
  contacts: ContactRow;
  meta: MetaRow;
};

/** What tells two rows of a read model apart. */
export const readModelKeys: { readonly [Table in keyof ReadModels]: readonly (keyof ReadModels[Table] & string)[] } = {
  interactions: ["id"],
  queue_segments: ["interaction_id", "segment"],
  agent_segments: ["interaction_id", "offer_id"],
  offers: ["interaction_id", "id"],
  legs: ["interaction_id", "id"],
  conferences: ["interaction_id", "id"],
  recordings: ["interaction_id", "id"],
};

/** In the order in which they are written. */
export const eventColumns = [
  "seq",
  "at",
  "type",
  "v",
  "input_id",
  "interaction_id",
  "interaction_seq",
  "body",
] as const satisfies readonly (keyof EventRow)[];
