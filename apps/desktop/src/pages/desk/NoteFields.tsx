/** What is written about a talk. */
import type { ReactNode } from "react";
import { TextField } from "../../parts/Field.tsx";
import { Select } from "../../parts/Select.tsx";
import { words } from "../../words/index.ts";
import { NOTE_MAX } from "./draft.ts";
import type { Draft } from "./draft.ts";

const say = words.desk.wrapUp;

export type NoteFieldsProps = {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** What the server said about it. */
  readonly error?: string | undefined;
};

export function NoteFields({ draft, onChange, error }: NoteFieldsProps): ReactNode {
  const over = draft.note.length - NOTE_MAX;
  return (
    <div className="stack">
      <Select
        label={say.disposition}
        value={draft.disposition}
        options={[
          { value: "", label: say.none },
          ...Object.entries(say.dispositions).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(disposition) => onChange({ ...draft, disposition })}
      />
      <TextField
        label={say.note}
        hint={say.noteHint}
        error={over > 0 ? say.noteLong(over) : error}
        rows={4}
        value={draft.note}
        onChange={(note) => onChange({ ...draft, note })}
      />
    </div>
  );
}
