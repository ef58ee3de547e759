/** One call of a scripted phone, dialled or received: what became of it can be awaited. */
import type { RtpPeer, ToneSpec } from "@legroom/media";
import { negotiate, readAnswer } from "@legroom/sip";
import type {
  CallEnd,
  InboundCall,
  InboundCallListener,
  MediaCapabilities,
  NegotiatedAudio,
  OutboundCall,
  OutboundCallListener,
  Reason,
  SessionDescription,
} from "@legroom/sip";

export type PhoneAudio = { readonly peer: RtpPeer; readonly capabilities: MediaCapabilities; readonly tone?: ToneSpec };

/** How a call ended that never came up, or that was up. */
export type PhoneCallEnd = { readonly status?: number; readonly by?: CallEnd["by"]; readonly cause: string };

function connect(audio: PhoneAudio, agreed: NegotiatedAudio): void {
  audio.peer.sendTo({ address: agreed.remote.host, port: agreed.remote.port });
  if (audio.tone !== undefined) audio.peer.sendTone(audio.tone);
}

export class DialledCall {
  readonly audio: RtpPeer;
  readonly listener: OutboundCallListener;
  /** performance.now() of the 200; rejects when the call fails. */
  readonly answered: Promise<number>;
  readonly ended: Promise<PhoneCallEnd>;
  /** performance.now() at which the INVITE left. */
  readonly dialledAt: number = performance.now();
  /** When the first 18x came. */
  ringingAt: number | undefined;
  #call: OutboundCall | undefined;

  constructor(audio: PhoneAudio, offer: SessionDescription) {
    this.audio = audio.peer;
    const answered = Promise.withResolvers<number>();
    const ended = Promise.withResolvers<PhoneCallEnd>();
    this.answered = answered.promise;
    this.ended = ended.promise;
    this.answered.catch(() => undefined); // who only waits for the end need not look at this one
    const finish = (end: PhoneCallEnd): void => {
      audio.peer.pause();
      answered.reject(new Error(`the call was not answered: ${end.status ?? ""} ${end.cause}`));
      ended.resolve(end);
    };
    this.listener = {
      onRinging: () => void (this.ringingAt ??= performance.now()),
      onAnswered: ({ sdp }) => {
        const reading = sdp === undefined ? undefined : readAnswer(offer, sdp);
        if (reading?.ok === true) connect(audio, reading.audio);
        answered.resolve(performance.now());
      },
      onFailed: (failure) =>
        finish(
          failure.cause === "status" ? { status: failure.status, cause: failure.reason } : { cause: failure.cause },
        ),
      onLateAnswer: () => finish({ cause: "late-answer" }),
      onEnded: (end) => finish({ by: end.by, cause: end.cause }),
    };
  }

  begin(call: OutboundCall): void {
    this.#call = call;
  }

  /** CANCEL before the answer, BYE after it. */
  hangUp(): void {
    this.#call?.hangUp();
  }
}

export class ReceivedCall {
  readonly invite: InboundCall;
  readonly listener: InboundCallListener;
  /** performance.now() at which the INVITE came. */
  readonly arrivedAt: number = performance.now();
  readonly ended: Promise<PhoneCallEnd>;
  /** Our answer was acknowledged. */
  readonly up: Promise<void>;
  /** Why it was told to stop ringing, once it is. */
  readonly cancelled: Promise<Reason | undefined>;
  readonly #openAudio: () => Promise<PhoneAudio>;
  readonly #finish: (end: PhoneCallEnd) => void;
  #audio: PhoneAudio | undefined;
  #over = false;

  constructor(invite: InboundCall, openAudio: () => Promise<PhoneAudio>) {
    this.invite = invite;
    this.#openAudio = openAudio;
    const up = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<PhoneCallEnd>();
    const cancelled = Promise.withResolvers<Reason | undefined>();
    this.up = up.promise;
    this.ended = ended.promise;
    this.cancelled = cancelled.promise;
    this.#finish = (end) => {
      this.#over = true;
      ended.resolve(end);
    };
    this.listener = {
      onAck: () => up.resolve(),
      onCancelled: (reason) => {
        this.#finish({ cause: `cancelled${reason === undefined ? "" : ` ${reason.text}`}` });
        cancelled.resolve(reason);
      },
      onEnded: (end) => {
        this.#audio?.peer.pause();
        this.#finish({ by: end.by, cause: end.cause });
      },
    };
  }

  /** It was cancelled, rejected or hung up. */
  get over(): boolean {
    return this.#over;
  }

  header(name: string): string | undefined {
    return this.invite.request.headers.get(name);
  }

  ring(): void {
    this.invite.ring();
  }

  /** 200 with audio; resolves with the audio that will be heard. */
  async answer(): Promise<RtpPeer> {
    const audio = await this.#openAudio();
    this.#audio = audio;
    const { offer } = this.invite;
    if (offer === undefined) throw new Error("the INVITE had no offer");
    const agreed = negotiate(offer, audio.capabilities);
    if (!agreed.ok) throw new Error(`nothing in common: ${agreed.refusal}`);
    this.invite.answer(agreed.answer);
    connect(audio, agreed.audio);
    return audio.peer;
  }

  reject(status: number): void {
    this.invite.reject(status);
    this.#finish({ status, cause: "rejected" });
  }

  hangUp(): void {
    this.invite.hangUp();
  }
}
