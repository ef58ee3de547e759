/** The wall's filter: what is typed, looked for in everything that a row shows. Each word must be found somewhere. */
import { plainText } from "../../words/shown.ts";

/** Case and accents do not matter: `zoe` finds Zoë. */
export function foldText(text: string): string {
  return plainText(text).normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** A question that was typed, as a test of rows. An empty one lets everything through. */
export function matcher(typed: string): (...fields: readonly (string | undefined)[]) => boolean {
  const wanted = foldText(typed)
    .split(" ")
    .filter((word) => word !== "");
  if (wanted.length === 0) return () => true;
  return (...fields) => {
    const text = foldText(fields.filter((field) => field !== undefined).join(" "));
    return wanted.every((word) => text.includes(word));
  };
}
