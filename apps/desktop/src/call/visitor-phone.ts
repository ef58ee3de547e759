/** The visitor's side of a call: microphone, visit, line, and the one call over all its reloads; as one state that is shown. */
import type { MicrophoneState, StreamHandle, VisitorCall, VisitorTicket } from "@legroom/sdk";
import { CallKeeper } from "../phone/call-keeper.ts";
import type { PhoneMicrophone } from "../phone/agent-phone.ts";
import type { Line, LineEvents } from "../phone/sip-line.ts";
import type { Timers } from "../phone/timers.ts";
import { Watched } from "../phone/watched.ts";
import type { VisitorView } from "./call-scene.ts";
import type { KeptVisit } from "./visit-store.ts";

/** What it needs of the SDK's client. */
export type VisitAsking = {
  readonly startVisitorCall: (asked: { to?: string; name?: string }) => Promise<VisitorTicket>;
  readonly visitorTicket: (visitId: string) => Promise<VisitorTicket>;
  readonly visitorEvents: (
    visitId: string,
    options: { onCall: (call: VisitorCall) => void; onState?: (state: "open" | "lost" | "ended") => void },
  ) => Pick<StreamHandle, "close">;
};

export type VisitorPhoneOptions = {
  readonly client: VisitAsking;
  readonly microphone: PhoneMicrophone;
  /** Opens the line; `ticket` is asked for before each connection. */
  readonly openLine: (options: { user: string; ticket: () => Promise<string>; events: LineEvents }) => Promise<Line>;
  /** Keeps the visit in this tab, and forgets it. */
  readonly keep: (visit: KeptVisit | undefined) => void;
  readonly timers: Timers;
};

/** A ticket is good for 60 s; an older one is not tried. */
const TICKET_MS = 50_000;
/** After the sound ended, so long the server has to say why. */
const WHY_MS = 2000;

export class VisitorPhone {
  readonly view: Watched<VisitorView>;
  readonly #options: VisitorPhoneOptions;
  readonly #keeper: CallKeeper;
  #line: Line | undefined;
  /** Of the call that is on. */
  #visitId: string | undefined;
  /** How many lines were opened: what a former one says is of no use. */
  #opened = 0;
  #events: Pick<StreamHandle, "close"> | undefined;
  #fresh: { readonly ticket: string; readonly atMs: number } | undefined;
  /** The number to call when the line is up; undefined when it was called already. */
  #toCall: string | undefined;
  #cancelOver: () => void = nothing;

  constructor(options: VisitorPhoneOptions) {
    const { microphone } = options;
    this.#options = options;
    this.#keeper = new CallKeeper({ call: (target) => this.#call(target), timers: options.timers });
    this.view = new Watched<VisitorView>({
      step: "idle",
      microphone: microphone.state.get(),
      call: { phase: "none" },
      visit: undefined,
      isConnected: false,
      error: undefined,
    });
    microphone.state.watch(() => this.#show({ microphone: microphone.state.get() }));
    microphone.stream.watch(() => this.#streamChanged());
    this.#keeper.view.watch(() => this.#callChanged());
  }

  /** Opens the microphone, and calls. */
  async call(asked: { to?: string; name?: string }): Promise<void> {
    this.#leave();
    this.#show({ step: "asking-microphone", error: undefined, visit: undefined });
    if (!(await this.#openMicrophone())) return this.#show({ step: "idle" });
    this.#show({ step: "calling" });
    try {
      const ticket = await this.#options.client.startVisitorCall(asked);
      this.#toCall = ticket.to;
      this.#took(ticket);
      await this.#open(ticket.visitId, ticket.user);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Comes back to the call that this tab was in. */
  async resume({ visitId, user }: KeptVisit): Promise<void> {
    this.#show({ step: "calling", error: undefined });
    const opening = this.#open(visitId, user);
    const isReady = await this.#openMicrophone();
    await opening.catch((error: unknown) => this.#failed(error));
    if (this.view.get().step !== "calling") return;
    this.#keeper.return();
    if (!isReady) this.#show({ step: "calling" });
  }

  setMuted(isMuted: boolean): void {
    this.#keeper.setMuted(isMuted);
  }

  sendKey(key: string): void {
    this.#keeper.sendKey(key);
  }

  end(): void {
    this.#keeper.hangUp();
  }

  /** After the person has mended it. */
  async tryMicrophone(): Promise<MicrophoneState> {
    return this.#options.microphone.open();
  }

  async #openMicrophone(): Promise<boolean> {
    return (await this.#options.microphone.open()) === "ready";
  }

  async #open(visitId: string, user: string): Promise<void> {
    this.#visitId = visitId;
    this.#events = this.#options.client.visitorEvents(visitId, { onCall: (visit) => this.#told(visit) });
    this.#opened += 1;
    const number = this.#opened;
    const line = await this.#options.openLine({
      user,
      ticket: () => this.#ticket(visitId),
      events: {
        onConnecting: nothing,
        onConnected: () => this.#connected(),
        onDisconnected: () => {
          // A former call's line takes seconds to say goodbye.
          if (number === this.#opened) this.#show({ isConnected: false });
        },
        onRegistered: nothing,
        onRefused: nothing,
        onUnregistered: nothing,
        onRinging: (call) => call.decline(),
      },
    });
    // Ended while it was made.
    if (this.view.get().step !== "calling" || number !== this.#opened) return line.close();
    this.#line = line;
    line.start();
  }

  async #ticket(visitId: string): Promise<string> {
    if (visitId !== this.#visitId) throw new Error("a former call's line wants to connect");
    const fresh = this.#fresh;
    this.#fresh = undefined;
    if (fresh !== undefined && this.#options.timers.now() - fresh.atMs < TICKET_MS) return fresh.ticket;
    try {
      const ticket = await this.#options.client.visitorTicket(visitId);
      this.#took(ticket);
      this.#fresh = undefined;
      return ticket.ticket;
    } catch (error) {
      // The server does not know this visit any more: there is nothing to come back to.
      if (codeOf(error) === "visit.unknown" && visitId === this.#visitId) this.#forgotten();
      throw error;
    }
  }

  #took(ticket: VisitorTicket): void {
    this.#fresh = { ticket: ticket.ticket, atMs: this.#options.timers.now() };
    this.#options.keep({ visitId: ticket.visitId, token: ticket.token, user: ticket.user });
  }

  #connected(): void {
    this.#show({ isConnected: true });
    const number = this.#toCall;
    this.#toCall = undefined;
    if (number !== undefined) this.#keeper.place(number);
    else this.#keeper.nudge();
  }

  #call(target: string) {
    const stream = this.#options.microphone.stream.get()?.clone();
    return stream === undefined || this.#line?.isConnected() !== true ? undefined : this.#line.call(target, stream);
  }

  #streamChanged(): void {
    const track = this.#options.microphone.stream.get()?.clone().getAudioTracks()[0];
    if (track === undefined) return;
    this.#keeper.replaceTrack(track);
    this.#keeper.nudge();
  }

  #told(visit: VisitorCall): void {
    this.#show({ visit });
    if (visit.phase === "closed") this.#over();
  }

  #callChanged(): void {
    const call = this.#keeper.view.get();
    this.#show({ call });
    if (call.phase === "ended" && this.view.get().step === "calling")
      this.#cancelOver = this.#options.timers.after(call.end.by === "us" ? 0 : WHY_MS, () => this.#over());
  }

  /** A server forgets the visit of a call that is on only when it was started again. */
  #forgotten(): void {
    const { visit } = this.view.get();
    if (visit !== undefined && visit.phase !== "closed")
      this.#show({ visit: { ...visit, phase: "closed", cause: "centre-restarted" } });
    this.#over();
  }

  /** The end of it, with or without a reason. */
  #over(): void {
    if (this.view.get().step !== "calling") return;
    this.#show({ step: "over" });
    this.#leave();
  }

  #failed(error: unknown): void {
    const { message, retryAfterS } = error as { message?: string; retryAfterS?: number };
    this.#leave();
    this.#show({ step: "idle", error: { code: codeOf(error) ?? "", message: message ?? "", retryAfterS } });
  }

  #leave(): void {
    this.#cancelOver();
    this.#options.keep(undefined);
    this.#events?.close();
    this.#events = undefined;
    if (this.#keeper.view.get().phase !== "ended") this.#keeper.drop();
    this.#line?.close();
    this.#line = undefined;
    this.#visitId = undefined;
    this.#toCall = undefined;
    this.#fresh = undefined;
    this.#options.microphone.close();
  }

  #show(change: Partial<VisitorView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function nothing(): void {}
