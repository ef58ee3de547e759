/** Why: of who waits, of each offer, and of who was not offered. */
import {
  asId,
  handleField,
  idField,
  interactionWhyWire,
  offerWhyAgainWire,
  refuse,
  unreachable,
  whyNotWire,
} from "@legroom/model";
import type {
  AgentId,
  EventOf,
  Explanation,
  InteractionId,
  offerAgainWire,
  OfferId,
  offerWhyWire,
} from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { truth } from "../paging.ts";
import { Problem } from "../problem.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";
import { againSentences, differencesOf, offerSentences, verdictSentence, waitingSentences } from "../why-words.ts";

/** Whoever makes a choice again has a deadline of its own below this, and a client of ours waits as long. */
const AGAIN_MS_MAX = 30_000;
/** Of those who were considered when an offer's choice is made again. */
const CONSIDERED_MAX = 100;

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
    path: "/offers/{id}/why",
    summary:
      "Why this offer went to whom it did, as it was recorded; with `again=true` the choice is also made again from the " +
      "journal alone, and compared",
    needs: "interactions.read",
    reach: "offer",
    answerMsMax: AGAIN_MS_MAX,
    audit: { act: "offer.why", subject: of("offer") },
    params: byId,
    query: z.strictObject({ again: truth.optional() }),
    response: offerWhyAgainWire,
    handle: (call, { params, query }) => whyOffer(call, asId(params.id), query.again ?? false),
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

async function whyOffer(call: Call, id: OfferId, again: boolean): Promise<Answer<z.output<typeof offerWhyAgainWire>>> {
  const [made, nameOf] = await Promise.all([call.parts.queries.offerMade(id), namesOf(call)]);
  if (made === undefined) return refuse("offer.unknown", `there is no offer ${id}`);
  return answer({
    ...toOffer(made, nameOf),
    ...(again ? { recomputed: await makeAgain(call, made.seq, nameOf) } : {}),
  });
}

type Recomputed = z.output<typeof offerAgainWire>;

async function makeAgain(call: Call, madeSeq: number, nameOf: NameOf): Promise<Recomputed> {
  const again = await call.parts.explainer.again(madeSeq);
  switch (again.kind) {
    case "made-again":
      return toRecomputed(call, again.explanation, nameOf);
    case "unavailable":
      return { ...again, sentences: [unavailable[again.reason]] };
    case "busy":
      throw new Problem("explain.too-many", "others have decisions made again now: ask again in a moment", {
        retryAfterSeconds: 1,
      });
    default:
      return unreachable(again);
  }
}

const unavailable = {
  "took-too-long": "The choice could not be made again in time.",
  failed: "The choice could not be made again from the journal.",
} as const;

function toRecomputed({ principal }: Call, explanation: Explanation, nameOf: NameOf): Recomputed {
  if (principal.scope !== "centre") return toOwn(explanation, principal.agentId, nameOf);
  const agents = explanation.agents.slice(0, CONSIDERED_MAX);
  const told = { agents, sentences: againSentences(explanation, nameOf) };
  if (explanation.same) return { kind: "same", ...told };
  const { recomputed, recorded } = explanation;
  return {
    kind: "different",
    ...told,
    ...(recomputed === undefined ? {} : { agentId: recomputed.agentId }),
    otherRules: recomputed !== undefined && recomputed.reasons.rulesVersion !== recorded.rulesVersion,
    differences: [...differencesOf(explanation)],
  };
}

/** Of colleagues an agent is told no more than what was recorded with their own offer. */
function toOwn(explanation: Explanation, agentId: AgentId | undefined, nameOf: NameOf): Recomputed {
  const agents = explanation.agents.filter((one) => one.agentId === agentId);
  if (explanation.same) return { kind: "same", agents, sentences: againSentences(explanation, nameOf) };
  const sentences = ["Recomputed: another choice comes out, or other reasons for it."];
  const rules = [explanation.recorded, explanation.recomputed?.reasons].map((reasons) => reasons?.rulesVersion);
  const otherRules = rules[1] !== undefined && rules[0] !== rules[1];
  return { kind: "different", agents, sentences, otherRules, differences: [] };
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
