/** The gate before every handler: who asks, may they, and as which command (L11). */
import type { Socket } from "node:net";
import { asId, Fault } from "@legroom/model";
import type { FastifyRequest } from "fastify";
import { forbidden, hashKey, keyPrincipal, operator, sameHash } from "./authority.ts";
import type { Principal } from "./authority.ts";
import { Call } from "./call.ts";
import type { Parts } from "./call.ts";
import { FailureLimit } from "./failure-limit.ts";
import { repeatIdOf } from "./idempotency.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";

const API_KEY_LENGTH_MIN = 32;
/** Longer than any key; what is longer is not hashed. */
const KEY_LENGTH_MAX = 512;
/** Nobody in particular: what is open to everybody is open to them. */
const visitor: Principal = { actor: { kind: "api-key", id: asId("nobody") }, capabilities: [], scope: "own" };

export class Gate {
  readonly #parts: Parts;
  readonly #trusted: { has(socket: Socket): boolean };
  readonly #failures: FailureLimit;
  readonly #adminHash: string | undefined;

  constructor(parts: Parts, trusted: { has(socket: Socket): boolean }) {
    const { apiKey } = parts.settings;
    if (apiKey !== undefined && apiKey.length < API_KEY_LENGTH_MIN)
      throw new Fault("start.failed", `LEGROOM_API_KEY needs at least ${API_KEY_LENGTH_MIN} characters`, {
        retriable: false,
        side: "ours",
      });
    this.#parts = parts;
    this.#trusted = trusted;
    this.#failures = new FailureLimit(parts.clock);
    this.#adminHash = apiKey === undefined ? undefined : hashKey(apiKey);
  }

  /** The call that this request may be; rejects with a `Problem` that says why it may not. */
  async admit(request: FastifyRequest, route: Route): Promise<Call> {
    const principal = route.needs === "open" ? visitor : await this.#authenticate(request);
    const problem = forbidden(principal, route);
    if (problem !== undefined) throw problem;
    const key = route.method === "GET" ? undefined : headerOf(request, "idempotency-key");
    const repeatId =
      key === undefined ? undefined : repeatIdOf({ key, principal, path: `${request.method} ${request.url}` });
    return new Call({ parts: this.#parts, principal, repeatId, lastEventId: headerOf(request, "last-event-id") });
  }

  async #authenticate(request: FastifyRequest): Promise<Principal> {
    if (this.#trusted.has(request.raw.socket)) return operator;
    const header = headerOf(request, "authorization");
    if (header === undefined) throw new Problem("auth.missing", "send `Authorization: Bearer` and an API key");
    const waitSeconds = this.#failures.waitSeconds(request.ip);
    if (waitSeconds !== undefined)
      throw new Problem("auth.too-many-failures", "too many wrong keys came from this address", {
        retryAfterSeconds: waitSeconds,
      });
    const key = /^Bearer +(\S+)$/i.exec(header)?.[1];
    const principal = key === undefined || key.length > KEY_LENGTH_MAX ? undefined : await this.#holderOf(key);
    if (principal !== undefined) return principal;
    this.#failures.note(request.ip);
    this.#parts.log.debug("a wrong API key came in", { failures: this.#failures.total });
    throw new Problem("auth.unknown-key", "this key is not known here, or was revoked");
  }

  async #holderOf(key: string): Promise<Principal | undefined> {
    const hash = hashKey(key);
    if (this.#adminHash !== undefined && sameHash(hash, this.#adminHash)) return operator;
    const known = await this.#parts.centre.ask((now) => now.apiKeyByHash(hash));
    return known === undefined ? undefined : keyPrincipal(known);
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
