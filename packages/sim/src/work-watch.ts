/** Watches what agents are given, from events alone: nobody more than they can do, and no customer to two agents. */
import type { Event, EventOf } from "@legroom/model";
import type { CentreWatch } from "./centre-watch.ts";

type Held = {
  readonly agentId: string;
  readonly interactionId: string;
  readonly queueId: string;
  readonly units: number;
  state: "rings" | "connecting" | "live";
};

export class WorkWatch {
  readonly #found: (problem: string) => void;
  readonly #centre: CentreWatch;
  /** Offer by offer: whose it is, and whom it is for. */
  readonly #held = new Map<string, Held>();

  constructor(found: (problem: string) => void, centre: CentreWatch) {
    this.#found = found;
    this.#centre = centre;
  }

  see(event: Event): void {
    if (event.type === "offer.made") this.#made(event);
    else if (event.type === "offer.ended") {
      if (event.outcome === "accepted") this.#accepted(event.offerId);
      else this.#held.delete(event.offerId);
    } else if (event.type === "offer.connected") {
      const held = this.#held.get(event.offerId);
      if (held !== undefined) held.state = "live";
    } else if (event.type === "offer.failed-to-connect" || event.type === "agent-segment.ended")
      this.#held.delete(event.offerId);
    else if (event.type === "interaction.closed")
      for (const [offerId, { interactionId }] of this.#held)
        if (interactionId === event.interactionId) this.#held.delete(offerId);
  }

  /** Talks that the offer's queue interrupts do not count; what a person gave may be beyond it. */
  #made({ offerId, agentId, interactionId, queueId, reasons }: EventOf<"offer.made">): void {
    const queue = this.#centre.queue(queueId);
    const units = queue?.units ?? 1;
    this.#held.set(offerId, { agentId, interactionId, queueId, units, state: "rings" });
    if (reasons?.overrideId !== undefined) return;
    const counted = [...this.#held.values()].filter(
      (one) =>
        one.agentId === agentId &&
        !(one.state === "live" && queue?.interrupts?.some((interrupted) => interrupted === one.queueId) === true),
    );
    const load = counted.reduce((sum, one) => sum + one.units, 0);
    const capacity = this.#centre.capacityOf(agentId);
    if (load > capacity) this.#found(`capacity: ${agentId} is given ${load} at once, and can do ${capacity}`);
  }

  #accepted(offerId: string): void {
    const work = this.#held.get(offerId);
    if (work === undefined) return;
    work.state = "connecting";
    for (const [otherId, other] of this.#held)
      if (otherId !== offerId && other.state !== "rings" && other.interactionId === work.interactionId)
        this.#found(`${work.interactionId} is assigned to ${other.agentId} and to ${work.agentId}`);
  }
}
