/**
 * Keeps one talk over all its calls: when audio stops arriving, or the page was loaded again, it calls for the
 * seat that it had (`return`), and the new call takes the place of the old one without a word.
 *
 *   none ──place, adopt──► connecting ──up──► up ──quiet too long──► returning ──up──► up
 *                              └──── far end, refused ────► ended ◄──── far end, nothing to return to ──┘
 */
import { watchFlow } from "./audio-flow.ts";
import type { AudioFlow } from "./audio-flow.ts";
import type { Call, CallEnd } from "./call.ts";
import type { Timers } from "./timers.ts";
import { Watched } from "./watched.ts";

export type KeptCall =
  | { readonly phase: "none" }
  | { readonly phase: "connecting"; readonly isMuted: boolean }
  | { readonly phase: "up"; readonly isMuted: boolean; readonly audio: AudioFlow }
  /** No audio now: coming back to the seat. */
  | { readonly phase: "returning"; readonly isMuted: boolean }
  | { readonly phase: "ended"; readonly end: CallEnd };

export type KeeperOptions = {
  /** Makes a call with a copy of the microphone's track; undefined while there is no microphone or no line. */
  readonly call: (target: string) => Call | undefined;
  readonly timers: Timers;
};

/** The address that asks for the seat one had. */
export const RETURN = "return";
/** Quiet for so long, the connection is taken as dead. The server thinks so after 3 s. */
const DEAD_MS = 2500;
/** A return that is not answered by then is tried again. */
const ANSWER_MS = 4000;
const RETRY_MS = 1000;
/** The server holds a seat for 20 s; a bit longer, since it decides. */
const RETURN_MS = 25_000;

export class CallKeeper {
  readonly view = new Watched<KeptCall>({ phase: "none" });
  readonly #options: KeeperOptions;
  #call: Call | undefined;
  #isMuted = false;
  #stopWatching: () => void = nothing;
  #stopTrying: () => void = nothing;
  #returnUntil = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Calls. False when that cannot be now. */
  place(target: string): boolean {
    const call = this.#options.call(target);
    if (call === undefined) return false;
    this.#isMuted = false;
    this.#take(call);
    return true;
  }

  /** Takes a call that was answered here. */
  adopt(call: Call): void {
    this.#isMuted = false;
    this.#take(call);
  }

  /** Calls for the seat it had, and goes on trying for as long as the seat may be held. */
  return(): void {
    if (this.view.get().phase === "returning") return;
    this.#returnUntil = this.#options.timers.now() + RETURN_MS;
    this.view.set({ phase: "returning", isMuted: this.#isMuted });
    this.#tryReturn();
  }

  /** The line is up again, or a microphone is there: whoever is returning tries at once. */
  nudge(): void {
    if (this.view.get().phase === "returning" && this.#call?.phase !== "calling") this.#tryReturn();
  }

  hangUp(): void {
    const call = this.#call;
    this.#leave();
    call?.hangUp();
    this.view.set({ phase: "ended", end: { by: "us" } });
  }

  /** Without a goodbye: another page has the call now, or the server told that it is over. */
  drop(): void {
    const call = this.#call;
    this.#leave();
    call?.drop();
    this.view.set({ phase: "none" });
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.#call?.setMuted(isMuted);
    const view = this.view.get();
    if (view.phase !== "none" && view.phase !== "ended") this.view.set({ ...view, isMuted });
  }

  sendKey(key: string): void {
    this.#call?.sendKey(key);
  }

  replaceTrack(track: MediaStreamTrack): void {
    this.#call?.replaceTrack(track);
  }

  #take(call: Call): void {
    this.#leave();
    this.#call = call;
    call.setMuted(this.#isMuted);
    call.watch(() => this.#changed(call));
    if (call.phase === "up") this.#up(call);
    else this.view.set({ phase: "connecting", isMuted: this.#isMuted });
  }

  #changed(call: Call): void {
    if (call !== this.#call) return;
    if (call.phase === "up") this.#up(call);
    else if (call.phase === "ended") this.#over(call.end ?? { by: "far" });
  }

  #up(call: Call): void {
    this.#stopTrying();
    this.#stopWatching();
    call.setMuted(this.#isMuted);
    this.view.set({ phase: "up", isMuted: this.#isMuted, audio: "flowing" });
    this.#stopWatching = watchFlow({
      packets: call.packets,
      timers: this.#options.timers,
      onLook: (audio, quietMs) => {
        const view = this.view.get();
        if (call !== this.#call || view.phase !== "up") return;
        if (quietMs > DEAD_MS) this.return();
        else if (view.audio !== audio) this.view.set({ ...view, audio });
      },
    });
  }

  #over(end: CallEnd): void {
    const isReturning = this.view.get().phase === "returning";
    // Only the server's word ends it for good: nothing to return to, or a goodbye.
    if (isReturning && end.status !== 404) return this.#tryLater(RETRY_MS);
    this.#leave();
    this.view.set({ phase: "ended", end });
  }

  #tryReturn(): void {
    this.#stopTrying();
    if (this.#options.timers.now() > this.#returnUntil) return this.#over({ by: "far", status: 404 });
    const former = this.#call;
    const call = this.#options.call(RETURN);
    if (call === undefined) return this.#tryLater(RETRY_MS);
    this.#stopWatching();
    this.#call = call;
    former?.drop();
    call.setMuted(this.#isMuted);
    call.watch(() => this.#changed(call));
    this.#tryLater(ANSWER_MS);
  }

  #tryLater(ms: number): void {
    this.#stopTrying();
    this.#stopTrying = this.#options.timers.after(ms, () => this.#tryReturn());
  }

  #leave(): void {
    this.#stopWatching();
    this.#stopTrying();
    this.#call = undefined;
  }
}

function nothing(): void {}
