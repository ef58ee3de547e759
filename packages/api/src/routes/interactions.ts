/** Interactions: the open and the closed ones, what happened in each, and what may be done to them. */
import {
  asId,
  eventWire,
  handleField,
  idField,
  interactionRecordWire,
  interactionWire,
  listOf,
  pageOf,
  pendingWire,
  refuse,
  routeBody,
  wrapUpBody,
} from "@legroom/model";
import type { Event, EventOf, InteractionId } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { addressesOf } from "../customer.ts";
import { pageQuery, toPage, truth } from "../paging.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";
import { visibleEvent } from "../visible-event.ts";

const byId = z.strictObject({ id: idField });
const subject = ({ params }: { params: { id: string } }): string => `interaction/${params.id}`;
const unknown = (id: string) => refuse("interaction.unknown", `there is no interaction ${id}`);

export const interactionRoutes = [
  jsonRoute({
    method: "GET",
    path: "/interactions",
    summary: "Interactions, or those one took part in, the newest first",
    tag: "interactions",
    needs: "interactions.read",
    reach: "list",
    audit: { act: "interactions.list", subject: () => "interactions" },
    query: pageQuery.extend({
      agentId: handleField.optional(),
      queueId: handleField.optional(),
      open: truth.optional(),
    }),
    status: 200,
    response: pageOf(interactionRecordWire),
    handle: async (call, { query: { agentId: asked, queueId, open, ...page } }) => {
      const agentId = call.principal.agentId ?? asked;
      const records = await call.parts.queries.interactions({
        limit: page.limit,
        ...(page.beforeSeq === undefined ? {} : { beforeSeq: page.beforeSeq }),
        ...(agentId === undefined ? {} : { agentId: asId<"agent">(agentId) }),
        ...(queueId === undefined ? {} : { queueId: asId<"queue">(queueId) }),
        ...(open === undefined ? {} : { open }),
      });
      return answer(toPage(records, page.limit));
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/interactions/{id}",
    summary: "One interaction: its record, where everybody is now, the customer's name and number, the agents' notes",
    tag: "interactions",
    needs: "interactions.read",
    reach: "interaction",
    audit: { act: "interaction.read", subject },
    params: byId,
    status: 200,
    response: interactionWire,
    handle: (call, { params }) => readInteraction(call, asId(params.id)),
  }),
  jsonRoute({
    method: "GET",
    path: "/interactions/{id}/timeline",
    summary: "All that happened in it, in order",
    tag: "interactions",
    needs: "interactions.read",
    reach: "interaction",
    audit: { act: "interaction.timeline", subject },
    params: byId,
    status: 200,
    response: z.object({ items: listOf(eventWire) }),
    handle: async (call, { params }) => {
      const events = await call.parts.queries.timeline(asId(params.id));
      if (events.length === 0) return unknown(params.id);
      return answer({ items: events.flatMap((event) => visibleEvent(event) ?? []) });
    },
  }),
  jsonRoute({
    method: "POST",
    path: "/interactions/{id}/end",
    summary: "End it: the customer hears the goodbye and is released",
    tag: "interactions",
    needs: "interactions.end",
    reach: "interaction",
    audit: { act: "interaction.end", subject },
    params: byId,
    status: 202,
    response: pendingWire,
    handle: (call, { params }) => call.command({ type: "interaction.end", interactionId: asId(params.id) }),
  }),
  jsonRoute({
    method: "POST",
    path: "/interactions/{id}/route",
    summary:
      "What a front line found out: topic, requirement, language. In the front line a topic leads on to its queue; who " +
      "waits goes to the queue that the decision table gives, with the clock kept",
    tag: "interactions",
    needs: "interactions.route",
    reach: "interaction",
    audit: { act: "interaction.route", subject },
    params: byId,
    body: routeBody,
    status: 202,
    response: pendingWire,
    handle: (call, { params, body: { topic, requires, language } }) =>
      call.command({
        type: "interaction.route",
        interactionId: asId(params.id),
        ...(topic === undefined ? {} : { topic: asId(topic) }),
        ...(requires === undefined ? {} : { requires }),
        ...(language === undefined ? {} : { language }),
      }),
  }),
  jsonRoute({
    method: "POST",
    path: "/interactions/{id}/wrap-up",
    summary: "The agent's disposition and note; the note is sealed under the customer's key",
    tag: "interactions",
    needs: "interactions.wrap-up",
    reach: "interaction",
    audit: { act: "interaction.wrap-up", subject },
    params: byId,
    body: wrapUpBody,
    status: 202,
    response: pendingWire,
    handle: (call, { params, body }) => noteWrapUp(call, { interactionId: asId(params.id), ...body }),
  }),
];

async function readInteraction(call: Call, id: InteractionId): Promise<Answer<z.output<typeof interactionWire>>> {
  const { queries, vault } = call.parts;
  const [record, now, events] = await Promise.all([
    queries.interaction(id),
    call.ask((asked) => asked.interaction(id)),
    queries.timeline(id),
  ]);
  if (record === undefined) return unknown(id);
  const customer = vault.describe(record.person);
  return answer({
    ...record,
    ...(now === undefined || now.phase === "closed" ? {} : { now }),
    ...(customer === undefined ? {} : { customer: { ...customer, identities: addressesOf(customer.identities) } }),
    notes: events.filter(isNote).map(({ at, agentId, disposition, note }) => {
      const text = note === undefined ? undefined : vault.open(note);
      return {
        at,
        agentId,
        ...(disposition === undefined ? {} : { disposition }),
        ...(text === undefined ? {} : { note: text }),
      };
    }),
  });
}

function isNote(event: Event): event is EventOf<"agent.wrap-up-noted"> {
  return event.type === "agent.wrap-up-noted";
}

/** The note is sealed before it makes an input: journal and inputs never hold it in plain (L12). */
async function noteWrapUp(
  call: Call,
  noted: { interactionId: InteractionId } & z.output<typeof wrapUpBody>,
): Promise<Answer<z.output<typeof pendingWire>>> {
  const { interactionId, agentId, disposition, note } = noted;
  const open = await call.ask((now) => now.interaction(interactionId)?.person);
  const person = open ?? (await call.parts.queries.interaction(interactionId))?.person;
  if (person === undefined) return unknown(interactionId);
  return call.command({
    type: "wrap-up.note",
    agentId: asId(agentId),
    interactionId,
    ...(disposition === undefined ? {} : { disposition }),
    ...(note === undefined ? {} : { note: call.parts.vault.seal(person, note) }),
  });
}
