/**
 * Sign-ins of people: opened by a link or a password, proven by a cookie under their own path, ended in one place.
 *
 * Each sign-in has a new handle and a new secret, so that nothing a browser brought along is ever promoted to one.
 */
import { randomBytes, randomInt } from "node:crypto";
import type { Accounts, Clock, PageDoor, SignIn } from "@legroom/engine/ports";
import { asId, unixMs } from "@legroom/model";
import type { CentreConfig, SignInId, UnixMs } from "@legroom/model";
import { hashKey, sameHash } from "./authority.ts";
import { peopleOf } from "./people.ts";

const IDLE_MS = 12 * 3_600_000;
const LONGEST_MS = 7 * 24 * 3_600_000;
const SEEN_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 60_000;
const AGENT_LENGTH_MAX = 100;
const ENDING = "abcdefghjkmnpqrstuvwxyz23456789";

type Ports = { readonly accounts: Accounts; readonly pageDoor: PageDoor; readonly clock: Clock };

/** What lives as long as a sign-in does: its event streams. */
type Watcher = { readonly signIn: SignIn; readonly end: () => void };

export class SignIns {
  readonly #ports: Ports;
  readonly #watchers = new Set<Watcher>();
  /** Those whose pages have a phone line. */
  readonly #lines = new Map<SignInId, SignIn>();
  #sweeping: NodeJS.Timeout | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Durable when it resolves; `secret` is the cookie's value, and is kept as its hash only. */
  async open(by: { personId: string; by: SignIn["by"]; agent: string }): Promise<{ signIn: SignIn; secret: string }> {
    const secret = randomBytes(32).toString("base64url");
    const at = this.#ports.clock.now();
    const handle = `${by.personId}-${Array.from({ length: 8 }, () => ENDING[randomInt(ENDING.length)]).join("")}`;
    const signIn: SignIn = {
      id: asId(handle),
      handle,
      personId: by.personId,
      secretHash: hashKey(secret),
      openedAt: at,
      seenAt: at,
      expiresAt: after(at, LONGEST_MS),
      by: by.by,
      agent: readable(by.agent),
    };
    await this.#ports.accounts.open(signIn);
    return { signIn, secret };
  }

  /** The sign-in that this cookie proves; undefined if it proves none, or it is over. */
  async proven(handle: string, secret: string | undefined): Promise<SignIn | undefined> {
    const signIn = this.#ports.accounts.byHandle(handle);
    if (signIn === undefined || secret === undefined || !sameHash(hashKey(secret), signIn.secretHash)) return undefined;
    if (!this.isOpen(signIn)) {
      await this.end(signIn, "expired");
      return undefined;
    }
    this.#seen(signIn);
    return signIn;
  }

  /** Whether it still holds now: not ended, not expired. */
  isOpen({ handle }: Pick<SignIn, "handle">): boolean {
    const signIn = this.#ports.accounts.byHandle(handle);
    return signIn !== undefined && this.#ports.clock.now() < Math.min(signIn.expiresAt, after(signIn.seenAt, IDLE_MS));
  }

  ofPerson(personId: string): readonly SignIn[] {
    return this.#ports.accounts.ofPerson(personId).filter((signIn) => this.isOpen(signIn));
  }

  /** Ends it with all that hangs on it. False if it was not open. */
  async end(signIn: SignIn, reason: string): Promise<boolean> {
    const wasOpen = await this.#ports.accounts.close(signIn.id);
    this.#cut((one) => one.id === signIn.id, reason);
    return wasOpen;
  }

  /** All of a person, or all but one. */
  async endOthers(personId: string, reason: string, but?: SignInId): Promise<void> {
    for (const signIn of this.#ports.accounts.ofPerson(personId)) {
      if (signIn.id !== but) await this.end(signIn, reason);
    }
  }

  /** Calls `end` when the sign-in ends; an open stream counts as being seen. The returned function calls it off. */
  watch(signIn: SignIn, end: () => void): { readonly leave: () => void; readonly isOpen: () => boolean } {
    const watcher = { signIn, end };
    this.#watchers.add(watcher);
    const isOpen = (): boolean => {
      if (!this.isOpen(signIn)) return false;
      this.#seen(signIn);
      return true;
    };
    return { leave: () => void this.#watchers.delete(watcher), isOpen };
  }

  /** A page of it has a phone line, which is closed when it ends. */
  hasLine(signIn: SignIn): void {
    this.#lines.set(signIn.id, signIn);
  }

  /** Those who are no longer in the centre are signed out; called when the centre is configured. */
  async review(config: CentreConfig): Promise<void> {
    const people = peopleOf(config);
    const live = [...[...this.#watchers].map(({ signIn }) => signIn), ...this.#lines.values()];
    for (const signIn of new Set(live)) {
      if (!people.has(signIn.personId)) await this.end(signIn, "removed");
    }
  }

  start(): void {
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#sweeping);
  }

  #sweep(): void {
    for (const [id, signIn] of this.#lines) {
      if (this.isOpen(signIn)) continue;
      this.#lines.delete(id);
      this.#cut((one) => one.id === id, "expired");
    }
  }

  #cut(isEnded: (one: { id: SignInId }) => boolean, reason: string): void {
    this.#ports.pageDoor.close((holder) => holder.kind === "agent" && isEnded({ id: holder.signInId }), reason);
    for (const id of this.#lines.keys()) if (isEnded({ id })) this.#lines.delete(id);
    for (const watcher of this.#watchers) if (isEnded(watcher.signIn)) watcher.end();
  }

  #seen(signIn: SignIn): void {
    const at = this.#ports.clock.now();
    const seenAt = this.#ports.accounts.byHandle(signIn.handle)?.seenAt ?? signIn.seenAt;
    if (at - seenAt >= SEEN_EVERY_MS) this.#ports.accounts.seen(signIn.id, at);
  }
}

function after(at: UnixMs, ms: number): UnixMs {
  return unixMs(at + ms);
}

/** As browsers name themselves, without what is not to be printed. */
function readable(text: string): string {
  return text.replaceAll(/[^\u0020-\u007e]/g, "").slice(0, AGENT_LENGTH_MAX);
}
