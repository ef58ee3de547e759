/** The telephony port fulfilled with SIP and media: what is made before the start, and what runs after it. */
import { join } from "node:path";
import type {
  PageDoor,
  RecordingReader,
  Telephony,
  TelephonyCapabilities,
  TelephonyStart,
} from "@legroom/engine/ports";
import type { TelephonyEffect } from "@legroom/model";
import { webSocketDoor } from "@legroom/sip";
import { Counters } from "./counters.ts";
import { Exchange } from "./exchange.ts";
import type { TelephonyAddresses } from "./exchange.ts";
import type { TelephonyOptions } from "./options.ts";
import { makeRecordingReader } from "./recording-reader.ts";

/** The port, and what the composition root needs besides. */
export type SipTelephony = Telephony & {
  /** Opens sealed tracks; works before the start and after the stop. */
  readonly recordings: RecordingReader;
  /** Where browser pages come in. Before the start and after the stop an upgrade gets 503. */
  readonly pages: PageDoor;
  /** Where it listens; undefined before the start. */
  readonly addresses: TelephonyAddresses | undefined;
  /** Process ids of the media processes; undefined for one that is down. */
  mediaPids(): readonly (number | undefined)[];
  /** Named numbers of telephony, sip and media (`sip.parse.via`, `media.refusals` …), only growing. */
  counters(): Readonly<Record<string, number>>;
};

/** Makes telephony; nothing is opened before its `start`. */
export function createTelephony(options: TelephonyOptions): SipTelephony {
  return new Composition(options);
}

class Composition implements SipTelephony {
  readonly capabilities: TelephonyCapabilities = {
    voices: "matrix",
    playToLeg: true,
    tracks: true,
    moves: true,
    dialsPerSecondMax: 200,
  };
  readonly recordings: RecordingReader;
  readonly pages: PageDoor;
  readonly #options: TelephonyOptions;
  readonly #counters = new Counters();
  #exchange: Exchange | undefined;

  constructor(options: TelephonyOptions) {
    this.#options = options;
    this.recordings = makeRecordingReader(join(options.dataDirectory, "recordings"), options.vault);
    const closed = webSocketDoor({ connectionsMax: 0 });
    this.pages = {
      accept: (upgrade, holder) =>
        this.#exchange === undefined ? closed.accept(upgrade, "") : this.#exchange.pages.accept(upgrade, holder),
      close: (isEnded, reason) => this.#exchange?.pages.close(isEnded, reason),
      microphone: async (of) => await this.#exchange?.pages.microphone(of),
    };
  }

  get addresses(): TelephonyAddresses | undefined {
    return this.#exchange?.addresses;
  }

  async start(start: TelephonyStart): Promise<void> {
    const exchange = new Exchange(this.#options, start, this.#counters);
    await exchange.open();
    this.#exchange = exchange;
  }

  take(effects: readonly TelephonyEffect[]): void {
    for (const effect of effects) this.#exchange?.take(effect);
  }

  async stop(): Promise<void> {
    await this.#exchange?.close();
  }

  health(): Readonly<Record<string, boolean>> {
    return this.#exchange?.health() ?? { sip: false, media: false };
  }

  mediaPids(): readonly (number | undefined)[] {
    return this.#exchange?.mediaPids() ?? [];
  }

  counters(): Readonly<Record<string, number>> {
    return { ...this.#counters.snapshot(), ...this.#exchange?.counters() };
  }
}
