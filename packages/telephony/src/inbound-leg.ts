/** A leg that came to us: answered or rejected when the centre has decided, never before. */
import type { HangUpCause, RejectCause } from "@legroom/model";
import type { CallEnd, InboundCall, SessionDescription } from "@legroom/sip";
import { endOf, reasonOf, statusOf } from "./cause.ts";
import type { Ended } from "./cause.ts";
import type { Context } from "./context.ts";
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

  /** Opens the audio, says 200; up when the caller acknowledges. */
  async answer(): Promise<void> {
    if (this.leg.phase !== "early" || this.#isAnswering) return;
    this.#isAnswering = true;
    const opened = await this.#context.legs.openAudio(this.leg, undefined);
    if (this.#isOver()) return;
    if (!opened.ok) {
      const cause = opened.refusal.code === "ports-exhausted" ? "overloaded" : "media";
      this.#context.log.warn("a caller could not be answered", { legId: this.leg.legId, cause: opened.refusal.code });
      this.#call.reject(503, { headers: [["Retry-After", RETRY_AFTER_S]] });
      return this.leg.fail({ cause, side: "ours" });
    }
    const sdp = await this.#description();
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

  /** The caller acknowledged our 200; with the answer to our offer where their INVITE had none. */
  async acknowledged(answer: SessionDescription | undefined): Promise<void> {
    if (this.leg.phase !== "answered") return;
    if (this.#call.offer === undefined && !(await this.#agree(answer))) {
      // RFC 3261 13.2.1: an answer that cannot be used ends the call, which the ACK has already made.
      this.#call.hangUp(reasonOf("failed"));
      return this.leg.fail({ cause: "no-media", side: "theirs" });
    }
    this.leg.up(this.#call.memo());
  }

  /** The caller gave up before our answer. */
  cancelled(): void {
    this.leg.fail({ cause: "cancelled", side: "theirs" });
  }

  ended(end: CallEnd): void {
    this.leg.end(endOf(end));
  }

  #isOver(): boolean {
    return this.leg.phase === "ended";
  }

  /** What our 200 says: the answer to their offer, with media ready for it, or an offer of ours. */
  async #description(): Promise<SessionDescription | undefined> {
    if (this.#call.offer === undefined) return this.leg.audio.offer();
    const answering = this.leg.audio.answerTo(this.#call.offer);
    if (answering === undefined) return undefined;
    return (await this.leg.audio.send(answering.audio)) ? answering.sdp : undefined;
  }

  async #agree(answer: SessionDescription | undefined): Promise<boolean> {
    const audio = answer === undefined ? undefined : this.leg.audio.agreed(answer);
    return audio !== undefined && (await this.leg.audio.send(audio)) && !this.#isOver();
  }
}
