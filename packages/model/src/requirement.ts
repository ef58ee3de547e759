/**
 * Who may be offered a caller, as an expression that people write:
 *
 *     sales >= 5 and (language(de) or language(en) >= 7) and not agent(bob, carol)
 *
 * `SKILL` alone means any level; `SKILL >= n`, `<= n`, `= n` and `SKILL n..m` ask for one (levels are 1 to 10);
 * `language(CODE)` is a skill of its own kind; `agent(ID, …)` names people; `anyone` is met by everybody.
 * `not` binds before `and`, `and` before `or`.
 */
import { HANDLE } from "./id.ts";

export const LEVEL_MAX = 10;
/** The level of a skill for which none is said. */
export const DEFAULT_LEVEL = 5;

export type Requirement =
  | { readonly kind: "anyone" }
  | { readonly kind: "skill" | "language"; readonly id: string; readonly low: number; readonly high: number }
  | { readonly kind: "agent"; readonly ids: readonly string[] }
  | { readonly kind: "all" | "any"; readonly of: readonly Requirement[] }
  | { readonly kind: "not"; readonly of: Requirement };

export type RequirementFault = { readonly message: string; /** Where in the text, from 0. */ readonly at: number };

/** An expression longer than this, in characters, is refused. */
export const REQUIREMENT_CHARS_MAX = 1000;
const DEPTH_MAX = 20;

export function parseRequirement(
  text: string,
): { readonly ok: true; readonly requirement: Requirement } | { readonly ok: false; readonly fault: RequirementFault } {
  if (text.length > REQUIREMENT_CHARS_MAX)
    return { ok: false, fault: { message: `longer than ${REQUIREMENT_CHARS_MAX} characters`, at: 0 } };
  const reader = new Reader(text);
  const requirement = reader.any(0);
  if (requirement !== undefined && reader.word !== "") reader.fail(`"${reader.word}" was not expected`);
  return reader.fault === undefined && requirement !== undefined
    ? { ok: true, requirement }
    : { ok: false, fault: reader.fault ?? { message: "nothing is asked for", at: 0 } };
}

/** The expression in one canonical spelling: equal requirements that differ in spaces, order or doubled parts only become equal text. */
export function requirementText(requirement: Requirement): string {
  switch (requirement.kind) {
    case "anyone":
      return "anyone";
    case "skill":
      return `${requirement.id}${levels(requirement)}`;
    case "language":
      return `language(${requirement.id})${levels(requirement)}`;
    case "agent":
      return `agent(${[...new Set(requirement.ids)].toSorted().join(", ")})`;
    case "not":
      return `not ${inner(requirement.of)}`;
    case "all":
      return joined(requirement.of, " and ");
    case "any":
      return joined(requirement.of, " or ");
  }
}

/** All that must hold at once. Parts that ask for nothing are left out. */
export function allOf(parts: readonly Requirement[]): Requirement {
  const flat = parts
    .flatMap((part) => (part.kind === "all" ? part.of : [part]))
    .filter(({ kind }) => kind !== "anyone");
  const [first] = flat;
  if (first === undefined) return { kind: "anyone" };
  return flat.length === 1 ? first : { kind: "all", of: flat };
}

/** What an agent brings: ids of skills and languages with levels 1 to 10. */
export type Abilities = {
  readonly id: string;
  readonly skills: ReadonlyMap<string, number>;
  readonly languages: ReadonlyMap<string, number>;
};

export function meets(agent: Abilities, requirement: Requirement): boolean {
  switch (requirement.kind) {
    case "anyone":
      return true;
    case "skill":
      return within(agent.skills.get(requirement.id), requirement);
    case "language":
      return within(agent.languages.get(requirement.id), requirement);
    case "agent":
      return requirement.ids.includes(agent.id);
    case "not":
      return !meets(agent, requirement.of);
    case "all":
      return requirement.of.every((part) => meets(agent, part));
    case "any":
      return requirement.of.some((part) => meets(agent, part));
  }
}

/** The skills that are asked for somewhere in it, not those under a `not`. */
export function skillsAskedFor(requirement: Requirement): readonly string[] {
  if (requirement.kind === "skill") return [requirement.id];
  if (requirement.kind === "all" || requirement.kind === "any") return requirement.of.flatMap(skillsAskedFor);
  return [];
}

type Levels = { readonly low: number; readonly high: number };

function within(level: number | undefined, { low, high }: Levels): boolean {
  return level !== undefined && level >= low && level <= high;
}

function levels({ low, high }: Levels): string {
  if (low === 1 && high === LEVEL_MAX) return "";
  if (high === LEVEL_MAX) return ` >= ${low}`;
  if (low === 1) return ` <= ${high}`;
  return low === high ? ` = ${low}` : ` ${low}..${high}`;
}

function inner(requirement: Requirement): string {
  const text = requirementText(requirement);
  return requirement.kind === "all" || requirement.kind === "any" ? `(${text})` : text;
}

function joined(parts: readonly Requirement[], by: string): string {
  return [...new Set(parts.map(inner))].toSorted().join(by);
}

const TOKEN = /\s*(>=|<=|=|\.\.|[(),]|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\S)/y;

/** Reads by descent; the first fault stands. */
class Reader {
  readonly #text: string;
  fault: RequirementFault | undefined;
  /** The token at hand; empty at the end. */
  word = "";
  #at = 0;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#step();
  }

  fail(message: string): undefined {
    this.fault ??= { message, at: this.#at };
    return undefined;
  }

  any(depth: number): Requirement | undefined {
    return this.#list(depth, "or", (deeper) => this.#all(deeper));
  }

  #all(depth: number): Requirement | undefined {
    return this.#list(depth, "and", (deeper) => this.#one(deeper));
  }

  #list(depth: number, by: "or" | "and", read: (depth: number) => Requirement | undefined): Requirement | undefined {
    if (depth > DEPTH_MAX) return this.fail("too many brackets");
    const first = read(depth);
    if (first === undefined) return undefined;
    const of = [first];
    while (this.#take(by)) {
      const next = read(depth);
      if (next === undefined) return undefined;
      of.push(next);
    }
    return of.length === 1 ? first : { kind: by === "or" ? "any" : "all", of };
  }

  #one(depth: number): Requirement | undefined {
    if (this.#take("not")) {
      if (depth > DEPTH_MAX) return this.fail("too many brackets");
      const of = this.#one(depth + 1);
      return of === undefined ? undefined : { kind: "not", of };
    }
    if (this.#take("(")) {
      const of = this.any(depth + 1);
      if (of === undefined) return undefined;
      return this.#take(")") ? of : this.fail('")" is missing');
    }
    if (this.#take("anyone")) return { kind: "anyone" };
    if (this.#take("agent")) return this.#agents();
    if (this.#take("language")) return this.#language();
    return this.#skill();
  }

  #agents(): Requirement | undefined {
    const ids = this.#names();
    return ids === undefined ? undefined : { kind: "agent", ids };
  }

  #language(): Requirement | undefined {
    const ids = this.#names();
    const [id] = ids ?? [];
    if (ids === undefined || id === undefined) return undefined;
    return ids.length > 1 ? this.fail("language(…) takes one") : this.#levels("language", id);
  }

  #skill(): Requirement | undefined {
    if (["and", "or", ""].includes(this.word)) return this.fail("a skill is missing");
    const id = this.#name();
    return id === undefined ? undefined : this.#levels("skill", id);
  }

  #names(): string[] | undefined {
    if (!this.#take("(")) return this.fail('"(" is missing');
    const names: string[] = [];
    do {
      const name = this.#name();
      if (name === undefined) return undefined;
      names.push(name);
    } while (this.#take(","));
    return this.#take(")") ? names : this.fail('")" is missing');
  }

  #name(): string | undefined {
    const { word } = this;
    if (!HANDLE.test(word)) return this.fail(word === "" ? "a name is missing" : `"${word}" is no name`);
    this.#step();
    return word;
  }

  #levels(kind: "skill" | "language", id: string): Requirement | undefined {
    const from = this.#level(">=") ?? 1;
    if (from !== 1 || this.#was === ">=") return this.#ranged({ kind, id, low: from, high: LEVEL_MAX });
    const upTo = this.#level("<=");
    if (upTo !== undefined) return this.#ranged({ kind, id, low: 1, high: upTo });
    const exactly = this.#level("=");
    if (exactly !== undefined) return this.#ranged({ kind, id, low: exactly, high: exactly });
    if (!/^\d+$/.test(this.word)) return { kind, id, low: 1, high: LEVEL_MAX };
    const low = this.#number();
    const high = this.#level("..");
    return high === undefined ? this.fail('".." and a level are missing') : this.#ranged({ kind, id, low, high });
  }

  #was = "";

  #level(sign: string): number | undefined {
    this.#was = "";
    if (!this.#take(sign)) return undefined;
    this.#was = sign;
    return this.#number();
  }

  #number(): number {
    const level = /^\d{1,2}$/.test(this.word) ? Number(this.word) : 0;
    if (level < 1 || level > LEVEL_MAX) this.fail(`a level from 1 to ${LEVEL_MAX} is missing`);
    this.#step();
    return level;
  }

  #ranged(requirement: Requirement & Levels): Requirement | undefined {
    if (this.fault !== undefined) return undefined;
    return requirement.low <= requirement.high ? requirement : this.fail("the lower level is above the higher one");
  }

  #take(word: string): boolean {
    if (this.word !== word) return false;
    this.#step();
    return true;
  }

  #step(): void {
    TOKEN.lastIndex = this.#next;
    const found = TOKEN.exec(this.#text);
    this.word = found?.[1] ?? "";
    this.#at = found === null ? this.#text.length : TOKEN.lastIndex - this.word.length;
    this.#next = found === null ? this.#text.length : TOKEN.lastIndex;
  }
}
