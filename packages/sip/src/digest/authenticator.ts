/** The server's side of digest: makes challenges, judges answers. */
import { timingSafeEqual } from "node:crypto";
import type { HeaderField } from "../call/call.ts";
import type { Clock } from "../clock.ts";
import type { SipRequest } from "../message/message.ts";
import { parseSipUri } from "../message/uri.ts";
import type { CredentialsPort, DigestSecret } from "./credentials.ts";
import {
  algorithmOf,
  digestResponse,
  digestText,
  ha1,
  hash,
  parseDigestFields,
  type DigestAlgorithm,
} from "./digest.ts";
import { Nonces } from "./nonce.ts";

export type AuthenticatorOptions = {
  readonly realm: string;
  readonly credentials: CredentialsPort;
  readonly clock: Clock;
  readonly secret: Buffer;
};

/**
 * `none`: no answer to a challenge of ours is there; `stale`: right, but to an old or used nonce; `wrong`: everything
 * else, a user who does not exist included.
 */
export type Verdict = "proven" | "none" | "stale" | "wrong";

type Answer = {
  readonly algorithm: DigestAlgorithm;
  readonly nonce: string;
  readonly username: string;
  readonly uri: string;
  readonly response: string;
  readonly qop: { readonly nc: string; readonly cnonce: string } | undefined;
};

/** A password that nobody has, so that an unknown user costs as much time as a known one. */
const nobody: DigestSecret = { password: "" };

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #nonces: Nonces;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#nonces = new Nonces(options.secret);
  }

  /** One header for each algorithm, in the order of our preference (RFC 8760 2.3). */
  challenge(algorithms: readonly DigestAlgorithm[], isStale: boolean): HeaderField[] {
    const nonce = this.#nonces.make(this.#options.clock.now());
    return algorithms.map((algorithm): HeaderField => {
      const fields: (readonly [string, string])[] = [
        ["realm", this.#options.realm],
        ["nonce", nonce],
        ["algorithm", algorithm],
        ["qop", "auth"],
      ];
      if (isStale) fields.push(["stale", "true"]);
      return ["WWW-Authenticate", digestText(fields, ["algorithm", "stale"])];
    });
  }

  /** Whether the request carries an answer to one of our challenges at all. */
  hasAnswer(request: SipRequest): boolean {
    return this.#answer(request, undefined) !== undefined;
  }

  /** Whether the request proves to be this user. Rejects only where the credentials port does. */
  async verify(request: SipRequest, user: string, algorithms: readonly DigestAlgorithm[]): Promise<Verdict> {
    const answer = this.#answer(request, algorithms);
    if (answer === undefined) return "none";
    const freshness = this.#nonces.check(answer.nonce, this.#options.clock.now());
    // An answer to somebody else's nonce, or to one from before our restart: it proves nothing, but is no attack.
    if (freshness === "unknown") return "stale";
    const known = await this.#options.credentials(answer.username, this.#options.realm);
    const expected = this.#expected(answer, request.method, known ?? nobody);
    const isRight = isSame(answer.response.toLowerCase(), expected) && known !== undefined && answer.username === user;
    if (!isRight || !isSamePlace(answer.uri, request)) return "wrong";
    if (freshness === "stale") return "stale";
    const count = answer.qop === undefined ? 1 : Number.parseInt(answer.qop.nc, 16);
    return this.#nonces.use(answer.nonce, count) ? "proven" : "stale";
  }

  #expected(answer: Answer, method: string, secret: DigestSecret): string {
    const who = { user: answer.username, realm: this.#options.realm };
    const stored = answer.algorithm === "MD5" ? hashOf(secret, "ha1Md5") : hashOf(secret, "ha1Sha256");
    const key = "password" in secret ? ha1(answer.algorithm, { ...who, password: secret.password }) : stored;
    // No hash for this algorithm: compare with one that nobody can hit.
    if (key === undefined) return hash(answer.algorithm, answer.nonce);
    return digestResponse({
      algorithm: answer.algorithm,
      ha1: key,
      nonce: answer.nonce,
      method,
      uri: answer.uri,
      ...(answer.qop === undefined ? {} : { qop: answer.qop }),
    });
  }

  #answer(request: SipRequest, algorithms: readonly DigestAlgorithm[] | undefined): Answer | undefined {
    for (const value of request.headers.all("authorization")) {
      const answer = readAnswer(value, this.#options.realm);
      if (answer !== undefined && (algorithms?.includes(answer.algorithm) ?? true)) return answer;
    }
    return undefined;
  }
}

/**
 * The digest covers the URI it names, which should be the one asked for (RFC 7616 3.4.6). Test tools and old phones name
 * the server alone, so the host must agree and the user need not: a nonce serves once in any case.
 */
function isSamePlace(uri: string, request: SipRequest): boolean {
  return uri === request.target || parseSipUri(uri)?.host === request.targetUri?.host;
}

function readAnswer(value: string, realm: string): Answer | undefined {
  const fields = parseDigestFields(value);
  const algorithm = algorithmOf(fields?.get("algorithm"));
  if (fields === undefined || algorithm === undefined || fields.get("realm") !== realm) return undefined;
  const [nonce, username, uri, response] = ["nonce", "username", "uri", "response"].map((name) => fields.get(name));
  if (nonce === undefined || username === undefined || uri === undefined || response === undefined) return undefined;
  const qop = readQop(fields);
  return qop === "bad" ? undefined : { algorithm, nonce, username, uri, response, qop };
}

function readQop(fields: ReadonlyMap<string, string>): Answer["qop"] | "bad" {
  if (!fields.has("qop")) return undefined;
  const nc = fields.get("nc") ?? "";
  const cnonce = fields.get("cnonce") ?? "";
  return fields.get("qop") === "auth" && /^[0-9a-f]{8}$/i.test(nc) && cnonce !== "" ? { nc, cnonce } : "bad";
}

function hashOf(secret: DigestSecret, name: "ha1Md5" | "ha1Sha256"): string | undefined {
  return "password" in secret ? undefined : secret[name]?.toLowerCase();
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
