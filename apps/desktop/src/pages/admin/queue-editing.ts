/** Editing one queue while others may edit it too: a pure reducer, so that every order of events can be tried. */
import { changedFields, rebase } from "./queue-draft.ts";
import type { FieldChange, FieldErrors, QueueDraft, QueueField } from "./queue-draft.ts";

export type Editing = {
  /** The version that `base` is of. */
  readonly version: number | undefined;
  /** As it is in force, as far as this page knows. */
  readonly base: QueueDraft;
  readonly draft: QueueDraft;
  readonly errors: FieldErrors;
  /** Both changed these, to different things. */
  readonly conflicts: readonly FieldChange[];
  /** Taken over from somebody else since nothing was typed there. */
  readonly taken: readonly QueueField[];
};

export type EditingInput =
  | { readonly type: "typed"; readonly field: Exclude<QueueField, "members">; readonly value: string }
  | { readonly type: "member-toggled"; readonly agentId: string }
  /** The server's state came: after somebody's change, or our own. */
  | { readonly type: "loaded"; readonly version: number | undefined; readonly queue: QueueDraft }
  | { readonly type: "refused"; readonly errors: FieldErrors }
  | { readonly type: "theirs-used"; readonly field: QueueField }
  | { readonly type: "discarded" };

export function beginEditing(version: number | undefined, queue: QueueDraft): Editing {
  return { version, base: queue, draft: queue, errors: {}, conflicts: [], taken: [] };
}

export function edit(state: Editing, input: EditingInput): Editing {
  switch (input.type) {
    case "typed":
      return withField(state, input.field, { ...state.draft, [input.field]: input.value });
    case "member-toggled": {
      const { members } = state.draft;
      const next = members.includes(input.agentId)
        ? members.filter((id) => id !== input.agentId)
        : [...members, input.agentId];
      return withField(state, "members", { ...state.draft, members: next });
    }
    case "loaded":
      return load(state, input.version, input.queue);
    case "refused":
      return { ...state, errors: input.errors };
    case "theirs-used":
      return withField(
        { ...state, conflicts: state.conflicts.filter(({ field }) => field !== input.field) },
        input.field,
        { ...state.draft, [input.field]: state.base[input.field] },
      );
    case "discarded":
      return beginEditing(state.version, state.base);
    default:
      return input satisfies never;
  }
}

export function unsaved(state: Editing): readonly QueueField[] {
  return changedFields(state.base, state.draft);
}

function withField(state: Editing, field: QueueField, draft: QueueDraft): Editing {
  const { [field]: _, ...errors } = state.errors;
  return { ...state, draft, errors };
}

function load(state: Editing, version: number | undefined, theirs: QueueDraft): Editing {
  // An answer that was overtaken on its way is older than what is known.
  if (version !== undefined && state.version !== undefined && version < state.version) return state;
  const { draft, conflicts, taken } = rebase({ base: state.base, mine: state.draft, theirs });
  const changed = changedFields(draft, theirs);
  // A conflict of before stands until it is settled, or until both are the same.
  const still = state.conflicts.filter(
    ({ field }) => changed.includes(field) && !conflicts.some((one) => one.field === field),
  );
  return {
    ...state,
    version,
    base: theirs,
    draft,
    conflicts: [...still, ...conflicts],
    taken: changed.length === 0 && taken.length === 0 ? [] : [...new Set([...state.taken, ...taken])],
  };
}
