/** Links, passwords and sign-ins of people: answered from memory, which says only what is durable. */
import { Fault, asId, unixMs } from "@legroom/model";
import type { SignInId, UnixMs } from "@legroom/model";
import type { Accounts, LinkUse, Log, SignIn } from "@legroom/engine/ports";
import type { AccountChange, AccountResult } from "./account-writer.ts";
import { Batch } from "./batch.ts";
import type { SignInRow } from "./tables.ts";

type AccountRows = {
  readonly passwords: readonly { readonly person_id: string; readonly hash: string }[];
  /** The oldest first. */
  readonly signIns: readonly SignInRow[];
};

const GROUP_MAX = 1000;
/** When a person was seen is written so rarely: each write is a commit that the journal waits for. */
const SEEN_MS = 60_000;

type Change = { readonly change: AccountChange; readonly became: (result: AccountResult) => void };
type Options = {
  readonly rows: AccountRows;
  /** Makes all of them durable, in their order, or none. */
  readonly write: (changes: readonly AccountChange[]) => Promise<readonly AccountResult[]>;
  readonly log: Log;
};

export class KeptAccounts implements Accounts {
  readonly #log: Log;
  readonly #changes: Batch<Change>;
  readonly #passwords: Map<string, string>;
  readonly #byId = new Map<string, SignIn>();
  readonly #byHandle = new Map<string, SignIn>();
  /** The oldest first. */
  readonly #byPerson = new Map<string, Map<string, SignIn>>();
  /** Seen since it was last written. */
  readonly #seen = new Map<SignInId, UnixMs>();
  #seenTimer: NodeJS.Timeout | undefined;

  constructor({ rows, write, log }: Options) {
    this.#log = log;
    this.#passwords = new Map(rows.passwords.map(({ person_id, hash }) => [person_id, hash]));
    for (const row of rows.signIns) this.#put(signInOf(row));
    this.#changes = new Batch({
      max: GROUP_MAX,
      write: async (changes) => {
        const results = await write(changes.map(({ change }) => change));
        for (const [place, { became }] of changes.entries()) became(results[place] ?? { done: false });
      },
    });
  }

  async keepLink(link: { tokenHash: string; personId: string; expiresAt: UnixMs }): Promise<void> {
    const { done } = await this.#change({ type: "link.keep", ...link });
    if (!done) throw failed("a link with this token is kept already");
  }

  async useLink(tokenHash: string, at: UnixMs): Promise<LinkUse> {
    const { use } = await this.#change({ type: "link.use", tokenHash, at });
    return use ?? { ok: false, why: "unknown" };
  }

  async setPassword(personId: string, hash: string): Promise<void> {
    await this.#change({ type: "password.set", personId, hash }, () => void this.#passwords.set(personId, hash));
  }

  passwordOf(personId: string): string | undefined {
    return this.#passwords.get(personId);
  }

  async open(signIn: SignIn): Promise<void> {
    const { done } = await this.#change({ type: "sign-in.open", row: rowOf(signIn) }, (result) => {
      for (const id of result.closed ?? []) this.#remove(id);
      if (result.done) this.#put(signIn);
    });
    if (!done) throw failed(`the handle ${signIn.handle} is another sign-in's`);
  }

  byHandle(handle: string): SignIn | undefined {
    return this.#byHandle.get(handle);
  }

  ofPerson(personId: string): readonly SignIn[] {
    return [...(this.#byPerson.get(personId)?.values() ?? [])];
  }

  seen(id: SignInId, at: UnixMs): void {
    const signIn = this.#byId.get(id);
    if (signIn === undefined || signIn.seenAt >= at) return;
    this.#put({ ...signIn, seenAt: at });
    this.#seen.set(id, at);
    this.#seenTimer ??= setTimeout(() => void this.#writeSeen(), SEEN_MS).unref();
  }

  async close(id: SignInId): Promise<boolean> {
    const { done } = await this.#change({ type: "sign-in.close", id }, () => this.#remove(id));
    return done;
  }

  /** Writes what is not written yet. */
  async end(): Promise<void> {
    await this.#writeSeen();
    await this.#changes.idle();
  }

  /** Memory follows what became of it before whoever asked goes on, and in the order of the writes. */
  async #change(change: AccountChange, became?: (result: AccountResult) => void): Promise<AccountResult> {
    let kept: AccountResult = { done: false };
    const settled = (result: AccountResult): void => {
      kept = result;
      became?.(result);
    };
    await this.#changes.add({ change, became: settled });
    return kept;
  }

  async #writeSeen(): Promise<void> {
    clearTimeout(this.#seenTimer);
    this.#seenTimer = undefined;
    const seen = [...this.#seen].map(([id, at]) => ({ id, at }));
    this.#seen.clear();
    if (seen.length === 0) return;
    await this.#change({ type: "sign-ins.see", seen }).catch((error: unknown) => {
      this.#log.warn("when people were seen could not be written", { message: String(error) });
    });
  }

  /** Puts it where it stood, or last. */
  #put(signIn: SignIn): void {
    this.#byId.set(signIn.id, signIn);
    this.#byHandle.set(signIn.handle, signIn);
    const ofPerson = this.#byPerson.get(signIn.personId) ?? new Map<string, SignIn>();
    this.#byPerson.set(signIn.personId, ofPerson.set(signIn.id, signIn));
  }

  #remove(id: string): void {
    const signIn = this.#byId.get(id);
    if (signIn === undefined) return;
    this.#byId.delete(id);
    this.#byHandle.delete(signIn.handle);
    this.#seen.delete(signIn.id);
    const ofPerson = this.#byPerson.get(signIn.personId);
    ofPerson?.delete(id);
    if (ofPerson?.size === 0) this.#byPerson.delete(signIn.personId);
  }
}

function rowOf(signIn: SignIn): SignInRow {
  return {
    id: signIn.id,
    handle: signIn.handle,
    person_id: signIn.personId,
    secret_hash: signIn.secretHash,
    opened_at: signIn.openedAt,
    seen_at: signIn.seenAt,
    expires_at: signIn.expiresAt,
    opened_by: signIn.by,
    agent: signIn.agent,
  };
}

function signInOf(row: SignInRow): SignIn {
  return {
    id: asId(row.id),
    handle: row.handle,
    personId: row.person_id,
    secretHash: row.secret_hash,
    openedAt: unixMs(row.opened_at),
    seenAt: unixMs(row.seen_at),
    expiresAt: unixMs(row.expires_at),
    by: row.opened_by,
    agent: row.agent,
  };
}

function failed(message: string): Fault {
  return new Fault("journal.failed", message, { retriable: false, side: "ours" });
}
