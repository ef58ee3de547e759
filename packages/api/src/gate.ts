/** The gate before every handler: who asks, may they, and as which command (L11). */
import type { Socket } from "node:net";
import { asId, Fault } from "@legroom/model";
import type { FastifyRequest } from "fastify";
import { forbidden, hashKey, keyPrincipal, operator, personPrincipal, sameHash } from "./authority.ts";
import type { Principal } from "./authority.ts";
import { Call } from "./call.ts";
import { repeatIdOf } from "./idempotency.ts";
import { assertNotForeign, assertOwnPage } from "./origin.ts";
import type { Parts } from "./parts.ts";
import { peopleOf } from "./people.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";

const API_KEY_LENGTH_MIN = 32;
/** Longer than any key; what is longer is not hashed. */
const KEY_LENGTH_MAX = 512;
export const COOKIE = "legroom";
/** Nobody in particular: what is open to everybody is open to them. */
const nobody: Principal = { actor: { kind: "api-key", id: asId("nobody") }, capabilities: [], scope: "own" };

type Trusted = { has(socket: Socket): boolean };
type Reading = { readonly trusted: Trusted; readonly cookies: (header: string) => Record<string, string | undefined> };

export class Gate {
  readonly #parts: Parts;
  readonly #trusted: Trusted;
  readonly #cookies: Reading["cookies"];
  readonly #adminHash: string | undefined;

  constructor(parts: Parts, { trusted, cookies }: Reading) {
    const { apiKey } = parts.settings;
    if (apiKey !== undefined && apiKey.length < API_KEY_LENGTH_MIN)
      throw new Fault("start.failed", `LEGROOM_API_KEY needs at least ${API_KEY_LENGTH_MIN} characters`, {
        retriable: false,
        side: "ours",
      });
    this.#parts = parts;
    this.#trusted = trusted;
    this.#cookies = cookies;
    this.#adminHash = apiKey === undefined ? undefined : hashKey(apiKey);
  }

  /**
   * The call that this request may be; rejects with a `Problem` that says why it may not. `handle` is of the sign-in
   * below whose path it came: there the cookie proves who asks, elsewhere a key.
   */
  async admit(request: FastifyRequest, { route, handle }: { route: Route; handle: string | undefined }): Promise<Call> {
    const { publicUrl } = this.#parts.settings;
    const asker = { headers: request.headers, publicUrl };
    if (route.needs === "open" && route.method !== "GET") assertNotForeign(asker);
    const visiting = route.needs === "visit" ? this.#visit(request) : undefined;
    const principal = await this.#principal(request, { route, handle });
    const problem = forbidden(principal, route);
    if (problem !== undefined) throw problem;
    if (principal.signedIn !== undefined && route.method !== "GET") assertOwnPage(asker);
    return new Call({
      parts: this.#parts,
      principal,
      from: {
        address: request.ip,
        browser: headerOf(request, "user-agent") ?? "",
        base: handle === undefined ? "/api/v1" : `/as/${handle}/api/v1`,
      },
      repeatId: principal === nobody ? undefined : repeatIn(request, principal),
      lastEventId: headerOf(request, "last-event-id"),
      range: headerOf(request, "range"),
      visiting,
    });
  }

  /** The person whose cookie it is; undefined if it is nobody's, or theirs no longer. */
  async signedIn(handle: string, cookies: string | undefined): Promise<Principal | undefined> {
    const { signIns, centre } = this.#parts;
    const secret = cookies === undefined ? undefined : this.#cookies(cookies)[COOKIE];
    const signIn = await signIns.proven(handle, secret);
    if (signIn === undefined) return undefined;
    const person = peopleOf(await centre.ask((now) => now.config().config)).get(signIn.personId);
    if (person !== undefined) return personPrincipal(signIn, person);
    await signIns.end(signIn, "removed");
    return undefined;
  }

  async #principal(request: FastifyRequest, { route, handle }: { route: Route; handle: string | undefined }) {
    if (route.needs === "open" || route.needs === "visit") return nobody;
    if (handle === undefined) return this.#authenticate(request);
    const principal = await this.signedIn(handle, headerOf(request, "cookie"));
    if (principal === undefined)
      throw new Problem("auth.signed-out", "you are signed out here: sign in again, or ask for a new link");
    return principal;
  }

  async #authenticate(request: FastifyRequest): Promise<Principal> {
    if (this.#trusted.has(request.raw.socket)) return operator;
    const header = headerOf(request, "authorization");
    if (header === undefined) throw new Problem("auth.missing", "send `Authorization: Bearer` and an API key");
    const { failures } = this.#parts.limits;
    const waitSeconds = failures.waitSeconds(request.ip);
    if (waitSeconds !== undefined)
      throw new Problem("auth.too-many-failures", "too many wrong keys came from this address", {
        retryAfterSeconds: waitSeconds,
      });
    const key = /^Bearer +(\S+)$/i.exec(header)?.[1];
    const principal = key === undefined || key.length > KEY_LENGTH_MAX ? undefined : await this.#holderOf(key);
    if (principal !== undefined) return principal;
    failures.note(request.ip);
    this.#parts.log.debug("a wrong API key came in", { failures: failures.total });
    throw new Problem("auth.unknown-key", "this key is not known here, or was revoked");
  }

  /** A visit that is unknown and a token that is wrong are told alike. */
  #visit(request: FastifyRequest) {
    const header = headerOf(request, "authorization");
    if (header === undefined) throw new Problem("auth.missing", "send `Authorization: Visit` and the visit's token");
    const token = /^Visit +([\w-]{20,128})$/i.exec(header)?.[1];
    const id = (request.params as { id?: string }).id ?? ""; // the router's own: text, and there in every such route
    const visit = token === undefined ? undefined : this.#parts.visits.proven(id, token);
    if (visit !== undefined && token !== undefined) return { visit, token };
    throw new Problem("visit.unknown", "this visit is over, or was never here: call again");
  }

  async #holderOf(key: string): Promise<Principal | undefined> {
    const hash = hashKey(key);
    if (this.#adminHash !== undefined && sameHash(hash, this.#adminHash)) return operator;
    const known = await this.#parts.centre.ask((now) => now.apiKeyByHash(hash));
    return known === undefined ? undefined : keyPrincipal(known);
  }
}

function repeatIn(request: FastifyRequest, principal: Principal) {
  const key = request.method === "GET" ? undefined : headerOf(request, "idempotency-key");
  return key === undefined ? undefined : repeatIdOf({ key, principal, path: `${request.method} ${request.url}` });
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
