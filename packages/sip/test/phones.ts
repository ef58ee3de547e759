import type { InboundCall, InboundCallListener, OutboundCallListener } from "../src/call/call.ts";
import { makeOffer, negotiate, type MediaCapabilities } from "../src/sdp/negotiate.ts";
import type { SessionDescription } from "../src/sdp/session.ts";
import type { SipStackOptions } from "../src/stack/options.ts";
import { SipStack } from "../src/stack/stack.ts";
import { FakeNetwork } from "./network.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const ALICE = "192.0.2.1";
export const BOB = "192.0.2.2";
/** A phone that is only text. */
export const ERIN = { host: "192.0.2.9", port: 5060 };

export const capabilities: MediaCapabilities = {
  address: "192.0.2.1",
  port: 40_000,
  codecs: ["PCMU", "PCMA"],
  telephoneEvent: true,
  ptimeMs: 20,
  direction: "sendrecv",
  sessionId: "1",
  sessionVersion: 1,
};

export const offer = (): SessionDescription => makeOffer(capabilities);

export function answerTo(sdp: SessionDescription | undefined): SessionDescription {
  if (sdp === undefined) return offer();
  const negotiated = negotiate(sdp, { ...capabilities, address: "192.0.2.2", port: 42_000 });
  if (!negotiated.ok) throw new Error(`no answer: ${negotiated.refusal}`);
  return negotiated.answer;
}

/** Chance that repeats: the same words in the same order in each run. */
export function countedRandom(name: string): (bytes: number) => Buffer {
  let count = 0;
  return (bytes) => {
    count += 1;
    return Buffer.from(`${name}${count}`.padStart(bytes, "-")).subarray(-bytes);
  };
}

export type Phone = {
  readonly stack: SipStack;
  readonly calls: InboundCall[];
  /** What the listener of each call heard, in words. */
  readonly heard: string[];
  /** Told of each new call. */
  onCall: (call: InboundCall) => void;
};

export type World = { readonly clock: VirtualClock; readonly network: FakeNetwork };

export function makeWorld(options: { readonly reliable?: boolean } = {}): World {
  const clock = new VirtualClock();
  return { clock, network: new FakeNetwork(clock, options) };
}

export async function makePhone(world: World, host: string, options: Partial<SipStackOptions> = {}): Promise<Phone> {
  const heard: string[] = [];
  const phone: Phone = {
    heard,
    calls: [],
    onCall: () => undefined,
    stack: new SipStack({
      host,
      port: 5060,
      transports: [world.network.at(host)],
      clock: world.clock,
      random: countedRandom(host.replaceAll(".", "")),
      onInvite: (call) => {
        phone.calls.push(call);
        phone.onCall(call);
        return inboundListener(heard);
      },
      ...options,
    }),
  };
  await phone.stack.start();
  return phone;
}

export function inboundListener(heard: string[]): InboundCallListener {
  return {
    onAck: (answer) => heard.push(answer === undefined ? "ack" : "ack with answer"),
    onCancelled: (reason) => heard.push(`cancelled${reason?.text === undefined ? "" : ` ${reason.text}`}`),
    onEnded: (end) => heard.push(`ended by ${end.by}: ${end.cause}`),
    onReoffer: (sdp) => {
      heard.push("reoffer");
      return { sdp: answerTo(sdp) };
    },
    onReanswer: () => heard.push("reanswer"),
    onInfoDigit: (digit, durationMs) => heard.push(`digit ${digit} ${durationMs}`),
  };
}

export function outboundListener(heard: string[]): OutboundCallListener {
  return {
    onTrying: () => heard.push("trying"),
    onRinging: ({ status, sdp }) => heard.push(`ringing ${status}${sdp === undefined ? "" : " with audio"}`),
    onAnswered: () => heard.push("answered"),
    onFailed: (failure) =>
      heard.push(failure.cause === "status" ? `failed ${failure.status}` : `failed ${failure.cause}`),
    onLateAnswer: () => heard.push("late answer"),
    onEnded: (end) => heard.push(`ended by ${end.by}: ${end.cause}`),
    onReoffer: (sdp) => {
      heard.push("reoffer");
      return { sdp: answerTo(sdp) };
    },
    onInfoDigit: (digit, durationMs) => heard.push(`digit ${digit} ${durationMs}`),
  };
}

/** A request of Erin's, who writes every line herself. */
export function erins(
  method: string,
  fields: {
    readonly target?: string;
    readonly branch?: string;
    readonly callId?: string;
    readonly cseq?: number;
    readonly fromTag?: string;
    readonly to?: string;
    readonly headers?: readonly string[];
    readonly body?: string;
    readonly type?: string;
  } = {},
): string {
  const body = fields.body ?? "";
  return [
    `${method} ${fields.target ?? `sip:sales@${BOB}`} SIP/2.0`,
    `Via: SIP/2.0/UDP ${ERIN.host}:5060;branch=z9hG4bK${fields.branch ?? "erin1"};rport`,
    "Max-Forwards: 70",
    `From: "Erin" <sip:erin@example.com>;tag=${fields.fromTag ?? "erin"}`,
    `To: ${fields.to ?? `<sip:sales@${BOB}>`}`,
    `Call-ID: ${fields.callId ?? "erin-call"}`,
    `CSeq: ${fields.cseq ?? 1} ${method}`,
    `Contact: <sip:erin@${ERIN.host}:5060>`,
    ...(fields.headers ?? []),
    ...(body === "" ? [] : [`Content-Type: ${fields.type ?? "application/sdp"}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/** The tag that Bob's last message put on To. */
export function tagIn(text: string): string {
  return /^To:.*;tag=([^;\r\n]+)/m.exec(text)?.[1] ?? "";
}
