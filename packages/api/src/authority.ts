/** Who may do what: capability × scope, decided here and nowhere else (L11). */
import { createHash, timingSafeEqual } from "node:crypto";
import type { SignIn } from "@legroom/engine/ports";
import { asId, capabilities } from "@legroom/model";
import type { Actor, AgentId, ApiKeyView, ApiScope, Capability, Role } from "@legroom/model";
import type { Person } from "./people.ts";
import { Problem } from "./problem.ts";
import type { Needs, Reach } from "./route.ts";

/** Who asks, once they have proved it. */
export type Principal = {
  readonly actor: Exclude<Actor, { kind: "machine" }>;
  readonly capabilities: readonly Capability[];
  readonly scope: ApiScope;
  /** Of an agent who is signed in: whose things their own scope reaches. */
  readonly agentId?: AgentId;
  /** Of a person who is signed in. */
  readonly signedIn?: { readonly signIn: SignIn; readonly person: Person };
};

const agentMay: readonly Capability[] = [
  "agents.read",
  "agents.presence",
  "phones.write",
  "interactions.read",
  "interactions.end",
  "interactions.wrap-up",
  "recordings.read",
  "queues.read",
  "offers.act",
  "events.read",
  "desk.use",
];
const supervisorMay: readonly Capability[] = [
  "centre.read",
  "agents.read",
  "agents.presence",
  "interactions.read",
  "interactions.end",
  "interactions.wrap-up",
  "interactions.route",
  "flow.act",
  "contacts.read",
  "contacts.write", // whom to block is decided on the floor
  "recordings.read",
  "conferences.read",
  "queues.read",
  "offers.act",
  "events.read",
  "wall.read",
];

/** What each role may, and how far: an agent for themselves, staff in the whole centre. Only an agent has a desk. */
export const roleRights: { readonly [role in Role]: Pick<Principal, "capabilities" | "scope"> } = {
  agent: { capabilities: agentMay, scope: "own" },
  supervisor: { capabilities: supervisorMay, scope: "centre" },
  administrator: { capabilities: capabilities.filter((one) => one !== "desk.use"), scope: "centre" },
};

/** The machine's own administrator: whoever holds LEGROOM_API_KEY, or may open the control socket. */
export const operator: Principal = { actor: { kind: "operator" }, capabilities, scope: "centre" };

export function keyPrincipal(key: ApiKeyView): Principal {
  return { actor: { kind: "api-key", id: key.id }, capabilities: key.capabilities, scope: key.scope };
}

export function personPrincipal(signIn: SignIn, person: Person): Principal {
  const rights = { ...roleRights[person.role], signedIn: { signIn, person } };
  if (person.role !== "agent") return { ...rights, actor: { kind: "staff", id: asId(person.id) } };
  const agentId: AgentId = asId(person.id);
  return { ...rights, actor: { kind: "agent", id: agentId }, agentId };
}

/** What keeps this one from it, or undefined if nothing does. */
export function forbidden(
  principal: Principal,
  route: { readonly needs: Needs; readonly reach: Reach },
): Problem | undefined {
  const { needs } = route;
  if (needs === "open" || needs === "visit") return undefined;
  if (needs === "person") return principal.signedIn === undefined ? nobodyInPerson() : undefined;
  if (needs !== "any-key" && !principal.capabilities.includes(needs))
    return new Problem("auth.capability", `this needs the capability ${needs}`, { params: { capability: needs } });
  return covers(principal, route.reach) ? undefined : outOfScope(principal);
}

/**
 * A key belongs to nobody: it has no team, queue or interactions of its own, so that a scope narrower than the centre
 * reaches the key itself only. An agent's own things are told from others' when they are known (own.ts).
 */
function covers({ scope, agentId }: Principal, reach: Reach): boolean {
  return reach === "self" || scope === "centre" || (agentId !== undefined && reach !== "centre");
}

export function outOfScope({ scope }: Principal): Problem {
  return new Problem("auth.scope", `the scope ${scope} does not reach this`, { params: { scope } });
}

function nobodyInPerson(): Problem {
  return new Problem("auth.person", "this is for people who are signed in, not for keys");
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
