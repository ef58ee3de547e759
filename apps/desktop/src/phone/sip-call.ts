/** A JsSIP session as a `Call`. */
import type { UA } from "jssip";
import type { Call, CallEnd, CallPhase } from "./call.ts";
import { playFar } from "./far-audio.ts";

type Session = ReturnType<UA["call"]>;

/** Host candidates are there at once; some systems then look on for seconds for what nobody needs. */
const CANDIDATES_MS = 100;
const KEY_MS = 160;
export const PEER: RTCConfiguration = { iceServers: [], bundlePolicy: "max-bundle" };

export class SipCall implements Call {
  phase: CallPhase;
  end: CallEnd | undefined;
  readonly #session: Session;
  readonly #watchers = new Set<() => void>();
  #stream: MediaStream | undefined;
  #isMuted = false;
  #peer: RTCPeerConnection | undefined;

  constructor(session: Session, phase: "ringing" | "calling", stream?: MediaStream) {
    this.#session = session;
    this.phase = phase;
    this.#stream = stream;
    neverHangsUpByItself(session);
    // A call that we make has it already; one that rings gets it when it is answered.
    const peer = session.connection as RTCPeerConnection | null;
    if (peer === null) session.on("peerconnection", ({ peerconnection }) => this.#takePeer(peerconnection));
    else this.#takePeer(peer);
    sendsFirstCandidates(session);
    session.on("accepted", () => this.#to("up"));
    session.on("confirmed", () => this.#to("up"));
    session.on("ended", ({ originator }) => this.#ended(originator === "local" ? "us" : "far"));
    session.on("failed", ({ originator, message }) => {
      const status = "status_code" in (message ?? {}) ? (message as { status_code: number }).status_code : undefined;
      this.#ended(originator === "local" ? "us" : "far", status);
    });
  }

  readonly watch = (watcher: () => void): void => void this.#watchers.add(watcher);

  readonly answer = (stream: MediaStream): void => {
    if (this.phase !== "ringing") return;
    this.#stream = stream;
    this.#session.answer({ mediaStream: stream, pcConfig: PEER });
  };

  readonly decline = (): void => this.#terminate({ status_code: 603 });
  readonly hangUp = (): void => this.#terminate();

  readonly drop = (): void => {
    if (this.phase === "ended") return;
    // Closing it is all: its dialog is over on the other side, or is kept there for who comes back.
    this.#peer?.close();
    this.#ended("us");
  };

  readonly setMuted = (isMuted: boolean): void => {
    this.#isMuted = isMuted;
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = !isMuted;
  };

  readonly sendKey = (key: string): void => {
    const sender = this.#sender();
    if (sender?.dtmf?.canInsertDTMF === true) sender.dtmf.insertDTMF(sender.dtmf.toneBuffer + key, KEY_MS, 70);
  };

  readonly replaceTrack = (track: MediaStreamTrack): void => {
    track.enabled = !this.#isMuted;
    const former = this.#stream;
    this.#stream = new MediaStream([track]);
    this.#sender()
      ?.replaceTrack(track)
      .catch(() => undefined); // the call ended meanwhile
    for (const old of former?.getTracks() ?? []) old.stop();
  };

  readonly packets = async (): Promise<number | undefined> => {
    if (this.#peer === undefined || this.#peer.connectionState === "closed") return undefined;
    let count: number | undefined;
    for (const [, stats] of await this.#peer.getStats())
      if (stats.type === "inbound-rtp") count = (count ?? 0) + Number(stats.packetsReceived);
    return count ?? 0;
  };

  #sender(): RTCRtpSender | undefined {
    return this.#peer?.getSenders().find((sender) => sender.dtmf !== null);
  }

  #takePeer(peer: RTCPeerConnection): void {
    this.#peer = peer;
    peer.addEventListener("track", ({ track, streams }) => playFar(streams[0] ?? new MediaStream([track])));
  }

  #terminate(options?: { status_code: number }): void {
    if (this.phase === "ended") return;
    try {
      this.#session.terminate(options);
    } catch {
      // It ended in the same moment: then it is what was wanted.
    }
    this.#ended("us");
  }

  #to(phase: CallPhase): void {
    if (this.phase === "ended" || this.phase === phase) return;
    this.phase = phase;
    this.#tell();
  }

  #ended(by: CallEnd["by"], status?: number): void {
    if (this.phase === "ended") return;
    this.phase = "ended";
    this.end = status === undefined ? { by } : { by, status };
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/**
 * JsSIP says goodbye when ICE fails. A network that is gone is no hang-up: the server keeps the seat, and the page comes
 * back to it. Only what we end ourselves ends a call that is up.
 */
function neverHangsUpByItself(session: Session): void {
  const terminate = session.terminate.bind(session);
  session.terminate = (options) => {
    const isOwnIdea = options?.cause !== undefined && session.isEstablished();
    if (!isOwnIdea) terminate(options);
  };
}

/** Does not wait for the end of gathering once there is a candidate: one is enough on a network that reaches the server. */
function sendsFirstCandidates(session: Session): void {
  let isSet = false;
  session.on("icecandidate", ({ ready }) => {
    if (isSet) return;
    isSet = true;
    setTimeout(() => ready(), CANDIDATES_MS);
  });
}
