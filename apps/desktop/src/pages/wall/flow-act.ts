/** What a supervisor may do to a caller who waits, and what keeps it from being done yet. */
import type { LegroomClient, MovePreview, Pending } from "@legroom/sdk";
import { spanInWords } from "../../words/en-time.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import type { WallInteraction, WallQueue } from "./need.ts";

export const flowActs = ["move", "assign", "front", "later", "withdraw"] as const;
export type FlowAct = (typeof flowActs)[number];

/** Ids that are chosen; empty while none is. */
export type ActChoice = { readonly act: FlowAct; readonly queueId: string; readonly agentId: string };

const BAND_FRONT = 0;
const BAND_LAST = 9;

/** What is still to be chosen. */
export function whyNotYet({ act, queueId, agentId }: ActChoice): string | undefined {
  if (act === "move" && queueId === "") return words.needsQueue;
  return act === "assign" && agentId === "" ? words.needsAgent : undefined;
}

/** As the caller was seen: refused if somebody has acted since. */
export function carryOut(
  client: LegroomClient,
  { id, seq }: Pick<WallInteraction, "id" | "seq">,
  { act, queueId, agentId }: ActChoice,
  reason: string,
): Promise<Pending> {
  const said = { reason, ...(seq === undefined ? {} : { expectedSeq: seq }) };
  switch (act) {
    case "move":
      return client.moveInteraction(id, { queueId, ...said });
    case "assign":
      return client.assignInteraction(id, { agentId, ...said });
    case "front":
      return client.prioritiseInteraction(id, { band: BAND_FRONT, ...said });
    case "later":
      return client.prioritiseInteraction(id, { band: BAND_LAST, ...said });
    case "withdraw":
      return client.withdrawInteraction(id, said);
    default:
      return act satisfies never;
  }
}

/** Several to one queue, each as they were seen. */
export function movesOf(
  callers: readonly Pick<WallInteraction, "id" | "seq">[],
  queueId: string,
): Parameters<LegroomClient["rebalance"]>[0] {
  return callers.map(({ id, seq }) => ({
    interactionId: id,
    queueId,
    ...(seq === undefined ? {} : { expectedSeq: seq }),
  }));
}

/** Into a queue, or out of it for who is in it: refused if somebody has changed the centre since it was seen. */
export function changeMembership(
  client: LegroomClient,
  {
    agentId,
    queue,
    version,
  }: { agentId: string; queue: Pick<WallQueue, "id" | "members">; version?: number | undefined },
  reason: string,
): Promise<Pending> {
  const of = { queueId: queue.id, agentId };
  const seen = version === undefined ? {} : { expectedVersion: version };
  return queue.members.includes(agentId)
    ? client.removeMember(of, reason, seen)
    : client.addMember(of, { reason, ...seen });
}

export type PreviewLine = { readonly interactionId: string; readonly text: string; readonly isLonger: boolean };

/** In their order: who is moved first, then who waits longer or less by it. */
export function previewLines(
  { changes }: MovePreview,
  names: { readonly customer: (id: string) => string; readonly queue: (id: string) => string },
): PreviewLine[] {
  return changes.map(({ interactionId, queueId, toQueueId, positionBefore, positionAfter, longerByMs }) => {
    const place = queueId === toQueueId ? names.queue(queueId) : `${names.queue(queueId)} → ${names.queue(toQueueId)}`;
    const moved = words.moved(`${names.customer(interactionId)}, ${place}`, positionBefore, positionAfter);
    const span = longerByMs === undefined || longerByMs === 0 ? undefined : spanInWords(Math.abs(longerByMs));
    const isLonger = longerByMs !== undefined && longerByMs > 0;
    const wait = span === undefined ? "" : `; ${isLonger ? words.longer(span) : words.shorter(span)}`;
    return { interactionId, text: `${moved}${wait}`, isLonger };
  });
}
