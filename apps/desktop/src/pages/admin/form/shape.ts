/** What a form edits: settings as text while somebody types, and back. What each may be is the model's own schema. */

type Fields = { readonly [name: string]: Shape };

export type Shape =
  /** Left empty, what is optional is left out. */
  | { readonly kind: "text"; readonly isOptional?: true }
  | { readonly kind: "requirement"; readonly isOptional?: true }
  /** One on each line. */
  | { readonly kind: "lines" }
  /** Typed in `unit`s: 1000 for milliseconds that are typed as seconds. */
  | { readonly kind: "number"; readonly unit: number; readonly isOptional?: true }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "flag" }
  /** An instant, typed in the reader's own zone; left empty, it is left out. */
  | { readonly kind: "instant" }
  /** `also`: what may be chosen in place of an id, such as `any`; then nothing is no choice. */
  | {
      readonly kind: "id";
      readonly of: "agents" | "queues" | "topics";
      readonly isOptional?: true;
      readonly also?: readonly string[];
    }
  | { readonly kind: "ids"; readonly of: "agents" | "queues" }
  | { readonly kind: "group"; readonly fields: Fields }
  /** A group that may be absent: `isOn` says whether it is there. */
  | { readonly kind: "maybe"; readonly fields: Fields }
  | {
      readonly kind: "rows";
      readonly fields: Fields;
      /** Without a row, it is left out. */
      readonly isOptional?: true;
      /** What stands in the file for a row as it is edited, and back. */
      readonly codec?: { readonly open: (row: Value) => Value; readonly close: (row: Value) => Value };
      /** Where a name of the file is edited under another one. */
      readonly typedAs?: { readonly [stands: string]: string };
      readonly blank: Draft;
    }
  /** Names and what each has. */
  | { readonly kind: "record"; readonly of: Shape };

/** As typed. */
export type Draft = string | boolean | readonly Draft[] | { readonly [name: string]: Draft };
/** As it stands in the file; NaN for what is no number. */
export type Value = unknown;

export function toDraft(shape: Shape, value: Value): Draft {
  switch (shape.kind) {
    case "text":
    case "requirement":
    case "choice":
    case "id":
      return typeof value === "string" ? value : "";
    case "lines":
      return list(value).join("\n");
    case "number":
      return typeof value === "number" ? String(value / shape.unit) : "";
    case "flag":
      return value === true;
    case "instant":
      return typeof value === "number" ? localText(value) : "";
    case "ids":
      return list(value).map(String);
    case "group":
      return groupDraft(shape.fields, value);
    case "maybe":
      return { isOn: value !== undefined, ...groupDraft(shape.fields, value) };
    case "rows":
      return list(value).map((row) => groupDraft(shape.fields, shape.codec?.open(row) ?? row));
    case "record":
      return Object.entries(record(value)).map(([name, one]) => ({ name, value: toDraft(shape.of, one) }));
    default:
      return shape satisfies never;
  }
}

export function fromDraft(shape: Shape, draft: Draft): Value {
  switch (shape.kind) {
    case "text":
    case "requirement":
    case "id":
      return given(textOf(draft), shape.isOptional);
    case "choice":
      return textOf(draft);
    case "lines":
      return textOf(draft)
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
    case "number":
      return textOf(draft) === "" && shape.isOptional === true ? undefined : amount(textOf(draft), shape.unit);
    case "flag":
      return draft === true;
    case "instant":
      return textOf(draft) === "" ? undefined : new Date(textOf(draft)).getTime();
    case "ids":
      return rowsOf(draft).map(textOf);
    case "group":
      return groupValue(shape.fields, draft);
    case "maybe":
      return childOf(draft, "isOn") === true ? groupValue(shape.fields, draft) : undefined;
    case "rows":
      return rowsOf(draft).length === 0 && shape.isOptional === true ? undefined : rowsValue(shape, draft);
    case "record":
      return Object.fromEntries(
        rowsOf(draft).map((row) => [textOf(childOf(row, "name")), fromDraft(shape.of, childOf(row, "value"))]),
      );
    default:
      return shape satisfies never;
  }
}

/** A number as people write it, with comma or point; never a guess. */
export function amount(typed: string, unit: number): number {
  const text = typed.trim().replace(",", ".");
  return /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * unit * 1000) / 1000 : Number.NaN;
}

export function textOf(draft: Draft): string {
  return typeof draft === "string" ? draft.trim() : "";
}

export function rowsOf(draft: Draft): readonly Draft[] {
  return Array.isArray(draft) ? draft : [];
}

/** What stands there; an empty text where nothing does. */
export function childOf(draft: Draft, name: string): Draft {
  if (typeof draft !== "object") return "";
  return Object.entries<Draft>(draft).find(([of]) => of === name)?.[1] ?? "";
}

/** The draft with another one at that place, such as `["relaxations", "0", "requires"]`. */
export function withChild(draft: Draft, path: readonly string[], next: Draft): Draft {
  const [name, ...rest] = path;
  if (name === undefined) return next;
  const child = withChild(childOf(draft, name), rest, next);
  if (Array.isArray(draft)) return draft.map((one: Draft, place) => (String(place) === name ? child : one));
  return Object.fromEntries([...(typeof draft === "object" ? Object.entries<Draft>(draft) : []), [name, child]]);
}

function record(value: Value): { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function list(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

function given(text: string, isOptional: true | undefined): string | undefined {
  return text === "" && isOptional === true ? undefined : text;
}

export function groupDraft(fields: Fields, value: Value): { readonly [name: string]: Draft } {
  const of = record(value);
  return Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, toDraft(shape, of[name])]));
}

function groupValue(fields: Fields, draft: Draft): { readonly [name: string]: Value } {
  const values = Object.entries(fields).map(([name, shape]) => [name, fromDraft(shape, childOf(draft, name))] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function rowsValue({ fields, codec }: Extract<Shape, { kind: "rows" }>, draft: Draft): readonly Value[] {
  return rowsOf(draft).map((row) => {
    const value = groupValue(fields, row);
    return codec?.close(value) ?? value;
  });
}

/** As `datetime-local` has it, to the minute. */
export function localText(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = [String(date.getFullYear()).padStart(4, "0"), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
