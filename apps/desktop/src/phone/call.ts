/** One call of the page's line, as the rest of the page sees it. `sip-call.ts` makes one of JsSIP's session. */

export type CallPhase = "ringing" | "calling" | "up" | "ended";

export type CallEnd = {
  readonly by: "us" | "far";
  /** Answered elsewhere, cancelled, refused …: the SIP status where there is one. */
  readonly status?: number | undefined;
};

export interface Call {
  readonly phase: CallPhase;
  readonly end: CallEnd | undefined;
  /** Told at each change of the phase. */
  readonly watch: (watcher: () => void) => void;
  /** Of a call that rings here. */
  readonly answer: (stream: MediaStream) => void;
  readonly decline: () => void;
  /** Says goodbye: the other side takes it as a hang-up. */
  readonly hangUp: () => void;
  /** Lets it go here and says nothing: its seat has another call already, or may be come back to. */
  readonly drop: () => void;
  readonly setMuted: (isMuted: boolean) => void;
  readonly sendKey: (key: string) => void;
  /** Another microphone. */
  readonly replaceTrack: (track: MediaStreamTrack) => void;
  /** Packets of audio that have come. */
  readonly packets: () => Promise<number | undefined>;
}
