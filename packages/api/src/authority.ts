/** Who may do what: capability × scope, decided here and nowhere else (L11). */
import { createHash, timingSafeEqual } from "node:crypto";
import { capabilities } from "@legroom/model";
import type { Actor, ApiKeyView, ApiScope, Capability } from "@legroom/model";
import { Problem } from "./problem.ts";
import type { Needs, Reach } from "./route.ts";

/** Who asks, once they have proved it. */
export type Principal = {
  readonly actor: Extract<Actor, { kind: "api-key" | "operator" }>;
  readonly capabilities: readonly Capability[];
  readonly scope: ApiScope;
};

/** The machine's own administrator: whoever holds LEGROOM_API_KEY, or may open the control socket. */
export const operator: Principal = { actor: { kind: "operator" }, capabilities, scope: "centre" };

export function keyPrincipal(key: ApiKeyView): Principal {
  return { actor: { kind: "api-key", id: key.id }, capabilities: key.capabilities, scope: key.scope };
}

/** What keeps this one from it, or undefined if nothing does. */
export function forbidden(
  principal: Principal,
  route: { readonly needs: Needs; readonly reach: Reach },
): Problem | undefined {
  const { needs } = route;
  if (needs === "open") return undefined;
  if (needs !== "any-key" && !principal.capabilities.includes(needs))
    return new Problem("auth.capability", `this needs the capability ${needs}`, { params: { capability: needs } });
  if (!covers(principal.scope, route.reach))
    return new Problem("auth.scope", `the scope ${principal.scope} does not reach this`, {
      params: { scope: principal.scope },
    });
  return undefined;
}

/**
 * A key belongs to nobody: it has no team, queue or interactions of its own, so that a scope narrower than the centre
 * reaches the key itself only. Sessions of people, who have them, widen this here.
 */
function covers(scope: ApiScope, reach: Reach): boolean {
  return reach === "self" || scope === "centre";
}

const breadth: Readonly<Record<ApiScope, number>> = { own: 0, queue: 1, team: 1, centre: 2 };

/** Nobody gives what they do not have: a new key holds at most its maker's capabilities, in at most its maker's scope. */
export function mayGive(maker: Principal, given: { capabilities: readonly Capability[]; scope: ApiScope }): boolean {
  const held = given.capabilities.every((capability) => maker.capabilities.includes(capability));
  return held && (given.scope === maker.scope || breadth[given.scope] < breadth[maker.scope]);
}

/** SHA-256 in hex: a key has 256 random bits, so that a slow hash would protect nothing more. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** Compares in the same time wherever the difference is. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, "hex"), Buffer.from(b, "hex")];
  return left.length === right.length && timingSafeEqual(left, right);
}
