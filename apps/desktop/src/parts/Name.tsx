/** Text that somebody made up: shown as it is, whatever its direction, length or odd characters. */
import type { ReactNode } from "react";
import { plainText } from "../words/shown.ts";

/** Longer than any name; what is beyond is in the title. */
const SHOWN_MAX = 120;

export function Name({ text, isCut = false }: { text: string; isCut?: boolean }): ReactNode {
  const clean = plainText(text);
  const isLong = clean.length > SHOWN_MAX;
  return (
    <bdi className={isCut ? "cut foreign" : "foreign"} title={isCut || isLong ? clean.slice(0, 1000) : undefined}>
      {isLong ? `${clean.slice(0, SHOWN_MAX)}…` : clean}
    </bdi>
  );
}
