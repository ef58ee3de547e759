/**
 * The WebRTC library at one UDP port: ICE, DTLS and SRTP of all browsers' legs of a process (node-datachannel).
 *
 * The library allows one thread of JavaScript in a process, aborts it when a leg finds the port taken, and throws where
 * it can: so the port is held from before the first leg to the end, and nothing is called without a guard.
 */
import type { IceUdpMuxListener, PeerConnection, Track, default as nodeDataChannel } from "node-datachannel";
import { setTimeout as sleep } from "node:timers/promises";
import { readOwnTransport } from "./browser-sdp.ts";
import type { Transport } from "./browser-sdp.ts";
import { OWN_MID } from "./browser-sdp-text.ts";
import { refuse } from "./protocol.ts";
import type { Result } from "./protocol.ts";

export type Library = typeof nodeDataChannel;

/** Own addresses come at once, since nobody outside is asked for them. */
const GATHER_MS_MAX = 2_000;
/** One description in a thousand was refused without a reason, and taken when stated again. */
const DESCRIBE_TRIES_MAX = 3;
const DESCRIBE_AGAIN_MS = 10;

export type WebRtcOptions = { readonly host: string; readonly port: number };

export type PeerLinkOptions = {
  readonly library: Library;
  readonly host: string;
  /** A port shared with others, or one of its own. */
  readonly port?: number;
  readonly endpointId: string;
  readonly ssrc: number;
  readonly listener: LinkListener;
};

/** What a link tells; nothing after its close. */
export type LinkListener = {
  /** DTLS is up: audio can flow. */
  opened(): void;
  /** A whole packet of RTP or RTCP, decrypted. */
  received(bytes: Buffer): void;
  /** The connection is over, or could not be made. */
  ended(): void;
};

export class WebRtc {
  readonly #options: WebRtcOptions;
  #library: Library | undefined;
  #listener: IceUdpMuxListener | undefined;

  constructor(options: WebRtcOptions) {
    this.#options = options;
  }

  /** Loads the library and takes the port, or says in words why not; what failed is tried again by the next. */
  async open(): Promise<Result<null>> {
    try {
      this.#library ??= await loadLibrary();
      this.#listener ??= listen(this.#library, this.#options);
      return { ok: true, value: null };
    } catch (error) {
      return failed(`port ${this.#options.port}: ${wordsOf(error)}`);
    }
  }

  /** A new connection, after `open`; throws in the library's words. */
  link(options: { readonly endpointId: string; readonly ssrc: number; readonly listener: LinkListener }): PeerLink {
    if (this.#library === undefined) throw new Error("not open");
    return new PeerLink({ ...options, ...this.#options, library: this.#library });
  }

  /** Ends what is left of every connection; waits for the library's threads. */
  close(): void {
    try {
      this.#listener?.stop();
      this.#library?.cleanup();
    } catch {
      // The process ends, and its threads with it.
    }
  }
}

/** One connection with one audio track. */
export class PeerLink {
  readonly #connection: PeerConnection;
  readonly #track: Track;
  readonly #listener: LinkListener;
  #closed = false;

  constructor(options: PeerLinkOptions) {
    const { library, host, port } = options;
    this.#listener = options.listener;
    this.#connection = new library.PeerConnection(options.endpointId, {
      iceServers: [],
      bindAddress: host,
      ...(port === undefined ? {} : { enableIceUdpMux: true, portRangeBegin: port, portRangeEnd: port }),
      disableAutoNegotiation: true,
    });
    try {
      this.#connection.onStateChange((state) => this.#stateChanged(state));
      // The track comes before the browser's description: else the library makes one of its own, without a source.
      const audio = new library.Audio(OWN_MID, "SendRecv");
      audio.addAudioCodec(0, "PCMU");
      audio.addSSRC(options.ssrc, "legroom", "legroom", "audio");
      this.#track = this.#connection.addTrack(audio);
      this.#track.onOpen(() => this.#tell(() => this.#listener.opened()));
      this.#track.onMessage((bytes) => this.#tell(() => this.#listener.received(bytes)));
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  /** Our half, with all addresses: an answer to the browser's description, or an offer. Throws in the library's words. */
  async describe(offer: string | undefined): Promise<Transport> {
    if (offer !== undefined) await this.#setRemote(offer, "offer");
    this.#connection.setLocalDescription(offer === undefined ? "offer" : "answer");
    await this.#gathered();
    const own = this.#connection.localDescription();
    const transport = own === null ? undefined : readOwnTransport(own.sdp);
    if (transport?.ok !== true) throw new Error("no description of our own");
    if (transport.value.candidates.length === 0) throw new Error("no address of our own");
    return transport.value;
  }

  /** The browser's answer to our offer; throws in the library's words. */
  async answered(answer: string): Promise<void> {
    await this.#setRemote(answer, "answer");
  }

  /** False when the packet did not leave, because the connection is not up (any more). */
  send(packet: Buffer): boolean {
    if (this.#closed) return false;
    try {
      return this.#track.isOpen() && this.#track.sendMessageBinary(packet);
    } catch {
      return false;
    }
  }

  /** May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#connection.close();
    } catch {
      // What is closed already is what was wanted.
    }
  }

  async #setRemote(sdp: string, type: "offer" | "answer"): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      if (this.#closed) throw new Error("closed meanwhile");
      try {
        return this.#connection.setRemoteDescription(sdp, type);
      } catch (error) {
        if (tries === DESCRIBE_TRIES_MAX) throw error;
        await sleep(DESCRIBE_AGAIN_MS);
      }
    }
  }

  #gathered(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no addresses within ${GATHER_MS_MAX} ms`)), GATHER_MS_MAX);
      const check = (): void => {
        if (this.#connection.gatheringState() !== "complete") return;
        clearTimeout(timer);
        resolve();
      };
      this.#connection.onGatheringStateChange(check);
      check();
    });
  }

  #stateChanged(state: string): void {
    if (state === "failed" || state === "closed") this.#tell(() => this.#listener.ended());
  }

  /** The library's threads may still have something to say after the end. */
  #tell(what: () => void): void {
    if (!this.#closed) what();
  }
}

/** Only when it is wanted: it is for media processes and far sides, and a machine without it still has its phones. */
export async function loadLibrary(): Promise<Library> {
  return (await import("node-datachannel")).default;
}

/** Held for as long as the process lives: other programs do not get the port, and a taken one is found here, gently. */
function listen(library: Library, { host, port }: WebRtcOptions): IceUdpMuxListener {
  const listener = new library.IceUdpMuxListener(port, host);
  // Checks for connections that are no more.
  listener.onUnhandledStunRequest(() => undefined);
  library.preload();
  return listener;
}

export function failed(words: string): ReturnType<typeof refuse> {
  return refuse("webrtc-failed", words);
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
