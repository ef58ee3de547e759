/** Reasons in words, as the server says them. */
import type { ReactNode } from "react";

export function Sentences({ of }: { of: readonly string[] }): ReactNode {
  return (
    <ul className="foreign">
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
