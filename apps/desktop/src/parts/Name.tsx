/** Text that somebody made up: shown as it is, whatever its direction, length or odd characters. */
import type { ReactNode } from "react";

/** Longer than any name; what is beyond is in the title. */
const SHOWN_MAX = 120;

export function Name({ text, isCut = false }: { text: string; isCut?: boolean }): ReactNode {
  const clean = cleanText(text);
  const isLong = clean.length > SHOWN_MAX;
  return (
    <bdi className={isCut ? "cut foreign" : "foreign"} title={isCut || isLong ? clean.slice(0, 1000) : undefined}>
      {isLong ? `${clean.slice(0, SHOWN_MAX)}…` : clean}
    </bdi>
  );
}

/** Without control characters, nor those that turn the direction of what stands around (Unicode UAX 9, 2). */
export function cleanText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
}
