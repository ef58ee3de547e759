/** Why: of who waits, of each offer, and of who was not offered. */
import { asId, handleField, idField, interactionWhyWire, refuse, whyNotWire } from "@legroom/model";
import type { AgentId, EventOf, InteractionId, offerWhyWire } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";
import { offerSentences, verdictSentence, waitingSentences } from "../why-words.ts";

const byId = z.strictObject({ id: idField });
const byInteraction = z.strictObject({ interactionId: idField });
const of =
  (what: string) =>
  ({ params }: { params: { id: string } }) =>
    `${what}/${params.id}`;
const why = { tag: "why", method: "GET", status: 200 } as const;

export const whyRoutes = [
  jsonRoute({
    ...why,
    path: "/interactions/{id}/why",
    summary: "Why it still waits, if it does, and why each of its offers went to whom it did; in words too",
    needs: "interactions.read",
    reach: "centre",
    audit: { act: "interaction.why", subject: of("interaction") },
    params: byId,
    response: interactionWhyWire,
    handle: (call, { params }) => whyInteraction(call, asId(params.id)),
  }),
  jsonRoute({
    ...why,
    path: "/agents/{id}/why-not",
    summary: "Why this agent is not offered a caller who waits now",
    needs: "flow.act",
    reach: "centre",
    audit: { act: "agent.why-not", subject: of("agent") },
    params: z.strictObject({ id: handleField }),
    query: z.strictObject({ interaction: idField }),
    response: whyNotWire,
    handle: (call, { params, query }) =>
      whyNot(call, { agentId: asId(params.id), interactionId: asId(query.interaction) }),
  }),
  jsonRoute({
    ...why,
    path: "/me/why-not/{interactionId}",
    summary: "Why oneself is not offered a caller who waits now",
    needs: "desk.use",
    reach: "self",
    params: byInteraction,
    response: whyNotWire,
    handle: async (call, { params }) => {
      const { agentId } = call.principal;
      if (agentId === undefined) return refuse("agent.unknown", "keys have no desk");
      return whyNot(call, { agentId, interactionId: asId(params.interactionId) });
    },
  }),
];

type NameOf = (agentId: AgentId) => string;

function namesOf(call: Call): Promise<NameOf> {
  return call.ask((now) => {
    const names = new Map(now.agents().map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? id;
  });
}

async function whyInteraction(call: Call, id: InteractionId): Promise<Answer<z.output<typeof interactionWhyWire>>> {
  const at = call.parts.clock.now();
  const [events, waiting, nameOf] = await Promise.all([
    call.parts.queries.timeline(id),
    call.ask((now) => now.whyWaiting(id, at)),
    namesOf(call),
  ]);
  if (events.length === 0) return refuse("interaction.unknown", `there is no interaction ${id}`);
  const made = events.filter((event): event is EventOf<"offer.made"> => event.type === "offer.made");
  return answer({
    ...(waiting === undefined ? {} : { waiting: { ...waiting, sentences: waitingSentences(waiting, nameOf) } }),
    offers: made.map((event) => toOffer(event, nameOf)),
  });
}

function toOffer(event: EventOf<"offer.made">, nameOf: NameOf): z.output<typeof offerWhyWire> {
  const { offerId, interactionId, agentId, at, reasons } = event;
  return { offerId, interactionId, agentId, at, recorded: { ...reasons }, sentences: offerSentences(event, nameOf) };
}

async function whyNot(
  call: Call,
  asked: { readonly agentId: AgentId; readonly interactionId: InteractionId },
): Promise<Answer<z.output<typeof whyNotWire>>> {
  const at = call.parts.clock.now();
  const [verdict, nameOf] = await Promise.all([call.ask((now) => now.whyNot(asked, at)), namesOf(call)]);
  if (verdict === undefined) return refuse("decision.unknown", "this caller waits in no queue now, or no such agent");
  const { interactionId } = asked;
  return answer({ ...verdict, interactionId, sentences: [verdictSentence(verdict, nameOf)] });
}
