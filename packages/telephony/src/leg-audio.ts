/**
 * The audio of one leg, whatever carries it: its media endpoint, which has the leg's id, and its side of offer and answer.
 *
 * Each leg negotiates alone. What the far side says comes both as text and, where our parser reads it, as description.
 */
import type { LegId, LegQuality } from "@legroom/model";
import type { EndpointFacts, MediaPool, RefusalCode, Result } from "@legroom/media";
import type { OfferReply, RawSdp, SessionDescription } from "@legroom/sip";
import type { Failed } from "./cause.ts";
import type { Closings } from "./closings.ts";

/** What the far side described. */
export type Told = { readonly sdp: SessionDescription | undefined; readonly text: string | undefined };
/** What we describe. */
export type Said = SessionDescription | RawSdp;

export type AudioOf = { readonly media: MediaPool; readonly closings: Closings; readonly legId: LegId };

export interface LegAudio {
  /** Opens it in this media process, or in the least loaded. */
  open(process: number | undefined): Promise<Result<unknown>>;
  /** What our 200 says, with media ready for it: the answer to their offer, or ours where there was none. */
  answer(offer: Told): Promise<Said | undefined>;
  /** Our offer: of a dial, of an answer to an INVITE without one, of a re-INVITE without one. */
  offer(): Said;
  /** States the answer to our offer to media. False if it cannot be used. */
  agree(answer: Told): Promise<boolean>;
  /** A re-INVITE (RFC 3264 8). */
  reoffered(offer: SessionDescription | undefined): OfferReply;
  /** The answer to our offer in a re-INVITE without one. */
  reanswered(answer: SessionDescription): void;
  /** Gives the ports back; tells how it was, unless it was never open or its media process is gone. */
  close(): Promise<EndpointFacts | undefined>;
}

/** How long the quality of a leg that ends is waited for. */
const FACTS_MS_MAX = 300;

/** Gives a media endpoint back and waits a little for what is then known of it. */
export async function closeEndpoint({ media, closings, legId }: AudioOf): Promise<EndpointFacts | undefined> {
  const facts = closings.wait(legId, FACTS_MS_MAX);
  const result = await media.closeEndpoint(legId);
  if (!result.ok) closings.settle(legId, undefined);
  return await facts;
}

/** Why a leg fails whose audio could not be opened. */
export function openFailure(code: RefusalCode): Failed {
  if (code === "bad-sdp") return { cause: "no-media", side: "theirs" };
  return { cause: code === "ports-exhausted" ? "overloaded" : "media", side: "ours" };
}

/** Integers, as they stand in the journal. */
export function qualityOf(facts: EndpointFacts): LegQuality {
  return {
    packetsReceived: facts.received.packets,
    packetsLost: facts.lost,
    packetsSent: facts.sent.packets,
    jitterMs: Math.round(facts.jitterMs),
    ...(facts.rttMs === null ? {} : { roundTripMs: Math.round(facts.rttMs) }),
    mosHundredths: Math.round(facts.mos * 100),
  };
}
