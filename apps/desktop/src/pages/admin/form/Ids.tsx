/** Some of many: who is chosen, in their order, and all who could be. */
import type { ReactNode } from "react";
import { Button } from "../../../parts/Button.tsx";
import { adminWords } from "../../../words/en-admin.ts";
import { formWords } from "../../../words/en-form.ts";
import { plainText } from "../../../words/shown.ts";
import { Check } from "../../sign-in/Check.tsx";
import { Filtered } from "../Filtered.tsx";
import type { Named } from "./form-words.ts";

/** Of thousands, nobody orders all by hand. */
const ORDERED_MAX = 20;

export function Ids(props: {
  all: readonly Named[];
  chosen: readonly string[];
  label: string;
  onChange: (chosen: readonly string[]) => void;
}): ReactNode {
  const { all, chosen, onChange } = props;
  const on = new Set(chosen);
  const nameOf = (id: string): string => plainText(all.find((one) => one.id === id)?.name ?? id);
  const toggle = (id: string): void => onChange(on.has(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <>
      <p className="quiet small" role="status">
        {adminWords.chosenOf(chosen.length)}
      </p>
      {chosen.length > 1 && chosen.length <= ORDERED_MAX && (
        <ol className="form-order">
          {chosen.map((id, index) => (
            <li key={id}>
              <bdi>{nameOf(id)}</bdi>
              {index > 0 && (
                <Button
                  tone="plain"
                  label={formWords.earlierOf(nameOf(id))}
                  onPress={() => onChange(chosen.filter((one) => one !== id).toSpliced(index - 1, 0, id))}
                >
                  {formWords.earlier}
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
      <Filtered items={all} textOf={({ id, name }) => `${id} ${name}`} label={adminWords.findIn(props.label)}>
        {(some) => (
          <div className="members-list">
            {some.map(({ id, name }) => (
              <Check
                key={id}
                isOn={on.has(id)}
                onChange={() => toggle(id)}
                label={<bdi className="foreign">{plainText(name)}</bdi>}
              />
            ))}
          </div>
        )}
      </Filtered>
    </>
  );
}
