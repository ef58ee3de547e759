/** Reads the event stream and keeps what came, so that an event can be awaited before or after it came. */

/** What has not come by then does not come: a busy machine is slow, and not broken. */
const PATIENCE_MS = 60_000;

export type SeenEvent = { readonly seq: number; readonly type: string; readonly at: number } & Readonly<
  Record<string, unknown>
>;

export class EventReader {
  readonly seen: SeenEvent[] = [];
  readonly #abort: AbortController;
  readonly #looking = new Set<() => void>();

  private constructor(abort: AbortController) {
    this.#abort = abort;
  }

  /** With an API key, or with the cookie of a sign-in. */
  static async open(url: string, proof: string | { readonly cookie: string }, afterSeq?: number): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, {
      signal: abort.signal,
      headers: {
        ...(typeof proof === "string" ? { authorization: `Bearer ${proof}` } : proof),
        accept: "text/event-stream",
        ...(afterSeq === undefined ? {} : { "last-event-id": String(afterSeq) }),
      },
    });
    if (!response.ok || response.body === null) throw new Error(`events: ${response.status} ${await response.text()}`);
    const reader = new EventReader(abort);
    void reader.#read(response.body);
    return reader;
  }

  /** The first event of this type that fits, come already or still to come. */
  async next(
    type: string,
    fits: (event: SeenEvent) => boolean = () => true,
    withinMs = PATIENCE_MS,
  ): Promise<SeenEvent> {
    const until = performance.now() + withinMs;
    for (;;) {
      const event = this.seen.find((each) => each.type === type && fits(each));
      if (event !== undefined) return event;
      const leftMs = until - performance.now();
      if (leftMs <= 0) throw new Error(`no ${type} within ${withinMs} ms; last: ${this.#last()}`);
      await this.#more(leftMs);
    }
  }

  /** May be called twice. */
  close(): void {
    this.#abort.abort();
  }

  #last(): string {
    return this.seen
      .slice(-10)
      .map((event) => event.type)
      .join(", ");
  }

  #more(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#looking.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.#looking.add(done);
    });
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) this.#take(block);
      }
    } catch {
      // The server ended, or we closed: what was seen stays, and who still waits runs into their limit.
    }
  }

  #take(block: string): void {
    const data = block
      .split("\n")
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice(5).trim())
      .join("\n");
    if (data === "") return;
    this.seen.push(JSON.parse(data) as SeenEvent); // the server's own event
    for (const done of this.#looking) done();
  }
}
