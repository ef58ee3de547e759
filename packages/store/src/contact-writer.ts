/** Contacts in the database, on the thread that writes: a group is written whole or not at all. */
import type { DatabaseSync } from "node:sqlite";
import type { ContactRow } from "./tables.ts";
import type { WriterSql } from "./writer-sql.ts";

export type ContactChange = { readonly put: ContactRow } | { readonly remove: string };

export function writeContact(database: DatabaseSync, sql: WriterSql, change: ContactChange): void {
  if ("remove" in change) {
    database.prepare(sql.deleteContact).run(change.remove);
    return;
  }
  const row = change.put;
  database
    .prepare(sql.putContact)
    .run(
      ...[row.id, row.person_id, row.version, row.changed_at, row.customer_class, row.language, row.preferred_agent],
      ...[row.owner_agent, row.owner_wait_ms],
      ...[row.blocked, row.blocked_until, row.vip, row.vip_until, row.file_class, row.sealed],
    );
}
