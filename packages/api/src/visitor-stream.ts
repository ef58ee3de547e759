/** A visitor's page reads along: its call, at once and whenever it changes, as server-sent events. */
import type { ServerResponse } from "node:http";
import type { Log } from "@legroom/engine/ports";
import type { VisitorCallWire } from "@legroom/model";
import type { EventHub } from "./event-hub.ts";
import { drained, gone } from "./sse.ts";
import type { Visit, Visits } from "./visits.ts";

/** Positions move with every caller: a page is told of them this often at most. */
const LINE_EVERY_MS = 500;

type Options = {
  readonly hub: EventHub;
  readonly visits: Visits;
  readonly visit: Visit;
  readonly look: () => Promise<VisitorCallWire>;
  readonly log: Log;
  readonly heartbeatMs: number;
  readonly slowReaderMs: number;
};

/** Writes until the call is over, the reader leaves or is too slow, or the hub closes. Resolves when it is over; never rejects. */
export async function streamVisit(options: Options, response: ServerResponse): Promise<void> {
  response.on("error", () => undefined); // a reader that is gone shows in `gone`, which ends the loop
  const ending = await new VisitReader(options, response).run().catch((error: unknown) => {
    options.log.warn("a visitor's stream failed", { message: String(error) });
    return "failed";
  });
  if (gone(response)) return;
  response.end(`event: stream.ended\ndata: ${JSON.stringify({ type: "stream.ended", reason: ending })}\n\n`);
  if (ending === "slow-reader") setTimeout(() => response.destroy(), options.slowReaderMs).unref();
}

class VisitReader {
  readonly #options: Options;
  readonly #response: ServerResponse;
  #shown = "";
  #isOver = false;
  #changes = -1;
  #lineChanges = -1;
  #lookedAt = -Infinity;
  #wroteAt = performance.now();

  constructor(options: Options, response: ServerResponse) {
    this.#options = options;
    this.#response = response;
  }

  async run(): Promise<string> {
    const { hub, heartbeatMs } = this.#options;
    let text = "retry: 1000\n\n";
    for (;;) {
      // What changes while it is looked at is looked at again before the next sleep.
      while (this.#isDue()) text += await this.#look();
      if (text === "" && performance.now() - this.#wroteAt >= heartbeatMs) text = ": alive\n\n";
      if (text !== "" && !(await this.#write(text))) return "slow-reader";
      text = "";
      if (gone(this.#response)) return "left";
      if (this.#isOver) return "over";
      if (hub.closed) return "closing";
      if (!this.#isDue()) await this.#sleep();
    }
  }

  #isDue(): boolean {
    const { visit } = this.#options;
    return (
      visit.changes !== this.#changes || (this.#isLineNew() && performance.now() >= this.#lookedAt + LINE_EVERY_MS)
    );
  }

  #isLineNew(): boolean {
    return this.#options.visits.lineChanges !== this.#lineChanges;
  }

  /** The call as a frame; empty if it is as it was shown before. */
  async #look(): Promise<string> {
    const { visit, visits, look } = this.#options;
    this.#changes = visit.changes;
    this.#lineChanges = visits.lineChanges;
    this.#lookedAt = performance.now();
    const call = await look();
    const state = JSON.stringify({ ...call, at: 0 }); // the time alone is no change
    if (state === this.#shown) return "";
    this.#shown = state;
    // Its cause is the last that there is to tell.
    this.#isOver = call.phase === "closed" && call.cause !== undefined;
    return `event: call\ndata: ${JSON.stringify(call)}\n\n`;
  }

  async #sleep(): Promise<void> {
    const { hub, heartbeatMs } = this.#options;
    const { arrived, leave } = hub.next(this.#isLineNew() ? LINE_EVERY_MS : heartbeatMs);
    this.#response.once("close", leave);
    await arrived;
    this.#response.off("close", leave);
  }

  /** False for a reader that takes nothing. */
  async #write(text: string): Promise<boolean> {
    this.#wroteAt = performance.now();
    return gone(this.#response) || this.#response.write(text) || drained(this.#response, this.#options.slowReaderMs);
  }
}
