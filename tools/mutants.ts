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
  readonly what: "order reversed" | "comparison left out" | "filter left out" | "condition turned round";
  readonly text: string;
};

type Mutator = { readonly what: Mutant["what"]; readonly change: (line: string) => string | undefined };

const NAME = String.raw`[\w$.?()]+`;
const DIFFERENCE = new RegExp(String.raw`\b(${NAME}?)\.(\w+) - (${NAME}?)\.\2\b`);
const LESS = /\b(\w+)\.(\w+) < (\w+)\.\2 \? -1/;
const REFUSES = /^(\s*)(?:else )?if \((.+)\) (return (?:"[a-z-]+"|false|undefined);|continue;)\s*$/;

const mutators: readonly Mutator[] = [
  { what: "order reversed", change: (line) => replaced(line, DIFFERENCE, "$3.$2 - $1.$2") },
  { what: "order reversed", change: (line) => replaced(line, LESS, "$1.$2 > $3.$2 ? -1") },
  { what: "comparison left out", change: (line) => replaced(line, DIFFERENCE, "0") },
  { what: "filter left out", change: (line) => replaced(line, REFUSES, "$1if (false) $3") },
];

function replaced(line: string, what: RegExp, by: string): string | undefined {
  const changed = line.replace(what, by);
  return changed === line ? undefined : changed;
}

const EXEMPT = /\/\/ same either way: \S/;

/** Every mutant of one file, in the order of its lines. */
export function mutantsOf(file: string, source: string): Mutant[] {
  return source.split("\n").flatMap((line, index) =>
    line.trimStart().startsWith("*") || EXEMPT.test(line)
      ? []
      : mutators.flatMap(({ what, change }) => {
          const text = change(line);
          return text === undefined ? [] : [{ file, line: index + 1, what, text }];
        }),
  );
}

/** The source with this one mutant in it. */
export function withMutant(source: string, { line, text }: Pick<Mutant, "line" | "text">): string {
  return source
    .split("\n")
    .map((was, index) => (index + 1 === line ? text : was))
    .join("\n");
}
