/** What comes in: sorts requests into dialogs, calls, registrations and refusals (RFC 3261 8.2). */
import type { HeaderField, InboundCallListener } from "../call/call.ts";
import { InboundInvite } from "../call/inbound.ts";
import type { DigestAlgorithm } from "../digest/digest.ts";
import type { DialogUser } from "../dialog/table.ts";
import type { Authenticator } from "../digest/authenticator.ts";
import type { SipRequest } from "../message/message.ts";
import type { Registrar, RegisterReply } from "../registrar/registrar.ts";
import type { InviteServerTransaction, InviteServerUser } from "../transaction/invite-server-transaction.ts";
import type { Peer } from "../transport/transport.ts";
import type { UserContext } from "./context.ts";
import type { PolicyDecision, SipStackOptions } from "./options.ts";
import type { RateLimit } from "./rate-limit.ts";
import { checkBody, checkMethod, checkRequire, checkScheme } from "./request-check.ts";
import { ACCEPT, ALLOW, buildResponse, type ResponseParts } from "./responses.ts";

export type ServerParts = {
  readonly context: UserContext;
  readonly registrar: Registrar;
  readonly authenticator: Authenticator | undefined;
  readonly rate: RateLimit;
  readonly options: Pick<SipStackOptions, "policy" | "onInvite">;
  /** Takes a call into the table, or says that it is full. */
  readonly calls: { admit(call: InboundInvite): void; isFull(): boolean; gone(call: InboundInvite): void };
};

/** A request that waits for its answer. */
type Pending = {
  readonly request: SipRequest;
  readonly peer: Peer;
  /** Does nothing if the request was cancelled meanwhile. */
  respond(parts: ResponseParts): void;
  /** Makes it a call. */
  readonly invite: ((user: string | undefined) => void) | undefined;
};

/** An INVITE that can still be cancelled. */
type OpenInvite = { cancelled(cancel: SipRequest): void; flowClosed(flow: string): void };

/** Phones in use know MD5, and some give up on a challenge that also names another. */
const ALGORITHMS_DEFAULT: readonly DigestAlgorithm[] = ["MD5"];
const RETRY_AFTER: HeaderField = ["Retry-After", "5"];

export class UserAgentServer {
  readonly #parts: ServerParts;
  /** INVITEs without a final response, by their transaction: what a CANCEL can mean. */
  readonly #open = new Map<InviteServerTransaction, OpenInvite>();

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  receive(request: SipRequest, peer: Peer): void {
    const received = this.#parts.context.layer.receiveRequest(request);
    switch (received.type) {
      case "absorbed":
        return undefined;
      case "merged":
        return this.stateless(request, peer, { status: 482 });
      case "overload":
        return this.stateless(request, peer, { status: 503, headers: [RETRY_AFTER] });
      case "new":
        return this.#dispatch(request, peer);
      default:
        return received satisfies never;
    }
  }

  /** An answer that is not remembered. An ACK gets none. */
  stateless(request: { headers: SipRequest["headers"]; method: string }, peer: Peer, parts: ResponseParts): void {
    if (request.method === "ACK") return;
    const { context } = this.#parts;
    context.counters.count(`response.${Math.floor(parts.status / 100)}xx`);
    context.wire.send(buildResponse(request, { toTag: context.token(), ...parts }), peer);
  }

  #dispatch(request: SipRequest, peer: Peer): void {
    const { dialogs } = this.#parts.context;
    const user = request.toTag === undefined ? undefined : dialogs.find(request.callId, request.toTag);
    if (request.method === "ACK") return this.#ack(request, peer, user);
    if (request.method === "CANCEL") return this.#cancel(request, peer);
    if (this.#isTooMuch(request, peer)) return this.stateless(request, peer, { status: 503, headers: [RETRY_AFTER] });
    const refusal = checkMethod(request) ?? checkScheme(request) ?? checkRequire(request);
    if (user !== undefined && refusal === undefined) return user.receive(request, peer);
    const pending = this.#pending(request, peer);
    if (refusal !== undefined) return pending.respond(refusal);
    if (belongsToDialog(request)) return pending.respond({ status: 481 });
    return this.#admit(pending);
  }

  #ack(request: SipRequest, peer: Peer, user: DialogUser | undefined): void {
    if (user === undefined) this.#parts.context.counters.count("request.strayAck");
    else user.receive(request, peer);
  }

  /** Facts about calls that exist are never refused, new calls are. */
  #isTooMuch(request: SipRequest, peer: Peer): boolean {
    const { calls, rate, context } = this.#parts;
    if (request.method !== "INVITE" || request.toTag !== undefined) return false;
    return calls.isFull() || !rate.take(peer.host, context.clock.now());
  }

  #cancel(request: SipRequest, peer: Peer): void {
    const { context } = this.#parts;
    const invite = context.layer.cancelled(request, peer);
    const transaction = context.layer.server(request, peer);
    const status = invite === undefined ? 481 : 200;
    transaction.respond(status, buildResponse(request, { status, toTag: context.token() }));
    if (invite === undefined) return undefined;
    return this.#open.get(invite)?.cancelled(request);
  }

  #pending(request: SipRequest, peer: Peer): Pending {
    if (request.method === "INVITE") return this.#pendingInvite(request, peer);
    const { context } = this.#parts;
    const transaction = context.layer.server(request, peer);
    const respond = (parts: ResponseParts): void =>
      transaction.respond(parts.status, buildResponse(request, { toTag: context.token(), ...parts }));
    return { request, peer, respond, invite: undefined };
  }

  #pendingInvite(request: SipRequest, peer: Peer): Pending {
    const { context } = this.#parts;
    const transaction = context.layer.inviteServer(request, peer, this.#inviteUser(peer));
    const toTag = context.token();
    const respond = (parts: ResponseParts): void => {
      if (parts.status >= 200) this.#open.delete(transaction);
      transaction.respond(parts.status, buildResponse(request, { toTag, ...parts }));
    };
    // Still being looked at (its credentials, say): it ends here, and whoever looks finds it answered.
    const end = (): void => respond({ status: 487 });
    this.#open.set(transaction, {
      cancelled: end,
      flowClosed: (flow) => {
        if (peer.flow === flow) end();
      },
    });
    const invite = (user: string | undefined): void => {
      if (transaction.phase === "proceeding") this.#invite(request, transaction, user);
    };
    return { request, peer, respond, invite };
  }

  /** What waits for an answer that can no longer be sent is over: the connection it came on is the only way back. */
  flowClosed(flow: string): void {
    for (const open of this.#open.values()) open.flowClosed(flow);
  }

  /** Lives as long as the transaction, half a minute after the call: it must hold nothing of the request. */
  #inviteUser(peer: Peer): InviteServerUser {
    const { dialogs } = this.#parts.context;
    return {
      ack: (ack) => dialogs.find(ack.callId, ack.toTag ?? "")?.receive(ack, peer),
      ended: () => undefined,
    };
  }

  /** RFC 3261 8.2: the policy first, since what is asked for is nobody's business until it is known who asks. */
  #admit(pending: Pending): void {
    const decision = this.#decide(pending);
    if ("allow" in decision) return this.#proceed(pending, { user: decision.as, isTrying: false });
    if ("reject" in decision) return pending.respond({ status: decision.reject, reason: decision.reason });
    const { authenticator } = this.#parts;
    if (authenticator === undefined) return pending.respond({ status: 403 });
    const algorithms = decision.algorithms ?? ALGORITHMS_DEFAULT;
    if (!authenticator.hasAnswer(pending.request))
      return pending.respond({ status: 401, headers: authenticator.challenge(algorithms, false) });
    this.#trying(pending);
    void this.#authenticate(pending, authenticator, { ...decision, algorithms });
    return undefined;
  }

  #decide(pending: Pending): PolicyDecision {
    const { policy } = this.#parts.options;
    if (policy === undefined) return { allow: true };
    return this.#parts.context.guard.run(() => policy(pending.request, pending.peer), { reject: 500 });
  }

  async #authenticate(
    pending: Pending,
    authenticator: Authenticator,
    decision: Extract<PolicyDecision, { challenge: string }> & { algorithms: readonly DigestAlgorithm[] },
  ): Promise<void> {
    const { counters } = this.#parts.context;
    const { algorithms } = decision;
    try {
      const verdict = await authenticator.verify(pending.request, decision.challenge, algorithms);
      counters.count(`digest.${verdict}`);
      if (verdict === "proven") return this.#proceed(pending, { user: decision.challenge, isTrying: true });
      if (verdict === "wrong" && decision.wrong !== "challenge") return pending.respond({ status: 403 });
      return pending.respond({ status: 401, headers: authenticator.challenge(algorithms, verdict === "stale") });
    } catch (error) {
      this.#parts.context.guard.report(error);
      return pending.respond({ status: 500 });
    }
  }

  /** `isTrying`: the 100 is out, since a proof was looked at first. */
  #proceed(pending: Pending, known: { readonly user: string | undefined; readonly isTrying: boolean }): void {
    const { request } = pending;
    const refusal = checkBody(request);
    if (refusal !== undefined) return pending.respond(refusal);
    if (pending.invite !== undefined) {
      if (!known.isTrying) this.#trying(pending);
      return pending.invite(known.user);
    }
    if (request.method === "REGISTER") return void this.#register(pending, known.user);
    return pending.respond({
      status: 200,
      headers: [
        ["Allow", ALLOW],
        ["Accept", ACCEPT],
      ],
    });
  }

  /** 8.2.6.1: a 100 has no tag of ours. */
  #trying(pending: Pending): void {
    if (pending.invite !== undefined) pending.respond({ status: 100, toTag: undefined });
  }

  async #register(pending: Pending, user: string | undefined): Promise<void> {
    const reply = await this.#parts.registrar.register(pending.request, { peer: pending.peer, user });
    pending.respond({ status: reply.status, reason: reply.reason, headers: this.#registerHeaders(reply) });
  }

  #registerHeaders(reply: RegisterReply): HeaderField[] {
    if (reply.minExpiresS !== undefined) return [["Min-Expires", String(reply.minExpiresS)]];
    if (reply.status === 503) return [RETRY_AFTER];
    const now = this.#parts.context.clock.now();
    return (reply.bindings ?? []).map((binding): HeaderField => {
      const expires = `;expires=${Math.max(0, Math.round((binding.expiresAt - now) / 1000))}`;
      const q = binding.q === 1000 ? "" : `;q=${(binding.q / 1000).toString()}`;
      return ["Contact", `<${binding.contactUri}>${q}${expires}`];
    });
  }

  #invite(request: SipRequest, transaction: InviteServerTransaction, authenticatedUser: string | undefined): void {
    const { context, calls, options } = this.#parts;
    const { targetUri: requestUri } = request;
    if (requestUri === undefined) return;
    const call: InboundInvite = new InboundInvite({
      context,
      request,
      transaction,
      requestUri,
      authenticatedUser,
      settled: () => this.#open.delete(transaction),
      gone: () => calls.gone(call),
    });
    calls.admit(call);
    this.#open.set(transaction, call);
    // An offer that cannot be read is the caller's mistake, and no delayed offer. What a page offers is not ours to read.
    const isOpaque = call.offerText !== undefined && call.peer.holder !== undefined;
    if (request.body.length > 0 && call.offer === undefined && !isOpaque)
      return call.reject(400, { reason: "Bad Session Description" });
    const { onInvite } = options;
    if (onInvite === undefined) return call.reject(480);
    context.counters.count("call.inbound");
    const listener = context.guard.run<InboundCallListener | undefined>(() => onInvite(call), undefined);
    return listener === undefined ? call.reject(500) : call.listen(listener);
  }
}

/** A tag of ours that we do not know, or a method that lives in dialogs only (RFC 3261 12.2.2, 15.1.2). */
function belongsToDialog(request: SipRequest): boolean {
  const hasTag = request.toTag !== undefined && request.method !== "REGISTER";
  return hasTag || request.method === "BYE" || request.method === "INFO";
}
