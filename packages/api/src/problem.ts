/** How this room says no: one shape, one place that chooses the status. */
import type { ErrorWire, JsonValue, Refusal } from "@legroom/model";
import { Fault } from "@legroom/model";

/** The API's own codes, beside the machine's refusals and faults. */
export const problemCodes = {
  "request.invalid": 400,
  "request.not-json": 400,
  "request.idempotency-key": 400,
  "auth.missing": 401,
  "auth.unknown-key": 401,
  "auth.signed-out": 401,
  "auth.wrong-password": 401,
  "auth.capability": 403,
  "auth.person": 403,
  "auth.cross-site": 403,
  "auth.wrong-current": 403,
  "auth.scope": 403,
  "auth.beyond-own": 403,
  "auth.link-spent": 403,
  "visit.unknown": 404,
  "route.unknown": 404,
  "idempotency.reused": 409,
  "events.ahead": 409,
  "request.too-large": 413,
  "request.media-type": 415,
  "auth.too-many-failures": 429,
  "events.too-many-readers": 429,
  "explain.too-many": 429,
  "stats.too-many": 429,
  "visits.too-many": 429,
  internal: 500,
  "answer.timeout": 503,
  "pages.absent": 503,
} as const;
export type ProblemCode = keyof typeof problemCodes;

/** What stops a request on its way to or from its handler; the error handler turns it into an answer. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly field: string | undefined;
  readonly params: Readonly<Record<string, JsonValue>> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    more: { field?: string; params?: Readonly<Record<string, JsonValue>>; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.field = more.field;
    this.params = more.params;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

export type HttpError = { readonly status: number; readonly body: ErrorWire; readonly retryAfterSeconds?: number };

/** 409 with its code, but for what is not there (404), not yours (403), too much (429) or not possible now (503). */
export function refusalStatus(code: Refusal["code"]): number {
  if (code === "centre.fenced") return 503;
  if (code === "command.bound") return 429;
  if (code.endsWith(".unknown")) return 404;
  if (code.endsWith(".not-yours")) return 403;
  return 409;
}

export function refusalError({ code, message, field, params }: Refusal): HttpError {
  const status = refusalStatus(code);
  return {
    status,
    body: errorBody({ code, message, field, params }),
    ...(status === 429 || status === 503 ? { retryAfterSeconds: 1 } : {}),
  };
}

/** An error that reached the edge: a problem or fault by its code, anything else is a bug of ours and says nothing. */
export function httpError(error: unknown): HttpError {
  if (error instanceof Problem) {
    const { code, message, field, params, retryAfterSeconds } = error;
    return {
      status: problemCodes[code],
      body: errorBody({ code, message, field, params }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  if (error instanceof Fault) {
    return {
      status: 503,
      body: errorBody({ code: error.code, message: "the centre cannot answer now" }),
      ...(error.retriable ? { retryAfterSeconds: 1 } : {}),
    };
  }
  return fromFastify(error) ?? { status: 500, body: errorBody({ code: "internal", message: "something broke here" }) };
}

const fastifyCodes: Readonly<Record<string, { code: ProblemCode; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: "request.too-large", message: "the body is too large" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: "request.media-type",
    message: "the body must be application/json (contacts may come as text/csv)",
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: "request.not-json", message: "the body is not as long as it says" },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: "request.not-json", message: "the body is not JSON" },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: "request.not-json", message: "the body is empty" },
  FST_ERR_HANDLER_TIMEOUT: {
    code: "answer.timeout",
    message: "the answer took too long; a command may still be done: repeat it with its `Idempotency-Key`",
  },
  FST_ERR_BAD_URL: { code: "request.invalid", message: "the path is not a valid URL" },
  FST_ERR_MAX_PARAM_LENGTH: { code: "request.invalid", message: "a part of the path is too long" },
};

function fromFastify(error: unknown): HttpError | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const known = fastifyCodes[error.code];
  return known === undefined ? undefined : { status: problemCodes[known.code], body: errorBody(known) };
}

function errorBody(said: {
  code: string;
  message: string;
  field?: string | undefined;
  params?: Refusal["params"] | undefined;
}): ErrorWire {
  const { code, message, field, params } = said;
  return {
    error: {
      code,
      message,
      ...(field === undefined ? {} : { field }),
      ...(params === undefined ? {} : { params: JSON.parse(JSON.stringify(params)) }), // a copy without `undefined`
    },
  };
}
