/** The telephony port fulfilled with SIP and media. */
import type { RecordingReader, Telephony, TelephonyCapabilities, TelephonyStart } from "@legroom/engine/ports";
import type { Effect } from "@legroom/model";
import type { TelephonyOptions } from "./options.ts";

/** Where telephony listens, known once it has started. */
export type TelephonyAddresses = {
  readonly publicAddress: string;
  readonly udp: { readonly host: string; readonly port: number };
  readonly tcp: { readonly host: string; readonly port: number };
  readonly rtpPorts: { readonly from: number; readonly to: number };
};

/** The port, and what the composition root needs besides. */
export type SipTelephony = Telephony & {
  /** Opens sealed tracks; works before the start and after the stop. */
  readonly recordings: RecordingReader;
  /** Undefined before the start. */
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
  readonly addresses: TelephonyAddresses | undefined;
  readonly recordings: RecordingReader = { track: () => Promise.resolve(undefined) };
  readonly #options: TelephonyOptions;

  constructor(options: TelephonyOptions) {
    this.#options = options;
  }

  start(_start: TelephonyStart): Promise<void> {
    return Promise.reject(new Error(`not there yet on ${this.#options.host}`));
  }

  take(_effects: readonly Effect[]): void {
    return undefined;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  health(): Readonly<Record<string, boolean>> {
    return { sip: false, media: false };
  }

  mediaPids(): readonly (number | undefined)[] {
    return [];
  }

  counters(): Readonly<Record<string, number>> {
    return {};
  }
}
