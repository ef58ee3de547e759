/** The statements of the one who writes: compiled once, prepared in its thread. Parameters in the order of the columns. */
import { sql } from "./sql.ts";
import { eventColumns } from "./tables.ts";

export type WriterSql = Readonly<Record<keyof ReturnType<typeof writerQueries>, string>>;

export function compileWriterSql(): WriterSql {
  const compiled = Object.entries(writerQueries()).map(([name, query]) => [name, query.compile().sql]);
  return Object.fromEntries(compiled) as WriterSql; // the same names
}

/** The values only stand for their places. */
function writerQueries() {
  return {
    insertEvent: sql.insertInto("events").values({
      seq: 0,
      at: 0,
      type: "",
      v: 1,
      input_id: "",
      interaction_id: "",
      interaction_seq: 0,
      body: "",
    }),
    insertInput: sql.insertInto("inputs").values({ number: 0, id: "", at: 0, after_seq: 0, events: 0, body: "" }),
    eventsAfter: sql.selectFrom("events").select(eventColumns).where("seq", ">", 0).orderBy("seq").limit(1),
    maxSeq: sql.selectFrom("events").select(({ fn }) => fn.max("seq").as("n")),
    maxInput: sql.selectFrom("inputs").select(({ fn }) => fn.max("number").as("n")),
    atOf: sql.selectFrom("events").select("at").where("seq", "=", 0),
    meta: sql.selectFrom("meta").select("value").where("name", "=", ""),
    setMeta: sql
      .insertInto("meta")
      .values({ name: "", value: "" })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet((build) => ({ value: build.ref("excluded.value") })),
      ),
    putPerson: sql
      .insertInto("persons")
      .values({ id: "", details: "" })
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((build) => ({ details: build.ref("excluded.details") })),
      ),
    putIdentity: sql
      .insertInto("identities")
      .values({ hash: "", person_id: "" })
      .onConflict((conflict) =>
        conflict.column("hash").doUpdateSet((build) => ({ person_id: build.ref("excluded.person_id") })),
      ),
    deletePerson: sql.deleteFrom("persons").where("id", "=", ""),
    deleteIdentity: sql.deleteFrom("identities").where("hash", "=", "").where("person_id", "=", ""),
    deleteIdentities: sql.deleteFrom("identities").where("person_id", "=", ""),
    lastHash: sql.selectFrom("audit").select("hash").orderBy("number", "desc").limit(1),
    insertAudit: sql.insertInto("audit").values({ at: 0, entry: "", hash: "" }),
    ...linkQueries(),
    ...signInQueries(),
    ...contactQueries(),
  };
}

function linkQueries() {
  return {
    insertLink: sql
      .insertInto("links")
      .values({ token_hash: "", person_id: "", expires_at: 0 })
      .onConflict((conflict) => conflict.doNothing()),
    deleteLinksPast: sql.deleteFrom("links").where("expires_at", "<", 0),
    deleteLinksBeyond: sql.deleteFrom("links").where(
      "number",
      "<=",
      sql.selectFrom("links").select(({ eb, fn }) => eb(fn.max<number>("number"), "-", 0).as("n")),
    ),
    findLink: sql.selectFrom("links").select(["person_id", "expires_at", "used_at"]).where("token_hash", "=", ""),
    useLink: sql.updateTable("links").set({ used_at: 0 }).where("token_hash", "=", "").where("used_at", "is", null),
    putPassword: sql
      .insertInto("passwords")
      .values({ person_id: "", hash: "" })
      .onConflict((conflict) =>
        conflict.column("person_id").doUpdateSet((build) => ({ hash: build.ref("excluded.hash") })),
      ),
  };
}

function signInQueries() {
  return {
    insertSignIn: sql
      .insertInto("sign_ins")
      .values({
        id: "",
        handle: "",
        person_id: "",
        secret_hash: "",
        opened_at: 0,
        seen_at: 0,
        expires_at: 0,
        opened_by: "link",
        agent: "",
      })
      .onConflict((conflict) => conflict.doNothing()),
    deleteSignIn: sql.deleteFrom("sign_ins").where("id", "=", ""),
    deleteSignInsPast: sql.deleteFrom("sign_ins").where("expires_at", "<=", 0).returning("id"),
    deleteSignInsBeyond: sql
      .deleteFrom("sign_ins")
      .where(
        "number",
        "<=",
        sql.selectFrom("sign_ins").select(({ eb, fn }) => eb(fn.max<number>("number"), "-", 0).as("n")),
      )
      .returning("id"),
    deleteSignInsOfPersonBeyond: sql
      .deleteFrom("sign_ins")
      .where(
        "number",
        "<=",
        sql
          .selectFrom("sign_ins")
          .select("number")
          .where("person_id", "=", "")
          .orderBy("number", "desc")
          .limit(1)
          .offset(0),
      )
      .where("person_id", "=", "")
      .returning("id"),
    seeSignIn: sql.updateTable("sign_ins").set({ seen_at: 0 }).where("id", "=", ""),
  };
}

function contactQueries() {
  const row = {
    id: "",
    person_id: "",
    version: 0,
    changed_at: 0,
    customer_class: "standard",
    language: "",
    preferred_agent: "",
    owner_agent: "",
    owner_wait_ms: 0,
    blocked: "busy",
    blocked_until: 0,
    vip: 0,
    vip_until: 0,
    file_class: "standard",
    sealed: "",
  } as const;
  return {
    putContact: sql
      .insertInto("contacts")
      .values(row)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((build) => ({
          person_id: build.ref("excluded.person_id"),
          version: build.ref("excluded.version"),
          changed_at: build.ref("excluded.changed_at"),
          customer_class: build.ref("excluded.customer_class"),
          language: build.ref("excluded.language"),
          preferred_agent: build.ref("excluded.preferred_agent"),
          owner_agent: build.ref("excluded.owner_agent"),
          owner_wait_ms: build.ref("excluded.owner_wait_ms"),
          blocked: build.ref("excluded.blocked"),
          blocked_until: build.ref("excluded.blocked_until"),
          vip: build.ref("excluded.vip"),
          vip_until: build.ref("excluded.vip_until"),
          file_class: build.ref("excluded.file_class"),
          sealed: build.ref("excluded.sealed"),
        })),
      ),
    deleteContact: sql.deleteFrom("contacts").where("id", "=", ""),
  };
}
