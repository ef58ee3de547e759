/** The real JsSIP as the desk carries it, with Node's own WebSocket, and a PeerConnection that is only text. */
import { createRequire } from "node:module";

export type JsSipRequest = { getHeader(name: string): string | undefined; readonly body: string };

export type JsSipSession = {
  readonly connection: TextPeerConnection;
  on(event: string, listener: (event: { cause?: string; originator?: string }) => void): void;
  answer(options: object): void;
  terminate(options?: object): void;
  sendDTMF(digit: string, options?: object): void;
  isEstablished(): boolean;
};

export type JsSipUa = {
  on(event: string, listener: (event: JsSipEvent) => void): void;
  start(): void;
  stop(): void;
  register(): void;
  unregister(options?: { readonly all?: boolean }): void;
  isRegistered(): boolean;
  call(target: string, options: object): JsSipSession;
};

export type JsSipEvent = {
  readonly code?: number;
  readonly reason?: string;
  readonly cause?: string;
  readonly session?: JsSipSession;
  readonly request?: JsSipRequest;
  readonly originator?: string;
};

type JsSip = {
  readonly UA: new (configuration: object) => JsSipUa;
  readonly WebSocketInterface: new (url: string) => object;
};

const jsSip = createRequire(new URL("../../../apps/desktop/package.json", import.meta.url))("jssip") as JsSip;

/** What JsSIP asks of a browser's RTCPeerConnection: each description is given, none is understood. */
export class TextPeerConnection {
  static offer = "";
  static answer = "";
  /** Descriptions of the far side, in the order they came. */
  static readonly heard: string[] = [];
  iceConnectionState = "connected";
  iceGatheringState = "complete";
  signalingState = "stable";
  localDescription: { readonly sdp: string } | undefined;

  readonly #listeners: (() => void)[] = [];

  addEventListener(name: string, listener: () => void): void {
    if (name === "iceconnectionstatechange") this.#listeners.push(listener);
  }

  /** As a browser tells it when no way leads to the far side any more. */
  loseTheWay(): void {
    this.iceConnectionState = "failed";
    for (const listener of this.#listeners) listener();
  }

  createOffer(): Promise<object> {
    return Promise.resolve({ type: "offer", sdp: TextPeerConnection.offer });
  }

  createAnswer(): Promise<object> {
    return Promise.resolve({ type: "answer", sdp: TextPeerConnection.answer });
  }

  setLocalDescription(description: { readonly sdp: string }): Promise<void> {
    this.localDescription = description;
    return Promise.resolve();
  }

  setRemoteDescription(description: { readonly sdp: string }): Promise<void> {
    TextPeerConnection.heard.push(description.sdp);
    return Promise.resolve();
  }

  getSenders(): readonly object[] {
    return [];
  }

  addTrack(): void {
    // There are no tracks in text.
  }

  close(): void {
    this.signalingState = "closed";
  }
}

export class TextSessionDescription {
  readonly sdp: string;
  readonly type: string;

  constructor(description: { readonly sdp: string; readonly type: string }) {
    this.sdp = description.sdp;
    this.type = description.type;
  }
}

/** A silent stream, so that nobody asks for a microphone. */
export const silence = { getTracks: () => [], getAudioTracks: () => [], getVideoTracks: () => [] };

export function jsSipPage(url: string, configuration: object = {}): JsSipUa {
  return new jsSip.UA({
    sockets: [new jsSip.WebSocketInterface(url)],
    uri: "sip:alice.browser@centre.example",
    display_name: "Alice",
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 1,
    ...configuration,
  });
}
