/**
 * What legs of both directions have in common: one dialog, one media endpoint, facts in order, one end.
 *
 *   early ──200──► answered ──ACK──► up ──► ended        (a dialled leg is acknowledged at once: early ──► up)
 *     └──────────────┴─ failed ──────────────► ended
 */
import type { HangUpCause, LegId, PersonRef, Sealed } from "@legroom/model";
import type { EndpointFacts } from "@legroom/media";
import type { PageHolder } from "@legroom/engine/ports";
import type { DialogMemo, OfferReply, SessionDescription } from "@legroom/sip";
import type { Ended, Failed } from "./cause.ts";
import type { Context } from "./context.ts";
import { qualityOf } from "./leg-audio.ts";
import type { LegAudio } from "./leg-audio.ts";

/** A leg as the registry and the effects know it. */
export type LegHandle = {
  readonly leg: Leg;
  /** Ends it in any state; again is nothing. */
  hangUp(cause: HangUpCause): void;
  /** Its page was signed out: ended by the system, as one that was lost. */
  signedOut(): void;
};

type LegOf = {
  readonly legId: LegId;
  readonly person: PersonRef;
  readonly callId: string;
  readonly audio: LegAudio;
  /** The page at its far end, if it is one. */
  readonly page?: PageHolder | undefined;
};

export class Leg {
  readonly legId: LegId;
  /** Under whose key its memo and its ladder are sealed. */
  readonly person: PersonRef;
  readonly callId: string;
  readonly audio: LegAudio;
  readonly page: PageHolder | undefined;
  phase: "early" | "answered" | "up" | "ended" = "early";
  readonly #context: Context;
  /** Resolves when the ports are given back and the last fact is told. */
  #closing: Promise<void> = Promise.resolve();
  #digits = { sinceAt: 0, count: 0 };
  /** Of the memo that was told last. */
  #place: string | undefined;

  constructor(context: Context, of: LegOf) {
    this.#context = context;
    this.legId = of.legId;
    this.person = of.person;
    this.callId = of.callId;
    this.audio = of.audio;
    this.page = of.page;
    context.ladder.claim(of.callId, { legId: of.legId, person: of.person });
  }

  get closing(): Promise<void> {
    return this.#closing;
  }

  /** The far side answered and is acknowledged. */
  up(memo: DialogMemo | undefined): void {
    if (this.phase === "up" || this.phase === "ended") return;
    this.phase = "up";
    void this.#context.outlet.tell({ type: "leg.answered", legId: this.legId, ...this.sealedMemo(memo) });
  }

  /** It never came up. */
  fail(failed: Failed): void {
    if (this.phase === "ended") return;
    this.phase = "ended";
    void this.#context.outlet.tell({ type: "leg.failed", legId: this.legId, ...failed });
    this.#closing = this.#close().then(() => undefined);
  }

  /** It was answered and is over. */
  end(ended: Ended): void {
    if (this.phase === "ended") return;
    this.phase = "ended";
    this.#closing = this.#close().then((facts) => {
      const quality = facts === undefined ? {} : { quality: qualityOf(facts) };
      void this.#context.outlet.tell({ type: "leg.ended", legId: this.legId, ...ended, ...quality });
    });
  }

  /** The dialog as it may stand in a fact. Empty when there is none, or the person's key is gone. */
  sealedMemo(memo: DialogMemo | undefined): { memo: Sealed } | Record<string, never> {
    if (memo === undefined) return {};
    try {
      const sealed = this.#context.vault.seal(this.person, JSON.stringify(memo));
      this.#place = placeOf(memo);
      return { memo: sealed };
    } catch {
      // The person was erased during the call. Without a memo a restart cannot say BYE; nothing else is lost.
      this.#context.counters.count("leg.memo-unsealable");
      return {};
    }
  }

  /** What a re-INVITE gets: our description as it is now, or as the offer makes it (RFC 3264 8). */
  reoffered(offer: SessionDescription | undefined, memo: () => DialogMemo | undefined): OfferReply {
    if (this.phase !== "up") return { reject: 491 };
    // The dialog takes its new remote target after this reply.
    setImmediate(() => this.#noteMemo(memo()));
    return this.audio.reoffered(offer);
  }

  /** A digit by INFO counts like one in RTP: media decides whose it is. */
  infoDigit(digit: string, durationMs: number): void {
    if (this.phase === "up") void this.#context.media.injectDigit({ endpointId: this.legId, digit, durationMs });
  }

  /** Whether one more digit of this leg may become a fact now: facts are bounded by construction. */
  takesDigit(): boolean {
    const now = this.#context.clock.now();
    if (now - this.#digits.sinceAt >= 1000) this.#digits = { sinceAt: now, count: 0 };
    this.#digits.count += 1;
    return this.#digits.count <= this.#context.limits.digitsPerSecondMax;
  }

  #noteMemo(memo: DialogMemo | undefined): void {
    if (memo === undefined || this.phase !== "up" || placeOf(memo) === this.#place) return;
    const sealed = this.sealedMemo(memo);
    if (sealed.memo !== undefined)
      void this.#context.outlet.tell({ type: "leg.memo-changed", legId: this.legId, memo: sealed.memo });
  }

  async #close(): Promise<EndpointFacts | undefined> {
    this.#context.legs.leave(this);
    this.#context.ladder.release(this.callId);
    const process = this.#context.media.processOfEndpoint(this.legId);
    const facts = await this.audio.close();
    if (facts !== undefined) this.#traceMedia(facts, process);
    return facts;
  }

  #traceMedia(facts: EndpointFacts, process: number | undefined): void {
    const { traces, clock } = this.#context;
    traces.write({
      at: clock.now(),
      legId: this.legId,
      person: this.person,
      kind: "media",
      direction: "none",
      peer: `media process ${process ?? "unknown"}`,
      text: JSON.stringify(facts),
    });
  }
}

/** What of a dialog matters to a later process: sequence numbers alone are not worth a fact. */
function placeOf(memo: DialogMemo): string {
  return JSON.stringify([memo.remoteTarget, memo.routeSet, memo.peer.host, memo.peer.port]);
}
