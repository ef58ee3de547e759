/** People who sign in: links, passwords, sign-ins. */
import * as z from "zod";
import { HANDLE } from "../id.ts";
import { instantField, listOf } from "./field.ts";

export const roles = ["agent", "supervisor", "administrator"] as const;
export type Role = (typeof roles)[number];

/** NIST SP 800-63B 3.1.1.2: length alone, no composition rules; long ones are not cut. */
export const passwordField = z.string().min(12, "at least 12 characters").max(256);

/** A one-time link's token: it travels in the fragment of `/link#…`, so that no log has it. */
export const linkUseBody = z.strictObject({ token: z.string().min(20).max(128) });

export const signInBody = z.strictObject({
  name: z.string().regex(HANDLE, "the name to sign in with, such as alice"),
  password: z.string().min(1).max(256),
});

/** Signed in: the person's pages, API, events and phone line are below this path. */
export const signedInWire = z.object({
  handle: z.string(),
  /** `/as/{handle}/` */
  path: z.string(),
  person: z.object({ id: z.string(), name: z.string(), role: z.enum(roles) }),
  hasPassword: z.boolean(),
});

/** `current` is needed where there is a password. */
export const passwordBody = z.strictObject({ current: z.string().min(1).max(256).optional(), password: passwordField });

export const signInWire = z.object({
  id: z.string(),
  personId: z.string(),
  openedAt: instantField,
  seenAt: instantField,
  expiresAt: instantField,
  by: z.enum(["link", "password"]),
  /** Browser and system as they name themselves, shortened. */
  agent: z.string(),
  /** The one that asks. */
  current: z.boolean(),
});

/** A person of the centre as the administrator sees them. */
export const personWire = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  hasPassword: z.boolean(),
  signIns: z.number().int().min(0),
});

/** Shown this once. */
export const linkWire = z.object({ personId: z.string(), url: z.string(), expiresAt: instantField });

export const peopleWire = z.object({ items: listOf(personWire) });

/** The state of a page's microphone: only with `ready` the page gets offers. */
export const microphoneStates = ["ready", "refused", "missing", "taken", "insecure", "closed"] as const;
export const microphoneBody = z.strictObject({ state: z.enum(microphoneStates) });
