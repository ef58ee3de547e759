/** Keys for programs: made and shown once, kept as a hash, revoked. */
import { randomBytes } from "node:crypto";
import { apiKeyBody, apiKeyCreatedWire, apiKeyWire, asId, idField, listOf, pendingWire } from "@legroom/model";
import type { ApiKeyId } from "@legroom/model";
import * as z from "zod";
import { hashKey, mayGive } from "../authority.ts";
import type { Call } from "../call.ts";
import { Problem } from "../problem.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";

export const apiKeyRoutes = [
  jsonRoute({
    method: "GET",
    path: "/api-keys",
    summary: "The keys that are in force, without the keys themselves",
    tag: "api-keys",
    needs: "api-keys.write",
    reach: "centre",
    audit: { act: "api-keys.list", subject: () => "api-keys" },
    status: 200,
    response: z.object({ items: listOf(apiKeyWire) }),
    handle: async (call) => answer({ items: await call.ask((now) => now.apiKeys()) }),
  }),
  jsonRoute({
    method: "POST",
    path: "/api-keys",
    summary: "Make a key; it is shown this once",
    tag: "api-keys",
    needs: "api-keys.write",
    reach: "centre",
    audit: { act: "api-key.create", subject: ({ body }) => `api-key/${body.name}` },
    body: apiKeyBody,
    status: 201,
    response: apiKeyCreatedWire,
    handle: (call, { body }) => call.once(() => makeKey(call, body)),
  }),
  jsonRoute({
    method: "DELETE",
    path: "/api-keys/{id}",
    summary: "Revoke a key, from now on",
    tag: "api-keys",
    needs: "api-keys.write",
    reach: "centre",
    audit: { act: "api-key.revoke", subject: ({ params }) => `api-key/${params.id}` },
    params: z.strictObject({ id: idField }),
    status: 202,
    response: pendingWire,
    handle: (call, { params }) => call.command({ type: "api-key.revoke", apiKeyId: asId(params.id) }),
  }),
];

async function makeKey(
  call: Call,
  asked: z.output<typeof apiKeyBody>,
): Promise<Answer<z.output<typeof apiKeyCreatedWire>>> {
  if (!mayGive(call.principal, asked))
    throw new Problem("auth.beyond-own", "a key cannot hold more than the one that makes it");
  const apiKeyId: ApiKeyId = asId(`key-${randomBytes(9).toString("base64url")}`);
  const key = `lgr_${randomBytes(32).toString("base64url")}`;
  const capabilities = [...new Set(asked.capabilities)];
  const { name, scope } = asked;
  const done = await call.freshCommand({
    type: "api-key.create",
    apiKeyId,
    name,
    capabilities,
    scope,
    hash: hashKey(key),
  });
  return done.ok ? answer({ id: apiKeyId, name, capabilities, scope, key }) : done;
}
