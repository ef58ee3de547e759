/** What to tell a person when something was not done. */
import { ApiError } from "@legroom/sdk";
import { words } from "./words/index.ts";

export function errorSentence(error: unknown): string {
  if (error instanceof ApiError) return words.errors[error.code] ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
