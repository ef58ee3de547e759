/** What one may ask: each answers with the shape of `model`, or rejects with an `ApiError`. */
import {
  agentsStatsWire,
  agentWire,
  centreFile,
  conferenceWire,
  deskWire,
  deviceWire,
  eventWire,
  interactionRecordWire,
  interactionWire,
  pageOf,
  principalWire,
  queuesStatsWire,
  queueWire,
  recordingWire,
  routingsStatsWire,
  wallWire,
} from "@legroom/model";
import type { LivePeriod } from "@legroom/model";
import type { Asking, Http } from "./http.ts";
import type {
  Agent,
  AgentsStats,
  CentreFile,
  Conference,
  Desk,
  Device,
  Interaction,
  InteractionRecord,
  Items,
  LiveEvent,
  Page,
  Principal,
  Queue,
  QueuesStats,
  Recording,
  RoutingsStats,
  Wall,
} from "./wire.ts";

export type InteractionsQuery = {
  readonly agentId?: string;
  readonly queueId?: string;
  readonly open?: boolean;
  /** 1 to 500; 50 unless told. */
  readonly limit?: number;
  readonly beforeSeq?: number;
};
export type ConferencesQuery = {
  readonly interactionId?: string;
  readonly open?: boolean;
  readonly limit?: number;
};
/** A live window, or a period from `from` on (RFC 3339, half-open; until now unless told), in rows of `interval` (`15m`, `1h`, `1d`). */
export type StatsQuery =
  | { readonly period?: LivePeriod; readonly queueId?: string }
  | { readonly from: string; readonly to?: string; readonly interval?: string; readonly queueId?: string };
/** The version goes back with what is written, so that nobody's change is lost. */
export type VersionedCentre = { readonly file: CentreFile; readonly version: number | undefined };

const agents = pageOf(agentWire);
const queues = pageOf(queueWire);
const interactions = pageOf(interactionRecordWire);
const events = pageOf(eventWire);
const recordings = pageOf(recordingWire);
const conferences = pageOf(conferenceWire);
const devices = pageOf(deviceWire);

const CENTRE_MS_MAX = 300_000;

export function askingOf(http: Http) {
  return {
    /** Who one is to the centre, and what one may do. */
    me: (asking?: Asking): Promise<Principal> => http.ask(principalWire, { ...asking, path: ["me"] }),
    /** All that the asking agent's desk shows, in one go. */
    desk: (asking?: Asking): Promise<Desk> => http.ask(deskWire, { ...asking, path: ["me", "desk"] }),
    /** All that the supervisor's wall shows, in one go. */
    wall: (asking?: Asking): Promise<Wall> => http.ask(wallWire, { ...asking, path: ["wall"] }),
    agents: (asking?: Asking): Promise<Items<Agent>> => http.ask(agents, { ...asking, path: ["agents"] }),
    agent: (id: string, asking?: Asking): Promise<Agent> => http.ask(agentWire, { ...asking, path: ["agents", id] }),
    queues: (asking?: Asking): Promise<Items<Queue>> => http.ask(queues, { ...asking, path: ["queues"] }),
    interactions: (query: InteractionsQuery = {}, asking?: Asking): Promise<Page<InteractionRecord>> =>
      http.ask(interactions, { ...asking, path: ["interactions"], query: { ...query } }),
    interaction: (id: string, asking?: Asking): Promise<Interaction> =>
      http.ask(interactionWire, { ...asking, path: ["interactions", id] }),
    /** All that happened in it, in order. */
    timeline: (id: string, asking?: Asking): Promise<Items<LiveEvent>> =>
      http.ask(events, { ...asking, path: ["interactions", id, "timeline"] }),
    recordings: (id: string, asking?: Asking): Promise<Items<Recording>> =>
      http.ask(recordings, { ...asking, path: ["interactions", id, "recordings"] }),
    /** Where `<audio>` finds one seat's track as WAV; under a key it cannot be played, since `<audio>` sends none. */
    recordingUrl: (recordingId: string, seatId: string): string =>
      http.url(["recordings", recordingId, "tracks", seatId], { inline: true }),
    /** The newest first: the open ones, or those of one interaction. */
    conferences: (query: ConferencesQuery = {}, asking?: Asking): Promise<Items<Conference>> =>
      http.ask(conferences, { ...asking, path: ["conferences"], query: { ...query } }),
    /** Queues in a period: outcomes, service levels side by side, waits, handling. `t`: another T, in seconds. */
    queueStats: (query: StatsQuery & { readonly t?: number } = {}, asking?: Asking): Promise<QueuesStats> =>
      http.ask(queuesStatsWire, { ...asking, path: ["stats", "queues"], query: { ...query } }),
    /** Agents in a period: time, occupancy, handling, offers. */
    agentStats: (query: StatsQuery & { readonly agentId?: string } = {}, asking?: Asking): Promise<AgentsStats> =>
      http.ask(agentsStatsWire, { ...asking, path: ["stats", "agents"], query: { ...query } }),
    /** Decisions in a period, and how long they take. */
    routingStats: (query: StatsQuery = {}, asking?: Asking): Promise<RoutingsStats> =>
      http.ask(routingsStatsWire, { ...asking, path: ["stats", "routing"], query: { ...query } }),
    /** The accounts that phones sign in with, and the phones signed in. */
    devices: (asking?: Asking): Promise<Items<Device>> => http.ask(devices, { ...asking, path: ["devices"] }),
    /** The centre as a file, without secrets, and its version where the server tells one. */
    centre: async (asking?: Asking): Promise<VersionedCentre> => {
      const { body, headers } = await http.askWhole(centreFile, {
        timeoutMs: CENTRE_MS_MAX,
        ...asking,
        path: ["centre"],
      });
      const version = Number(headers.get("x-legroom-version") ?? Number.NaN);
      return { file: body, version: Number.isSafeInteger(version) ? version : undefined };
    },
  };
}
