/** The composition: transports, transactions, dialogs, calls and registrar as one thing with a start and a stop. */
import { randomBytes } from "node:crypto";
import type { DialOptions, OutboundCall, Reason } from "../call/call.ts";
import { InboundInvite } from "../call/inbound.ts";
import { OutboundInvite } from "../call/outbound.ts";
import { reasonText } from "../call/reason.ts";
import { systemClock } from "../clock.ts";
import { Counters } from "../counters.ts";
import { Dialog } from "../dialog/dialog.ts";
import type { DialogMemo } from "../dialog/memo.ts";
import { DialogTable } from "../dialog/table.ts";
import { Authenticator } from "../digest/authenticator.ts";
import { Registrar } from "../registrar/registrar.ts";
import { TransactionLayer } from "../transaction/layer.ts";
import type { Peer } from "../transport/transport.ts";
import type { RegisterOptions, RequestOptions, RequestResult, StartedAt } from "./client-requests.ts";
import type { UserContext } from "./context.ts";
import { Drain } from "./drain.ts";
import { Guard } from "./guard.ts";
import { limitDefaults, registrarDefaults, type SipStackOptions } from "./options.ts";
import { RateLimit } from "./rate-limit.ts";
import { Receiver } from "./receiver.ts";
import { sendRequest } from "./request-sender.ts";
import { reachableAddress } from "./reachable-address.ts";
import { startTransports } from "./start-transports.ts";
import { UserAgentClient } from "./user-agent-client.ts";
import { UserAgentServer } from "./user-agent-server.ts";
import { Wire } from "./wire.ts";

const DRAIN_MS_DEFAULT = 2_000;
const TOKEN_BYTES = 10;

export type OptionsTarget = { readonly uri: string } & Pick<RequestOptions, "peer" | "timeoutMs">;

export class SipStack {
  readonly registrar: Registrar;
  readonly counters: Counters = new Counters();
  readonly #options: SipStackOptions;
  readonly #context: UserContext;
  readonly #client: UserAgentClient;
  readonly #receiver: Receiver;
  readonly #calls = new Set<InboundInvite | OutboundInvite>();
  #stopped: Promise<void> | undefined;

  constructor(options: SipStackOptions) {
    this.#options = options;
    this.#context = this.#makeContext(options);
    const context = this.#context;
    this.registrar = new Registrar({
      clock: context.clock,
      counters: this.counters,
      guard: context.guard,
      port: options.registrarPort,
      options: { ...registrarDefaults, ...options.registrar },
      limits: context.limits,
      isLocalAor: options.isLocalAor ?? (() => true),
      isGone: (peer) => context.wire.isGone(peer),
    });
    this.#client = new UserAgentClient(context);
    const server = new UserAgentServer({
      context,
      registrar: this.registrar,
      authenticator: makeAuthenticator(options, context),
      rate: new RateLimit(context.limits.invitesPerSecondPerSource),
      options,
      calls: {
        admit: (call) => this.#admit(call),
        isFull: () => this.#stopped !== undefined || this.#calls.size >= context.limits.callsMax,
        gone: (call) => this.#gone(call),
      },
    });
    this.#receiver = new Receiver({
      context,
      server,
      registrar: this.registrar,
      flowClosed: (flow) => {
        server.flowClosed(flow);
        for (const call of this.#calls) call.flowClosed(flow);
      },
    });
  }

  #makeContext(options: SipStackOptions): UserContext {
    const clock = options.clock ?? systemClock;
    const limits = { ...limitDefaults, ...options.limits };
    const random = options.random ?? pooledRandom();
    const { counters } = this;
    const wire = new Wire({
      clock,
      counters,
      publicAddress: options.publicAddress ?? reachableAddress(options.host),
      onMessage: options.onMessage,
    });
    const layer = new TransactionLayer(
      {
        clock,
        counters,
        send: (text, peer, failed) => wire.send(text, peer, failed),
        isReliable: (peer) => wire.isReliable(peer),
      },
      limits,
    );
    return {
      clock,
      counters,
      layer,
      wire,
      limits,
      dialogs: new DialogTable(),
      guard: new Guard(counters, options.onFault),
      drain: new Drain(),
      userAgent: options.userAgent,
      token: () => random(TOKEN_BYTES).toString("hex"),
    };
  }

  /** Binds and loads the bindings. Rejects (after cleaning up) where a port is taken or the bindings cannot be read. */
  async start(): Promise<StartedAt> {
    try {
      await this.registrar.load();
      return await startTransports(this.#options, this.#context, this.#receiver);
    } catch (error) {
      await this.stop({ drainMs: 0 });
      throw error;
    }
  }

  /** Ends calls with BYE, CANCEL or 503, waits `drainMs` at most for the answers, closes everything. May be called twice. */
  stop(options: { readonly drainMs?: number } = {}): Promise<void> {
    this.#stopped ??= this.#end(options.drainMs ?? DRAIN_MS_DEFAULT);
    return this.#stopped;
  }

  async #end(drainMs: number): Promise<void> {
    const { clock, drain, layer, wire } = this.#context;
    for (const call of this.#calls) {
      if (call instanceof InboundInvite && call.phase === "ringing") call.reject(503);
      else call.hangUp();
    }
    await drain.idle(clock, drainMs);
    layer.stop();
    this.registrar.stop();
    await wire.stop();
  }

  /** Dials, or repeats a dial whose Call-ID and tag are known: that gives the same call, with the new listener. */
  dial(options: DialOptions): OutboundCall {
    const known = this.#context.dialogs.find(options.callId, options.fromTag);
    if (known instanceof OutboundInvite) {
      known.repeat(options.listener);
      return known;
    }
    const isFull = this.#stopped !== undefined || this.#calls.size >= this.#context.limits.callsMax;
    const peer = isFull ? undefined : this.#peerOf(options);
    this.counters.count("call.outbound");
    const call: OutboundInvite = new OutboundInvite({
      context: this.#context,
      options,
      peer,
      gone: () => this.#gone(call),
    });
    this.#admit(call);
    return call;
  }

  #peerOf(options: DialOptions): Peer | undefined {
    const { wire } = this.#context;
    if (options.peer !== undefined) return wire.reach(options.peer);
    return wire.peerOf(options.route?.[0] ?? options.target);
  }

  #admit(call: InboundInvite | OutboundInvite): void {
    this.#calls.add(call);
    this.#context.drain.begin();
  }

  #gone(call: InboundInvite | OutboundInvite): void {
    if (this.#calls.delete(call)) this.#context.drain.end();
  }

  /** Any request but INVITE, ACK and CANCEL, outside a dialog. */
  request(options: RequestOptions): Promise<RequestResult> {
    return this.#client.request(options);
  }

  /** Asks whether somebody is there. */
  options(target: OptionsTarget): Promise<RequestResult> {
    const { uri, ...rest } = target;
    return this.#client.request({ method: "OPTIONS", target: uri, ...rest });
  }

  /** Registers once with a registrar elsewhere (digest answered); refreshing is the caller's. */
  register(options: RegisterOptions): Promise<RequestResult> {
    return this.#client.register(options);
  }

  /** Ends with BYE a dialog of which only the memo is left. Any final answer, 481 included, is `answered`. */
  async endByMemo(memo: DialogMemo, reason?: Reason): Promise<"answered" | "timed-out"> {
    const dialog = Dialog.fromMemo(memo);
    const result = await sendRequest(this.#context, {
      method: "BYE",
      peer: dialog.peer(this.#context.wire),
      build: () => dialog.request("BYE", dialog.nextSeq()),
      headers: reason === undefined ? [] : [["Reason", reasonText(reason)]],
    });
    return result.outcome === "answered" ? "answered" : "timed-out";
  }

  /** How much is under way, for health and tests. */
  get load(): { readonly calls: number; readonly dialogs: number; readonly servers: number; readonly clients: number } {
    return { calls: this.#calls.size, dialogs: this.#context.dialogs.size, ...this.#context.layer.size };
  }
}

function makeAuthenticator(options: SipStackOptions, context: UserContext): Authenticator | undefined {
  if (options.credentials === undefined) return undefined;
  return new Authenticator({
    realm: options.realm ?? "legroom",
    credentials: options.credentials,
    clock: context.clock,
    secret: (options.random ?? randomBytes)(32),
  });
}

const POOL_BYTES = 4_096;

/** One call into the system's source serves some hundred tags. */
function pooledRandom(): (bytes: number) => Buffer {
  let pool = Buffer.alloc(0);
  return (bytes) => {
    if (pool.length < bytes) pool = randomBytes(POOL_BYTES);
    const taken = pool.subarray(0, bytes);
    pool = pool.subarray(bytes);
    return taken;
  };
}
