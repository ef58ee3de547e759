/** Offers: who is being rung for whom, and the agent's answer where the phone does not give it. */
import { asId, idField, listOf, offerBody, offerWire, pendingWire, refuse } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer, Route } from "../route.ts";

export const offerRoutes = [
  jsonRoute({
    method: "GET",
    path: "/offers",
    summary: "The offers that are open, or one's own, each with its reasons",
    tag: "offers",
    needs: "interactions.read",
    reach: "list",
    status: 200,
    response: z.object({ items: listOf(offerWire) }),
    handle: async (call) => {
      const { agentId } = call.principal;
      const offers = await call.ask((now) => now.offers());
      return answer({ items: offers.filter((one) => agentId === undefined || one.agentId === agentId).map(shown) });
    },
  }),
  actRoute("decline", "Decline it: the caller keeps their place and is offered on"),
  actRoute("accept", "Refused: an offer is accepted by answering the phone or page that rings"),
];

function actRoute(act: "accept" | "decline", summary: string): Route {
  return jsonRoute({
    method: "POST",
    path: `/offers/{id}/${act}`,
    summary,
    tag: "offers",
    needs: "offers.act",
    reach: "offer",
    audit: { act: `offer.${act}`, subject: ({ params }) => `offer/${params.id}` },
    params: z.strictObject({ id: idField }),
    body: offerBody,
    status: 202,
    response: pendingWire,
    // A repeat must not be told that the offer is gone, when it is gone because of the first.
    handle: (call, { params, body }) => call.once(() => actOn(call, { act, id: params.id, agentId: body?.agentId })),
  });
}

async function actOn(
  call: Call,
  asked: { act: "accept" | "decline"; id: string; agentId: string | undefined },
): Promise<Answer<z.output<typeof pendingWire>>> {
  const offer = await call.ask((now) => now.offers().find(({ id }) => id === asked.id));
  const agentId = call.principal.agentId ?? asked.agentId ?? offer?.agentId;
  if (agentId === undefined) return refuse("offer.unknown", `there is no open offer ${asked.id}`);
  return call.command({ type: `offer.${asked.act}`, offerId: asId(asked.id), agentId: asId(agentId) });
}

function shown(
  offer: { readonly reasons: object } & Omit<z.output<typeof offerWire>, "reasons">,
): z.output<typeof offerWire> {
  return { ...offer, reasons: { ...offer.reasons } };
}
