/** Links, passwords and sign-ins in the database, on the thread that writes: each change says what became of it. */
import { unreachable } from "@legroom/model";
import type { LinkUse } from "@legroom/engine/ports";
import type { DatabaseSync } from "node:sqlite";
import type { Cell, SignInRow } from "./tables.ts";
import type { WriterSql } from "./writer-sql.ts";

export type AccountChange =
  | { readonly type: "link.keep"; readonly tokenHash: string; readonly personId: string; readonly expiresAt: number }
  | { readonly type: "link.use"; readonly tokenHash: string; readonly at: number }
  | { readonly type: "password.set"; readonly personId: string; readonly hash: string }
  | { readonly type: "sign-in.open"; readonly row: SignInRow }
  | { readonly type: "sign-in.close"; readonly id: string }
  | { readonly type: "sign-ins.see"; readonly seen: readonly { readonly id: string; readonly at: number }[] };

export type AccountResult = {
  /** False for what is there already, or is not there. */
  readonly done: boolean;
  /** Sign-ins that had to go for a new one. */
  readonly closed?: readonly string[];
  readonly use?: LinkUse;
};

/** Beyond these the oldest goes: what is kept is among the newest so many. */
const LINKS_MAX = 10_000;
const SIGN_INS_MAX = 100_000;
const SIGN_INS_OF_PERSON_MAX = 100;
/** A link that ended so long before a new one will is forgotten; until then it can be told why it is of no use. */
const LINK_PAST_MS = 24 * 3_600_000;

export class AccountWriter {
  readonly #database: DatabaseSync;
  readonly #sql: WriterSql;

  constructor(database: DatabaseSync, sql: WriterSql) {
    this.#database = database;
    this.#sql = sql;
  }

  apply(change: AccountChange): AccountResult {
    switch (change.type) {
      case "link.keep":
        return this.#keepLink(change);
      case "link.use":
        return { done: true, use: this.#useLink(change) };
      case "password.set":
        return { done: this.#changed("putPassword", change.personId, change.hash) };
      case "sign-in.open":
        return this.#open(change.row);
      case "sign-in.close":
        return { done: this.#changed("deleteSignIn", change.id) };
      case "sign-ins.see":
        for (const { id, at } of change.seen) this.#changed("seeSignIn", at, id);
        return { done: true };
      default:
        return unreachable(change);
    }
  }

  #keepLink({ tokenHash, personId, expiresAt }: Extract<AccountChange, { type: "link.keep" }>): AccountResult {
    this.#changed("deleteLinksPast", expiresAt - LINK_PAST_MS);
    const done = this.#changed("insertLink", tokenHash, personId, expiresAt);
    this.#changed("deleteLinksBeyond", LINKS_MAX);
    return { done };
  }

  #useLink({ tokenHash, at }: Extract<AccountChange, { type: "link.use" }>): LinkUse {
    const link = this.#database.prepare(this.#sql.findLink).get(tokenHash);
    if (link === undefined) return { ok: false, why: "unknown" };
    if (link["used_at"] !== null) return { ok: false, why: "used" };
    if (Number(link["expires_at"]) <= at) return { ok: false, why: "expired" };
    this.#changed("useLink", at, tokenHash);
    return { ok: true, personId: String(link["person_id"]) };
  }

  #open(row: SignInRow): AccountResult {
    const past = this.#closed("deleteSignInsPast", row.opened_at);
    const { id, handle, person_id, secret_hash, opened_at, seen_at, expires_at, opened_by, agent } = row;
    const times = [opened_at, seen_at, expires_at];
    if (!this.#changed("insertSignIn", id, handle, person_id, secret_hash, ...times, opened_by, agent))
      return { done: false, closed: past };
    const ofPerson = this.#closed("deleteSignInsOfPersonBeyond", person_id, 1, SIGN_INS_OF_PERSON_MAX, person_id);
    return { done: true, closed: [...past, ...ofPerson, ...this.#closed("deleteSignInsBeyond", SIGN_INS_MAX)] };
  }

  #changed(name: keyof WriterSql, ...parameters: readonly Cell[]): boolean {
    return Number(this.#database.prepare(this.#sql[name]).run(...parameters).changes) > 0;
  }

  #closed(name: keyof WriterSql, ...parameters: readonly Cell[]): string[] {
    return this.#database
      .prepare(this.#sql[name])
      .all(...parameters)
      .map((row) => String(row["id"]));
  }
}
