/** What a form says of each of its fields: the same tree as its shape. */

export type FieldWords = {
  readonly label: string;
  /** What it means, in a sentence. */
  readonly hint?: string;
  /** Of a group, or of each row. */
  readonly fields?: { readonly [name: string]: FieldWords };
  /** Of a choice: its name, and in a line what it does. */
  readonly options?: { readonly [value: string]: { readonly label: string; readonly line?: string } };
  /** Of rows: what adds one, and what one is called. */
  readonly add?: string;
  readonly row?: (place: number) => string;
  /** Of an id that may be left out. */
  readonly none?: string;
};

export type Section = { readonly title: string; readonly hint?: string; readonly fields: readonly string[] };

/** Agents and queues, as far as a form shows them. */
export type Named = { readonly id: string; readonly name: string };
