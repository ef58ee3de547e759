/** API keys on the wire. */
import * as z from "zod";
import { apiScopes, capabilities } from "../command.ts";
import { roles } from "./account.ts";
import { listOf } from "./field.ts";

export const apiKeyWire = z.object({
  id: z.string(),
  name: z.string(),
  capabilities: listOf(z.enum(capabilities)),
  scope: z.enum(apiScopes),
});

export const apiKeyBody = z.strictObject({
  name: z.string().trim().min(1).max(100),
  capabilities: z.array(z.enum(capabilities)).min(1).max(capabilities.length),
  scope: z.enum(apiScopes),
});

/** The key itself is shown this once; only its hash is kept. */
export const apiKeyCreatedWire = apiKeyWire.extend({ key: z.string() });

/** Who asks, as the server sees it. */
export const principalWire = z.object({
  kind: z.enum(["operator", "api-key", "agent", "staff"]),
  id: z.string().optional(),
  /** Of a person: their name, role, and the handle of this sign-in (`/as/{handle}/`). */
  name: z.string().optional(),
  role: z.enum(roles).optional(),
  handle: z.string().optional(),
  /** A person without a password can sign in by link only. */
  hasPassword: z.boolean().optional(),
  capabilities: listOf(z.enum(capabilities)),
  scope: z.enum(apiScopes),
});
