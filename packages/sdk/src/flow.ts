/** A supervisor's acts on callers and queues; each says why, and is undone for ten seconds where possible. */
import {
  interactionWhyWire,
  movePreviewWire,
  offerWhyAgainWire,
  overrideWire,
  pageOf,
  pendingWire,
  whyNotWire,
} from "@legroom/model";
import type { Asking, Http } from "./http.ts";
import type {
  InteractionWhy,
  Items,
  Member,
  MemberAsked,
  MoveAsked,
  MovePreview,
  OfferWhy,
  OverrideAsked,
  OverrideMade,
  Pending,
  Priority,
  WhyNot,
} from "./wire.ts";

const overrides = pageOf(overrideWire);

export function flowOf(http: Http) {
  const act = (question: Parameters<Http["ask"]>[1]): Promise<Pending> =>
    http.ask(pendingWire, { method: "POST", ...question });
  const memberPath = ({ queueId, agentId }: Member) => ["queues", queueId, "members", agentId];
  return {
    /** To another queue, with the clock kept. */
    moveInteraction: (id: string, asked: OverrideAsked & { queueId: string }, asking?: Asking): Promise<Pending> =>
      act({ ...asking, path: ["interactions", id, "move"], body: asked }),
    /** Rings this agent, whatever skills, membership and capacity say. */
    assignInteraction: (id: string, asked: OverrideAsked & { agentId: string }, asking?: Asking): Promise<Pending> =>
      act({ ...asking, path: ["interactions", id, "assign"], body: asked }),
    /** Another band, or ahead in line by so many ms; negative: back. */
    prioritiseInteraction: (id: string, asked: OverrideAsked & Priority, asking?: Asking): Promise<Pending> =>
      act({ ...asking, path: ["interactions", id, "priority"], body: asked }),
    /** The caller hears a message and is let go. */
    withdrawInteraction: (id: string, asked: OverrideAsked, asking?: Asking): Promise<Pending> =>
      act({ ...asking, path: ["interactions", id, "withdraw"], body: asked }),
    /** Into a queue, or to another tier or delay in it. */
    addMember: (
      of: Member,
      asked: MemberAsked & { readonly tier?: number; readonly delayMs?: number },
      asking?: Asking,
    ): Promise<Pending> => act({ ...asking, method: "PUT", path: memberPath(of), body: asked }),
    removeMember: (
      of: Member,
      reason: string,
      { expectedVersion, ...asking }: Asking & Pick<MemberAsked, "expectedVersion"> = {},
    ): Promise<Pending> =>
      act({ ...asking, method: "DELETE", path: memberPath(of), query: { reason, expectedVersion } }),
    /** Several moves at once: all, or none, also if one of the callers is not as they were seen. */
    rebalance: (
      moves: readonly (MoveAsked & { readonly expectedSeq?: number })[],
      reason: string,
      asking?: Asking,
    ): Promise<Pending> => act({ ...asking, path: ["queues", "rebalance"], body: { moves, reason } }),
    /** Who would stand where, and wait how much longer. */
    previewMoves: (moves: readonly MoveAsked[], asking?: Asking): Promise<MovePreview> =>
      http.ask(movePreviewWire, {
        ...asking,
        method: "POST",
        path: ["queues", "rebalance", "preview"],
        body: { moves: moves.map(({ interactionId, queueId }) => ({ interactionId, queueId })) },
      }),
    /** One's own act, by the `overrideId` of its answer. */
    undoOverride: (id: string, asking?: Asking): Promise<Pending> =>
      act({ ...asking, path: ["overrides", id, "undo"] }),
    /** The last 200, the newest first. */
    overrides: (asking?: Asking): Promise<Items<OverrideMade>> =>
      http.ask(overrides, { ...asking, path: ["overrides"] }),
    /** Why it still waits, if it does, and why each of its offers went to whom it did. */
    why: (interactionId: string, asking?: Asking): Promise<InteractionWhy> =>
      http.ask(interactionWhyWire, { ...asking, path: ["interactions", interactionId, "why"] }),
    /** Why one offer went to whom it did; `again`: the choice is also made again from the journal, which takes a moment. */
    whyOffer: (offerId: string, { again, ...asking }: Asking & { readonly again?: boolean } = {}): Promise<OfferWhy> =>
      http.ask(offerWhyAgainWire, {
        ...asking,
        path: ["offers", offerId, "why"],
        query: again === true ? { again: "true" } : {},
      }),
    /** Why this agent is not offered a caller who waits. */
    whyNot: (agentId: string, interactionId: string, asking?: Asking): Promise<WhyNot> =>
      http.ask(whyNotWire, { ...asking, path: ["agents", agentId, "why-not"], query: { interaction: interactionId } }),
    /** The same of oneself. */
    whyNotMe: (interactionId: string, asking?: Asking): Promise<WhyNot> =>
      http.ask(whyNotWire, { ...asking, path: ["me", "why-not", interactionId] }),
  };
}
