/** A leg that came to us: answered or rejected when the centre has decided, never before. */
import type { HangUpCause, LegId, RejectCause } from "@legroom/model";
import type { CallEnd, InboundCall, SessionDescription } from "@legroom/sip";
import { SIGNED_OUT, endOf, reasonOf, statusOf } from "./cause.ts";
import type { Ended, Failed } from "./cause.ts";
import type { Context } from "./context.ts";
import { openFailure } from "./leg-audio.ts";
import type { Leg, LegHandle } from "./leg.ts";

const RETRY_AFTER_S = "5";

export class InboundLeg implements LegHandle {
  readonly direction = "inbound";
  readonly leg: Leg;
  readonly #context: Context;
  readonly #call: InboundCall;
  /** Set by a second `answer` while the first still opens the audio. */
  #isAnswering = false;

  constructor(context: Context, call: InboundCall, leg: Leg) {
    this.#context = context;
    this.#call = call;
    this.leg = leg;
  }

  /** Opens the audio, beside the leg it will be heard with where that is known, and says 200; up when the caller acknowledges. */
  async answer(nearLegId: LegId | undefined): Promise<void> {
    if (this.leg.phase !== "early" || this.#isAnswering) return;
    this.#isAnswering = true;
    const near = nearLegId === undefined ? undefined : this.#context.media.processOfEndpoint(nearLegId);
    const opened = await this.#context.legs.openAudio(this.leg, near);
    if (this.#isOver()) return;
    if (!opened.ok) return this.#unopened(openFailure(opened.refusal.code), opened.refusal.code);
    const sdp = await this.leg.audio.answer({ sdp: this.#call.offer, text: this.#call.offerText });
    if (this.#isOver()) return;
    if (sdp === undefined) {
      this.#call.reject(488);
      return this.leg.fail({ cause: "no-media", side: "theirs" });
    }
    this.leg.phase = "answered";
    this.#call.answer(sdp);
  }

  reject(cause: RejectCause): void {
    if (this.leg.phase !== "early") return;
    const headers = cause === "overloaded" ? ([["Retry-After", RETRY_AFTER_S]] as const) : [];
    this.#call.reject(statusOf(cause), { headers });
    this.leg.fail({ cause: "rejected", side: "ours" });
  }

  hangUp(cause: HangUpCause): void {
    const { phase } = this.leg;
    if (phase === "ended") return;
    if (phase === "early") {
      this.#call.reject(cause === "shutdown" ? 503 : 480);
      return this.leg.fail({ cause: "cancelled", side: "ours" });
    }
    const ended: Ended =
      phase === "answered"
        ? { cause: "not-acknowledged", by: "system" }
        : { cause: cause === "shutdown" ? "shutdown" : "released", by: "us" };
    this.leg.end(ended);
    this.#call.hangUp(reasonOf(cause));
  }

  signedOut(): void {
    const { phase } = this.leg;
    if (phase === "early") {
      this.#call.reject(480);
      return this.leg.fail({ cause: "cancelled", side: "theirs" });
    }
    if (phase === "ended") return;
    this.leg.end({ cause: "released", by: "system" });
    this.#call.hangUp(SIGNED_OUT);
  }

  /** The caller acknowledged our 200; with the answer to our offer where their INVITE had none. */
  async acknowledged(answer: SessionDescription | undefined): Promise<void> {
    if (this.leg.phase !== "answered") return;
    if (this.#call.offerText === undefined && !(await this.#agree(answer))) {
      // RFC 3261 13.2.1: an answer that cannot be used ends the call, which the ACK has already made.
      this.leg.fail({ cause: "no-media", side: "theirs" });
      return this.#call.hangUp(reasonOf("failed"));
    }
    this.leg.up(this.#call.memo());
  }

  /** The caller gave up before our answer. */
  cancelled(): void {
    this.leg.fail({ cause: "cancelled", side: "theirs" });
  }

  ended(end: CallEnd): void {
    this.leg.end(endOf(end, { isPage: this.leg.page !== undefined }));
  }

  #isOver(): boolean {
    return this.leg.phase === "ended";
  }

  #unopened(failed: Failed, code: string): void {
    this.#context.log.warn("a caller could not be answered", { legId: this.leg.legId, cause: code });
    if (failed.cause === "no-media") this.#call.reject(488);
    else this.#call.reject(503, { headers: [["Retry-After", RETRY_AFTER_S]] });
    this.leg.fail(failed);
  }

  async #agree(answer: SessionDescription | undefined): Promise<boolean> {
    return (await this.leg.audio.agree({ sdp: answer, text: undefined })) && !this.#isOver();
  }
}
