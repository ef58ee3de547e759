/** What is the asker's own: who they are, their password and sign-ins, their desk and their pages. */
import {
  asId,
  deskWire,
  idField,
  listOf,
  microphoneBody,
  passwordBody,
  principalWire,
  refuse,
  signInWire,
} from "@legroom/model";
import * as z from "zod";
import type { Principal } from "../authority.ts";
import type { Call } from "../call.ts";
import { showDesk } from "../desk.ts";
import { Problem } from "../problem.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";
import { shownSignIns } from "./people.ts";

const passwordSet = z.object({ hasPassword: z.literal(true) });

export const meRoutes = [
  jsonRoute({
    method: "GET",
    path: "/me",
    summary: "Who asks, and what they may do",
    tag: "sign-in",
    needs: "any-key",
    reach: "self",
    status: 200,
    response: principalWire,
    handle: async (call) => answer(whoIs(call)),
  }),
  jsonRoute({
    method: "POST",
    path: "/me/password",
    summary: "Set the own password, or another one; every other sign-in of this person ends",
    tag: "sign-in",
    needs: "person",
    reach: "self",
    audit: { act: "password.set", subject: () => "me" },
    body: passwordBody,
    status: 200,
    response: passwordSet,
    handle: (call, { body }) => setPassword(call, body),
  }),
  jsonRoute({
    method: "POST",
    path: "/me/sign-out",
    summary: "End this sign-in with all its pages",
    tag: "sign-in",
    needs: "person",
    reach: "self",
    status: 200,
    response: z.object({ state: z.literal("signed-out") }),
    handle: async (call) => {
      const { signIn } = signedIn(call.principal);
      await call.parts.signIns.end(signIn, "signed-out");
      return { ...answer({ state: "signed-out" as const }), cookie: { path: `/as/${signIn.handle}/`, value: "" } };
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/me/sign-ins",
    summary: "The asker's sign-ins, in this browser and elsewhere",
    tag: "sign-in",
    needs: "person",
    reach: "self",
    status: 200,
    response: z.object({ items: listOf(signInWire) }),
    handle: async (call) => answer({ items: shownSignIns(call, signedIn(call.principal).person.id) }),
  }),
  jsonRoute({
    method: "GET",
    path: "/me/desk",
    summary: "An agent's desk: offer, talk, wrap-up, queues, and what may be pressed now",
    tag: "desk",
    needs: "desk.use",
    reach: "self",
    status: 200,
    response: deskWire,
    handle: async (call) => {
      const { agentId } = call.principal;
      return agentId === undefined ? noDesk() : showDesk(call, agentId);
    },
  }),
  jsonRoute({
    method: "PUT",
    path: "/me/pages/{pageId}/microphone",
    summary: "Say how the page's microphone is: only with one that is ready the page gets offers",
    tag: "desk",
    needs: "desk.use",
    reach: "self",
    params: z.strictObject({ pageId: idField }),
    body: microphoneBody,
    status: 200,
    response: microphoneBody,
    handle: async (call, { params, body }) => {
      const { agentId } = call.principal;
      if (agentId === undefined) return noDesk();
      const isReady = body.state === "ready";
      await call.parts.pageDoor.microphone({ agentId, pageId: asId(params.pageId), isReady });
      return answer(body);
    },
  }),
];

const noDesk = () => refuse("agent.unknown", "only an agent who is signed in has a desk");

function whoIs({ principal, parts }: Call): z.output<typeof principalWire> {
  const { actor, capabilities, scope } = principal;
  const rights = { kind: actor.kind, capabilities, scope };
  if (principal.signedIn === undefined) return actor.kind === "api-key" ? { ...rights, id: actor.id } : rights;
  const { signIn, person } = principal.signedIn;
  const hasPassword = parts.accounts.passwordOf(person.id) !== undefined;
  return { ...rights, ...person, handle: signIn.handle, hasPassword };
}

async function setPassword(
  call: Call,
  asked: z.output<typeof passwordBody>,
): Promise<Answer<z.output<typeof passwordSet>>> {
  const { accounts, passwords, signIns, limits } = call.parts;
  const { signIn, person } = signedIn(call.principal);
  const former = accounts.passwordOf(person.id);
  if (former !== undefined) {
    const waitSeconds = limits.names.waitSeconds(person.id);
    if (waitSeconds !== undefined)
      throw new Problem("auth.too-many-failures", "too many wrong passwords", { retryAfterSeconds: waitSeconds });
    limits.names.note(person.id);
    if (!(await passwords.fits(asked.current ?? "", former)))
      throw new Problem("auth.wrong-current", "the current password is another one", { field: "current" });
    limits.names.forget(person.id);
  }
  await accounts.setPassword(person.id, await passwords.hash(asked.password));
  await signIns.endOthers(person.id, "password-changed", signIn.id);
  return answer({ hasPassword: true });
}

function signedIn({ signedIn: person }: Principal): NonNullable<Principal["signedIn"]> {
  if (person === undefined) throw new Error("a route for people was given to somebody else");
  return person;
}
