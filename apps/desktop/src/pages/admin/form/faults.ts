/** What is wrong with what was typed, by the place in the form where it stands. */
import { amount, childOf, textOf } from "./shape.ts";
import type { Draft, Shape } from "./shape.ts";

/** Limits are in the unit that is typed. */
export type Fault =
  | { readonly why: "empty" | "not-a-number" }
  | { readonly why: "too-low" | "too-high" | "too-long" | "too-many"; readonly limit: number }
  /** In the words of who refused it. */
  | { readonly why: "refused"; readonly message: string };

/** By path, its parts joined by dots. */
export type Faults = { readonly [path: string]: Fault };

/** As zod tells it, as far as it is used here. */
export type Issue = {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
};

/** The first fault of each place. */
export function faultsOf(shape: Shape, draft: Draft, issues: readonly Issue[]): Faults {
  const found: Record<string, Fault> = {};
  for (const issue of issues) {
    const path = issue.path.map(String);
    const place = placeOf(shape, draft, path);
    // What is typed in seconds stands as milliseconds, and its name says so.
    found[place.path.join(".")] ??= faultOf(place, issue, path.at(-1)?.endsWith("Ms") === true ? 1000 : 1);
  }
  return found;
}

/**
 * Where in the form the server's field is: `requires`, or a path such as `body.relaxations.0.requires` or
 * `queues.2.offerMs`. Nothing where the form has no such field.
 */
export function placeNamed(shape: Shape, draft: Draft, field: string | undefined): string | undefined {
  const parts = (field ?? "").split(/[.[\]/]+/).filter((part) => part !== "");
  if (shape.kind !== "group") return undefined;
  const from = parts.findIndex((part) => part in shape.fields);
  return from < 0 ? undefined : placeOf(shape, draft, parts.slice(from)).path.join(".");
}

type Place = {
  readonly shape: Shape;
  readonly draft: Draft;
  readonly path: readonly string[];
  readonly typedAs?: { readonly [stands: string]: string } | undefined;
};

/** As deep as the form goes: what is wrong within a field is wrong with the field. */
function placeOf(shape: Shape, draft: Draft, path: readonly string[]): Place {
  let place: Place = { shape, draft, path: [] };
  for (const part of path) {
    const next = inside(place, part);
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

function inside({ shape, draft, path, typedAs }: Place, part: string): Place | undefined {
  if (shape.kind === "rows") {
    const row: Shape = { kind: "group", fields: shape.fields };
    return { shape: row, draft: childOf(draft, part), path: [...path, part], typedAs: shape.typedAs };
  }
  if (shape.kind !== "group" && shape.kind !== "maybe") return undefined;
  const name = typedAs?.[part] ?? part;
  const child = shape.fields[name];
  if (child === undefined) return undefined;
  return { shape: child, draft: childOf(draft, name), path: [...path, name] };
}

function faultOf({ shape, draft }: Place, issue: Issue, unit: number): Fault {
  const typed = textOf(draft);
  const isText = shape.kind !== "group" && shape.kind !== "rows" && shape.kind !== "ids" && shape.kind !== "record";
  if (isText && typed === "" && shape.kind !== "lines") return { why: "empty" };
  if (shape.kind === "number") return numberFault(unit, typed, issue);
  if (issue.code === "too_big" && issue.maximum !== undefined)
    return { why: isText && shape.kind !== "lines" ? "too-long" : "too-many", limit: Number(issue.maximum) };
  return { why: "refused", message: issue.message };
}

function numberFault(unit: number, typed: string, { code, minimum, maximum }: Issue): Fault {
  if (Number.isNaN(amount(typed, unit))) return { why: "not-a-number" };
  if (code === "too_small" && minimum !== undefined) return { why: "too-low", limit: Number(minimum) / unit };
  if (code === "too_big" && maximum !== undefined) return { why: "too-high", limit: Number(maximum) / unit };
  return { why: "not-a-number" };
}
