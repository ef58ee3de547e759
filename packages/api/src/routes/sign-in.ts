/** Signing in: by name and password, or by a one-time link. What is wrong is told alike, after the same time. */
import { createHash } from "node:crypto";
import type { SignIn } from "@legroom/engine/ports";
import { linkUseBody, signedInWire, signInBody } from "@legroom/model";
import type * as z from "zod";
import type { Call } from "../call.ts";
import { peopleOf } from "../people.ts";
import type { Person } from "../people.ts";
import { Problem } from "../problem.ts";
import { jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";

type SignedIn = z.output<typeof signedInWire>;

export const signInRoutes = [
  jsonRoute({
    method: "POST",
    path: "/sign-in",
    summary: "Sign in by name and password; the answer names the path of this sign-in, whose cookie it sets",
    tag: "sign-in",
    needs: "open",
    reach: "self",
    body: signInBody,
    status: 201,
    response: signedInWire,
    handle: (call, { body }) => byPassword(call, body),
  }),
  jsonRoute({
    method: "POST",
    path: "/links/use",
    summary: "Sign in by a one-time link's token",
    tag: "sign-in",
    needs: "open",
    reach: "self",
    body: linkUseBody,
    status: 201,
    response: signedInWire,
    handle: (call, { body }) => byLink(call, body.token),
  }),
];

async function byPassword(call: Call, asked: z.output<typeof signInBody>): Promise<Answer<SignedIn>> {
  const { limits, accounts, passwords } = call.parts;
  const { address } = call.from;
  assertMayTry([limits.failures.waitSeconds(address), limits.names.waitSeconds(asked.name)]);
  // Counted before it is known to be wrong: many at once do not get more tries than one after another.
  limits.names.note(asked.name);
  const person = await personOf(call, asked.name);
  const fits = await passwords.fits(asked.password, person === undefined ? undefined : accounts.passwordOf(person.id));
  if (person === undefined || !fits) {
    limits.failures.note(address);
    call.parts.log.debug("a wrong password came in", { failures: limits.failures.total });
    throw new Problem("auth.wrong-password", "name or password is wrong; whoever has no password needs a link");
  }
  limits.names.forget(asked.name);
  return signIn(call, person, "password");
}

async function byLink(call: Call, token: string): Promise<Answer<SignedIn>> {
  const { limits, accounts, clock } = call.parts;
  const { address } = call.from;
  assertMayTry([limits.failures.waitSeconds(address)]);
  const used = await accounts.useLink(createHash("sha256").update(token).digest("hex"), clock.now());
  const person = used.ok ? await personOf(call, used.personId) : undefined;
  if (person !== undefined) return signIn(call, person, "link");
  limits.failures.note(address);
  throw new Problem(
    "auth.link-spent",
    "this link cannot be used any more: links hold 15 minutes and work once; ask your administrator for a new one",
  );
}

function assertMayTry(waits: readonly (number | undefined)[]): void {
  const waitSeconds = waits.find((seconds) => seconds !== undefined);
  if (waitSeconds === undefined) return;
  throw new Problem("auth.too-many-failures", "too many tries failed: wait, or ask your administrator for a link", {
    retryAfterSeconds: waitSeconds,
  });
}

async function personOf(call: Call, id: string): Promise<Person | undefined> {
  return peopleOf(await call.ask((now) => now.config().config)).get(id);
}

async function signIn(call: Call, person: Person, by: SignIn["by"]): Promise<Answer<SignedIn>> {
  const { signIns, accounts } = call.parts;
  const opened = await signIns.open({ personId: person.id, by, agent: call.from.browser });
  const path = `/as/${opened.signIn.handle}/`;
  const { id, name, role } = person;
  return {
    ok: true,
    cookie: { path, value: opened.secret },
    body: {
      handle: opened.signIn.handle,
      path,
      person: { id, name, role },
      hasPassword: accounts.passwordOf(id) !== undefined,
    },
  };
}
