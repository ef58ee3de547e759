/** What a decision recorded of itself, as cells: what another version of the rules did not record is a dash. */
import { tieBreaks } from "@legroom/model";
import type { InteractionWhy } from "@legroom/sdk";
import { plainText } from "../../words/shown.ts";
import { statsWords } from "../../words/en-stats.ts";
import { whyWords as words } from "../../words/en-why.ts";

type Loose = { readonly [name: string]: unknown };

const NOTHING = "–";

/** Tier, level of what was asked for, band of performance (the best is 1), and work in use in percent. */
export function candidateCells({ tier, level, band, load }: Loose): readonly string[] {
  return [
    numberText(tier),
    numberText(level),
    numberText(typeof band === "number" ? band + 1 : undefined),
    typeof load === "number" ? `${Math.round(load / 10)} %` : NOTHING,
  ];
}

/** How many agents each filter left, in the order of the filters. */
export function filterCells({ filters }: Loose): readonly { readonly label: string; readonly left: string }[] {
  const counts: Loose = typeof filters === "object" && filters !== null ? { ...filters } : {};
  return Object.entries(words.filters).map(([name, label]) => ({ label, left: numberText(counts[name]) }));
}

/** The strategy, what was required, what told the chosen one from the next, and by which version of the rules. */
export function factsOf(recorded: Loose): readonly (readonly [string, string])[] {
  const text = (name: string): string => {
    const value = recorded[name];
    return typeof value === "string" ? plainText(value) : NOTHING;
  };
  const tieBreak = tieBreaks.find((one) => one === recorded["tieBreak"]);
  return [
    [words.decidedBy, tieBreak === undefined ? NOTHING : statsWords.tieBreaks[tieBreak].label],
    [words.strategy, text("strategy")],
    [words.required, text("requires")],
    [words.rules, text("rulesVersion")],
  ];
}

function numberText(value: unknown): string {
  return typeof value === "number" ? String(value) : NOTHING;
}

type Verdict = NonNullable<InteractionWhy["waiting"]>["agents"][number];

/** `does not meet what is required: lacks language(de)` */
export function verdictText({ verdict, missing }: Pick<Verdict, "verdict" | "missing">): string {
  const held = words.verdicts[verdict];
  return missing === undefined || missing === "" ? held : `${held}: ${words.lacking(plainText(missing))}`;
}
