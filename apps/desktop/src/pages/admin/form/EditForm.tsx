/** A form in sections, with what others changed meanwhile, and one button that saves. What is typed is never thrown away. */
import { ApiError } from "@legroom/sdk";
import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import type { Dispatch, ReactNode } from "react";
import { errorSentence } from "../../../error-sentence.ts";
import { Banner } from "../../../parts/Banner.tsx";
import { Button } from "../../../parts/Button.tsx";
import { Panel } from "../../../parts/Panel.tsx";
import { toast } from "../../../parts/toast.tsx";
import { formWords as say } from "../../../words/en-form.ts";
import { plainText } from "../../../words/shown.ts";
import { beginEditing, edit, unsaved } from "./editing.ts";
import type { Editing, EditingInput, FormDraft } from "./editing.ts";
import { placeNamed } from "./faults.ts";
import { FormContext, FormField } from "./FormFields.tsx";
import type { Named, Section } from "./form-words.ts";
import "./form.css";
import { settingsOf } from "./form-kind.ts";
import type { FormKind } from "./form-kind.ts";
import { childOf, groupDraft } from "./shape.ts";
import type { Draft } from "./shape.ts";

type EditFormProps<Settings> = {
  readonly kind: FormKind<Settings>;
  /** What is in force; of something new, what it begins with. */
  readonly value: object;
  readonly version: number | undefined;
  readonly agents: readonly Named[];
  readonly queues: readonly Named[];
  readonly topics?: readonly Named[];
  /** Resolves when the server has it. */
  readonly onSave: (settings: Settings, version: number) => Promise<void>;
  /** Asks what is in force now. */
  readonly onReload: () => Promise<unknown>;
  readonly children?: ReactNode;
};

export function EditForm<Settings>(props: EditFormProps<Settings>): ReactNode {
  const { kind, value, version, agents, queues, topics = [] } = props;
  const loaded = useMemo(() => groupDraft(kind.shape.fields, value), [kind, value]);
  const [state, dispatch] = useReducer(edit, undefined, () => beginEditing(version, loaded));
  useEffect(() => dispatch({ type: "loaded", version, draft: loaded }), [version, loaded]);
  const { save, refusal } = useSaving(props, state, dispatch);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(state.faults).length > 0)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.faults]);
  const scope = {
    faults: state.faults,
    agents,
    queues,
    topics,
    onType: (path: readonly string[], typed: Draft) => dispatch({ type: "typed", path, value: typed }),
  };
  return (
    <FormContext value={scope}>
      <form ref={form} className="stack" noValidate onSubmit={(event) => event.preventDefault()}>
        <Conflicts kind={kind} state={state} dispatch={dispatch} />
        {kind.sections.map((section) => (
          <SectionFields key={section.title} section={section} kind={kind} draft={state.draft} />
        ))}
        {refusal !== undefined && (
          <Banner tone="bad" isUrgent>
            {refusal}
          </Banner>
        )}
        <div className="row">
          <SaveButtons state={state} save={save} onDiscard={() => dispatch({ type: "discarded" })} />
          {props.children}
        </div>
      </form>
    </FormContext>
  );
}

function SectionFields(props: {
  section: Section;
  kind: Pick<FormKind<unknown>, "shape" | "fields">;
  draft: FormDraft;
}): ReactNode {
  const { section, kind, draft } = props;
  return (
    <Panel title={section.title} level={3}>
      {section.hint !== undefined && <p className="quiet">{section.hint}</p>}
      <div className="form-fields">
        {section.fields.map((name) => {
          const shape = kind.shape.fields[name];
          return (
            shape !== undefined && (
              <FormField
                key={name}
                shape={shape}
                words={kind.fields[name] ?? { label: name }}
                draft={childOf(draft, name)}
                path={[name]}
              />
            )
          );
        })}
      </div>
    </Panel>
  );
}

function SaveButtons(props: { state: Editing; save: () => Promise<void>; onDiscard: () => void }): ReactNode {
  const changes = unsaved(props.state);
  const why = props.state.version === undefined ? say.noVersion : changes.length === 0 ? say.nothingChanged : undefined;
  return (
    <>
      <Button type="submit" tone="primary" onPress={props.save} why={why}>
        {say.save}
      </Button>
      {changes.length > 0 && (
        <>
          <Button onPress={props.onDiscard}>{say.discard}</Button>
          <span role="status" className="quiet">
            {say.unsaved(changes.length)}
          </span>
        </>
      )}
    </>
  );
}

function useSaving<Settings>(
  { kind, onSave, onReload }: EditFormProps<Settings>,
  state: Editing,
  dispatch: Dispatch<EditingInput>,
): { readonly save: () => Promise<void>; readonly refusal: string | undefined } {
  const [refusal, setRefusal] = useState<string>();
  const save = async (): Promise<void> => {
    setRefusal(undefined);
    const read = settingsOf(kind, state.draft);
    if (!read.ok) {
      dispatch({ type: "refused", faults: read.faults });
      return setRefusal(say.faulty);
    }
    if (state.version === undefined) return;
    try {
      await onSave(read.settings, state.version);
      toast("good", say.saved);
    } catch (error) {
      const place = error instanceof ApiError ? placeNamed(kind.shape, state.draft, error.field) : undefined;
      const message = errorSentence(error);
      if (place !== undefined) dispatch({ type: "refused", faults: { [place]: { why: "refused", message } } });
      const isOvertaken = error instanceof ApiError && error.code === kind.changedCode;
      setRefusal(isOvertaken ? kind.changedTitle : place === undefined ? message : say.faulty);
    }
    // Whether it was saved or somebody else was first: what is in force is asked for before this press is over.
    await onReload();
  };
  return { save, refusal };
}

function Conflicts(props: {
  kind: Pick<FormKind<unknown>, "fields" | "changedTitle">;
  state: Editing;
  dispatch: Dispatch<EditingInput>;
}): ReactNode {
  const { conflicts, taken } = props.state;
  const labelOf = (field: string): string => props.kind.fields[field]?.label ?? field;
  if (conflicts.length === 0 && taken.length === 0) return null;
  return (
    <Banner tone="warn" title={props.kind.changedTitle}>
      {taken.length > 0 && <p>{say.taken(taken.map(labelOf).join(", "))}</p>}
      {conflicts.length > 0 && <p>{say.conflictMore}</p>}
      <ul className="stack-tight">
        {conflicts.map(({ field, mine, theirs }) => (
          <li key={field} className="row">
            <span className="foreign">
              <strong>{labelOf(field)}</strong>: {say.mine(inWords(mine))}; {say.theirs(inWords(theirs))}
            </span>
            <Button
              label={say.useTheirsOf(labelOf(field))}
              onPress={() => props.dispatch({ type: "theirs-used", field })}
            >
              {say.useTheirs}
            </Button>
          </li>
        ))}
      </ul>
    </Banner>
  );
}

const WORDS_MAX = 300;

/** A draft on one line. */
function inWords(draft: Draft): string {
  if (typeof draft === "string") return plainText(draft);
  if (typeof draft === "boolean") return draft ? "yes" : "no";
  const parts = Array.isArray(draft)
    ? draft.map(inWords)
    : Object.entries(draft).map(([name, one]) => `${name} ${inWords(one)}`);
  return parts.length === 0 ? say.nothing : parts.join(", ").slice(0, WORDS_MAX);
}
