/** Who is signed in here, and which pages are theirs. What they may do is the server's to say. */
import type { Role } from "@legroom/model";

export type Person = { readonly id: string; readonly name: string; readonly role: Role; readonly hasPassword: boolean };

export type PageName = "desk" | "wall" | "interactions" | "contacts" | "stats" | "admin";

const pages: Readonly<Record<Role, readonly PageName[]>> = {
  agent: ["desk", "interactions"],
  supervisor: ["wall", "interactions", "contacts", "stats"],
  administrator: ["admin", "wall", "interactions", "contacts", "stats"],
};

/** In the order of the navigation; the first is where a sign-in leads. */
export function pagesOf(role: Role): readonly PageName[] {
  return pages[role];
}

export function homeOf(role: Role): string {
  return `/${pages[role][0] ?? ""}`;
}

/** From the server's `me`; nothing when it is no person (an API key). */
export function personOf(me: {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly hasPassword?: boolean | undefined;
}): Person | undefined {
  if (me.id === undefined || me.role === undefined) return undefined;
  return { id: me.id, name: me.name ?? me.id, role: me.role, hasPassword: me.hasPassword ?? false };
}
