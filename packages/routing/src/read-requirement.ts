/** Expressions that were checked when they were set, read again. Those of one centre are few: the last ones are remembered. */
import { allOf, parseRequirement } from "@legroom/model";
import type { Requirement } from "@legroom/model";

/** What cannot be read is met by nobody. */
export function readRequirement(text: string): Requirement {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const read = parseRequirement(text);
  const requirement: Requirement = read.ok ? read.requirement : { kind: "not", of: { kind: "anyone" } };
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, requirement);
  return requirement;
}

const REMEMBERED_MAX = 2000;
const remembered = new Map<string, Requirement>();

/** All of these at once; undefined where nothing is required. */
export function bothRequirements(texts: readonly (string | undefined)[]): Requirement | undefined {
  const parts = texts.flatMap((text) => (text === undefined ? [] : [readRequirement(text)]));
  const all = allOf(parts);
  return all.kind === "anyone" ? undefined : all;
}
