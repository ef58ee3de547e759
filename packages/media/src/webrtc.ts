/**
 * The WebRTC library at one UDP port: ICE, DTLS and SRTP of all browsers' legs of a process (node-datachannel).
 *
 * What it is not to be trusted with is kept from it: it aborts the process when a leg finds the port taken, so the port is
 * held from before the first leg to the end; it may finish a handshake before it knows whom to expect, and then drops the
 * leg, so a connection is made only when both halves are known, and answers; and nothing of it is called without a guard.
 * It allows one thread of JavaScript in a process. Its own `cleanup` makes the exit crash, and is left out: the process ends.
 */
import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import type { IceUdpMuxListener, PeerConnection, Track, default as nodeDataChannel } from "node-datachannel";
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Transport } from "./browser-sdp.ts";
import { OWN_MID, writeForLibrary } from "./browser-sdp-text.ts";
import { accept, refuse } from "./protocol.ts";
import type { Result } from "./protocol.ts";
import { makeSelfSigned } from "./self-signed.ts";

type Library = typeof nodeDataChannel;

/** One description in a thousand was refused without a reason, and taken when stated again. */
const CONNECT_TRIES_MAX = 3;
const CONNECT_AGAIN_MS = 10;
const ADDRESSES_MAX = 16;
/** RFC 8445 section 5.1.2: of the type "host", the first component, and the addresses in their order. */
const HOST_PRIORITY = 126 * 2 ** 24 + 255;

export type WebRtcOptions = {
  readonly host: string;
  readonly port: number;
  /** Whether all connections share the port, as far sides of different ports may; else it is good for one at a time. */
  readonly isShared: boolean;
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

export type LinkOptions = {
  /** The browser's half and ours. */
  readonly browser: Transport;
  readonly own: Transport;
  /** Whether we lead the checks, as a browser does; far sides for tests do. */
  readonly leads?: boolean;
  readonly ssrc: number;
  readonly listener: LinkListener;
};

export class WebRtc {
  readonly #options: WebRtcOptions;
  readonly #identity = makeSelfSigned();
  #library: Library | undefined;
  #listener: IceUdpMuxListener | undefined;

  constructor(options: WebRtcOptions) {
    this.#options = options;
  }

  get port(): number {
    return this.#options.port;
  }

  /** Loads the library and takes the port, or says in words why not; what failed is tried again by the next. */
  async open(): Promise<Result<null>> {
    try {
      // Only when it is wanted: a machine that cannot load it still has its phones.
      this.#library ??= (await import("node-datachannel")).default;
      if (this.#options.isShared && this.#listener === undefined) this.#listener = listen(this.#library, this.#options);
      return accept(null);
    } catch (error) {
      return failed(`port ${this.#options.port}: ${wordsOf(error)}`);
    }
  }

  /** Our half of a new connection. */
  transport(setup: Transport["setup"]): Transport {
    const { host, port } = this.#options;
    return {
      ufrag: randomBytes(6).toString("base64"),
      password: randomBytes(18).toString("base64"),
      fingerprint: this.#identity.fingerprint,
      setup,
      candidates: addressesOf(host).map(
        (address, index) =>
          `candidate:${index + 1} 1 UDP ${HOST_PRIORITY + (65_535 - index) * 256} ${address} ${port} typ host`,
      ),
    };
  }

  /** A connection of the two halves, after `open`. */
  async link(options: LinkOptions): Promise<Result<PeerLink>> {
    for (let tries = 1; ; tries += 1)
      try {
        return accept(
          new PeerLink({ ...options, connection: this.#connection(), webrtc: this.#options, library: this.#opened }),
        );
      } catch (error) {
        if (tries === CONNECT_TRIES_MAX) return failed(wordsOf(error));
        await sleep(CONNECT_AGAIN_MS);
      }
  }

  get #opened(): Library {
    if (this.#library === undefined) throw new Error("not open");
    return this.#library;
  }

  #connection(): PeerConnection {
    const { host, port, isShared } = this.#options;
    return new this.#opened.PeerConnection("leg", {
      iceServers: [],
      bindAddress: host,
      enableIceUdpMux: isShared,
      portRangeBegin: port,
      portRangeEnd: port,
      disableAutoNegotiation: true,
      certificatePemFile: this.#identity.certificatePem,
      keyPemFile: this.#identity.keyPem,
    });
  }
}

/** One connection with one audio track. */
export class PeerLink {
  /** Of the three nothing is kept after the end: the library holds on to what its callbacks hold on to. */
  #connection: PeerConnection | undefined;
  #track: Track | undefined;
  #listener: LinkListener | undefined;

  /** Throws in the library's words. */
  constructor(
    options: LinkOptions & {
      readonly connection: PeerConnection;
      readonly library: Library;
      readonly webrtc: WebRtcOptions;
    },
  ) {
    const { own, browser, connection, library, webrtc } = options;
    this.#listener = options.listener;
    this.#connection = connection;
    try {
      connection.onStateChange((state) => this.#stateChanged(state));
      // The track comes before the browser's half: else the library makes one of its own, without a source.
      const audio = new library.Audio(OWN_MID, "SendRecv");
      audio.addAudioCodec(0, "PCMU");
      audio.addSSRC(options.ssrc, "legroom", "legroom", "audio");
      this.#track = connection.addTrack(audio);
      this.#track.onOpen(() => this.#listener?.opened());
      this.#track.onMessage((bytes) => this.#listener?.received(bytes));
      const init = { iceUfrag: own.ufrag, icePwd: own.password };
      // The library leads the checks where it offers.
      if (options.leads === true) connection.setLocalDescription("offer", init);
      connection.setRemoteDescription(
        writeForLibrary(browser, own.setup, webrtc.host),
        options.leads === true ? "answer" : "offer",
      );
      // Nobody can reach us before the library knows our half, which is after it knows whom to expect.
      if (options.leads !== true) connection.setLocalDescription("answer", init);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** False when the packet did not leave, because the connection is not up (any more). */
  send(packet: Buffer): boolean {
    const track = this.#track;
    try {
      return track?.isOpen() === true && track.sendMessageBinary(packet);
    } catch {
      return false;
    }
  }

  /** May be called twice. */
  close(): void {
    const connection = this.#connection;
    // The library's threads may still have something to say after the end.
    [this.#connection, this.#track, this.#listener] = [undefined, undefined, undefined];
    try {
      connection?.close();
    } catch {
      // What is closed already is what was wanted.
    }
  }

  #stateChanged(state: string): void {
    if (state === "failed" || state === "closed") this.#listener?.ended();
  }
}

/** The addresses at which a socket bound to `host` is reached by others. */
function addressesOf(host: string): readonly string[] {
  if (host !== "0.0.0.0" && host !== "::") return [host];
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  // Link-local addresses need a zone to be of use, which SDP cannot say.
  const usable = all.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  const found = usable.map(({ address }) => address).filter((address) => host === "::" || isIP(address) === 4);
  return found.slice(0, ADDRESSES_MAX);
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
