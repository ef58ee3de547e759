/**
 * Text that somebody else typed, made safe to stand inside our own sentences.
 *
 * A name may be right-to-left, hold control characters or the marks that turn whole lines around (Unicode UAX #9). It is
 * shown between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that it can neither reorder nor hide what stands
 * beside it. The marks are characters, so the same text serves for elements, titles and labels.
 */
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** Control characters (Cc), and the embeddings, overrides and isolates that could reach beyond the text itself. */
const UNSAFE = /[\p{Cc}\u200E\u200F\u061C\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]+/gu;

/** On one line: what cannot be seen becomes one space. */
export function plainText(text: string): string {
  return text.replaceAll(UNSAFE, " ").replaceAll(/\s+/gu, " ").trim();
}

/** For use inside a sentence. */
export function shown(text: string): string {
  return `${FIRST_STRONG_ISOLATE}${plainText(text)}${POP_ISOLATE}`;
}

/** A note of several lines: line ends stay, everything else that cannot be seen goes. */
export function shownLines(text: string): string {
  const lines = text.split(/\r\n|\r|\n|\u2028|\u2029/u);
  return lines.map((line) => line.replaceAll(UNSAFE, " ")).join("\n");
}
