/**
 * The agent's phone in the page: line, microphone, what rings, and the call; as one state that is shown.
 *
 * It is rung only while it is wanted (Available, or in a call) and the microphone is open: then it registers.
 */
import type { MicrophoneState } from "@legroom/sdk";
import type { Call } from "./call.ts";
import { CallKeeper } from "./call-keeper.ts";
import type { KeptCall } from "./call-keeper.ts";
import { eventOfClose, eventOfRefusal, nextPhase } from "./line-state.ts";
import type { LineEvent, LinePhase } from "./line-state.ts";
import type { Line, LineEvents } from "./sip-line.ts";
import type { Timers } from "./timers.ts";
import { Watched } from "./watched.ts";

/** What it needs of a microphone. */
export type PhoneMicrophone = {
  readonly state: Watched<MicrophoneState>;
  readonly stream: Watched<MediaStream | undefined>;
  readonly open: () => Promise<MicrophoneState>;
  readonly close: () => void;
};

export type PhoneOptions = {
  readonly pageId: string;
  readonly openLine: (events: LineEvents) => Line;
  readonly microphone: PhoneMicrophone;
  /** Tells the server; it gives offers only to a page whose microphone is ready. */
  readonly tellMicrophone: (state: MicrophoneState) => Promise<void>;
  /** This tab was the phone just before it was loaded again: it takes its own place. */
  readonly wasPhone: boolean;
  /** It rings: the desk looks at what the offer says. */
  readonly onRinging: () => void;
  readonly timers: Timers;
};

export type PhoneView = {
  readonly pageId: string;
  readonly line: LinePhase;
  readonly microphone: MicrophoneState;
  readonly isWanted: boolean;
  /** Offers that ring here. */
  readonly ringing: readonly string[];
  readonly call: KeptCall;
};

const TELL_AGAIN_MS = 2000;

export class AgentPhone {
  readonly view: Watched<PhoneView>;
  readonly #options: PhoneOptions;
  readonly #line: Line;
  readonly #keeper: CallKeeper;
  readonly #rings = new Map<string, Call>();
  #isTakingOver: boolean;
  #isReturnWanted = false;
  #told: MicrophoneState | undefined;
  #cancelTelling: () => void = () => undefined;

  constructor(options: PhoneOptions) {
    const { microphone, timers } = options;
    this.#options = options;
    this.#isTakingOver = options.wasPhone;
    this.view = new Watched<PhoneView>({
      pageId: options.pageId,
      line: "starting",
      microphone: microphone.state.get(),
      isWanted: false,
      ringing: [],
      call: { phase: "none" },
    });
    this.#line = options.openLine(this.#lineEvents());
    this.#keeper = new CallKeeper({ call: (target) => this.#call(target), timers });
    this.#keeper.view.watch(() => this.#show({ call: this.#keeper.view.get() }));
    microphone.state.watch(() => this.#microphoneChanged());
    microphone.stream.watch(() => this.#streamChanged());
    this.#line.start();
  }

  /** Whether this page is to be rung: opens or closes the microphone, and registers or not. */
  async want(isWanted: boolean): Promise<void> {
    const { microphone } = this.#options;
    const { line } = this.view.get();
    // Another page is the phone: a microphone here would be open for nothing.
    if (isWanted && (line === "elsewhere" || line === "signed-out")) return;
    this.#show({ isWanted });
    if (isWanted) await microphone.open();
    else if (!this.#isInCall()) microphone.close();
    this.#settle();
  }

  /** Becomes the agent's phone in the place of another page. */
  takeOver(): void {
    const { microphone } = this.#options;
    this.#isTakingOver = true;
    this.#show({ isWanted: true, line: this.#line.isConnected() ? "resting" : "lost" });
    this.#line.reconnect(); // it was closed when the other page took over
    void microphone.open().then(() => this.#settle());
  }

  /** False when that offer does not ring here, or there is no microphone. */
  accept(offerId: string): boolean {
    const call = this.#rings.get(offerId);
    const stream = this.#copyOfStream();
    if (call === undefined || stream === undefined) return false;
    call.answer(stream);
    this.#keeper.adopt(call);
    return true;
  }

  /** False when that offer does not ring here: the server has to be asked then. */
  decline(offerId: string): boolean {
    const call = this.#rings.get(offerId);
    call?.decline();
    return call !== undefined;
  }

  /** False when the call is not on this page. */
  end(): boolean {
    if (!this.#isInCall()) return false;
    this.#keeper.hangUp();
    this.#settle();
    return true;
  }

  setMuted(isMuted: boolean): void {
    this.#keeper.setMuted(isMuted);
  }

  /** Comes back into the talk that this agent is in. */
  async returnToCall(): Promise<void> {
    if (this.#isInCall()) return;
    this.#isReturnWanted = true;
    await this.#options.microphone.open();
    this.#tryReturn();
  }

  /** The server says that there is no talk: what is left of one here is let go. */
  forgetCall(): void {
    this.#isReturnWanted = false;
    const { phase } = this.#keeper.view.get();
    if (phase === "returning") this.#keeper.drop();
  }

  reconnect(): void {
    this.#line.reconnect();
  }

  close(): void {
    this.#cancelTelling();
    this.#options.microphone.close();
    this.#line.close();
  }

  get line(): Line {
    return this.#line;
  }

  #lineEvents(): LineEvents {
    return {
      onConnecting: () => this.#happened("connecting"),
      onConnected: () => {
        this.#told = undefined;
        this.#happened("connected");
        this.#tellMicrophone();
        this.#settle();
        this.#tryReturn();
        this.#keeper.nudge();
      },
      onDisconnected: (code) => this.#disconnected(code),
      onRegistered: () => {
        this.#isTakingOver = false;
        this.#happened("registered");
        this.#tryReturn();
      },
      onRefused: (status) => {
        this.#happened(eventOfRefusal(status));
        if (status === 409) this.#stepAside();
      },
      onUnregistered: () => this.#happened("unregistered"),
      onRinging: (call, offerId) => this.#ring(call, offerId),
    };
  }

  #disconnected(code: number | undefined): void {
    const event = eventOfClose(code);
    if (event !== "disconnected") {
      // Somebody else is the phone, or nobody is signed in: coming back by itself would take it from them.
      this.#line.rest();
      this.#keeper.drop();
      this.#stepAside();
    }
    this.#happened(event);
  }

  /** This page is not the phone, until somebody says so. */
  #stepAside(): void {
    this.#show({ isWanted: false });
    this.#options.microphone.close();
  }

  #ring(call: Call, offerId: string | undefined): void {
    if (offerId === undefined) return call.decline();
    this.#rings.set(offerId, call);
    const shown = (): void => this.#show({ ringing: [...this.#rings.keys()] });
    call.watch(() => {
      if (call.phase === "ringing" || this.#rings.get(offerId) !== call) return;
      this.#rings.delete(offerId);
      shown();
    });
    shown();
    this.#options.onRinging();
  }

  /** Registers or not, by what is wanted and what is there. */
  #settle(): void {
    const { line, microphone, isWanted } = this.view.get();
    const isToBeRung = (isWanted || this.#isInCall()) && microphone === "ready";
    if (line === "resting" && isToBeRung) this.#register();
    else if (line === "ready" && !isWanted && !this.#isInCall()) this.#line.unregister();
  }

  #register(): void {
    this.#happened("registering");
    this.#line.register(this.#isTakingOver);
  }

  #call(target: string): Call | undefined {
    const stream = this.#line.isConnected() ? this.#copyOfStream() : undefined;
    return stream === undefined ? undefined : this.#line.call(target, stream);
  }

  #tryReturn(): void {
    if (!this.#isReturnWanted || !this.#line.isConnected() || this.#options.microphone.stream.get() === undefined)
      return;
    this.#isReturnWanted = false;
    this.#keeper.return();
  }

  #microphoneChanged(): void {
    this.#show({ microphone: this.#options.microphone.state.get() });
    this.#tellMicrophone();
    this.#settle();
  }

  #streamChanged(): void {
    const track = this.#copyOfStream()?.getAudioTracks()[0];
    if (track === undefined) return;
    if (this.#isInCall()) this.#keeper.replaceTrack(track);
    else track.stop();
    this.#tryReturn();
    this.#keeper.nudge();
  }

  /** Until the server has it: it must know before it chooses whom to ring. */
  #tellMicrophone(): void {
    const state = this.#options.microphone.state.get();
    this.#cancelTelling();
    if (this.#told === state || !this.#line.isConnected()) return;
    this.#options.tellMicrophone(state).then(
      () => {
        this.#told = state;
      },
      () => {
        this.#cancelTelling = this.#options.timers.after(TELL_AGAIN_MS, () => this.#tellMicrophone());
      },
    );
  }

  #copyOfStream(): MediaStream | undefined {
    return this.#options.microphone.stream.get()?.clone();
  }

  #isInCall(): boolean {
    const { phase } = this.#keeper.view.get();
    return phase === "connecting" || phase === "up" || phase === "returning";
  }

  #happened(event: LineEvent): void {
    this.#show({ line: nextPhase(this.view.get().line, event) });
  }

  #show(change: Partial<PhoneView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}
