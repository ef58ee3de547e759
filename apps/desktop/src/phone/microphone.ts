/**
 * The microphone: opened when it is wanted, looked after while it is open, and asked for again when what was in the way
 * may be gone (another one plugged in, the permission given, the other program closed).
 */
import { constraintsOf, stateOfError } from "./microphone-state.ts";
import type { MicrophoneState } from "./microphone-state.ts";
import type { Timers } from "./timers.ts";
import { Watched } from "./watched.ts";

/** What of the browser it needs; `devices` is absent on an insecure origin. */
export type MicrophoneOptions = {
  readonly devices: Pick<MediaDevices, "getUserMedia" | "addEventListener"> | undefined;
  /** Tells when the person changes their mind about the permission. */
  readonly permission?: (onChange: () => void) => void;
  readonly isRaw: boolean;
  readonly timers: Timers;
};

/** While another program has it, it is asked for again so often. */
const RETRY_MS = 3000;

export class Microphone {
  readonly state: Watched<MicrophoneState>;
  /** The open microphone. Each call takes a copy of its track. */
  readonly stream = new Watched<MediaStream | undefined>(undefined);
  readonly #options: MicrophoneOptions;
  #isWanted = false;
  #opening: Promise<MicrophoneState> | undefined;
  #stopRetrying: () => void = () => undefined;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
    this.state = new Watched<MicrophoneState>(options.devices === undefined ? "insecure" : "closed");
    options.devices?.addEventListener("devicechange", () => this.#lookAgain());
    options.permission?.(() => this.#lookAgain());
  }

  /** Opens it, or says by the state why not. Asked again, it tries again. */
  open(): Promise<MicrophoneState> {
    this.#isWanted = true;
    if (this.#isOpen()) return Promise.resolve("ready");
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  close(): void {
    this.#isWanted = false;
    this.#stopRetrying();
    this.#drop();
    if (this.#options.devices !== undefined) this.state.set("closed");
  }

  async #open(): Promise<MicrophoneState> {
    const { devices, isRaw } = this.#options;
    if (devices === undefined) return this.#is("insecure");
    try {
      const stream = await devices.getUserMedia(constraintsOf(isRaw));
      if (!this.#isWanted) {
        for (const track of stream.getTracks()) track.stop();
        return this.#is("closed");
      }
      this.#drop();
      this.#look(stream);
      this.stream.set(stream);
      return this.#is("ready");
    } catch (error) {
      this.#drop();
      return this.#is(stateOfError(error instanceof Error ? error.name : ""));
    }
  }

  /** Unplugged, permission withdrawn, or taken away by the system: what it is now is found out by asking for it again. */
  #look(stream: MediaStream): void {
    for (const track of stream.getAudioTracks())
      track.addEventListener("ended", () => {
        if (this.stream.get() === stream) this.#lookAgain();
      });
  }

  #lookAgain(): void {
    if (this.#isWanted && !this.#isOpen()) void this.open();
  }

  #isOpen(): boolean {
    return (
      this.stream
        .get()
        ?.getAudioTracks()
        .some((track) => track.readyState === "live") ?? false
    );
  }

  #is(state: MicrophoneState): MicrophoneState {
    this.#stopRetrying();
    if (state === "taken") this.#stopRetrying = this.#options.timers.after(RETRY_MS, () => this.#lookAgain());
    this.state.set(state);
    return state;
  }

  #drop(): void {
    for (const track of this.stream.get()?.getTracks() ?? []) track.stop();
    this.stream.set(undefined);
  }
}
