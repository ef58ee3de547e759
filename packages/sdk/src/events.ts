/** The centre's events as they become true, each once and in order, from a place that survives a lost connection. */
import { eventWire } from "@legroom/model";
import { ApiError } from "./api-error.ts";
import { jsonIn } from "./frames.ts";
import type { Frame } from "./frames.ts";
import type { Http } from "./http.ts";
import { LiveStream, safely } from "./live-stream.ts";
import type { StreamHandle, StreamState, Verdict } from "./live-stream.ts";
import type { Timers } from "./timers.ts";
import type { LiveEvent } from "./wire.ts";

export type EventsOptions = {
  /** Behind which event to begin, such as the `seq` of a state that was loaded; without it, now. */
  readonly after?: number;
  /** Only these types (`offer.ended`) or subjects (`offer`). */
  readonly types?: readonly string[];
  readonly onEvent: (event: LiveEvent) => void;
  /** Events may be missing: load anew. The stream is open again, so what is loaded now misses nothing. */
  readonly onGap: () => void;
  /** `lost` comes back by itself; `ended` does not, and says why. */
  readonly onState?: (state: StreamState, error?: ApiError) => void;
};

export function followEvents(http: Http, options: EventsOptions): StreamHandle {
  return new Follower(http, options).stream;
}

class Follower {
  readonly stream: StreamHandle;
  readonly #options: EventsOptions;
  readonly #timers: Timers;
  /** The last event that we know of. */
  #place: number | undefined;
  #gap = false;
  #tries = 0;

  constructor(http: Http, options: EventsOptions) {
    this.#options = options;
    this.#timers = http.timers;
    this.#place = options.after;
    const { types } = options;
    this.stream = new LiveStream({
      timers: http.timers,
      connect: (signal) => {
        // Begun again without a place: nobody knows what came meanwhile.
        if (this.#tries > 0 && this.#place === undefined) this.#gap = true;
        this.#tries += 1;
        return http.stream({
          path: ["events"],
          ...(types === undefined ? {} : { query: { types: types.join(",") } }),
          ...(this.#place === undefined ? {} : { headers: { "last-event-id": String(this.#place) } }),
          signal,
        });
      },
      onOpen: () => this.#tellGap(),
      onFrame: (frame) => this.#take(frame),
      onRefused: (error) => this.#refused(error),
      onState: (state, error) => options.onState?.(state, error),
    });
  }

  #take({ id, event, data }: Frame): Verdict {
    if (event === "stream.ended") return this.#ended(data);
    const place = id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
    const isNew = place === undefined || this.#place === undefined || place > this.#place;
    if (place !== undefined && isNew) this.#place = place;
    if (data === undefined || !isNew) return "on";
    const read = eventWire.safeParse(jsonIn(data));
    if (read.success) safely(this.#timers, () => this.#options.onEvent(read.data));
    else {
      // An event that this client cannot read is one that it did not get.
      this.#gap = true;
      this.#tellGap();
    }
    return "on";
  }

  #ended(data: string | undefined): Verdict {
    const said = jsonIn(data);
    const reason = typeof said === "object" && said !== null && "reason" in said ? said.reason : undefined;
    if (reason === "gap") this.#jumpTo(undefined);
    if (reason === "signed-out")
      throw new ApiError({ status: 401, code: "auth.signed-out", message: "this sign-in is over" });
    return "again";
  }

  /** A place that the centre never reached: it is another journal's, such as before a back-up was put back. */
  #refused({ code, params }: ApiError): Verdict | undefined {
    if (code !== "events.ahead") return undefined;
    const seq = params?.["seq"];
    this.#jumpTo(typeof seq === "number" ? seq : undefined);
    return "again";
  }

  #jumpTo(place: number | undefined): void {
    this.#place = place;
    this.#gap = true;
  }

  #tellGap(): void {
    if (!this.#gap) return;
    this.#gap = false;
    safely(this.#timers, () => this.#options.onGap());
  }
}
