/** Editing something while others may edit it too: a pure reducer, so that every order of events can be tried. */
import { canonical } from "@legroom/model";
import type { Faults } from "./faults.ts";
import { withChild } from "./shape.ts";
import type { Draft } from "./shape.ts";

/** By field. */
export type FormDraft = { readonly [field: string]: Draft };
export type FieldChange = { readonly field: string; readonly mine: Draft; readonly theirs: Draft };

export type Editing = {
  /** The version that `base` is of. */
  readonly version: number | undefined;
  /** As it is in force, as far as this page knows. */
  readonly base: FormDraft;
  readonly draft: FormDraft;
  readonly faults: Faults;
  /** Both changed these, to different things. */
  readonly conflicts: readonly FieldChange[];
  /** Taken over from somebody else since nothing was typed there. */
  readonly taken: readonly string[];
};

export type EditingInput =
  | { readonly type: "typed"; readonly path: readonly string[]; readonly value: Draft }
  /** The server's state came: after somebody's change, or our own. */
  | { readonly type: "loaded"; readonly version: number | undefined; readonly draft: FormDraft }
  | { readonly type: "refused"; readonly faults: Faults }
  | { readonly type: "theirs-used"; readonly field: string }
  | { readonly type: "discarded" };

export function beginEditing(version: number | undefined, draft: FormDraft): Editing {
  return { version, base: draft, draft, faults: {}, conflicts: [], taken: [] };
}

export function edit(state: Editing, input: EditingInput): Editing {
  switch (input.type) {
    case "typed":
      return withTyped(state, input.path, input.value);
    case "loaded":
      return load(state, input.version, input.draft);
    case "refused":
      return { ...state, faults: input.faults };
    case "theirs-used":
      return withTyped(
        { ...state, conflicts: state.conflicts.filter(({ field }) => field !== input.field) },
        [input.field],
        state.base[input.field] ?? "",
      );
    case "discarded":
      return beginEditing(state.version, state.base);
    default:
      return input satisfies never;
  }
}

/** The fields that were typed into. */
export function unsaved({ base, draft }: Pick<Editing, "base" | "draft">): readonly string[] {
  return changedFields(base, draft);
}

/**
 * After somebody else changed it: what they changed and we had not touched is taken over; what both changed to different
 * things stays as typed here and is told.
 */
export function rebase(options: { base: FormDraft; mine: FormDraft; theirs: FormDraft }): {
  readonly draft: FormDraft;
  readonly conflicts: readonly FieldChange[];
  readonly taken: readonly string[];
} {
  const { base, mine, theirs } = options;
  const conflicts: FieldChange[] = [];
  const taken: string[] = [];
  for (const field of Object.keys(theirs)) {
    const [was, here, there] = [base, mine, theirs].map((draft) => asText(draft[field]));
    if (there === was || there === here) continue;
    if (here === was) taken.push(field);
    else conflicts.push({ field, mine: mine[field] ?? "", theirs: theirs[field] ?? "" });
  }
  const draft = { ...mine };
  for (const field of taken) draft[field] = theirs[field] ?? "";
  return { draft, conflicts, taken };
}

function changedFields(base: FormDraft, mine: FormDraft): string[] {
  return Object.keys(base).filter((field) => asText(base[field]) !== asText(mine[field]));
}

/** What is wrong there is looked at again when it is sent. */
function withTyped(state: Editing, path: readonly string[], value: Draft): Editing {
  const [field = "", ...rest] = path;
  const draft = { ...state.draft, [field]: withChild(state.draft[field] ?? "", rest, value) };
  const place = path.join(".");
  const faults = Object.entries(state.faults).filter(([at]) => at !== place && !at.startsWith(`${place}.`));
  return { ...state, draft, faults: Object.fromEntries(faults) };
}

function load(state: Editing, version: number | undefined, theirs: FormDraft): Editing {
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

function asText(draft: Draft | undefined): string {
  return draft === undefined ? "" : canonical(draft);
}
