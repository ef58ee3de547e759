/** The database's shape in numbered steps, forward only: a step that was released is never changed. */
import type { DatabaseSync } from "node:sqlite";

const journal = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE inputs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,
  events INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  v INTEGER NOT NULL,
  input_id TEXT NOT NULL,
  interaction_id TEXT,
  interaction_seq INTEGER,
  body TEXT NOT NULL
);
CREATE INDEX events_by_interaction ON events (interaction_id) WHERE interaction_id IS NOT NULL;
`;

const personsAndAudit = `
CREATE TABLE persons (id TEXT PRIMARY KEY, details TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE identities (hash TEXT PRIMARY KEY, person_id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX identities_by_person ON identities (person_id);
CREATE TABLE audit (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, entry TEXT NOT NULL, hash TEXT NOT NULL);
`;

// Keys begin with the interaction, whose events all changes come with: one index is enough, and its rows lie together.
const readModels = `
CREATE TABLE interactions (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  phase TEXT NOT NULL,
  person TEXT NOT NULL,
  contact_id TEXT,
  customer_class TEXT NOT NULL,
  to_number TEXT NOT NULL,
  topic TEXT,
  arrived_at INTEGER NOT NULL,
  closed_at INTEGER,
  cause TEXT
);
CREATE INDEX interactions_open ON interactions (seq) WHERE closed_at IS NULL;
CREATE TABLE queue_segments (
  interaction_id TEXT NOT NULL,
  segment INTEGER NOT NULL,
  queue_id TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  outcome TEXT,
  waited_ms INTEGER,
  PRIMARY KEY (interaction_id, segment)
) WITHOUT ROWID;
CREATE TABLE agent_segments (
  interaction_id TEXT NOT NULL,
  offer_id TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  connected_at INTEGER NOT NULL,
  ended_at INTEGER,
  talk_ms INTEGER,
  PRIMARY KEY (interaction_id, offer_id)
) WITHOUT ROWID;
CREATE TABLE offers (
  seq INTEGER PRIMARY KEY,
  interaction_id TEXT NOT NULL,
  id TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  queue_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  ringing_at INTEGER,
  ended_at INTEGER,
  outcome TEXT,
  cause TEXT,
  UNIQUE (interaction_id, id)
);
CREATE TABLE legs (interaction_id TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (interaction_id, id)) WITHOUT ROWID;
CREATE TABLE conferences (
  seq INTEGER PRIMARY KEY,
  interaction_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  queue_id TEXT,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  UNIQUE (interaction_id, id)
);
CREATE TABLE recordings (
  seq INTEGER PRIMARY KEY,
  interaction_id TEXT NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER,
  tracks TEXT NOT NULL,
  UNIQUE (interaction_id, id)
);
CREATE INDEX recordings_by_id ON recordings (id);
`;

// Numbers rise with each row, so that what is among the newest is known without counting.
const accounts = `
CREATE TABLE links (
  number INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  person_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
);
CREATE TABLE passwords (person_id TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sign_ins (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  handle TEXT NOT NULL UNIQUE,
  person_id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX sign_ins_by_person ON sign_ins (person_id);
CREATE INDEX sign_ins_by_end ON sign_ins (expires_at);
`;

// What a period of the past was measured by: few events, found without reading all the others.
const configurations = `
CREATE INDEX events_configured ON events (seq) WHERE type = 'centre.configured';
`;

const contacts = `
CREATE TABLE contacts (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  customer_class TEXT NOT NULL,
  language TEXT,
  preferred_agent TEXT,
  blocked TEXT,
  blocked_until INTEGER,
  vip INTEGER NOT NULL,
  vip_until INTEGER,
  file_class TEXT,
  sealed TEXT NOT NULL
) WITHOUT ROWID;
ALTER TABLE interactions ADD COLUMN blocked TEXT;
CREATE INDEX interactions_blocked ON interactions (contact_id) WHERE blocked IS NOT NULL;
`;

// An offer is asked for by its id alone: why it went to whom it did.
const offersById = `
CREATE INDEX offers_by_id ON offers (id);
`;

const owners = `
ALTER TABLE contacts ADD COLUMN owner_agent TEXT;
ALTER TABLE contacts ADD COLUMN owner_wait_ms INTEGER;
`;

/** Step n stands at n − 1. The database keeps the number of its last step as its `user_version`. */
export const migrations: readonly string[] = [
  ...[journal, personsAndAudit, readModels, accounts, configurations, contacts, offersById, owners],
];

/** Brings a database up to `target` (default: the newest), each step in a transaction of its own. */
export function migrate(database: DatabaseSync, target: number = migrations.length): void {
  const found = versionOf(database);
  if (found > migrations.length) {
    throw new Error(
      `the database has shape ${found}, this program knows ${migrations.length}: it was written by a newer Legroom`,
    );
  }
  for (let number = found + 1; number <= target; number += 1) {
    database.exec(`BEGIN IMMEDIATE;${migrations[number - 1]}PRAGMA user_version = ${number};COMMIT;`);
  }
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}
