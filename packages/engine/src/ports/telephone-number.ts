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
  const isShort = digits.length < DIGITS_MIN;
  const options = { extract: false, ...(country === undefined ? {} : { defaultCountry: country }) };
  const read = isShort ? undefined : parsePhoneNumberFromString(text, options);
  if (read?.isPossible() === true && read.ext === undefined) return { ok: true, number: read.number };
  const isSpelled = /^\s*\+/.test(text) ? `+${digits}` : digits;
  if (country === undefined) return { ok: true, number: isSpelled };
  if (isShort) return { ok: false, message: "too short: an extension is an address such as sip:4711@pbx.example" };
  const why =
    read?.ext === undefined
      ? faults[validatePhoneNumberLength(text, options) ?? "NOT_A_NUMBER"]
      : "an extension is no part of a number";
  return { ok: false, message: `${why} (numbers without + are read as those of ${country})` };
}

const faults = {
  INVALID_COUNTRY: "there is no such country code",
  NOT_A_NUMBER: "not a telephone number",
  TOO_SHORT: "too short",
  TOO_LONG: "too long",
  INVALID_LENGTH: "no number has this length there",
} as const;
