/** What telephony is made of: its collaborators, addresses and bounds, all at once. */
import type { Clock, Log, TraceSink, Vault } from "@legroom/engine/ports";
import type { SoundResolver, ToneSource } from "./sound.ts";

export type TelephonyOptions = {
  /** Address that SIP and RTP are bound to. */
  readonly host: string;
  /** For UDP and TCP; 0 takes a free one. */
  readonly sipPort: number;
  /** Address written into SDP, Via and Contact; the host by default. */
  readonly publicAddress?: string;
  /** Inclusive; split among the media processes, two ports for each leg. */
  readonly rtpPorts: { readonly from: number; readonly to: number };
  /** Inclusive; one UDP port for each media process, for all pages whose audio it carries. Without, no page can call. */
  readonly webrtcPorts?: { readonly from: number; readonly to: number };
  readonly mediaProcesses: number;
  /** Recordings lie under it, in `recordings/<interaction>/<recording>/`. */
  readonly dataDirectory: string;
  readonly vault: Vault;
  readonly traces: TraceSink;
  readonly log: Log;
  readonly clock: Clock;
  /** Which audio a prompt's item stands for; the shipped files by default. */
  readonly sounds?: SoundResolver;
  /** What `{ music: "hold" }` plays; the shipped music by default. */
  readonly music?: { readonly file: string } | { readonly tone: ToneSource };
  /** How long media lives on without us; 0 by default. */
  readonly surviveMs?: number;
  /** How often each registered phone is asked whether it is there (OPTIONS); 30 s by default. */
  readonly keepAliveMs?: number;
  /** How long such a phone may take to answer before it counts as lost; 3 s by default. */
  readonly pongMs?: number;
  /** Silence of RTP and RTCP after which `leg.media-lost` is told; 10 s by default. */
  readonly mediaLostMs?: number;
  /** The same for pages; 3 s by default. */
  readonly browserMediaLostMs?: number;
  /** Sent as User-Agent and Server. */
  readonly userAgent?: string;
  readonly limits?: Partial<TelephonyLimits>;
};

export type TelephonyLimits = {
  /** Legs at once, in and out; above, callers get 503 and dials fail as `overloaded`. */
  readonly legsMax: number;
  /** New calls a second from one address, loopback exempt; above, 503. */
  readonly invitesPerSecondPerSource: number;
  /** Effects that may wait for their turn on one leg or conference; above, they fail. */
  readonly effectsWaitingMax: number;
  /** Digits a second that one leg may send outside a prompt; above, they are dropped and counted. */
  readonly digitsPerSecondMax: number;
  /** Registered phones of one device. */
  readonly endpointsPerDeviceMax: number;
  /** Connections of pages at once; above, an upgrade gets 503. */
  readonly pageConnectionsMax: number;
};

export const defaultLimits: TelephonyLimits = {
  legsMax: 2_000,
  invitesPerSecondPerSource: 50,
  effectsWaitingMax: 64,
  digitsPerSecondMax: 20,
  endpointsPerDeviceMax: 10,
  pageConnectionsMax: 2_000,
};
