/** A stage for tests with real processes and sockets: a pool, peers that send tones, and the events so far. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { MediaPool, RtpPeer, TONE_WINDOW_SAMPLES, startBrowserPeer, toneLevelDbov } from "../src/index.ts";
import type {
  BrowserPeer,
  ConferenceState,
  LocalAddress,
  MediaEvent,
  MediaPoolOptions,
  Remote,
  Result,
  RtpPeerOptions,
  Source,
} from "../src/index.ts";

export type Leg = { readonly endpointId: string; readonly peer: RtpPeer; readonly local: LocalAddress };

export type LegOptions = RtpPeerOptions & {
  readonly hz?: number;
  readonly process?: number;
  readonly remote?: Partial<Remote>;
};

export const TONE_DBOV = -12;
/** Quieter than this, a tone is not there (design §13). */
export const FOREIGN_DBOV = -50;

export class Stage {
  readonly directory = mkdtempSync(join(tmpdir(), "legroom-media-test-"));
  readonly events: MediaEvent[] = [];
  readonly pool: MediaPool;
  readonly #peers: (BrowserPeer | RtpPeer)[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(options: Partial<MediaPoolOptions> & { readonly firstPort: number }) {
    const { firstPort, ...rest } = options;
    this.pool = new MediaPool({
      processes: 1,
      host: "127.0.0.1",
      publicAddress: "127.0.0.1",
      ports: { from: firstPort, to: firstPort + 99 },
      directory: this.directory,
      epoch: 1,
      onEvent: (event, ack) => {
        this.events.push(event);
        ack();
        for (const wake of this.#waiting) wake();
      },
      ...rest,
    });
  }

  static async open(options: Partial<MediaPoolOptions> & { readonly firstPort: number }): Promise<Stage> {
    const stage = new Stage(options);
    await stage.pool.start();
    return stage;
  }

  /** A leg whose far side is a peer that sends a tone, or silence. */
  async leg(endpointId: string, options: LegOptions = {}): Promise<Leg> {
    const { hz, process, remote, ...peerOptions } = options;
    const peer = await RtpPeer.open(peerOptions);
    this.#peers.push(peer);
    if (hz !== undefined) peer.sendTone({ hz, dbov: TONE_DBOV });
    const local = value(await this.pool.createEndpoint({ endpointId, ...(process === undefined ? {} : { process }) }));
    value(await this.pool.setRemote(endpointId, peer.remote(remote)));
    peer.sendTo(local);
    return { endpointId, peer, local };
  }

  /** A browser's leg, offered by us unless `from` says otherwise, that is up and says a tone or silence. */
  async browserLeg(
    endpointId: string,
    options: {
      readonly hz?: number;
      readonly process?: number;
      readonly from?: "browser" | "server";
      readonly host?: string;
    } = {},
  ): Promise<BrowserPeer> {
    const { hz, process, from = "server", host } = options;
    const where = process === undefined ? { endpointId } : { endpointId, process };
    const peer = await this.browser(host);
    if (hz !== undefined) await peer.sayTone(hz, TONE_DBOV);
    if (from === "browser") {
      const offer = await peer.offer();
      await peer.answer(value(await this.pool.createBrowserEndpoint({ ...where, offer })).sdp);
    } else {
      const { sdp } = value(await this.pool.createBrowserEndpoint(where));
      value(await this.pool.setBrowserAnswer(endpointId, await peer.answerTo(sdp)));
    }
    await peer.untilOpen();
    await this.until("endpoint.media-started", (event) => event.endpointId === endpointId);
    return peer;
  }

  /** A browser that nobody knows of. */
  async browser(host?: string): Promise<BrowserPeer> {
    const peer = await startBrowserPeer(host);
    this.#peers.push(peer);
    return peer;
  }

  /** A peer that nobody has signalled. */
  async stranger(options: RtpPeerOptions = {}): Promise<RtpPeer> {
    const peer = await RtpPeer.open(options);
    this.#peers.push(peer);
    return peer;
  }

  /** The first event of this type that fits, come or to come. */
  async until<T extends MediaEvent["type"]>(
    type: T,
    fits: (event: Extract<MediaEvent, { type: T }>) => boolean = () => true,
    limitMs = 30_000,
  ): Promise<Extract<MediaEvent, { type: T }>> {
    const find = (): Extract<MediaEvent, { type: T }> | undefined =>
      this.events.find(
        (event): event is Extract<MediaEvent, { type: T }> =>
          event.type === type && fits(event as Extract<MediaEvent, { type: T }>),
      );
    const limit = Date.now() + limitMs;
    for (let found = find(); ; found = find()) {
      if (found !== undefined) return found;
      const left = limit - Date.now();
      if (left <= 0) throw new Error(`no ${type}; came: ${JSON.stringify(this.events.slice(-20))}`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        this.#waiting.add(wake);
      });
    }
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) await peer.close();
    await this.pool.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}: ${result.refusal.message}`);
  return result.value;
}

/** Seats `a`, `b` … of endpoints of the same name, and who hears what: a seat's name, or any source. */
export function state(
  id: string,
  version: number,
  hears: Readonly<Record<string, readonly (string | Source)[]>>,
  away: readonly string[] = [],
): ConferenceState {
  return {
    id,
    version,
    seats: Object.keys(hears).map((seat) => ({ seat, endpointId: away.includes(seat) ? null : seat })),
    hears: Object.fromEntries(
      Object.entries(hears).map(([hearer, sources]) => [
        hearer,
        sources.map((source) => ({
          source: typeof source === "string" ? ({ kind: "seat", seat: source } as const) : source,
        })),
      ]),
    ),
  };
}

/** A measurement during or before which this process or the far one stood still for longer says nothing, and is made again. */
const STALL_MS = 40;
const MEASUREMENTS_MAX = 20;

/** What the peer hears in so many ms from now on: packets are the clock, not the wall. */
export async function listen(peer: RtpPeer, ms: number, limitMs?: number): Promise<Int16Array> {
  for (let tries = 1; ; tries += 1) {
    const pcm = await listenOnce(peer, ms, limitMs);
    const stallMs = Math.max(peer.stallMs, longestLateMs(peer, ms));
    peer.forgetStall(); // what stood still until now would still be heard in the next one's beginning
    if (stallMs < STALL_MS || tries === MEASUREMENTS_MAX) return pcm;
  }
}

/** By how much the latest of the packets of so many ms came late after the one before it: the far side stood still. */
function longestLateMs(peer: RtpPeer, ms: number): number {
  const arrivals = peer.heard.slice(-ms / 20 - 1).map(({ arrivedAt }) => arrivedAt);
  return Math.max(0, ...arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at) - 20));
}

/** The same of a browser. */
export async function listenBrowser(peer: BrowserPeer, ms: number): Promise<Int16Array> {
  for (let tries = 1; ; tries += 1) {
    const { pcm, stallMs } = await peer.listen(ms);
    if (stallMs < STALL_MS || tries === MEASUREMENTS_MAX) return pcm;
  }
}

/** The same, whatever happens meanwhile. */
export async function listenOnce(peer: RtpPeer, ms: number, limitMs = ms * 2 + 3_000): Promise<Int16Array> {
  const packets = ms / 20;
  await peer.untilReceived(peer.received + packets, limitMs);
  const heard = peer.heard.slice(-packets);
  const pcm = new Int16Array(heard.length * 160);
  heard.forEach((packet, index) => pcm.set(packet.pcm, index * 160));
  return pcm;
}

/** Levels in dBov of each tone in each window of 200 ms, one after the other. */
export function windows(pcm: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(pcm.length / TONE_WINDOW_SAMPLES) }, (_, index) =>
    pcm.subarray(index * TONE_WINDOW_SAMPLES, (index + 1) * TONE_WINDOW_SAMPLES),
  );
}

/**
 * Claims that of these tones exactly the wanted ones are there, in every window: 20 dB over the others, which are under −50.
 *
 * The wanted ones may be weaker than sent, since a stalled machine makes gaps that are concealed and faded.
 */
export function expectTones(pcm: Int16Array, wanted: readonly number[], all: readonly number[]): void {
  const parts = windows(pcm);
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts) {
    const others = all.filter((hz) => !wanted.includes(hz));
    for (const hz of others) expect(toneLevelDbov(part, hz), `${hz} Hz is not heard`).toBeLessThan(FOREIGN_DBOV);
    for (const hz of wanted) expect(toneLevelDbov(part, hz), `${hz} Hz is heard`).toBeGreaterThan(FOREIGN_DBOV + 20);
  }
}
