/** The keys of a telephone, with what the menu says they are for. */
import type { ReactNode } from "react";
import { Name } from "../parts/Name.tsx";
import { callWords as say } from "../words/en-call.ts";

export type KeyPadProps = {
  readonly named: readonly { readonly key: string; readonly name: string }[];
  readonly onKey: (key: string) => void;
};

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

export function KeyPad({ named, onKey }: KeyPadProps): ReactNode {
  return (
    <div className="stack">
      {named.length > 0 && (
        <ul className="menu-keys">
          {named.map(({ key, name }) => (
            <li key={key}>
              <button type="button" className="button menu-key" onClick={() => onKey(key)}>
                <kbd aria-hidden="true">{key}</kbd>
                <Name text={name} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="key-pad" role="group" aria-label={say.keys}>
        {KEYS.map((key) => (
          <button key={key} type="button" className="button key" aria-label={say.keyOf(key)} onClick={() => onKey(key)}>
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}
