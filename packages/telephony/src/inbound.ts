/**
 * A call from outside becomes a leg: who it is, what it dialled, and the one fact `leg.arrived`.
 *
 * Nothing but 100 goes out before that fact is durable; then the centre decides.
 */
import { Fault, browserDeviceOf } from "@legroom/model";
import type { PageHolder } from "@legroom/engine/ports";
import type { DeviceId, LegId, VisitId } from "@legroom/model";
import type { InboundCall, InboundCallListener } from "@legroom/sip";
import type { Admission } from "./admission.ts";
import { aside } from "./context.ts";
import type { Context } from "./context.ts";
import { inboundLegId } from "./derived-id.ts";
import { claimOf } from "./identity.ts";
import type { Claim } from "./identity.ts";
import { InboundLeg } from "./inbound-leg.ts";
import { BrowserAudio, isWebRtc } from "./browser-audio.ts";
import type { LegAudio } from "./leg-audio.ts";
import { Leg } from "./leg.ts";
import type { PageConnections } from "./page-connections.ts";
import { RtpAudio, isAnswerable } from "./rtp-audio.ts";
import type { TrustedTrunks } from "./trunks.ts";
import { Visitors } from "./visitors.ts";

/** Who calls, as far as it is proven. */
type Caller = {
  readonly page: PageHolder | undefined;
  readonly deviceId: DeviceId | undefined;
  /** What of that the centre is told. */
  readonly known: { readonly deviceId?: DeviceId; readonly visitId?: VisitId; readonly returns?: true };
};

/** What the caller may do before there is a leg: give up. */
type Arrival = { handle: InboundLeg | undefined; isGone: boolean };

const RETRY_AFTER_S = "5";
/** What a page dials to get its seat back. */
const RETURN = "return";

export class Inbound {
  readonly #context: Context;
  readonly #admission: Admission;
  readonly #connections: PageConnections;
  readonly #visitors: Visitors;
  readonly #trunks: TrustedTrunks;
  readonly #arriving = new Set<LegId>();
  #isDraining = false;

  constructor(context: Context, of: { admission: Admission; connections: PageConnections; trunks: TrustedTrunks }) {
    this.#context = context;
    this.#admission = of.admission;
    this.#connections = of.connections;
    this.#trunks = of.trunks;
    this.#visitors = new Visitors(context.legs);
  }

  /** From now on every call is told to come again later. */
  drain(): void {
    this.#isDraining = true;
  }

  arrive(call: InboundCall): InboundCallListener {
    const legId = inboundLegId(call.callId, call.request.fromTag ?? "");
    const status = this.#refusal(call, legId);
    if (status !== undefined) {
      this.#context.counters.count(`inbound.refused-${status}`);
      reject(call, status);
      return {};
    }
    const arrival: Arrival = { handle: undefined, isGone: false };
    aside(this.#context, "arrival", this.#begin(call, legId, arrival));
    return this.#listener(call, arrival);
  }

  /** What is refused before anybody decides: bounds, and what no decision could mend. */
  #refusal(call: InboundCall, legId: LegId): number | undefined {
    const { legs, limits } = this.#context;
    if (this.#isDraining || legs.count >= limits.legsMax) return 503;
    // RFC 3261 8.2.2.2: the same call by another way, or again after its end.
    if (this.#arriving.has(legId) || legs.get(legId) !== undefined || legs.hasEnded(legId)) return 482;
    if (numberOf(call) === undefined) return 404;
    if (call.peer.holder !== undefined) return this.#refusalOfPage(call, call.peer.holder);
    if (call.offerText === undefined) return undefined;
    return call.offer !== undefined && isAnswerable(call.offer) ? undefined : 488;
  }

  #refusalOfPage(call: InboundCall, key: string): number | undefined {
    const page = this.#connections.holderOf(key);
    if (page === undefined) return 403;
    if (!isWebRtc(call.offerText)) return 488;
    const returns = numberOf(call) === RETURN;
    return page.kind === "visitor" ? this.#visitors.refusal(page, returns, this.#context.clock.now()) : undefined;
  }

  async #begin(call: InboundCall, legId: LegId, arrival: Arrival): Promise<void> {
    const { legs, vault, outlet, log, counters } = this.#context;
    this.#arriving.add(legId);
    legs.arriving += 1;
    try {
      const { page, deviceId, known } = this.#callerOf(call);
      // A visitor is known already, and joins without a wait: the next call of the same page must find this one here.
      const isVisitor = page?.kind === "visitor";
      const claim = this.#claimOf(call, { deviceId, legId });
      const person = isVisitor ? page.person : await vault.identify(claim.identity);
      if (arrival.isGone) return;
      const audio = this.#audioOf(call, { legId, isProven: deviceId !== undefined });
      const leg = new Leg(this.#context, { legId, person, callId: call.callId, audio, page });
      arrival.handle = new InboundLeg(this.#context, call, leg);
      legs.join(arrival.handle);
      const to = numberOf(call) ?? "";
      const verified = claim.isVerified ? { verified: true as const } : {};
      void outlet.tell({
        type: "leg.arrived",
        legId,
        to,
        ...known,
        ...verified,
        person,
        ...leg.sealedMemo(call.memo()),
      });
    } catch (error) {
      counters.count("inbound.failed");
      log.error("a caller could not be looked up", { legId, error: String(error) });
      // A vault that cannot keep who calls (a full disk) will be able to again: no bug of ours, and no fault of theirs.
      reject(call, error instanceof Fault && error.retriable ? 503 : 500);
    } finally {
      legs.arriving -= 1;
      this.#arriving.delete(legId);
    }
  }

  #claimOf(call: InboundCall, of: { deviceId: DeviceId | undefined; legId: LegId }): Claim {
    const { from, request, peer } = call;
    const { country } = this.#trunks.callers;
    return claimOf({ ...of, from, country, headers: request.headers, isTrusted: this.#trunks.trusts(peer) });
  }

  #callerOf(call: InboundCall): Caller {
    const page = this.#connections.holderOf(call.peer.holder ?? "");
    const proven = page === undefined ? this.#admission.proven(call.authenticatedUser)?.deviceId : undefined;
    const deviceId = page?.kind === "agent" ? browserDeviceOf(page.agentId) : proven;
    const known = {
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(page?.kind === "visitor" ? { visitId: page.visitId } : {}),
      ...(page !== undefined && numberOf(call) === RETURN ? { returns: true as const } : {}),
    };
    return { page, deviceId, known };
  }

  #audioOf(call: InboundCall, of: { legId: LegId; isProven: boolean }): LegAudio {
    const { media, closings } = this.#context;
    const audioOf = { media, closings, legId: of.legId };
    if (call.peer.holder !== undefined) return new BrowserAudio(audioOf, call.offerText);
    return new RtpAudio(audioOf, of.isProven ? call.peer.host : undefined);
  }

  #listener(call: InboundCall, arrival: Arrival): InboundCallListener {
    return {
      onAck: (answer) => {
        if (arrival.handle !== undefined) aside(this.#context, "ACK", arrival.handle.acknowledged(answer));
      },
      onCancelled: () => {
        arrival.isGone = true;
        arrival.handle?.cancelled();
      },
      onEnded: (end) => arrival.handle?.ended(end),
      onReoffer: (offer) => arrival.handle?.leg.reoffered(offer, () => call.memo()) ?? { reject: 491 },
      onReanswer: (answer) => arrival.handle?.leg.audio.reanswered(answer),
      onInfoDigit: (digit, durationMs) => arrival.handle?.leg.infoDigit(digit, durationMs),
    };
  }
}

function reject(call: InboundCall, status: number): void {
  call.reject(status, { headers: status === 503 ? [["Retry-After", RETRY_AFTER_S]] : [] });
}

/** The number dialled: the user part, unescaped, in lower case. Undefined if there is none that could be one. */
function numberOf(call: InboundCall): string | undefined {
  const user = call.requestUri.user.toLowerCase();
  return /^[\x21-\x7e]{1,64}$/.test(user) ? user : undefined;
}
