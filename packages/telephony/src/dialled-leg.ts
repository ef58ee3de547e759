/** A leg that we made: an offer rings a phone. The dial's names on the wire derive from its effect, so it can be repeated. */
import { after } from "@legroom/model";
import type { TelephonyEffect, HangUpCause } from "@legroom/model";
import type { CallEnd, DialFailure, HeaderField, OutboundCall, OutboundCallListener, SipStack } from "@legroom/sip";
import { SIGNED_OUT, endOf, failureOf, reasonOf } from "./cause.ts";
import type { Failed } from "./cause.ts";
import { aside } from "./context.ts";
import type { Context } from "./context.ts";
import { dialNames } from "./derived-id.ts";
import type { Callee } from "./callee.ts";
import { openFailure } from "./leg-audio.ts";
import type { Told } from "./leg-audio.ts";
import type { Leg, LegHandle } from "./leg.ts";

export type DialEffect = TelephonyEffect & { readonly type: "leg.dial" };

/** The centre's own deadline comes first; this one only makes sure that no phone rings for ever. */
const RING_GRACE_MS = 500;
/** How long the far side may take to confirm a CANCEL before the leg counts as cancelled all the same. */
const CANCEL_MS_MAX = 2000;

export class DialledLeg implements LegHandle {
  readonly direction = "dialled";
  readonly leg: Leg;
  readonly #context: Context;
  #call: OutboundCall | undefined;
  #callee: Callee | undefined;
  #isCancelled = false;
  #isRinging = false;
  #alarm: () => void = () => undefined;

  constructor(context: Context, leg: Leg) {
    this.#context = context;
    this.leg = leg;
  }

  /** Opens the audio beside the leg it will be heard with, and sends the INVITE. */
  async dial(sip: SipStack, effect: DialEffect, of: { callee: Callee; address: string }): Promise<void> {
    const near = this.#context.media.processOfEndpoint(effect.nearLegId);
    const opened = await this.#context.legs.openAudio(this.leg, near);
    if (this.leg.phase !== "early") return;
    if (!opened.ok) {
      this.#context.log.warn("a phone could not be dialled", { legId: this.leg.legId, cause: opened.refusal.code });
      return this.leg.fail(openFailure(opened.refusal.code));
    }
    const { callee } = of;
    this.#callee = callee;
    this.#wait(effect.ringMs + RING_GRACE_MS, () => this.hangUp("no-answer"));
    this.#call = sip.dial({
      ...dialNames(effect.effectId),
      target: callee.binding.contactUri,
      peer: callee.peer,
      from: { displayName: whoIs(this.#context, effect), uri: `sip:${queueUser(effect)}@${of.address}` },
      to: { uri: callee.binding.aor },
      headers: [offerHeader(effect)],
      offer: this.leg.audio.offer(),
      listener: this.#listener(),
    });
  }

  hangUp(cause: HangUpCause): void {
    if (this.leg.phase === "ended") return;
    if (this.leg.phase === "up") {
      this.leg.end({ cause: cause === "shutdown" ? "shutdown" : "released", by: "us" });
      this.#call?.hangUp(reasonOf(cause));
      return;
    }
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    if (!this.#isRinging && cause !== "answered-elsewhere") this.#callee?.givenUp();
    if (this.#call === undefined) return this.#fail({ cause: "cancelled", side: "ours" });
    // What the phone says to the CANCEL is the last word: 487, or an answer that crossed it.
    this.#wait(CANCEL_MS_MAX, () => this.#fail({ cause: "cancelled", side: "ours" }));
    this.#call.cancel(reasonOf(cause));
  }

  signedOut(): void {
    if (this.leg.phase === "ended") return;
    if (this.leg.phase === "up") this.leg.end({ cause: "released", by: "system" });
    else this.#fail({ cause: "unavailable", side: "theirs" });
    this.#isCancelled = true;
    this.#call?.hangUp(SIGNED_OUT);
  }

  /** Telephony has stopped: nobody will say a last word any more. */
  abandon(): void {
    this.#fail({ cause: "cancelled", side: "ours" });
  }

  #listener(): OutboundCallListener {
    return {
      onRinging: () => this.#rings(),
      onAnswered: ({ sdp, sdpText }) => aside(this.#context, "answer", this.#answered({ sdp, text: sdpText })),
      onFailed: (failure) => this.#failed(failure),
      onLateAnswer: () => this.#fail({ cause: "late-answer", side: "theirs" }),
      onEnded: (end) => this.#ended(end),
      onReoffer: (offer) => this.leg.reoffered(offer, () => this.#call?.memo()),
      onReanswer: (answer) => this.leg.audio.reanswered(answer),
      onInfoDigit: (digit, durationMs) => this.leg.infoDigit(digit, durationMs),
    };
  }

  #rings(): void {
    if (this.#isRinging || this.#isCancelled || this.leg.phase !== "early") return;
    this.#isRinging = true;
    const memo = this.leg.sealedMemo(this.#call?.memo());
    void this.#context.outlet.tell({ type: "leg.ringing", legId: this.leg.legId, ...memo });
  }

  async #answered(answer: Told): Promise<void> {
    this.#alarm();
    const isAgreed = await this.leg.audio.agree(answer);
    if (this.leg.phase === "ended") return;
    if (!isAgreed || this.#isCancelled) {
      const cause = this.#isCancelled ? "late-answer" : "no-media";
      // Told before the BYE, whose own end is none of a leg that was never up.
      this.#fail({ cause, side: "theirs" });
      this.#call?.hangUp(reasonOf("failed"));
      return;
    }
    this.leg.up(this.#call?.memo());
  }

  #failed(failure: DialFailure): void {
    // Nobody there, or no way to get there: it is asked whether it still lives.
    if (failure.cause !== "status") this.#callee?.suspect();
    const isOurs = this.#isCancelled && (failure.cause !== "status" || failure.status === 487);
    this.#fail(isOurs ? { cause: "cancelled", side: "ours" } : failureOf(failure));
  }

  #ended(end: CallEnd): void {
    // A BYE that overtakes our own reading of the answer: it was answered, and is over.
    this.#alarm();
    this.leg.up(undefined);
    this.leg.end(endOf(end, { isPage: this.leg.page !== undefined }));
  }

  #fail(failed: Failed): void {
    this.#alarm();
    this.leg.fail(failed);
  }

  #wait(ms: number, ring: () => void): void {
    this.#alarm();
    this.#alarm = this.#context.clock.alarm(after(this.#context.clock.now(), ms), ring);
  }
}

/** Name or number of the one who waits, for the phone's display. */
function whoIs(context: Context, effect: DialEffect): string {
  const details = context.vault.describe(effect.context.person);
  if (details === undefined) return "Unknown";
  const identity = details.identities.find(({ kind }) => kind === "tel") ?? details.identities[0];
  const shown = details.name ?? identity?.value.replace(/^sips?:/i, "").split("@")[0] ?? "Unknown";
  return printable(shown, 64);
}

/** The queue's name as the user of our address: `Technical Support` becomes `technical-support`. */
function queueUser(effect: DialEffect): string {
  const user = effect.context.queueName.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return user.replace(/^-|-$/g, "").slice(0, 64) || "queue";
}

/** `X-Legroom-Offer: ID; queue="Sales"; why="VIP, waited 12 s"`: what a phone or its owner's program may look at. */
function offerHeader(effect: DialEffect): HeaderField {
  const { queueName, why } = effect.context;
  return ["X-Legroom-Offer", `${effect.offerId}; queue=${quoted(queueName)}; why=${quoted(why)}`];
}

function quoted(text: string): string {
  return `"${printable(text, 200).replace(/["\\]/g, "\\$&")}"`;
}

/** Without control characters: a line break would end the header and begin another. */
function printable(text: string, max: number): string {
  return text.replace(/\p{Cc}/gu, " ").slice(0, max);
}
