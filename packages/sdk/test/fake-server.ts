/** A server as `fetch` sees it: answers by hand, and keeps what was asked. */

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly credentials: string | undefined;
  readonly signal: AbortSignal;
};

export class FakeServer {
  readonly asked: Asked[] = [];
  readonly streams: FakeStream[] = [];
  /** What the next questions get, in this order; then streams without end. */
  readonly answers: (() => Response | Promise<Response>)[] = [];

  fetch: typeof fetch = async (url, init = {}) => {
    const { method = "GET", headers, body, signal, credentials } = init;
    if (typeof url !== "string" || !signal) throw new Error("a question is asked at a path, and can be ended");
    signal.throwIfAborted();
    this.asked.push({
      method,
      url,
      headers: new Headers(headers),
      body: typeof body === "string" ? JSON.parse(body) : undefined,
      credentials,
      signal,
    });
    const answer = this.answers.shift();
    if (answer !== undefined) return Promise.race([answer(), aborted(signal)]);
    const stream = new FakeStream(signal);
    this.streams.push(stream);
    return stream.response;
  };

  get last(): Asked {
    const asked = this.asked.at(-1);
    if (asked === undefined) throw new Error("nothing was asked");
    return asked;
  }

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("no stream is open");
    return stream;
  }
}

export class FakeStream {
  readonly response: Response;
  readonly signal: AbortSignal;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    this.response = new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
  }

  say(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  event(seq: number, type = "offer.made"): void {
    const data = { seq, at: 1, v: 1, type, inputId: `i${seq}` };
    this.say(`id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.#controller?.close();
  }

  break(): void {
    this.#controller?.error(new TypeError("network error"));
  }
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

export const refused = (status: number, error: object, headers: Record<string, string> = {}) =>
  json({ error: { message: "no", ...error } }, status, headers);

export const unreachable = (): Promise<Response> => Promise.reject(new TypeError("fetch failed"));

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
