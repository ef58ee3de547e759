/** One question to the server and its answer: the only place that fetches. */
import { errorWire } from "@legroom/model";
import { ApiError, networkError, unreadable } from "./api-error.ts";
import { randomId } from "./random-id.ts";
import type { Timers } from "./timers.ts";

/** A shape of `model`, as far as it is used here. */
export type Shape<Value> = {
  safeParse(value: unknown): { success: true; data: Value } | { success: false; error: { message: string } };
};

/** What a caller may add to any question. */
export type Asking = {
  /** Ends the wait; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Of a command that is sent again because no answer came: then it is done once. */
  readonly idempotencyKey?: string;
};

export type Question = Asking & {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Its parts: each is escaped, and none leads elsewhere. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Name and credential, as in `Bearer KEY`; instead of the client's own. */
  readonly authorization?: string | undefined;
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

export type HttpOptions = {
  readonly base: string;
  readonly key?: string | undefined;
  readonly fetch: typeof fetch;
  readonly timers: Timers;
};

const ANSWER_MS = 30_000;

export class Http {
  readonly timers: Timers;
  readonly #options: HttpOptions;
  readonly #base: string;

  constructor(options: HttpOptions) {
    this.timers = options.timers;
    this.#options = options;
    this.#base = options.base.replace(/\/+$/, "");
  }

  /** Where a question goes. Throws `request.invalid` when a part of its path is none. */
  url(path: Question["path"], query: Question["query"] = {}): string {
    const steps = path.map((part) => {
      // Empty and dotted parts are taken out of a URL by whoever reads it: an id made of dots would ask something else.
      if (/^\.{0,2}$/.test(part))
        throw new ApiError({ status: 0, code: "request.invalid", message: `${JSON.stringify(part)} is not an id` });
      return `/${encodeURIComponent(part)}`;
    });
    const asked = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
    );
    return `${this.#base}${steps.join("")}${asked.length === 0 ? "" : `?${asked.join("&")}`}`;
  }

  /** The answer's body in that shape. */
  async ask<Value>(shape: Shape<Value>, question: Question): Promise<Value> {
    return (await this.askWhole(shape, question)).body;
  }

  async askWhole<Value>(shape: Shape<Value>, question: Question): Promise<{ body: Value; headers: Headers }> {
    return this.#within(question, async (signal) => {
      const response = await this.#send(question, signal);
      const body = shape.safeParse(await jsonOf(response, signal));
      if (body.success) return { body: body.data, headers: response.headers };
      throw unreadable(response.status, `the answer is not as agreed: ${body.error.message}`);
    });
  }

  /** Done, or rejected; whatever else the answer says is not read. */
  async tell(question: Question): Promise<void> {
    await this.#within(question, async (signal) => {
      const response = await this.#send(question, signal);
      await response.body?.cancel();
    });
  }

  /** A stream of server-sent events, for as long as `signal` lets it. */
  async stream(question: Question & { readonly signal: AbortSignal }): Promise<ReadableStream<Uint8Array>> {
    const headers = { accept: "text/event-stream", ...question.headers };
    const response = await this.#send({ ...question, headers }, question.signal);
    const type = response.headers.get("content-type") ?? "";
    if (response.body !== null && type.startsWith("text/event-stream")) return response.body;
    await response.body?.cancel();
    throw unreadable(response.status, "what came is no stream of events");
  }

  /** Rejects unless the answer is a success. */
  async #send(question: Question, signal: AbortSignal): Promise<Response> {
    const { path, query, method = "GET", body } = question;
    const { fetch, key } = this.#options; // taken out: a browser's own may not be called as a method of ours
    const url = this.url(path, query);
    const response = await fetch(url, {
      method,
      headers: this.#headers(question),
      signal,
      cache: "no-store",
      // A key stands for itself: no sign-in of this browser is to go along.
      credentials: key === undefined ? "same-origin" : "omit",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : networkError("the centre cannot be reached", error);
    });
    if (response.ok) return response;
    throw await refusalOf(response, signal);
  }

  #headers(question: Question): Record<string, string> {
    const { method = "GET", body, headers, idempotencyKey } = question;
    const { key } = this.#options;
    const authorization = question.authorization ?? (key === undefined ? undefined : `Bearer ${key}`);
    return {
      accept: "application/json",
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      // No other site's page can make a browser send this header, so a form elsewhere cannot act for who is signed in.
      ...(method === "GET" ? {} : { "x-legroom-request": "1", "idempotency-key": idempotencyKey ?? randomId() }),
      ...headers,
    };
  }

  /** Gives up when there is no whole answer in time. */
  async #within<Value>(question: Question, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const { signal, timeoutMs = ANSWER_MS } = question;
    const abort = new AbortController();
    const leave = (): void => abort.abort(signal?.reason);
    if (signal?.aborted === true) leave();
    signal?.addEventListener("abort", leave);
    const stop = this.timers.after(timeoutMs, () =>
      abort.abort(networkError(`the centre did not answer within ${timeoutMs / 1000} s`)),
    );
    try {
      return await work(abort.signal);
    } finally {
      stop();
      signal?.removeEventListener("abort", leave);
    }
  }
}

async function jsonOf(response: Response, signal: AbortSignal): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw signal.aborted ? signal.reason : networkError("the connection broke before the answer was whole", error);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(response.status, `an answer with status ${response.status} is not JSON`, retryAfterOf(response));
  }
}

async function refusalOf(response: Response, signal: AbortSignal): Promise<ApiError> {
  const { status } = response;
  const retryAfterS = retryAfterOf(response);
  const said = errorWire.safeParse(await jsonOf(response, signal));
  if (!said.success) return unreadable(status, `status ${status} came without a reason`, retryAfterS);
  return new ApiError({ status, ...said.data.error, retryAfterS });
}

/** RFC 9110 10.2.3, in its form as seconds: this server says no other. */
function retryAfterOf(response: Response): number | undefined {
  const text = response.headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
