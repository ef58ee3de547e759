/** Expressions that were checked when they were set, read again. */
import { allOf, parseRequirement } from "@legroom/model";
import type { Requirement } from "@legroom/model";

/** What cannot be read is met by nobody. */
export function readRequirement(text: string): Requirement {
  const read = parseRequirement(text);
  return read.ok ? read.requirement : { kind: "not", of: { kind: "anyone" } };
}

/** All of these at once; undefined where nothing is required. */
export function bothRequirements(texts: readonly (string | undefined)[]): Requirement | undefined {
  const parts = texts.flatMap((text) => (text === undefined ? [] : [readRequirement(text)]));
  const all = allOf(parts);
  return all.kind === "anyone" ? undefined : all;
}
