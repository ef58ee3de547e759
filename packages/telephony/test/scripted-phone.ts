/** A phone for tests: the house's own SIP stack and RTP peer, told what to do. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { RtpPeer } from "@legroom/media";
import { SipStack, makeOffer, negotiate, readAnswer, sdpToText } from "@legroom/sip";
import type {
  CallEnd,
  DialFailure,
  Direction,
  HeaderField,
  InboundCall,
  OutboundCall,
  Peer,
  Reason,
  RequestResult,
  SessionDescription,
  TappedMessage,
} from "@legroom/sip";

/** What a phone does with a call: `ring` only rings, `silent` says not even that. */
export type Answering = "answer" | "ring" | "silent" | number;

/** A call as the phone has it. */
export class PhoneCall {
  readonly rtp: RtpPeer;
  handle: InboundCall | OutboundCall | undefined;
  /** Call-ID and the headers of the INVITE that came. */
  readonly invite: InboundCall | undefined;
  readonly failed: Promise<DialFailure>;
  readonly up: Promise<void>;
  readonly ended: Promise<CallEnd>;
  readonly cancelled: Promise<Reason | undefined>;
  readonly settle: {
    failed: (failure: DialFailure) => void;
    up: () => void;
    ended: (end: CallEnd) => void;
    cancelled: (reason: Reason | undefined) => void;
  };

  #version = 1;

  constructor(rtp: RtpPeer, invite?: InboundCall) {
    this.rtp = rtp;
    this.invite = invite;
    const [failed, up] = [Promise.withResolvers<DialFailure>(), Promise.withResolvers<void>()];
    const [ended, cancelled] = [Promise.withResolvers<CallEnd>(), Promise.withResolvers<Reason | undefined>()];
    this.failed = failed.promise;
    this.up = up.promise;
    this.ended = ended.promise;
    this.cancelled = cancelled.promise;
    this.settle = { failed: failed.resolve, up: up.resolve, ended: ended.resolve, cancelled: cancelled.resolve };
  }

  /** Sends a pure tone from now on. */
  say(hz: number): void {
    this.rtp.sendTone({ hz, dbov: -12 });
  }

  hangUp(): void {
    this.handle?.hangUp();
  }

  /** A re-INVITE with this direction; gives the answer as text. */
  async reoffer(direction: Direction): Promise<string> {
    this.#version += 1;
    const sdp = makeOffer({ ...capabilitiesOf(this.rtp), direction, sessionVersion: this.#version });
    const result = await this.handle?.reoffer(sdp);
    if (result?.ok !== true || result.sdp === undefined) throw new Error(`refused: ${JSON.stringify(result)}`);
    return sdpToText(result.sdp);
  }

  /** Answers a call that rings. */
  answer(): void {
    if (this.invite === undefined) return;
    if (this.invite.offer === undefined) return this.invite.answer(offerOf(this.rtp));
    const negotiation = negotiate(this.invite.offer, capabilitiesOf(this.rtp));
    if (!negotiation.ok) throw new Error(negotiation.refusal);
    this.rtp.sendTo({ address: negotiation.audio.remote.host, port: negotiation.audio.remote.port });
    this.invite.answer(negotiation.answer);
  }
}

export class ScriptedPhone {
  readonly messages: TappedMessage[] = [];
  readonly calls: PhoneCall[] = [];
  /** What it does with the next call; a number rejects with that status. */
  answering: Answering = "answer";
  /** Told of each call that comes, before anything is said to it. */
  onCall: (call: PhoneCall) => void = () => undefined;
  readonly #stack: SipStack;
  readonly #transport: "udp" | "tcp";
  readonly #rtps: RtpPeer[] = [];
  readonly #waiting: ((call: PhoneCall) => void)[] = [];
  port = 0;
  #server: { host: string; port: number } = { host: "127.0.0.1", port: 0 };

  constructor(transport: "udp" | "tcp", port: number) {
    this.#transport = transport;
    this.#stack = new SipStack({
      host: "127.0.0.1",
      port,
      transports: [transport],
      onInvite: (call) => this.#rings(call),
      onMessage: (message) => this.messages.push(message),
    });
  }

  async start(server: { host: string; port: number }): Promise<this> {
    const started = await this.#stack.start();
    this.#server = server;
    this.port = (started.udp ?? started.tcp)?.port ?? 0;
    return this;
  }

  async stop(): Promise<void> {
    await this.#stack.stop({ drainMs: 100 });
    for (const rtp of this.#rtps) rtp.close();
  }

  /** No word to anybody: as when its plug is pulled. */
  async die(): Promise<void> {
    await this.#stack.stop({ drainMs: 0 });
  }

  register(user: string, password: string, expiresS = 300): Promise<RequestResult> {
    return this.#stack.register({ registrar: this.#uri(""), peer: this.#peer(), user, password, expiresS });
  }

  async dial(
    number: string,
    of: {
      from?: string;
      password?: string;
      callId?: string;
      fromTag?: string;
      headers?: readonly HeaderField[];
      sdp?: SessionDescription;
      /** Signalled instead of the address that audio really comes from. */
      sdpAddress?: string;
    } = {},
  ): Promise<PhoneCall> {
    const rtp = await this.#openRtp();
    const call = new PhoneCall(rtp);
    const offer = of.sdp ?? offerOf(rtp, of.sdpAddress);
    const user = of.from?.replace(/^sip:/, "").split("@")[0] ?? "erin";
    call.handle = this.#stack.dial({
      callId: of.callId ?? `${number}-${Math.random().toString(36).slice(2)}`,
      fromTag: of.fromTag ?? Math.random().toString(36).slice(2),
      branch: Math.random().toString(36).slice(2),
      target: this.#uri(number),
      peer: this.#peer(),
      from: { uri: of.from ?? "sip:erin@example.com" },
      headers: of.headers ?? [],
      offer,
      ...(of.password === undefined ? {} : { credentials: { user, password: of.password } }),
      listener: {
        onAnswered: ({ sdp }) => {
          const reading = sdp === undefined ? undefined : readAnswer(offer, sdp);
          if (reading?.ok === true) rtp.sendTo({ address: reading.audio.remote.host, port: reading.audio.remote.port });
          call.settle.up();
        },
        onFailed: (failure) => call.settle.failed(failure),
        onEnded: (end) => call.settle.ended(end),
      },
    });
    this.calls.push(call);
    return call;
  }

  /** The next call that comes, or the one that has come and was not asked for yet. */
  nextCall(): Promise<PhoneCall> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** First lines of what it got, in order. */
  received(): readonly string[] {
    return this.messages
      .filter(({ direction }) => direction === "in")
      .map(({ text }) => text.split("\r\n", 1)[0] ?? "");
  }

  /** Sends a digit by INFO within a call. */
  static async info(call: PhoneCall, digit: string): Promise<void> {
    await sendInfo(call, digit);
  }

  #rings(invite: InboundCall) {
    const ready = this.#openRtp().then((rtp) => {
      const call = new PhoneCall(rtp, invite);
      call.handle = invite;
      this.calls.push(call);
      this.onCall(call);
      if (typeof this.answering === "number") invite.reject(this.answering);
      if (this.answering === "ring") invite.ring();
      if (this.answering === "answer") {
        invite.ring();
        call.answer();
      }
      this.#waiting.shift()?.(call);
      return call;
    });
    return {
      onAck: () => void ready.then((call) => call.settle.up()),
      onCancelled: (reason: Reason | undefined) => void ready.then((call) => call.settle.cancelled(reason)),
      onEnded: (end: CallEnd) => void ready.then((call) => call.settle.ended(end)),
    };
  }

  async #openRtp(): Promise<RtpPeer> {
    const rtp = await RtpPeer.open();
    this.#rtps.push(rtp);
    return rtp;
  }

  #uri(user: string): string {
    const transport = this.#transport === "tcp" ? ";transport=tcp" : "";
    return `sip:${user === "" ? "" : `${user}@`}${this.#server.host}:${this.#server.port}${transport}`;
  }

  #peer(): Peer {
    return { transport: this.#transport, host: this.#server.host, port: this.#server.port };
  }
}

let infoNumber = 0;

/** In-dialog INFO, written by hand: the stack itself has no need to send digits. */
async function sendInfo(call: PhoneCall, digit: string): Promise<void> {
  const memo = call.handle?.memo();
  if (memo === undefined) throw new Error("no dialog");
  infoNumber += 1;
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const body = `Signal=${digit}\r\nDuration=160\r\n`;
  const lines = [
    `INFO ${memo.remoteTarget} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK${Math.random().toString(36).slice(2)}`,
    "Max-Forwards: 70",
    `From: ${memo.local};tag=${memo.localTag}`,
    `To: ${memo.remote};tag=${memo.remoteTag}`,
    `Call-ID: ${memo.callId}`,
    `CSeq: ${memo.localSeq + infoNumber} INFO`,
    "Content-Type: application/dtmf-relay",
    `Content-Length: ${body.length}`,
  ];
  const reply = once(socket, "message");
  socket.send(`${lines.join("\r\n")}\r\n\r\n${body}`, memo.peer.port, memo.peer.host);
  const [bytes] = (await reply) as [Buffer];
  socket.close();
  if (!bytes.toString().startsWith("SIP/2.0 200")) throw new Error(bytes.toString());
}

function capabilitiesOf(rtp: RtpPeer) {
  return {
    address: rtp.address,
    port: rtp.port,
    codecs: [rtp.codec],
    telephoneEvent: true,
    ptimeMs: 20,
    direction: "sendrecv",
    sessionId: "1",
    sessionVersion: 1,
  } as const;
}

export function offerOf(rtp: RtpPeer, address = rtp.address): SessionDescription {
  return makeOffer({ ...capabilitiesOf(rtp), address });
}
