/** The port of sign-in: links, passwords and sign-ins of people. Security state, so it is not in the journal. */
import type { SignInId, UnixMs } from "@legroom/model";

export type SignIn = {
  readonly id: SignInId;
  /** In the path of its pages; names it, proves nothing. */
  readonly handle: string;
  /** An agent's or staff member's id: a handle, unique among both. */
  readonly personId: string;
  /** SHA-256 of the cookie's secret, in hex. */
  readonly secretHash: string;
  readonly openedAt: UnixMs;
  readonly seenAt: UnixMs;
  readonly expiresAt: UnixMs;
  readonly by: "link" | "password";
  /** Browser and system as they name themselves; at most 100 characters. */
  readonly agent: string;
};

export type LinkUse =
  | { readonly ok: true; readonly personId: string }
  /** `unknown` too when it was never made. */
  | { readonly ok: false; readonly why: "unknown" | "used" | "expired" };

/** Writes are durable when they resolve. Questions are answered from memory. */
export interface Accounts {
  /** `tokenHash` is SHA-256 in hex. Links long past are forgotten; at most 10,000 are kept. */
  keepLink(link: { tokenHash: string; personId: string; expiresAt: UnixMs }): Promise<void>;
  /** Uses it: of any number who try, one gets `ok`. */
  useLink(tokenHash: string, at: UnixMs): Promise<LinkUse>;
  /** The password's slow hash, with its parameters and salt. */
  setPassword(personId: string, hash: string): Promise<void>;
  passwordOf(personId: string): string | undefined;
  open(signIn: SignIn): Promise<void>;
  byHandle(handle: string): SignIn | undefined;
  ofPerson(personId: string): readonly SignIn[];
  /** Noted when it is convenient: may be lost with a crash. */
  seen(id: SignInId, at: UnixMs): void;
  /** False if it was not open. */
  close(id: SignInId): Promise<boolean>;
}
