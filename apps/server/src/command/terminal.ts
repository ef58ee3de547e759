/** What every command is: a function of words, that writes lines. */

export type Terminal = { out(line: string): void; err(line: string): void };

/** Runs with the words after its name and resolves with its exit code. Rejects with `UsageError` or a `Fault`. */
export type RunCommand = (words: readonly string[], terminal: Terminal) => Promise<number>;

/** The words after the command's name cannot be understood. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
