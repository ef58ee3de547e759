/**
 * Watches seats and their legs from outside: a return ends, a former leg ends nothing, and nobody is charged for a device.
 */
import type { Event, EventOf, LegId } from "@legroom/model";

/** What became of seats: `asked` to return, `returned`, `refused`; `away`, `back`; `page-failed`: an offer in a browser alone. */
export const seatTurns = ["asked", "returned", "refused", "away", "back", "page-failed"] as const;
export type SeatTurn = (typeof seatTurns)[number];

type OfferSeen = { readonly legs: Map<LegId, "dialled" | "rang" | "over">; readonly inBrowser: boolean };

export class SeatWatch {
  readonly #found: (problem: string) => void;
  readonly #count: (turn: SeatTurn) => void;
  /** Legs that asked to return, until they have or are over. */
  readonly #asked = new Set<LegId>();
  /** Legs whose seat has another one now. */
  readonly #former = new Set<LegId>();
  readonly #offers = new Map<string, OfferSeen>();
  readonly #offerOf = new Map<LegId, string>();
  #inputId = "";
  /** The former leg that the input at hand ended. */
  #ended: LegId | undefined;

  constructor(parts: { found: (problem: string) => void; count: (turn: SeatTurn) => void }) {
    this.#found = parts.found;
    this.#count = parts.count;
  }

  see(event: Event): void {
    if (event.inputId !== this.#inputId) this.#ended = undefined;
    this.#inputId = event.inputId;
    switch (event.type) {
      case "centre.restarted":
        return this.#former.clear(); // everything ends in this step, because of the restart
      case "seat.return-asked":
        this.#count("asked");
        this.#asked.add(event.legId);
        return;
      case "seat.returned":
        return this.#returned(event);
      case "seat.away":
        return this.#count("away");
      case "seat.back":
        return this.#count("back");
      case "leg.refused":
        return event.to === "return" ? this.#count("refused") : undefined;
      case "interaction.closed":
      case "agent-segment.ended":
        if (this.#ended !== undefined)
          this.#found(`${event.type} because of ${this.#ended}, whose seat has another leg`);
        return;
      default:
        return this.#seeLeg(event);
    }
  }

  ended(): void {
    for (const legId of this.#asked) this.#found(`leg ${legId} asked to return, and neither did nor is over`);
  }

  #returned({ legId, formerLegId, seatId }: EventOf<"seat.returned">): void {
    this.#count("returned");
    if (!this.#asked.delete(legId)) this.#found(`leg ${legId} returned to ${seatId} without having asked`);
    if (formerLegId !== undefined) this.#former.add(formerLegId);
  }

  #seeLeg(event: Event): void {
    if (event.type === "leg.ended" || event.type === "leg.failed") {
      this.#asked.delete(event.legId);
      if (this.#former.delete(event.legId)) this.#ended = event.legId;
      this.#setLeg(event.legId, "over");
    } else if (event.type === "offer.made") this.#made(event);
    else if (event.type === "offer.ringing") this.#setLeg(event.legId, "rang");
    else if (event.type === "offer.ended") this.#offerEnded(event);
  }

  #made({ offerId, legs }: EventOf<"offer.made">): void {
    const inBrowser = legs.every(({ endpointId }) => endpointId.includes(".browser:"));
    this.#offers.set(offerId, { legs: new Map(legs.map(({ legId }) => [legId, "dialled"])), inBrowser });
    for (const { legId } of legs) this.#offerOf.set(legId, offerId);
  }

  #setLeg(legId: LegId, state: "rang" | "over"): void {
    const legs = this.#offers.get(this.#offerOf.get(legId) ?? "")?.legs;
    if (legs?.has(legId) === true) legs.set(legId, state);
  }

  /** Who is charged with not having answered had something that rang to the end. */
  #offerEnded({ offerId, outcome }: EventOf<"offer.ended">): void {
    const offer = this.#offers.get(offerId);
    if (offer === undefined) return;
    if (outcome === "device-failed" && offer.inBrowser) this.#count("page-failed");
    if (outcome === "no-answer" && ![...offer.legs.values()].includes("rang"))
      this.#found(`offer ${offerId} was charged as no answer, and nothing rang at its end`);
    this.#offers.delete(offerId);
    for (const legId of offer.legs.keys()) this.#offerOf.delete(legId);
  }
}
