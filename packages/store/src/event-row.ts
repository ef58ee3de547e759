/** An event as a row and back. */
import type { Event, InteractionId } from "@legroom/model";
import type { Tables } from "./tables.ts";

export function toRow(event: Event): Tables["events"] {
  const { seq, at, v, inputId, interactionSeq, type, ...body } = event;
  const interactionId: InteractionId | undefined = "interactionId" in event ? event.interactionId : undefined;
  return {
    seq,
    at,
    type,
    v,
    input_id: inputId,
    interaction_id: interactionId ?? null,
    interaction_seq: interactionSeq ?? null,
    body: JSON.stringify(body),
  };
}

export function fromRow(row: Tables["events"]): Event {
  const header = { seq: row.seq, at: row.at, type: row.type, v: row.v, inputId: row.input_id };
  const inInteraction = row.interaction_seq === null ? {} : { interactionSeq: row.interaction_seq };
  return { ...header, ...inInteraction, ...JSON.parse(row.body) } as Event; // a row that `toRow` made
}
