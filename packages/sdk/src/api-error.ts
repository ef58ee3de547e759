/** How the client says that something was not done: the server's own words where it answered, ours where it did not. */

export type ApiErrorDetails = {
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /**
   * The server's code (a refusal, or one such as `auth.signed-out`); or ours: `network` when there was no answer, or none
   * in time; `answer.unreadable` when what came is not what this server says, such as a proxy's page.
   */
  readonly code: string;
  readonly message: string;
  /** The part of the question that is at fault. */
  readonly field?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** When it is worth asking again, in seconds. */
  readonly retryAfterS?: number | undefined;
  readonly cause?: unknown;
};

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly params: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterS: number | undefined;

  constructor({ status, code, message, field, params, retryAfterS, cause }: ApiErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.field = field;
    this.params = params;
    this.retryAfterS = retryAfterS;
  }
}

/** No answer came: nobody knows whether it was done. The same `idempotencyKey` again is safe. */
export function networkError(message: string, cause?: unknown): ApiError {
  return new ApiError({ status: 0, code: "network", message, cause });
}

export function unreadable(status: number, message: string, retryAfterS?: number): ApiError {
  return new ApiError({ status, code: "answer.unreadable", message, retryAfterS });
}
