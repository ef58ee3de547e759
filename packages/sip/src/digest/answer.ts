/** The client's side of digest: reads challenges, writes one answer. */
import type { HeaderField } from "../call/call.ts";
import type { SipResponse } from "../message/message.ts";
import { algorithmOf, digestResponse, digestText, ha1, parseDigestFields, type DigestAlgorithm } from "./digest.ts";

export type ClientCredentials = { readonly user: string; readonly password: string };

/**
 * The header that answers a 401 or 407; undefined where there is nothing we can answer. Of several challenges the
 * strongest known counts (RFC 8760 2.4).
 */
export function answerChallenge(
  response: SipResponse,
  request: { readonly method: string; readonly uri: string },
  credentials: ClientCredentials,
  cnonce: string,
): HeaderField | undefined {
  const isProxy = response.status === 407;
  const challenges = response.headers
    .all(isProxy ? "proxy-authenticate" : "www-authenticate")
    .map((value) => challengeIn(value))
    .filter((challenge) => challenge !== undefined);
  const best = challenges.find((challenge) => challenge.algorithm === "SHA-256") ?? challenges[0];
  if (best === undefined) return undefined;
  const { algorithm, realm, nonce, opaque, hasQop } = best;
  const nc = "00000001";
  const digest = digestResponse({
    algorithm,
    ha1: ha1(algorithm, { ...credentials, realm }),
    nonce,
    ...request,
    ...(hasQop ? { qop: { nc, cnonce } } : {}),
  });
  const fields: (readonly [string, string])[] = [
    ["username", credentials.user],
    ["realm", realm],
    ["nonce", nonce],
    ["uri", request.uri],
    ["response", digest],
    ["algorithm", algorithm],
  ];
  if (hasQop) fields.push(["qop", "auth"], ["nc", nc], ["cnonce", cnonce]);
  if (opaque !== undefined) fields.push(["opaque", opaque]);
  return [isProxy ? "Proxy-Authorization" : "Authorization", digestText(fields, ["algorithm", "qop", "nc"])];
}

type Challenge = {
  readonly algorithm: DigestAlgorithm;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly hasQop: boolean;
};

function challengeIn(value: string): Challenge | undefined {
  const fields = parseDigestFields(value);
  const nonce = fields?.get("nonce");
  const algorithm = algorithmOf(fields?.get("algorithm"));
  if (fields === undefined || nonce === undefined || algorithm === undefined) return undefined;
  const qop = fields.get("qop");
  const hasQop = qop !== undefined && qop.split(",").some((one) => one.trim().toLowerCase() === "auth");
  if (qop !== undefined && !hasQop) return undefined;
  return { algorithm, realm: fields.get("realm") ?? "", nonce, opaque: fields.get("opaque"), hasQop };
}
