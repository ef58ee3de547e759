/** What a form is for: its shape, its schema, its words. */
import type { FormDraft } from "./editing.ts";
import { faultsOf } from "./faults.ts";
import type { Faults, Issue } from "./faults.ts";
import type { FieldWords, Section } from "./form-words.ts";
import { fromDraft } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** A schema of zod, as far as it is used here. */
type Schema<Settings> = {
  safeParse(
    value: unknown,
  ): { success: true; data: Settings } | { success: false; error: { issues: readonly Issue[] } };
};

export type FormKind<Settings> = {
  readonly shape: Extract<Shape, { kind: "group" }>;
  readonly schema: Schema<Settings>;
  readonly fields: { readonly [field: string]: FieldWords };
  readonly sections: readonly Section[];
  /** Refused with this code, somebody else was first. */
  readonly changedCode: string;
  readonly changedTitle: string;
};

/** What is typed, as it is sent; or what is wrong with it, place by place. */
export function settingsOf<Settings>(
  { shape, schema }: Pick<FormKind<Settings>, "shape" | "schema">,
  draft: FormDraft,
): { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly faults: Faults } {
  const read = schema.safeParse(fromDraft(shape, draft));
  if (read.success) return { ok: true, settings: read.data };
  return { ok: false, faults: faultsOf(shape, draft, read.error.issues) };
}
