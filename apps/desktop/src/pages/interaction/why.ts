/** What a decision recorded of itself, as rows: what another version of the rules did not record is a dash. */
import type { InteractionWhy } from "@legroom/sdk";
import { plainText } from "../../words/shown.ts";
import { whyWords as words } from "../../words/en-why.ts";

type Loose = { readonly [name: string]: unknown };

/** Band of performance (the best is 1), level of what was asked for, and work in use in percent. */
export function candidateCells(candidate: Loose): readonly string[] {
  const { band, level, load } = candidate;
  return [
    typeof band === "number" ? String(band + 1) : "–",
    typeof level === "number" ? String(level) : "–",
    typeof load === "number" ? `${Math.round(load / 10)} %` : "–",
  ];
}

/** The strategy, what was required, and by which version of the rules. */
export function factsOf(recorded: Loose): string {
  const text = (name: string): string => {
    const value = recorded[name];
    return typeof value === "string" ? value : "–";
  };
  return words.facts(text("strategy"), text("requires"), text("rulesVersion"));
}

type Verdict = NonNullable<InteractionWhy["waiting"]>["agents"][number];

/** `does not meet what is required: lacks language(de)` */
export function verdictText({ verdict, missing }: Pick<Verdict, "verdict" | "missing">): string {
  const held = words.verdicts[verdict];
  return missing === undefined || missing === "" ? held : `${held}: ${words.lacking(plainText(missing))}`;
}
