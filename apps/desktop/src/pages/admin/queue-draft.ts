/** A queue's settings while somebody types: text as it was typed, and what it means. Limits are the centre file's own. */
import { centreFile } from "@legroom/model";
import type { QueueConfig } from "@legroom/model";
import type { QueueSettings } from "@legroom/sdk";

/** Fields that hold milliseconds are typed in seconds. */
export const durationFields = ["offerMs", "wrapUpMs", "inQueueMs", "serviceLevelMs"] as const;
export const countFields = ["offersMax", "waitingMax"] as const;
export const textFields = ["name", "requires"] as const;
export const queueFields = [...textFields, ...durationFields, ...countFields, "members"] as const;

export type DurationField = (typeof durationFields)[number];
export type QueueField = (typeof queueFields)[number];
type TypedField = Exclude<QueueField, "members">;

export type QueueDraft = { readonly [Field in TypedField]: string } & { readonly members: readonly string[] };
export type FieldErrors = { readonly [Field in QueueField]?: FieldError };
/** Why a field cannot be sent; `low` and `high` are in the unit that is typed. */
export type FieldError =
  | { readonly why: "empty" | "not-a-number" | "not-a-handle" | "too-long" }
  | { readonly why: "out-of-range"; readonly low: number; readonly high: number }
  | { readonly why: "refused"; readonly message: string };

const MS_PER_SECOND = 1000;

export function draftOf(queue: QueueConfig): QueueDraft {
  return {
    name: queue.name,
    requires: queue.requires,
    offerMs: seconds(queue.offerMs),
    wrapUpMs: seconds(queue.wrapUpMs),
    inQueueMs: seconds(queue.inQueueMs),
    serviceLevelMs: seconds(queue.serviceLevelMs),
    offersMax: String(queue.offersMax),
    waitingMax: String(queue.waitingMax),
    members: queue.members,
  };
}

/** What is typed, as it is sent; or what is wrong with it, field by field. */
export function settingsOf(
  draft: QueueDraft,
):
  | { readonly ok: true; readonly settings: Required<QueueSettings> }
  | { readonly ok: false; readonly errors: FieldErrors } {
  const candidate = {
    name: draft.name.trim(),
    requires: draft.requires.trim(),
    ...Object.fromEntries(durationFields.map((field) => [field, amount(draft[field], MS_PER_SECOND)])),
    ...Object.fromEntries(countFields.map((field) => [field, amount(draft[field], 1)])),
    members: draft.members,
  };
  const read = settingsShape.safeParse(candidate);
  if (read.success) return { ok: true, settings: read.data };
  const faulty = new Set(read.error.issues.map((issue) => String(issue.path[0])));
  const errors = queueFields.filter((field) => faulty.has(field)).map((field) => [field, errorOf(field, draft)]);
  return { ok: false, errors: Object.fromEntries(errors) };
}

const queueShape = centreFile.shape.queues.element;
const settingsShape = queueShape.pick({
  name: true,
  requires: true,
  offerMs: true,
  wrapUpMs: true,
  inQueueMs: true,
  serviceLevelMs: true,
  offersMax: true,
  waitingMax: true,
  members: true,
});

/** A number as people write it, with comma or point; never a guess. */
function amount(typed: string, factor: number): number {
  const text = typed.trim().replace(",", ".");
  return /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * factor * 1000) / 1000 : Number.NaN;
}

function errorOf(field: QueueField, draft: QueueDraft): FieldError {
  if (field === "members") return { why: "out-of-range", low: 0, high: 10_000 };
  const typed = draft[field].trim();
  if (typed === "") return { why: "empty" };
  if (field === "name") return { why: "too-long" };
  if (field === "requires") return { why: "not-a-handle" };
  const isDuration = durationFields.some((one) => one === field);
  const value = amount(typed, 1);
  const { minValue, maxValue } = settingsShape.shape[field];
  const unit = isDuration ? MS_PER_SECOND : 1;
  const [low, high] = [(minValue ?? 0) / unit, (maxValue ?? 0) / unit];
  return value >= low && value <= high ? { why: "not-a-number" } : numberError(value, low, high);
}

function numberError(value: number, low: number, high: number): FieldError {
  return Number.isNaN(value) ? { why: "not-a-number" } : { why: "out-of-range", low, high };
}

/** The field that the server means: `offerMs`, or the end of a path such as `queues.0.offerMs`. */
export function fieldNamed(path: string | undefined): QueueField | undefined {
  const parts = (path ?? "").split(/[.[\]/]+/);
  return queueFields.find((field) => parts.includes(field));
}

export type FieldChange = { readonly field: QueueField; readonly mine: string; readonly theirs: string };

/**
 * After somebody else changed the queue: what they changed and we had not touched is taken over; what both changed to
 * different things stays as typed here and is told.
 */
export function rebase(options: { base: QueueDraft; mine: QueueDraft; theirs: QueueDraft }): {
  readonly draft: QueueDraft;
  readonly conflicts: readonly FieldChange[];
  readonly taken: readonly QueueField[];
} {
  const { base, mine, theirs } = options;
  const conflicts: FieldChange[] = [];
  const taken: QueueField[] = [];
  for (const field of queueFields) {
    const [was, here, there] = [base, mine, theirs].map((draft) => textOf(draft, field));
    if (there === was || there === here) continue;
    if (here === was) taken.push(field);
    else conflicts.push({ field, mine: here ?? "", theirs: there ?? "" });
  }
  const draft = Object.fromEntries(
    queueFields.map((field) => [field, taken.includes(field) ? theirs[field] : mine[field]]),
  );
  return { draft: draft as QueueDraft, conflicts, taken }; // each field is from one of two drafts
}

/** The fields that were typed into. */
export function changedFields(base: QueueDraft, mine: QueueDraft): QueueField[] {
  return queueFields.filter((field) => textOf(base, field) !== textOf(mine, field));
}

function textOf(draft: QueueDraft, field: QueueField): string {
  return field === "members" ? draft.members.toSorted().join(", ") : draft[field];
}

function seconds(ms: number): string {
  return String(ms / MS_PER_SECOND);
}
