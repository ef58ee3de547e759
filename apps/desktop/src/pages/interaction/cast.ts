/** Who is who in an interaction: seats, legs and conferences by the names that people know them by. */
import type { Event } from "@legroom/model";
import { conferenceKindWords } from "../../words/en-centre.ts";
import { plainText, shown } from "../../words/shown.ts";
import { storyWords as words } from "../../words/en-story.ts";

/** Everything comes out safe to stand in a sentence. */
export type Cast = {
  agent(id: string): string;
  queue(id: string): string;
  seat(id: string): string;
  /** Whose leg it is. */
  who(legId: string): string;
  /** What kind of device a leg was dialled to. */
  device(legId: string): string;
  conference(id: string): string;
  /** What kind of conference it is, in words. */
  place(conferenceId: string): string;
  /** From the "call us" page. */
  readonly isVisitor: boolean;
};

export function castOf(
  events: readonly Event[],
  names: { agent(id: string): string; queue(id: string): string },
): Cast {
  const seats = new Map<string, string>();
  const legs = new Map<string, string>();
  const browsers = new Set<string>();
  const conferences = new Map<string, string>();
  const places = new Map<string, string>();
  let isVisitor = false;
  const agent = (id: string): string => shown(names.agent(id));
  for (const event of events) {
    if (event.type === "interaction.arrived") {
      isVisitor = event.visitId !== undefined;
      seats.set(event.seatId, words.customer);
      legs.set(event.legId, words.customer);
    } else if (event.type === "offer.made") {
      seats.set(event.seatId, agent(event.agentId));
      for (const { legId, endpointId } of event.legs) {
        legs.set(legId, agent(event.agentId));
        if (endpointId.includes(".browser:")) browsers.add(legId);
      }
    } else if (event.type === "seat.return-asked" || event.type === "seat.returned")
      legs.set(event.legId, seats.get(event.seatId) ?? words.someone);
    else if (event.type === "conference.opened") {
      conferences.set(event.conferenceId, plainText(event.name));
      places.set(event.conferenceId, conferenceKindWords[event.kind]);
    }
  }
  return {
    agent,
    queue: (id) => shown(names.queue(id)),
    seat: (id) => seats.get(id) ?? words.someone,
    who: (legId) => legs.get(legId) ?? words.someone,
    device: (legId) => (browsers.has(legId) ? words.browser : words.phone),
    conference: (id) => conferences.get(id) ?? id,
    place: (id) => places.get(id) ?? words.somewhere,
    isVisitor,
  };
}
