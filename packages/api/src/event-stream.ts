/**
 * One reader of events, as server-sent events (WHATWG HTML 9.2).
 *
 * The reader holds nothing but its place: what is next comes from the hub's ring or, where that does not reach back,
 * from the journal. So a slow reader costs no memory; one that takes nothing at all is cut with a reason and resumes by
 * `Last-Event-ID`.
 */
import type { ServerResponse } from "node:http";
import type { Log, Queries } from "@legroom/engine/ports";
import type { Event } from "@legroom/model";
import type { EventHub } from "./event-hub.ts";
import { drained, gone } from "./sse.ts";
import { visibleEvent } from "./visible-event.ts";
import type { VisibleEvent } from "./visible-event.ts";

const BATCH_MAX = 256;

export type StreamOptions = {
  readonly hub: EventHub;
  readonly queries: Pick<Queries, "eventsAfter">;
  readonly log: Log;
  /** The last event that the reader knows. */
  readonly afterSeq: number;
  /** Only these, if any are named: whole types, or the part before the dot (`offer`). */
  readonly types: ReadonlySet<string>;
  /** What this reader may see of an event: asked for every one, in order. What whoever reads all sees, unless told. */
  readonly view?: (event: Event) => VisibleEvent | undefined;
  /** Whether the sign-in under which it reads still holds. */
  readonly isSignedIn?: () => boolean;
  readonly heartbeatMs: number;
  readonly slowReaderMs: number;
};

/** Why a stream ended, told to the reader in its last event `stream.ended`. */
type Ending = "left" | "closing" | "signed-out" | "slow-reader" | "gap" | "failed";

/** Writes until the reader leaves, the hub closes, or the stream must end. Resolves when it is over; never rejects. */
export async function streamEvents(options: StreamOptions, response: ServerResponse): Promise<void> {
  response.on("error", () => undefined); // a reader that is gone shows in `gone`, which ends the loop
  const ending = await new EventReader(options, response).run().catch((error: unknown): Ending => {
    options.log.warn("an event stream failed", { message: error instanceof Error ? error.message : String(error) });
    return "failed";
  });
  if (gone(response)) return;
  response.end(`event: stream.ended\ndata: ${JSON.stringify({ type: "stream.ended", reason: ending })}\n\n`);
  // What is buffered for a reader that takes nothing would be kept for as long as it likes.
  if (ending === "slow-reader") setTimeout(() => response.destroy(), options.slowReaderMs).unref();
}

class EventReader {
  readonly #options: StreamOptions;
  readonly #response: ServerResponse;
  #seq: number;
  #wroteAt = performance.now();

  constructor(options: StreamOptions, response: ServerResponse) {
    this.#options = options;
    this.#response = response;
    this.#seq = options.afterSeq;
  }

  async run(): Promise<Ending> {
    const { hub } = this.#options;
    let ending = await this.#write(`retry: 1000\nid: ${this.#seq}\n\n`);
    while (ending === undefined) {
      if (gone(this.#response)) return "left";
      if (hub.closed) return "closing";
      if (this.#options.isSignedIn?.() === false) return "signed-out";
      const events = await this.#events();
      // Nothing is published between the question and the sleep: no await lies between them.
      if (events.length > 0) ending = await this.#show(events);
      else if (!hub.hasAfter(this.#seq)) ending = await this.#idle();
      // The journal had nothing, yet later events were published: what lies between is lost to us.
      else if (hub.after(this.#seq, 1) === undefined) ending = "gap";
    }
    return ending;
  }

  async #events(): Promise<readonly Event[]> {
    const { hub, queries } = this.#options;
    return hub.after(this.#seq, BATCH_MAX) ?? (await queries.eventsAfter(this.#seq, BATCH_MAX));
  }

  async #show(events: readonly Event[]): Promise<Ending | undefined> {
    const gapAt = events.findIndex((event, index) => event.seq !== this.#seq + 1 + index);
    if (gapAt === 0) return "gap";
    const whole = gapAt < 0 ? events : events.slice(0, gapAt);
    this.#seq += whole.length;
    const text = whole.map((event) => this.#frame(event)).join("");
    if (text !== "") return this.#write(text);
    return this.#sinceWriteMs() >= this.#options.heartbeatMs ? this.#beat() : undefined;
  }

  async #idle(): Promise<Ending | undefined> {
    const waitMs = this.#options.heartbeatMs - this.#sinceWriteMs();
    if (waitMs <= 0) return this.#beat();
    const { arrived, leave } = this.#options.hub.next(waitMs);
    this.#response.once("close", leave);
    await arrived;
    this.#response.off("close", leave);
    return undefined;
  }

  /** The place goes along, so that a reader of rare types does not begin far back when it resumes. */
  #beat(): Promise<Ending | undefined> {
    return this.#write(`: alive\nid: ${this.#seq}\n\n`);
  }

  async #write(text: string): Promise<Ending | undefined> {
    this.#wroteAt = performance.now();
    if (gone(this.#response) || this.#response.write(text)) return undefined;
    return (await drained(this.#response, this.#options.slowReaderMs)) ? undefined : "slow-reader";
  }

  /** One event as a frame; empty for what this reader may not or does not want to see. */
  #frame(event: Event): string {
    const { view = visibleEvent, types } = this.#options;
    const shown = view(event);
    if (shown === undefined) return "";
    const [subject = ""] = event.type.split(".");
    if (types.size > 0 && !types.has(event.type) && !types.has(subject)) return "";
    return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(shown)}\n\n`;
  }

  #sinceWriteMs(): number {
    return performance.now() - this.#wroteAt;
  }
}
