/** Contacts' numbers in the one spelling by which callers are looked up. */
import { readNumber } from "@legroom/engine/ports";
import type { Country } from "@legroom/model";
import type { ReadContacts, RowFault } from "./contact-csv.ts";

type WithNumbers = { readonly numbers: readonly string[] };
type Spelled =
  | { readonly ok: true; readonly numbers: string[] }
  | { readonly ok: false; readonly at: number; readonly message: string };

/** The first that is no number is told by its place. */
export function spelledNumbers({ numbers }: WithNumbers, country: Country | undefined): Spelled {
  const spelled: string[] = [];
  for (const [at, text] of numbers.entries()) {
    const read = readNumber(text, country);
    if (!read.ok) return { ok: false, at, message: read.message };
    spelled.push(read.number);
  }
  return { ok: true, numbers: [...new Set(spelled)] };
}

/** The rows of an import with their numbers spelled; whoever has one that is none is at fault. */
export function spelledRows({ rows, faults }: ReadContacts, country: Country | undefined): ReadContacts {
  const good: ReadContacts["rows"][number][] = [];
  const wrong: RowFault[] = [];
  for (const { line, contact } of rows) {
    const spelled = spelledNumbers(contact, country);
    if (spelled.ok) good.push({ line, contact: { ...contact, numbers: spelled.numbers } });
    else wrong.push({ line, field: "numbers", message: `${contact.numbers[spelled.at]}: ${spelled.message}` });
  }
  return { rows: good, faults: [...faults, ...wrong].slice(0, FAULTS_MAX) };
}

/** More would say nothing new. */
const FAULTS_MAX = 1000;

/** What is looked for: a whole number of the centre's country is found as it is kept. */
export function spelledText(text: string, country: Country | undefined): string {
  if (country === undefined || !/^[\s\d()+./-]+$/.test(text)) return text;
  const read = readNumber(text, country);
  return read.ok ? read.number : text;
}
