/** The people of the centre as their administrator sees them: links to sign in by, and the sign-ins that are open. */
import { createHash, randomBytes } from "node:crypto";
import { handleField, idField, linkWire, listOf, peopleWire, refuse, signInWire, unixMs } from "@legroom/model";
import * as z from "zod";
import { outOfScope } from "../authority.ts";
import type { Call } from "../call.ts";
import { peopleOf } from "../people.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";

const LINK_MS = 15 * 60_000;
const byId = z.strictObject({ id: handleField });
const revoked = z.object({ state: z.literal("revoked") });
const unknown = (id: string) => refuse("person.unknown", `there is no person ${id}`);

export const peopleRoutes = [
  jsonRoute({
    method: "GET",
    path: "/people",
    summary: "Agents and staff: their roles, whether they have a password, and how many sign-ins are open",
    tag: "people",
    needs: "accounts.write",
    reach: "centre",
    audit: { act: "people.list", subject: () => "people" },
    status: 200,
    response: peopleWire,
    handle: async (call) => {
      const people = [...(await allOf(call)).values()];
      const { accounts, signIns } = call.parts;
      return answer({
        items: people.map((person) => ({
          ...person,
          hasPassword: accounts.passwordOf(person.id) !== undefined,
          signIns: signIns.ofPerson(person.id).length,
        })),
      });
    },
  }),
  jsonRoute({
    method: "POST",
    path: "/people/{id}/link",
    summary: "Make a link by which this person signs in once, within 15 minutes; it is shown this once",
    tag: "people",
    needs: "accounts.write",
    reach: "centre",
    audit: { act: "person.link", subject: ({ params }) => `person/${params.id}` },
    params: byId,
    status: 201,
    response: linkWire,
    handle: (call, { params }) => call.once(() => makeLink(call, params.id)),
  }),
  jsonRoute({
    method: "GET",
    path: "/people/{id}/sign-ins",
    summary: "The sign-ins of one person that are open",
    tag: "people",
    needs: "accounts.write",
    reach: "centre",
    audit: { act: "person.sign-ins", subject: ({ params }) => `person/${params.id}` },
    params: byId,
    status: 200,
    response: z.object({ items: listOf(signInWire) }),
    handle: async (call, { params }) =>
      (await allOf(call)).has(params.id) ? answer({ items: shownSignIns(call, params.id) }) : unknown(params.id),
  }),
  jsonRoute({
    method: "DELETE",
    path: "/sign-ins/{id}",
    summary: "Revoke a sign-in of one's own, or, with `accounts.write`, anybody's: its pages end at once",
    tag: "people",
    needs: "any-key",
    reach: "self",
    params: z.strictObject({ id: idField }),
    status: 200,
    response: revoked,
    handle: (call, { params }) => revoke(call, params.id),
  }),
];

export function shownSignIns({ parts, principal }: Call, personId: string): z.output<typeof signInWire>[] {
  return parts.signIns.ofPerson(personId).map(({ id, openedAt, seenAt, expiresAt, by, agent }) => ({
    ...{ id, personId, openedAt, seenAt, expiresAt, by, agent },
    current: principal.signedIn?.signIn.id === id,
  }));
}

async function allOf(call: Call) {
  return peopleOf(await call.ask((now) => now.config().config));
}

async function makeLink(call: Call, personId: string): Promise<Answer<z.output<typeof linkWire>>> {
  if (!(await allOf(call)).has(personId)) return unknown(personId);
  const { accounts, clock, settings } = call.parts;
  const token = randomBytes(32).toString("base64url");
  const expiresAt = unixMs(clock.now() + LINK_MS);
  await accounts.keepLink({ tokenHash: createHash("sha256").update(token).digest("hex"), personId, expiresAt });
  const site = settings.publicUrl ?? `http${settings.tls === undefined ? "" : "s"}://localhost:${settings.port}`;
  // In the fragment, which no browser sends: no log on the way has it.
  return answer({ personId, url: `${site.replace(/\/$/, "")}/link#${token}`, expiresAt });
}

async function revoke(call: Call, id: string): Promise<Answer<z.output<typeof revoked>>> {
  const { signIns, accounts } = call.parts;
  const signIn = accounts.byHandle(id); // a sign-in's id is its handle
  const isOwn = signIn !== undefined && signIn.personId === call.principal.signedIn?.person.id;
  const { capabilities, scope } = call.principal;
  if (!isOwn && !(capabilities.includes("accounts.write") && scope === "centre")) throw outOfScope(call.principal);
  await call.audit("sign-in.revoke", `sign-in/${id}`);
  if (signIn === undefined || !(await signIns.end(signIn, "revoked")))
    return refuse("sign-in.unknown", `there is no sign-in ${id}`);
  return answer({ state: "revoked" });
}
