/** The API as a program outside uses it: JSON over HTTP, and the event stream. */
import { EventReader } from "./event-reader.ts";

export type ApiAnswer = { readonly status: number; readonly body: unknown };

export class ApiClient {
  readonly #base: string;
  readonly #key: string;

  constructor(options: { readonly port: number; readonly key: string }) {
    this.#base = `http://127.0.0.1:${options.port}/api/v1`;
    this.#key = options.key;
  }

  /** Whatever the answer's status. */
  async request(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : parse(text) };
  }

  /** The body of an answer that must be a success; rejects otherwise with what the server said. */
  async want(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.request(method, path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  get(path: string): Promise<unknown> {
    return this.want("GET", path);
  }

  /** A file, such as a recording's track. */
  async bytes(path: string): Promise<Buffer> {
    const response = await fetch(`${this.#base}${path.replace(/^\/api\/v1/, "")}`, {
      headers: { authorization: `Bearer ${this.#key}` },
    });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** The event stream from now on, or from after an event. */
  events(afterSeq?: number): Promise<EventReader> {
    return EventReader.open(`${this.#base}/events`, this.#key, afterSeq);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
