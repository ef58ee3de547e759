/**
 * What control and a media process say to each other.
 *
 * Requests are numbered and each gets one reply; events are numbered by the media process and kept there until control
 * says that they are durable. Every line is one JSON object; both sides greet first with the version and the epoch.
 */
export const PROTOCOL_VERSION = 2;

export type Codec = "PCMU" | "PCMA";

/** Our own direction, as it stands in our SDP: "sendonly" means that we send and the far side only listens. */
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

/** From which port of the signalled address media is accepted. Of others only a proven one is accepted (R-MEDIA-13). */
export type LatchRule = "signalled-address" | "any-port-on-signalled-address";

/** The far side of a leg, as signalling stated it. */
export type Remote = {
  readonly address: string;
  readonly port: number;
  readonly codec: Codec;
  /** RTP payload type of `codec`: 0 for PCMU and 8 for PCMA unless the far side mapped another. */
  readonly payloadType: number;
  /** RFC 4733 payload type; without it digits can neither be sent nor received in RTP. */
  readonly telephoneEventType?: number;
  readonly direction: Direction;
  /** RTCP goes to the RTP port + 1 unless told otherwise (RFC 3605) or multiplexed (RFC 5761). */
  readonly rtcp?: { readonly address: string; readonly port: number } | "mux";
  /** "any-port-on-signalled-address" by default. */
  readonly latch?: LatchRule;
  /**
   * Where the signalling of a far side came from that has proven who it is. A phone behind NAT, or with several
   * addresses, signals one that is not its own outside: media from the proven one is taken too, and answered there.
   */
  readonly provenAddress?: string;
};

/** Where a leg's media is to be sent. */
export type LocalAddress = { readonly address: string; readonly port: number; readonly rtcpPort: number };

/** Our half of a browser's leg, complete: the addresses are in it and none follow. */
export type BrowserSdp = { readonly sdp: string };

/** A pure tone: frequency in Hz and level in dBov (RMS against 32768, so a full-scale sine is −3.01 dBov). */
export type ToneSpec = { readonly hz: number; readonly dbov: number };

/** What can be heard besides prompts. A seat's id is unique in the centre, music is defined by `defineMusic`. */
export type Source =
  | { readonly kind: "seat"; readonly seat: string }
  | { readonly kind: "music"; readonly name: string }
  | ({ readonly kind: "tone" } & ToneSpec);

/** One thing that a hearer hears; `gainDb` is 0 by default, −60 to +12. */
export type Hearing = { readonly source: Source; readonly gainDb?: number };

/** Who sits in a conference and who hears whom, stated whole. What is not stated is silent. */
export type ConferenceState = {
  readonly id: string;
  /** Grows with each statement; an older one is ignored. */
  readonly version: number;
  /** At most 32; a seat whose endpoint is null is away. */
  readonly seats: readonly { readonly seat: string; readonly endpointId: string | null }[];
  readonly hears: Readonly<Record<string, readonly Hearing[]>>;
};

export type PromptItem =
  | { readonly file: string }
  | { readonly tone: ToneSpec & { readonly ms: number } }
  | { readonly silenceMs: number };

/** Digits to gather: at most `max`, the first within `firstMs` after the prompt's end, the others within `betweenMs`. */
export type Collect = {
  readonly max: number;
  readonly firstMs: number;
  readonly betweenMs: number;
  /** A digit that ends the entry and does not belong to it. */
  readonly end?: string;
};

export type PromptRequest = {
  readonly promptId: string;
  /** A seat keeps its prompt when it moves; an endpoint needs no conference. */
  readonly to: { readonly seat: string } | { readonly endpointId: string };
  readonly items: readonly PromptItem[];
  /** Digits that stop the prompt: a set such as "0123456789*#", or none. */
  readonly stopOn?: string;
  readonly collect?: Collect;
  /** How far what is heard besides is lowered meanwhile; −30 dB by default. */
  readonly duckDb?: number;
};

export type RecordingRequest = {
  readonly recordingId: string;
  /** An existing directory; each seat gets the file `<seat>.wav` in it, or `<seat>.track` when sealed by a key. */
  readonly directory: string;
  /** A repeated start adds the seats that are new; their tracks begin with silence, so all are aligned. */
  readonly seats: readonly {
    readonly seat: string;
    /** File name without ending; the seat's id by default. */
    readonly name?: string;
    /** 32 bytes in base64: the track is sealed (AES-256-CTR) and read by `openTrack`. */
    readonly key?: string;
  }[];
};

export type RecordedTrack = {
  readonly seat: string;
  readonly path: string;
  readonly durationMs: number;
  /** SHA-256 of the file as it lies on the disk, in hex. */
  readonly sha256: string;
};

export type MusicSpec =
  | { readonly name: string; readonly file: string }
  | { readonly name: string; readonly tone: ToneSpec };

export type RefusalCode =
  | "across-processes"
  | "bad-request"
  /** No SDP, or none that a browser's audio leg can be made of; the message says what is missing. */
  | "bad-sdp"
  | "conference-full"
  | "endpoint-exists"
  | "no-process"
  | "no-telephone-event"
  /** The process has no port for browsers. */
  | "no-webrtc-port"
  | "overloaded"
  | "ports-exhausted"
  | "process-lost"
  | "seat-elsewhere"
  | "unknown-conference"
  | "unknown-endpoint"
  | "unknown-music"
  | "unknown-prompt"
  | "unknown-recording"
  | "unknown-seat"
  /** The WebRTC library could not do what was asked; the message has its words. */
  | "webrtc-failed";

export type Refusal = { readonly code: RefusalCode; readonly message: string };

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const accept = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (code: RefusalCode, message: string): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code, message },
});

/** What is known of a leg's media. Durations in ms, levels in dBov, counts since the leg was made. */
export type EndpointFacts = {
  readonly endpointId: string;
  readonly codec: Codec | null;
  readonly received: { readonly packets: number; readonly bytes: number };
  readonly sent: { readonly packets: number; readonly bytes: number };
  /** By sequence numbers (RFC 3550 A.3), so late ones count as received. */
  readonly lost: number;
  readonly late: number;
  readonly duplicates: number;
  /** Packets from addresses or ports that were not signalled. */
  readonly strangers: number;
  /** Packets that are no RTP of a codec that was agreed. */
  readonly malformed: number;
  readonly concealedMs: number;
  readonly jitterMs: number;
  readonly bufferMs: number;
  /** Known once the far side has answered one of our reports. */
  readonly rttMs: number | null;
  /** What the far side reports of our audio. */
  readonly farLost: number | null;
  readonly farJitterMs: number | null;
  /** E-model estimate, 1 to 4.5. */
  readonly mos: number;
  readonly levelDbov: number;
  readonly talking: boolean;
  readonly mediaStarted: boolean;
};

/** What is known of a media process. */
export type ProcessFacts = {
  readonly pid: number;
  readonly endpoints: number;
  readonly conferences: number;
  readonly recordings: number;
  readonly freePorts: number;
  readonly ticks: number;
  readonly ticksSkipped: number;
  readonly tickLatenessP99Ms: number;
  readonly tickBusyP99Ms: number;
  /** User and system CPU since the process began. */
  readonly cpuMs: number;
  readonly residentBytes: number;
};

export type DigitVia = "rtp" | "injected";
export type PromptEnd = "finished" | "stopped" | "digit" | "no-input" | "failed";

/** What a media process tells, each once; `at` is Unix ms. */
export type ProcessEvent = { readonly at: number } & (
  | { readonly type: "endpoint.media-started"; readonly endpointId: string }
  /** `started` is false when the far side never sent anything. */
  | { readonly type: "endpoint.media-lost"; readonly endpointId: string; readonly started: boolean }
  | { readonly type: "endpoint.media-restored"; readonly endpointId: string }
  | { readonly type: "endpoint.talking"; readonly endpointId: string }
  | { readonly type: "endpoint.silent"; readonly endpointId: string }
  /** A digit that a prompt took is told by `prompt.ended` only. */
  | {
      readonly type: "endpoint.digit";
      readonly endpointId: string;
      readonly digit: string;
      readonly durationMs: number;
      readonly via: DigitVia;
    }
  | { readonly type: "endpoint.closed"; readonly endpointId: string; readonly quality: EndpointFacts }
  | { readonly type: "conference.applied"; readonly id: string; readonly version: number }
  | { readonly type: "conference.closed"; readonly id: string }
  | { readonly type: "prompt.started"; readonly promptId: string }
  | {
      readonly type: "prompt.ended";
      readonly promptId: string;
      readonly heardMs: number;
      readonly reason: PromptEnd;
      readonly digits?: string;
      /** Why it failed, in words. */
      readonly cause?: string;
    }
  | { readonly type: "recording.started"; readonly recordingId: string }
  | { readonly type: "recording.paused"; readonly recordingId: string }
  | { readonly type: "recording.resumed"; readonly recordingId: string }
  | { readonly type: "recording.finished"; readonly recordingId: string; readonly tracks: readonly RecordedTrack[] }
  | { readonly type: "recording.failed"; readonly recordingId: string; readonly cause: string }
);

/** What the pool tells: the processes' events, and the fate of the processes themselves. */
export type MediaEvent =
  | ProcessEvent
  | {
      readonly at: number;
      readonly type: "process.lost";
      readonly process: number;
      readonly endpoints: readonly string[];
      readonly conferences: readonly string[];
      readonly recordings: readonly string[];
    }
  | { readonly at: number; readonly type: "process.ready"; readonly process: number };

/** The requests, each with what its reply carries. All may be repeated without harm. */
export type Requests = {
  "endpoint.create": {
    readonly ask: { readonly endpointId: string; readonly kind: "rtp" };
    readonly answer: LocalAddress;
  };
  /** A browser's leg: with its offer answered by ours, without it our offer. */
  "browser.create": {
    readonly ask: { readonly endpointId: string; readonly offer?: string };
    readonly answer: BrowserSdp;
  };
  /** The browser's answer to our offer. */
  "browser.answer": { readonly ask: { readonly endpointId: string; readonly sdp: string }; readonly answer: null };
  "endpoint.remote": { readonly ask: { readonly endpointId: string; readonly remote: Remote }; readonly answer: null };
  "endpoint.close": { readonly ask: { readonly endpointId: string }; readonly answer: null };
  "endpoint.facts": { readonly ask: { readonly endpointId: string }; readonly answer: EndpointFacts };
  /** Answers with the ids that now hold; of the others a newer version or the end is known. */
  "conference.set": {
    readonly ask: { readonly states: readonly ConferenceState[] };
    readonly answer: readonly string[];
  };
  "conference.close": { readonly ask: { readonly id: string }; readonly answer: null };
  /** Like close, without an event: the conference goes on in another process. */
  "conference.forget": { readonly ask: { readonly id: string }; readonly answer: null };
  "prompt.play": { readonly ask: PromptRequest; readonly answer: null };
  "prompt.stop": { readonly ask: { readonly promptId: string }; readonly answer: null };
  "digits.send": {
    readonly ask: {
      readonly endpointId: string;
      readonly digits: string;
      readonly digitMs?: number;
      readonly gapMs?: number;
    };
    readonly answer: null;
  };
  "digit.inject": {
    readonly ask: { readonly endpointId: string; readonly digit: string; readonly durationMs?: number };
    readonly answer: null;
  };
  "recording.start": { readonly ask: RecordingRequest; readonly answer: null };
  "recording.pause": { readonly ask: { readonly recordingId: string }; readonly answer: null };
  "recording.resume": { readonly ask: { readonly recordingId: string }; readonly answer: null };
  "recording.stop": { readonly ask: { readonly recordingId: string }; readonly answer: null };
  "music.define": { readonly ask: MusicSpec; readonly answer: null };
  "process.facts": { readonly ask: Record<string, never>; readonly answer: ProcessFacts };
  "process.end": { readonly ask: Record<string, never>; readonly answer: null };
};

export type RequestName = keyof Requests;
export type Ask<N extends RequestName> = Requests[N]["ask"];
export type Answer<N extends RequestName> = Requests[N]["answer"];

/** What a media process is started with. */
export type ProcessSettings = {
  readonly process: number;
  readonly socketPath: string;
  readonly host: string;
  readonly publicAddress: string;
  /** Inclusive; RTP takes the even ports, RTCP the odd ones above them. */
  readonly ports: { readonly from: number; readonly to: number };
  /** The one UDP port of all browsers' legs of this process. */
  readonly webrtcPort?: number;
  readonly survivalMs: number;
  readonly mediaLostMs: number;
  readonly browserMediaLostMs: number;
  readonly portQuarantineMs: number;
};

export type ControlMessage =
  | { readonly hello: { readonly version: number; readonly epoch: number } }
  | { readonly n: number; readonly name: RequestName; readonly ask: unknown }
  | { readonly ack: number };

export type ProcessMessage =
  | { readonly welcome: { readonly version: number; readonly pid: number; readonly epoch: number } }
  | { readonly refused: string }
  | { readonly n: number; readonly result: Result<unknown> }
  | { readonly m: number; readonly event: ProcessEvent };
