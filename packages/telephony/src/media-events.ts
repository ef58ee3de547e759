/** What media tells, as facts of the centre. Media keeps each event until the fact is durable. */
import { asId } from "@legroom/model";
import type { LegId, TelephonyFact } from "@legroom/model";
import type { MediaEvent } from "@legroom/media";
import type { Context } from "./context.ts";
import type { Recordings } from "./recordings.ts";

export class MediaEvents {
  readonly #context: Context;
  readonly #recordings: Recordings;

  constructor(context: Context, recordings: Recordings) {
    this.#context = context;
    this.#recordings = recordings;
  }

  async take(event: MediaEvent, ack: () => void): Promise<void> {
    await this.#tell(event);
    ack();
  }

  #tell(event: MediaEvent): Promise<void> | undefined {
    switch (event.type) {
      case "process.lost":
        return this.#lost(event);
      case "process.ready":
        this.#context.log.info("a media process runs again", { process: event.process });
        return undefined;
      case "recording.finished":
        return this.#recordings.finished(event);
      case "recording.failed":
        return this.#recordings.failed(asId(event.recordingId), event.cause);
      default: {
        const fact = this.#factOf(event);
        return fact === undefined ? undefined : this.#context.outlet.tell(fact);
      }
    }
  }

  #factOf(
    event: Exclude<MediaEvent, { type: "process.lost" | "process.ready" | "recording.finished" | "recording.failed" }>,
  ): TelephonyFact | undefined {
    switch (event.type) {
      case "endpoint.media-started":
        return { type: "leg.media-started", legId: asId(event.endpointId) };
      case "endpoint.media-lost":
        return { type: "leg.media-lost", legId: asId(event.endpointId) };
      case "endpoint.media-restored":
        return { type: "leg.media-restored", legId: asId(event.endpointId) };
      case "endpoint.closed":
        this.#context.closings.settle(event.endpointId, event.quality);
        this.#context.counters.count("rtp.strangers", event.quality.strangers);
        this.#context.counters.count("rtp.malformed", event.quality.malformed);
        return undefined;
      case "endpoint.digit":
        return this.#digit(asId(event.endpointId), event.digit);
      case "conference.applied":
        return { type: "conference.applied", conferenceId: asId(event.id), version: event.version };
      case "conference.closed":
        return { type: "conference.closed", conferenceId: asId(event.id) };
      case "prompt.started":
        return { type: "prompt.started", promptId: asId(event.promptId) };
      case "prompt.ended":
        return this.#promptEnded(event);
      case "recording.started":
        return { type: "recording.started", recordingId: asId(event.recordingId) };
      default:
        // Talking and silence, pause and resume: nobody decides by them yet.
        return undefined;
    }
  }

  #promptEnded(event: Extract<MediaEvent, { type: "prompt.ended" }>): TelephonyFact {
    if (event.reason === "failed")
      this.#context.log.warn("a prompt failed", { promptId: event.promptId, cause: event.cause });
    return {
      type: "prompt.ended",
      promptId: asId(event.promptId),
      reason: event.reason,
      heardMs: Math.round(event.heardMs),
      ...(event.digits === undefined ? {} : { digits: event.digits }),
    };
  }

  #digit(legId: LegId, digits: string): TelephonyFact | undefined {
    const leg = this.#context.legs.get(legId)?.leg;
    if (leg?.takesDigit() === true) return { type: "digits.received", legId, digits };
    this.#context.counters.count("digit.dropped");
    return undefined;
  }

  /** The legs of a dead process live on without audio until the centre ends them; those of others notice nothing. */
  async #lost(event: Extract<MediaEvent, { type: "process.lost" }>): Promise<void> {
    const { outlet, counters, log } = this.#context;
    counters.count("media.process-lost");
    log.error("a media process died", { process: event.process, legs: event.endpoints.length });
    await outlet.tell({
      type: "media.lost",
      legIds: event.endpoints.map((id) => asId<"leg">(id)),
      conferenceIds: event.conferences.map((id) => asId<"conference">(id)),
    });
    for (const recordingId of event.recordings) await this.#recordings.salvage(asId(recordingId));
  }
}
