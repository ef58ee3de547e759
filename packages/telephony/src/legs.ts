/** The legs that live now, and for a while the names of those that did: what comes late for them is no mistake. */
import { after } from "@legroom/model";
import type { Clock } from "@legroom/engine/ports";
import type { LegId } from "@legroom/model";
import type { Result } from "@legroom/media";
import type { DialledLeg } from "./dialled-leg.ts";
import type { InboundLeg } from "./inbound-leg.ts";
import type { Leg, LegHandle } from "./leg.ts";
import { RecentIds } from "./recent-ids.ts";

const ENDED_MAX = 10_000;
/** How long media keeps a port that was given back before it gives it out again. */
export const PORT_QUARANTINE_MS = 400;

/** How long a leg waits for a media process to come back, and how often it looks. */
const MEDIA_WAIT_MS_MAX = 4000;
const MEDIA_RETRY_MS = 100;

export type AnyLeg = InboundLeg | DialledLeg;

export class Legs {
  readonly #live = new Map<LegId, AnyLeg>();
  readonly #ended = new RecentIds(ENDED_MAX);
  readonly #closing = new Set<Promise<void>>();
  readonly #clock: Clock;
  /** Arrived, and not yet a leg: the person is being looked up. */
  arriving = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#live.size + this.arriving;
  }

  get(legId: LegId): AnyLeg | undefined {
    return this.#live.get(legId);
  }

  /** Whether it ended lately. */
  hasEnded(legId: LegId): boolean {
    return this.#ended.has(legId);
  }

  all(): readonly AnyLeg[] {
    return [...this.#live.values()];
  }

  join(handle: AnyLeg): void {
    this.#live.set(handle.leg.legId, handle);
  }

  leave(leg: Leg): void {
    this.#live.delete(leg.legId);
    this.#ended.add(leg.legId);
    // The leg's own promise is set after this call returns.
    queueMicrotask(() => {
      const closing = leg.closing.finally(() => this.#closing.delete(closing));
      this.#closing.add(closing);
    });
  }

  /** Resolves when the legs that ended have given everything back. */
  async closed(): Promise<void> {
    await Promise.resolve();
    await Promise.all(this.#closing);
  }

  /**
   * Opens a leg's sockets. While no media process runs (the only one died a moment ago) the leg waits a little for it.
   * When ports run short, a caller who was answered longest ago without ever acknowledging it gives theirs up, and the
   * new leg waits until they may be used again.
   */
  async openAudio(leg: Leg, process: number | undefined): Promise<Result<unknown>> {
    const first = await this.#openSoon(leg, process);
    if (first.ok || first.refusal.code !== "ports-exhausted") return first;
    const oldest = this.#oldestUnacknowledged();
    if (oldest === undefined) return first;
    oldest.hangUp("failed");
    await oldest.leg.closing;
    await this.#sleep(PORT_QUARANTINE_MS + 50);
    return await leg.audio.open(process);
  }

  /** A leg that ended meanwhile, and time, end the waiting. */
  async #openSoon(leg: Leg, process: number | undefined): Promise<Result<unknown>> {
    for (let waitedMs = 0; ; waitedMs += MEDIA_RETRY_MS) {
      const result = await leg.audio.open(process);
      const isDown = !result.ok && (result.refusal.code === "no-process" || result.refusal.code === "process-lost");
      if (!isDown || waitedMs >= MEDIA_WAIT_MS_MAX || leg.phase === "ended") return result;
      await this.#sleep(MEDIA_RETRY_MS);
    }
  }

  /** A Map keeps the order of arrival. */
  #oldestUnacknowledged(): LegHandle | undefined {
    for (const handle of this.#live.values()) if (handle.leg.phase === "answered") return handle;
    return undefined;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.alarm(after(this.#clock.now(), ms), resolve);
    });
  }
}
