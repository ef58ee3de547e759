/** One spelling for each telephone number, by which the vault knows whose it is: E.164, wherever it can be read so. */
import type { Country } from "@legroom/model";
import { parsePhoneNumberFromString, validatePhoneNumberLength } from "libphonenumber-js/min";

/** Shorter ones are extensions of some exchange, and nobody's numbers in the world. */
const DIGITS_MIN = 6;

export type ReadNumber =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly message: string };

/**
 * A number as people write it. With the country in which it is dialled: as E.164 (`+49301234567`), or what is wrong with it.
 * Without: as E.164 if it begins with `+`, else as it is spelled, without blanks and signs; refused is what has no digits.
 */
export function readNumber(text: string, country: Country | undefined): ReadNumber {
  const digits = text.replace(/\D/g, "");
  if (digits === "") return { ok: false, message: "a number has digits" };
  const options = { extract: false, ...(country === undefined ? {} : { defaultCountry: country }) };
  const read = digits.length < DIGITS_MIN ? undefined : parsePhoneNumberFromString(text, options);
  if (read?.isPossible() === true && read.ext === undefined) return { ok: true, number: read.number };
  if (country === undefined) return { ok: true, number: /^\s*\+/.test(text) ? `+${digits}` : digits };
  if (digits.length < DIGITS_MIN) return { ok: false, message: EXTENSION };
  const why = read?.ext === undefined ? whyNone(text, country) : "an extension is no part of a number";
  return { ok: false, message: `${why} (numbers without + are read as those of ${country})` };
}

const EXTENSION = "too short: an extension is an address such as sip:4711@pbx.example";

function whyNone(text: string, country: Country): string {
  return faults[validatePhoneNumberLength(text, country) ?? "NOT_A_NUMBER"];
}

const faults = {
  INVALID_COUNTRY: "there is no such country code",
  NOT_A_NUMBER: "not a telephone number",
  TOO_SHORT: "too short",
  TOO_LONG: "too long",
  INVALID_LENGTH: "no number has this length there",
} as const;
