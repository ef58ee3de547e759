/** Everything that this room is given, all at once. */
import type { CentreDoor } from "@legroom/engine";
import type {
  Accounts,
  Clock,
  ContactDirectory,
  Explainer,
  Log,
  PageDoor,
  Queries,
  RecordingReader,
  Vault,
} from "@legroom/engine/ports";
import type { FiguresSource } from "./figures.ts";

/** Where a SIP phone registers: told to whoever asked for a phone. */
export type SipAddress = {
  readonly host: string;
  readonly port: number;
  readonly transports: readonly ("udp" | "tcp")[];
};

export type ApiSettings = {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The directory of `control.sock`. */
  readonly dataDir: string;
  /** LEGROOM_API_KEY: an administrator's key, at least 32 characters. */
  readonly apiKey?: string;
  readonly sipAddress: SipAddress;
  /** Certificate chain and key in PEM: then this port speaks TLS only, and cookies are `Secure`. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** Where people reach it, such as `https://legroom.example`: for links, and for an `Origin` behind a proxy. */
  readonly publicUrl?: string;
  /** The built pages of the desktop; without them people are told that there are none. */
  readonly pagesDirectory?: string;
  /** Origins of the sites that may embed "call us", such as `https://www.example.com`; everybody's unless told. */
  readonly embedders?: readonly string[];
  readonly version: string;
  /** Between heartbeats of an event stream; 15,000 ms unless told. */
  readonly heartbeatMs?: number;
  /** An event stream whose reader takes nothing for so long is cut; 10,000 ms unless told. */
  readonly slowReaderMs?: number;
  /** An answer that takes longer is 503 (what was commanded may still be done); 15,000 ms unless told. */
  readonly answerMs?: number;
  /** Event streams at one time, those of visitors not counted; 256 unless told. */
  readonly streamsMax?: number;
};

export type ApiOptions = {
  readonly centre: CentreDoor;
  readonly queries: Queries;
  readonly vault: Vault;
  readonly accounts: Accounts;
  readonly directory: ContactDirectory;
  readonly pageDoor: PageDoor;
  readonly recordings: RecordingReader;
  readonly figures: FiguresSource;
  readonly explainer: Explainer;
  /** What SIP, media and the engine have counted since the start: what was dropped, refused, sent again. */
  readonly counters: () => Readonly<Record<string, number>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: ApiSettings;
};
