/** The audit is a chain: who changes or takes away an entry breaks every hash after it. */
import { createHash } from "node:crypto";

/** `before` is the hash of the entry before, empty for the first; `entry` is canonical text. */
export function auditHash(before: string, entry: string): string {
  return createHash("sha256").update(`${before}\n${entry}`).digest("hex");
}
