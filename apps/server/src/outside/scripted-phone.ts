/** A SIP phone that does as it is told: a real stack and real audio. For the self-call, the benches and the tests. */
import { randomBytes } from "node:crypto";
import { RtpPeer } from "@legroom/media";
import type { ToneSpec } from "@legroom/media";
import { SipStack, makeOffer } from "@legroom/sip";
import type { HeaderField, MediaCapabilities } from "@legroom/sip";
import { DialledCall, ReceivedCall } from "./phone-call.ts";
import type { PhoneAudio } from "./phone-call.ts";

export type ScriptedPhoneOptions = {
  /** Where the server is. */
  readonly server: { readonly host: string; readonly port: number };
  readonly user: string;
  /** Without one it calls as a stranger. */
  readonly secret?: string;
  readonly transport?: "udp" | "tcp";
  /** Sent on each call from its audio's start; silence without one. */
  readonly tone?: ToneSpec;
  readonly displayName?: string;
  /** Calls that nobody waits for by `nextCall` come here, at once. */
  readonly onCall?: (call: ReceivedCall) => void;
};

export class ScriptedPhone {
  readonly options: ScriptedPhoneOptions;
  readonly #stack: SipStack;
  #port = 0;
  readonly #audio = new Set<PhoneAudio>();
  readonly #waiting: ((call: ReceivedCall) => void)[] = [];
  readonly #unclaimed: ReceivedCall[] = [];

  private constructor(options: ScriptedPhoneOptions) {
    this.options = options;
    this.#stack = new SipStack({
      host: options.server.host.includes(":") ? "::1" : "127.0.0.1",
      port: 0,
      userAgent: "Legroom scripted phone",
      onInvite: (invite) => {
        const call = new ReceivedCall(invite, () => this.#openAudio());
        const waiter = this.#waiting.shift();
        if (waiter !== undefined) waiter(call);
        else if (options.onCall === undefined) this.#unclaimed.push(call);
        else options.onCall(call);
        return call.listener;
      },
    });
  }

  static async open(options: ScriptedPhoneOptions): Promise<ScriptedPhone> {
    const phone = new ScriptedPhone(options);
    const { udp } = await phone.#stack.start();
    phone.#port = udp?.port ?? 0;
    return phone;
  }

  /** The port that it listens on, for UDP and TCP. */
  get port(): number {
    return this.#port;
  }

  /** Registers and resolves with the status of the last response, such as 200 or 403; 0 for none at all. */
  async register(expiresS = 3600): Promise<number> {
    const { server, user, secret, transport } = this.options;
    const result = await this.#stack.register({
      registrar: `sip:${server.host}:${server.port}${transport === "tcp" ? ";transport=tcp" : ""}`,
      user,
      password: secret ?? "",
      expiresS,
    });
    return result.outcome === "answered" ? result.status : 0;
  }

  /** Dials a number of the server, such as `sales` or `*1`, offering audio. */
  async call(number: string, more: { readonly headers?: readonly HeaderField[] } = {}): Promise<DialledCall> {
    const { server, user, secret, transport, displayName } = this.options;
    const audio = await this.#openAudio();
    const offer = makeOffer(audio.capabilities);
    const call = new DialledCall(audio, offer);
    const tcp = transport === "tcp" ? ";transport=tcp" : "";
    const at = `${server.host}:${server.port}`;
    call.begin(
      this.#stack.dial({
        callId: randomBytes(12).toString("hex"),
        fromTag: randomBytes(6).toString("hex"),
        branch: randomBytes(8).toString("hex"),
        target: `sip:${number.replaceAll("*", "%2A")}@${at}${tcp}`,
        from: { uri: `sip:${user}@${at}`, ...(displayName === undefined ? {} : { displayName }) },
        offer,
        ...(secret === undefined ? {} : { credentials: { user, password: secret } }),
        ...(more.headers === undefined ? {} : { headers: more.headers }),
        listener: call.listener,
      }),
    );
    return call;
  }

  /** The next call that arrives, or one that has arrived and still rings; one that was missed is gone. */
  nextCall(): Promise<ReceivedCall> {
    for (;;) {
      const call = this.#unclaimed.shift();
      if (call === undefined) break;
      if (!call.over) return Promise.resolve(call);
    }
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Ends its calls and closes its sockets. May be called twice. */
  async close(): Promise<void> {
    await this.#stack.stop({ drainMs: 500 });
    for (const audio of this.#audio) audio.peer.close();
    this.#audio.clear();
  }

  async #openAudio(): Promise<PhoneAudio> {
    const host = this.options.server.host.includes(":") ? "::1" : "127.0.0.1";
    const peer = await RtpPeer.open({ host });
    const capabilities: MediaCapabilities = {
      address: peer.address,
      port: peer.port,
      codecs: ["PCMU", "PCMA"],
      telephoneEvent: true,
      ptimeMs: 20,
      direction: "sendrecv",
      sessionId: String(randomBytes(4).readUInt32BE()),
      sessionVersion: 1,
    };
    const audio: PhoneAudio = {
      peer,
      capabilities,
      ...(this.options.tone === undefined ? {} : { tone: this.options.tone }),
    };
    this.#audio.add(audio);
    return audio;
  }
}
