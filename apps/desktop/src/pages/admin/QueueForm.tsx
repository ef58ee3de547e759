/** The settings of one queue. What is typed is kept whatever the server says, and whatever others do meanwhile. */
import { useQueryClient } from "@tanstack/react-query";
import type { AgentConfig, QueueConfig } from "@legroom/model";
import { ApiError } from "@legroom/sdk";
import { useEffect, useReducer, useRef, useState } from "react";
import type { Dispatch, ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { toast } from "../../parts/toast.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { adminWords as words } from "../../words/en-admin.ts";
import { plainText } from "../../words/shown.ts";
import { Check } from "../sign-in/Check.tsx";
import { Filtered } from "./Filtered.tsx";
import { countFields, draftOf, durationFields, fieldNamed, settingsOf, textFields } from "./queue-draft.ts";
import type { FieldErrors } from "./queue-draft.ts";
import { beginEditing, edit, unsaved } from "./queue-editing.ts";
import type { Editing, EditingInput } from "./queue-editing.ts";

export type QueueFormProps = {
  readonly queue: QueueConfig;
  readonly agents: readonly AgentConfig[];
  readonly version: number | undefined;
};

export function QueueForm({ queue, agents, version }: QueueFormProps): ReactNode {
  const [state, dispatch] = useReducer(edit, undefined, () => beginEditing(version, draftOf(queue)));
  useEffect(() => dispatch({ type: "loaded", version, queue: draftOf(queue) }), [version, queue]);
  const { save, refusal } = useSaving(queue.id, state, dispatch);
  const changes = unsaved(state);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(state.errors).length > 0)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.errors]);
  return (
    <form ref={form} className="stack" noValidate onSubmit={(event) => event.preventDefault()}>
      <Conflicts state={state} dispatch={dispatch} />
      <div className="queue-fields">
        {[...textFields, ...durationFields, ...countFields].map((field) => {
          const error = state.errors[field];
          return (
            <Field
              key={field}
              label={words.fields[field]}
              hint={words.hints[field]}
              error={error === undefined ? undefined : words.fieldError(error)}
              inputMode={textFields.some((one) => one === field) ? "text" : "decimal"}
              value={state.draft[field]}
              onChange={(value) => dispatch({ type: "typed", field, value })}
            />
          );
        })}
      </div>
      <Members state={state} agents={agents} dispatch={dispatch} />
      {refusal !== undefined && (
        <Banner tone="bad" isUrgent>
          {refusal}
        </Banner>
      )}
      <div className="row">
        <Button type="submit" tone="primary" onPress={save} why={whyNot(state)}>
          {words.save}
        </Button>
        {changes.length > 0 && (
          <>
            <Button onPress={() => dispatch({ type: "discarded" })}>{words.discard}</Button>
            <span role="status" className="quiet">
              {words.unsaved(changes.length)}
            </span>
          </>
        )}
      </div>
    </form>
  );
}

function whyNot(state: Editing): string | undefined {
  if (state.version === undefined) return words.noVersion;
  return unsaved(state).length === 0 ? words.nothingChanged : undefined;
}

function useSaving(
  queueId: string,
  state: Editing,
  dispatch: Dispatch<EditingInput>,
): { readonly save: () => Promise<void>; readonly refusal: string | undefined } {
  const client = useClient();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<string>();
  const save = async (): Promise<void> => {
    setRefusal(undefined);
    const read = settingsOf(state.draft);
    if (!read.ok) {
      dispatch({ type: "refused", errors: read.errors });
      return setRefusal(words.faulty);
    }
    if (state.version === undefined) return;
    try {
      await client.putQueue(queueId, read.settings, state.version);
      toast("good", words.saved);
    } catch (error) {
      const errors = fieldErrorsOf(error);
      if (errors !== undefined) dispatch({ type: "refused", errors });
      setRefusal(errors === undefined ? refusalOf(error) : words.faulty);
    }
    // Whether it was saved or somebody else was first: what is in force is asked for before this press is over.
    await queries.invalidateQueries({ queryKey: keys.centre });
  };
  return { save, refusal };
}

/** Somebody else's change is told by the form itself, with what they changed. */
function refusalOf(error: unknown): string | undefined {
  return error instanceof ApiError && error.code === "centre.changed" ? words.conflictTitle : errorSentence(error);
}

function fieldErrorsOf(error: unknown): FieldErrors | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const field = fieldNamed(error.field);
  return field === undefined ? undefined : { [field]: { why: "refused", message: error.message } };
}

function Conflicts({ state, dispatch }: { state: Editing; dispatch: Dispatch<EditingInput> }): ReactNode {
  const { conflicts, taken } = state;
  if (conflicts.length === 0 && taken.length === 0) return null;
  return (
    <Banner tone="warn" title={words.conflictTitle}>
      {taken.length > 0 && <p>{words.taken(taken.map((field) => words.fields[field]).join(", "))}</p>}
      {conflicts.length > 0 && <p>{words.conflictMore}</p>}
      <ul className="stack-tight">
        {conflicts.map(({ field, mine, theirs }) => (
          <li key={field} className="row">
            <span className="foreign">
              <strong>{words.fields[field]}</strong>: {words.mine(plainText(mine))}; {words.theirs(plainText(theirs))}
            </span>
            <Button
              label={words.useTheirsOf(words.fields[field])}
              onPress={() => dispatch({ type: "theirs-used", field })}
            >
              {words.useTheirs}
            </Button>
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function Members(props: {
  state: Editing;
  agents: readonly AgentConfig[];
  dispatch: Dispatch<EditingInput>;
}): ReactNode {
  const { members, requires } = props.state.draft;
  const chosen = new Set(members);
  const error = props.state.errors.members;
  return (
    <fieldset className="members">
      <legend>{words.fields.members}</legend>
      <p className="quiet small" role="status">
        {words.membersChosen(members.length)}
      </p>
      {error !== undefined && <p className="field-error">{words.fieldError(error)}</p>}
      <Filtered items={props.agents} textOf={({ id, name }) => `${id} ${name}`} label={words.findMembers}>
        {(agents) => (
          <div className="members-list">
            {agents.map(({ id, name, skills }) => (
              <Check
                key={id}
                isOn={chosen.has(id)}
                onChange={() => props.dispatch({ type: "member-toggled", agentId: id })}
                label={
                  <span className="foreign">
                    <bdi>{plainText(name)}</bdi>
                    {chosen.has(id) && !skills.includes(requires.trim()) && (
                      <span className="quiet small"> ({words.skillMissing})</span>
                    )}
                  </span>
                }
              />
            ))}
          </div>
        )}
      </Filtered>
    </fieldset>
  );
}
