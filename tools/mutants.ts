/**
 * Mutants: the source with one comparison or one filter broken on purpose. A suite that stays green with one of them does not
 * test what that line decides.
 *
 * A line that ends with the comment `same either way: …` is left alone: breaking it changes nothing that can be seen.
 */

export type Mutant = {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly what: string;
  readonly text: string;
};

type Mutator = { readonly what: string; readonly change: (line: string) => readonly string[] };

const NAME = String.raw`[\w$.?()]+`;
const DIFFERENCE = new RegExp(String.raw`\b(${NAME}?)\.(\w+) - (${NAME}?)\.\2\b`);
const LESS = /\b(\w+)\.(\w+) < (\w+)\.\2 \? -1/;
/** `of: (facts) => facts.load }`, as a strategy's column is written. */
const COLUMN = /\bof: \((.*?)\) => ([^,]+?)( \}|,$)/;
const ORDER = /order: \[([a-zA-Z, ]+)\]/;
/** Two that are compared by size, but for the bounds of loops. */
const SIZES = /([\w.()?[\]]+) (<=?|>=?) ([\w.()?[\]]+)/;
/** A filter on one line, and what it takes. */
const FILTER = /\.filter\((\(?[^()]*\)?) => /;
const LEAVES = /^(\s*)(?:else )?if \((.+)\) (return(?: (?:"[a-z-]+"|false|undefined))?;|continue;)\s*$/;

const mutators: readonly Mutator[] = [
  { what: "order reversed", change: (line) => replaced(line, DIFFERENCE, "$3.$2 - $1.$2") },
  { what: "order reversed", change: (line) => replaced(line, LESS, "$1.$2 > $3.$2 ? -1") },
  { what: "comparison left out", change: (line) => replaced(line, DIFFERENCE, "0") },
  { what: "comparison turned round", change: turnedRound },
  { what: "filter left out", change: (line) => replaced(line, FILTER, ".filter($1 => true || ") },
  { what: "order reversed", change: (line) => replaced(line, COLUMN, "of: ($1) => -($2)$3") },
  { what: "comparison left out", change: (line) => replaced(line, ORDER, (list) => without(list, ", ")) },
  {
    what: "filter left out",
    change: (line) => (asksWhetherThere(line) ? [] : replaced(line, LEAVES, "$1if (false) $3")),
  },
  { what: "condition left out", change: (line) => conditionsLess(line) },
];

const OPPOSITE: Readonly<Record<string, string>> = { "<": ">=", ">": "<=", "<=": ">", ">=": "<" };

function turnedRound(line: string): readonly string[] {
  if (/^\s*for \(/.test(line) || LESS.test(line)) return [];
  return [...line.matchAll(new RegExp(SIZES, "g"))].map(({ index, 0: whole, 1: left, 2: sign = "", 3: right }) => {
    const turned = `${left} ${OPPOSITE[sign]} ${right}`;
    return `${line.slice(0, index)}${turned}${line.slice(index + whole.length)}`;
  });
}

function replaced(line: string, what: RegExp, by: string | ((list: string) => readonly string[])): readonly string[] {
  if (typeof by === "string") {
    const changed = line.replace(what, by);
    return changed === line ? [] : [changed];
  }
  const found = what.exec(line);
  const [whole, list] = found ?? [];
  if (whole === undefined || list === undefined) return [];
  return by(list).map((less) => line.replace(whole, whole.replace(list, less)));
}

/** The list with each of its parts left out in turn, but for guards of types; a single one is kept. */
function without(list: string, by: string): readonly string[] {
  const all = list.split(by);
  if (all.length === 1) return [];
  return all.flatMap((part, at) => (isGuard(part) ? [] : [all.toSpliced(at, 1).join(by)]));
}

/** Whether something is there at all: asked for the types' sake, as a rule, and no filter. A verdict or `false` is one. */
function asksWhetherThere(line: string): boolean {
  const [, , condition, leaves] = LEAVES.exec(line) ?? [];
  return leaves !== undefined && !/return (?:"|false)/.test(leaves) && parts(condition ?? "").every(isGuard);
}

const parts = (condition: string): readonly string[] => condition.split(/ (?:\|\||&&) /);
const isGuard = (part: string): boolean => /^[^()]+ [!=]== undefined$/.test(part);

/** `return a && b;` and `if (a || b) …` without one of the two. */
function conditionsLess(line: string): readonly string[] {
  const returned = /^\s*return ([^;]+ && [^;]+);$/.exec(line)?.[1];
  if (returned !== undefined) return lessOf(line, returned, " && ");
  const asked = /^\s*(?:else )?if \((.+ \|\| .+)\)(?: return[^;]*;| continue;)?$/.exec(line)?.[1];
  return asked === undefined ? [] : lessOf(line, asked, " || ");
}

function lessOf(line: string, condition: string, by: string): readonly string[] {
  const whole = condition.split(by).every((part) => part.split("(").length === part.split(")").length);
  return whole ? without(condition, by).map((less) => line.replace(condition, less)) : [];
}

const EXEMPT = /\/\/ same either way: \S/;

/** Every mutant of one file, in the order of its lines. */
export function mutantsOf(file: string, source: string): Mutant[] {
  return source.split("\n").flatMap((line, index) => {
    if (/^\s*(?:\*|\/\/|\/\*|import |(?:export )?type )/.test(line) || EXEMPT.test(line)) return [];
    return mutators.flatMap(({ what, change }) =>
      change(line).map((text) => ({ file, line: index + 1, what, text }) satisfies Mutant),
    );
  });
}

/** The source with this one mutant in it. */
export function withMutant(source: string, { line, text }: Pick<Mutant, "line" | "text">): string {
  return source
    .split("\n")
    .map((was, index) => (index + 1 === line ? text : was))
    .join("\n");
}
