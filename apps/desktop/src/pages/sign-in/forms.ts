/** What is wrong with what was typed to sign in, and what to tell of a refusal. Nothing typed is ever thrown away. */
import { ApiError } from "@legroom/sdk";
import { errorSentence } from "../../error-sentence.ts";
import { signInWords as words } from "../../words/en-sign-in.ts";

export type SignInErrors = { readonly name?: string; readonly password?: string };

const HANDLE = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
const PASSWORD_MIN = 12;
const PASSWORD_MAX = 256;

/** People write their names with capitals and spaces around; the server knows them in small letters. */
export function signInName(typed: string): string {
  return typed.trim().toLowerCase();
}

export function checkSignIn(name: string, password: string): SignInErrors {
  const sent = signInName(name);
  return {
    ...(sent === "" ? { name: words.needName } : HANDLE.test(sent) ? {} : { name: words.nameShape }),
    ...(password === "" ? { password: words.needPassword } : {}),
  };
}

export function signInRefusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorSentence(error);
  if (error.status === 429) return words.wait(error.retryAfterS);
  return error.status === 401 || error.status === 403 ? words.wrong : errorSentence(error);
}

/** A link that is spent stays so; anything else may be tried again. */
export function linkRefusal(error: unknown): { readonly isSpent: boolean; readonly text: string } {
  if (error instanceof ApiError && error.code === "auth.link-spent") return { isSpent: true, text: words.linkSpent };
  if (error instanceof ApiError && error.status === 400) return { isSpent: true, text: words.linkNone };
  if (error instanceof ApiError && error.status === 429) return { isSpent: false, text: words.wait(error.retryAfterS) };
  return { isSpent: false, text: errorSentence(error) };
}

/** The token in the fragment of `/link#…`; undefined when it cannot be one. */
export function tokenIn(fragment: string): string | undefined {
  return /^#([A-Za-z0-9_-]{20,128})$/.exec(fragment)?.[1];
}

export type PasswordErrors = { readonly current?: string; readonly next?: string };

/** NIST SP 800-63B 3.1.1.2: length alone. Counted as the server counts, in UTF-16 units. */
export function checkPassword(options: { current: string; next: string; hasPassword: boolean }): PasswordErrors {
  const { current, next, hasPassword } = options;
  const missing = PASSWORD_MIN - next.length;
  return {
    ...(hasPassword && current === "" ? { current: words.needCurrent } : {}),
    ...(missing > 0 ? { next: words.tooShort(missing) } : {}),
    ...(next.length > PASSWORD_MAX ? { next: words.tooLong } : {}),
  };
}

/** Beside the field that the server means; else below the form. */
export function passwordRefusal(error: unknown): PasswordErrors & { readonly form?: string } {
  if (error instanceof ApiError) {
    if (error.code === "auth.wrong-current") return { current: words.wrongCurrent };
    if (error.status === 429) return { form: words.wait(error.retryAfterS) };
    if (error.field === "password") return { next: error.message };
    if (error.field === "current") return { current: error.message };
  }
  return { form: errorSentence(error) };
}
