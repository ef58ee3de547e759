/** A supervisor's acts on callers and queues, and what was done of late. */
import {
  asId,
  assignBody,
  handleField,
  idField,
  listOf,
  memberBody,
  memberOutQuery,
  moveBody,
  movePreviewWire,
  overrideWire,
  pendingWire,
  previewBody,
  priorityBody,
  rebalanceBody,
  withdrawBody,
} from "@legroom/model";
import type { InteractionId, QueueId } from "@legroom/model";
import * as z from "zod";
import { answer, jsonRoute } from "../route.ts";

const byId = z.strictObject({ id: idField });
const ofInteraction = ({ params }: { params: { id: string } }): string => `interaction/${params.id}`;
const member = z.strictObject({ id: handleField, agentId: handleField });
const ofMember = ({ params }: { params: { id: string; agentId: string } }): string =>
  `queue/${params.id}/member/${params.agentId}`;
const onFlow = { tag: "flow", needs: "flow.act", reach: "centre" } as const;
const command = { ...onFlow, status: 202, response: pendingWire } as const;

/** What the asker has said of the act: absent things stay absent in the command. */
function said({ reason, expectedSeq }: { reason: string; expectedSeq?: number | undefined }) {
  return { reason, ...(expectedSeq === undefined ? {} : { expectedSeq }) };
}

type Moves = z.output<typeof previewBody>["moves"];
function movesOf(moves: Moves): readonly { interactionId: InteractionId; queueId: QueueId }[] {
  return moves.map(({ interactionId, queueId }) => ({ interactionId: asId(interactionId), queueId: asId(queueId) }));
}

function seenMovesOf(moves: z.output<typeof rebalanceBody>["moves"]) {
  return moves.map(({ interactionId, queueId, expectedSeq }) => ({
    ...{ interactionId: asId<"interaction">(interactionId), queueId: asId<"queue">(queueId) },
    ...(expectedSeq === undefined ? {} : { expectedSeq }),
  }));
}

function settingsSeen(expectedVersion: number | undefined) {
  return expectedVersion === undefined ? {} : { expectedVersion };
}

export const flowRoutes = [
  jsonRoute({
    ...command,
    method: "POST",
    path: "/interactions/{id}/move",
    summary: "To another queue: the clock is kept, what rings is withdrawn. Undone within ten seconds",
    audit: { act: "interaction.move", subject: ofInteraction },
    params: byId,
    body: moveBody,
    handle: (call, { params, body }) =>
      call.command({
        type: "interaction.move",
        interactionId: asId(params.id),
        queueId: asId(body.queueId),
        ...said(body),
      }),
  }),
  jsonRoute({
    ...command,
    method: "POST",
    path: "/interactions/{id}/assign",
    summary: "Ring this agent for the caller, whatever skills, membership and capacity say",
    audit: { act: "interaction.assign", subject: ofInteraction },
    params: byId,
    body: assignBody,
    handle: (call, { params, body }) =>
      call.command({
        type: "interaction.assign",
        interactionId: asId(params.id),
        agentId: asId(body.agentId),
        ...said(body),
      }),
  }),
  jsonRoute({
    ...command,
    method: "POST",
    path: "/interactions/{id}/priority",
    summary: "Another band, or ahead in line by so much; the clock of the wait is not touched",
    audit: { act: "interaction.priority", subject: ofInteraction },
    params: byId,
    body: priorityBody,
    handle: (call, { params, body: { band, aheadMs, ...body } }) =>
      call.command({
        type: "interaction.reprioritise",
        interactionId: asId(params.id),
        ...(band === undefined ? {} : { band }),
        ...(aheadMs === undefined ? {} : { aheadMs }),
        ...said(body),
      }),
  }),
  jsonRoute({
    ...command,
    method: "POST",
    path: "/interactions/{id}/withdraw",
    summary: "Out of the queue: the caller hears a message and is let go; undone while it is spoken",
    audit: { act: "interaction.withdraw", subject: ofInteraction },
    params: byId,
    body: withdrawBody,
    handle: (call, { params, body }) =>
      call.command({ type: "interaction.withdraw", interactionId: asId(params.id), ...said(body) }),
  }),
  jsonRoute({
    ...command,
    method: "PUT",
    path: "/queues/{id}/members/{agentId}",
    summary: "Into a queue, or to another tier or delay in it",
    audit: { act: "queue.member", subject: ofMember },
    params: member,
    body: memberBody,
    handle: (call, { params, body: { reason, expectedVersion, ...place } }) =>
      call.command({
        type: "membership.set",
        queueId: asId(params.id),
        agentId: asId(params.agentId),
        member: place,
        reason,
        ...settingsSeen(expectedVersion),
      }),
  }),
  jsonRoute({
    ...command,
    method: "DELETE",
    path: "/queues/{id}/members/{agentId}",
    summary: "Out of a queue",
    audit: { act: "queue.member-out", subject: ofMember },
    params: member,
    query: memberOutQuery,
    handle: (call, { params, query: { reason, expectedVersion } }) =>
      call.command({
        type: "membership.set",
        queueId: asId(params.id),
        agentId: asId(params.agentId),
        reason,
        ...settingsSeen(expectedVersion),
      }),
  }),
  jsonRoute({
    ...command,
    method: "POST",
    path: "/queues/rebalance",
    summary: "Several moves at once: all, or none",
    audit: { act: "queues.rebalance", subject: () => "queues" },
    body: rebalanceBody,
    handle: (call, { body: { moves, reason } }) =>
      call.command({ type: "queues.rebalance", moves: seenMovesOf(moves), reason }),
  }),
  jsonRoute({
    ...onFlow,
    method: "POST",
    path: "/queues/rebalance/preview",
    summary: "Who would stand where, and wait how much longer; nothing is done",
    body: previewBody,
    status: 200,
    response: movePreviewWire,
    handle: async (call, { body: { moves } }) => {
      const preview = await call.ask((now) => now.previewMoves(movesOf(moves)));
      return "ok" in preview ? preview : answer(preview);
    },
  }),
  jsonRoute({
    ...command,
    method: "POST",
    path: "/overrides/{id}/undo",
    summary: "Take one's own act back: within ten seconds, while nothing else has come of it",
    audit: { act: "override.undo", subject: ({ params }) => `override/${params.id}` },
    params: byId,
    handle: (call, { params }) => call.command({ type: "override.undo", overrideId: asId(params.id) }),
  }),
  jsonRoute({
    ...onFlow,
    method: "GET",
    path: "/overrides",
    summary: "What people did to the flow of late, the newest first: the last 200 acts",
    status: 200,
    response: z.object({ items: listOf(overrideWire) }),
    handle: async (call) => answer({ items: await call.ask((now) => now.overrides()) }),
  }),
];
