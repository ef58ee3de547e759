/** A whole telephony on loopback for one test file: real sockets, real media processes, a vault and a centre in memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, asId, defaultCentreSettings, pageEndpointOf, unixMs } from "@legroom/model";
import type {
  CallerConfig,
  KnownDevice,
  ConferenceState,
  TelephonyEffect,
  TelephonyEffectBody,
  KnownEndpoint,
  KnownLeg,
  LegId,
  SeatId,
  UnixMs,
} from "@legroom/model";
import type { Clock, DeviceDirectory, Log, PageHolder, TraceEntry } from "@legroom/engine/ports";
import { TONE_WINDOW_SAMPLES, startBrowserPeer, toneLevelDbov } from "@legroom/media";
import type { BrowserPeer, RtpPeer } from "@legroom/media";
import { createTelephony } from "../src/index.ts";
import type { SipTelephony, TelephonyOptions } from "../src/index.ts";
import { FactLog } from "./fact-log.ts";
import { MemoryVault } from "./memory-vault.ts";
import { PageHost, agentPage, visitorPage } from "./page-host.ts";
import type { ScriptedPage } from "./scripted-page.ts";
import { ScriptedPhone } from "./scripted-phone.ts";

export const clock: Clock = {
  now: () => unixMs(Date.now()),
  alarm: (at, ring) => {
    const timer = setTimeout(ring, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  },
};

const quiet = (): void => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Agents alice and bob, and the contact victor, have phones; carol is known and has none yet. */
export const secrets = { alice: "alice-secret", bob: "bob-secret", victor: "victor-secret" } as const;

export type BenchOptions = Partial<TelephonyOptions> & {
  readonly endpoints?: readonly KnownEndpoint[];
  readonly formerLegs?: readonly KnownLeg[];
  /** Of a bench before: the same data directory and secrets, as after a restart. */
  readonly after?: Bench;
};

type PortRange = { readonly from: number; readonly to: number };

/**
 * Files run two at a time: those of the other worker have their ports so far below what they say. All of them lie below
 * the ports that the system hands out (from 32,768 on), so that nobody stands on one by chance.
 */
const PORTS_BELOW = Number(process.env["VITEST_POOL_ID"] ?? 1) % 2 === 1 ? 0 : 2000;

let effectNumber = 0;

export class Bench {
  readonly facts = new FactLog();
  readonly vault: MemoryVault;
  readonly directory: string;
  readonly traces: TraceEntry[] = [];
  readonly telephony: SipTelephony;
  readonly rtpPorts: PortRange;
  readonly webrtcPorts: PortRange;
  /** As the centre has it. */
  callers: CallerConfig = defaultCentreSettings.callers;
  readonly devices: DeviceDirectory = { device: (user) => this.#device(user), callers: () => this.callers };
  readonly #phones: ScriptedPhone[] = [];
  readonly #pages: PageHost;
  readonly #peers: BrowserPeer[] = [];
  readonly #seen = new Set<LegId>();
  readonly #options: BenchOptions;

  constructor(options: BenchOptions = {}) {
    this.#options = options;
    this.vault = options.after?.vault ?? new MemoryVault();
    this.directory = options.after?.directory ?? mkdtempSync(join(tmpdir(), "legroom-telephony-"));
    const { endpoints: _endpoints, formerLegs: _formerLegs, after: _after, ...more } = options;
    const { rtpPorts = { from: 30_000, to: 30_399 }, webrtcPorts = { from: 30_800, to: 30_809 }, ...over } = more;
    this.rtpPorts = ofWorker(rtpPorts);
    this.webrtcPorts = ofWorker(webrtcPorts);
    this.telephony = createTelephony({
      host: "127.0.0.1",
      sipPort: 0,
      rtpPorts: this.rtpPorts,
      webrtcPorts: this.webrtcPorts,
      mediaProcesses: 1,
      dataDirectory: this.directory,
      vault: this.vault,
      traces: { write: (entry) => this.traces.push(entry) },
      log,
      clock,
      sounds: () => ({ tone: { hz: 1500, dbov: -12, ms: 400 } }),
      music: { tone: { hz: 1800, dbov: -12 } },
      ...over,
    });
    this.#pages = new PageHost(this.telephony.pages);
  }

  async start(): Promise<this> {
    await this.telephony.start({
      epoch: this.#options.after === undefined ? 1 : 2,
      deliver: this.facts.deliver,
      devices: this.devices,
      endpoints: this.#options.endpoints ?? [],
      formerLegs: this.#options.formerLegs ?? [],
    });
    return this;
  }

  /** Ends the phones and telephony, and takes the directory away. */
  async stop(): Promise<void> {
    await this.telephony.stop();
    await Promise.all([this.#pages.stop(), ...this.#phones.map((phone) => phone.stop())]);
    await Promise.all(this.#peers.map((peer) => peer.close()));
    rmSync(this.directory, { recursive: true, force: true });
  }

  get address(): { host: string; port: number } {
    return this.telephony.addresses?.udp ?? { host: "", port: 0 };
  }

  async phone(transport: "udp" | "tcp" = "udp", port = 0): Promise<ScriptedPhone> {
    const phone = await new ScriptedPhone(transport, port).start(this.address);
    this.#phones.push(phone);
    return phone;
  }

  /** Gives one effect, with an id of its own unless it says one. */
  take(effect: TelephonyEffectBody & { effectId?: string; untilAt?: UnixMs }): TelephonyEffect {
    effectNumber += 1;
    const made = {
      untilAt: after(clock.now(), 60_000),
      ...effect,
      effectId: asId<"effect">(effect.effectId ?? `effect-${effectNumber}`),
    };
    this.telephony.take([made]);
    return made;
  }

  /** The next call that arrives, or has and was not asked for yet. */
  async arrival() {
    const arrived = await this.facts.wait("leg.arrived", (fact) => !this.#seen.has(fact.legId));
    this.#seen.add(arrived.legId);
    return arrived;
  }

  /** A customer's call, answered and up. */
  async customer(number = "sales", transport: "udp" | "tcp" = "udp") {
    const phone = await this.phone(transport);
    const call = await phone.dial(number);
    const { legId, person } = await this.arrival();
    this.take({ type: "leg.answer", legId });
    await Promise.all([call.up, this.facts.wait("leg.answered", (fact) => fact.legId === legId)]);
    return { phone, call, legId, person, rtp: call.rtp };
  }

  /** A page that is connected. */
  page(holder: PageHolder): Promise<ScriptedPage> {
    return this.#pages.page(holder);
  }

  /** The same page connects anew. */
  reconnect(page: ScriptedPage, holder: PageHolder): Promise<ScriptedPage> {
    return this.#pages.connect(page, holder);
  }

  /** The audio of a page. */
  async browser(): Promise<BrowserPeer> {
    const peer = await startBrowserPeer();
    this.#peers.push(peer);
    return peer;
  }

  /** A visitor's call from a page, answered and up, with audio. */
  async visitor(visitId: string, of: { pageId?: string; number?: string; peer?: BrowserPeer; near?: LegId } = {}) {
    const holder = visitorPage(visitId, of.pageId ?? "one");
    const [page, peer] = await Promise.all([this.page(holder), of.peer ?? this.browser()]);
    const call = page.call(of.number ?? "sales", await peer.offer());
    const { legId, person } = await this.arrival();
    this.take({ type: "leg.answer", legId, ...(of.near === undefined ? {} : { nearLegId: of.near }) });
    const { status, body } = await call.answered;
    if (status !== 200) throw new Error(`refused: ${status}`);
    await peer.answer(body);
    await this.facts.wait("leg.media-started", (fact) => fact.legId === legId);
    return { page, holder, call, peer, legId, person };
  }

  /** An agent's page that is rung and answers, up, with audio. */
  async agentUp(agentId: string, of: { legId: string; pageId?: string; near?: LegId }) {
    const [registered, peer] = await Promise.all([this.registeredPage(agentId, of.pageId ?? "one"), this.browser()]);
    const next = registered.page.nextCall();
    this.dial({ endpointId: registered.endpointId, ...of });
    const call = await next;
    call.ring();
    call.answer(await peer.answerTo(call.invite.body));
    const legId: LegId = asId(of.legId);
    await this.facts.wait("leg.media-started", (fact) => fact.legId === legId);
    return { ...registered, call, peer, legId };
  }

  /** An agent's page that is its phone. */
  async registeredPage(agentId: string, pageId: string) {
    const holder = agentPage(agentId, pageId);
    const page = await this.page(holder);
    const endpointId = pageEndpointOf(asId(agentId), asId(pageId));
    const response = await page.register();
    if (response.status !== 200) throw new Error(response.start);
    await this.facts.wait("endpoint.ready", (fact) => fact.endpointId === endpointId);
    return { page, holder, endpointId };
  }

  /** Registers a phone and gives its endpoint. */
  async registered(user: keyof typeof secrets, transport: "udp" | "tcp" = "udp") {
    const phone = await this.phone(transport);
    const before = new Set(this.facts.all("endpoint.ready").map(({ endpointId }) => endpointId));
    await phone.register(user, secrets[user]);
    const ready = await this.facts.wait("endpoint.ready", ({ endpointId }) => !before.has(endpointId));
    return { phone, endpointId: ready.endpointId, ready };
  }

  /** The effect that rings a phone. */
  dial(of: {
    endpointId: KnownEndpoint["endpointId"];
    legId: string;
    near?: LegId;
    ringMs?: number;
    effectId?: string;
  }) {
    return this.take({
      type: "leg.dial",
      legId: asId(of.legId),
      endpointId: of.endpointId,
      offerId: asId(`offer-of-${of.legId}`),
      ringMs: of.ringMs ?? 20_000,
      nearLegId: of.near ?? asId("leg-nobody"),
      context: { person: asId("person-1"), queueName: "Sales", why: 'VIP, waited "12" s' },
      ...(of.effectId === undefined ? {} : { effectId: of.effectId }),
    });
  }

  /** A conference in which everybody hears everybody else. */
  conference(id: string, version: number, seats: Readonly<Record<string, LegId | null>>): ConferenceState {
    const names = Object.keys(seats).map((name) => asId<"seat">(name));
    const hears: Record<SeatId, { source: { seat: SeatId } }[]> = {};
    for (const hearer of names)
      hears[hearer] = names.filter((one) => one !== hearer).map((seat) => ({ source: { seat } }));
    return {
      conferenceId: asId(id),
      name: id,
      version,
      seats: names.map((seatId) => ({ seatId, legId: seats[seatId] ?? null })),
      hears,
    };
  }

  #device(user: string): KnownDevice | undefined {
    const password = Object.entries(secrets).find(([name]) => name === user)?.[1];
    if (password === undefined && user !== "carol") return undefined;
    const secret = password === undefined ? {} : { secret: this.vault.seal("centre", password) };
    return { deviceId: asId(user), owner: user === "victor" ? "contact" : "agent", ...secret };
  }
}

function ofWorker({ from, to }: PortRange): PortRange {
  return { from: from - PORTS_BELOW, to: to - PORTS_BELOW };
}

/** Level of a tone in what the peer hears in the next full window. */
export async function hears(rtp: RtpPeer, hz: number): Promise<number> {
  const window = await nextWindow(rtp);
  return toneLevelDbov(window, hz);
}

/** Resolves when the tone stands at −20 dBov or more in a window; rejects after half a minute without. */
export async function untilHeard(rtp: RtpPeer, hz: number): Promise<void> {
  let level = Number.NEGATIVE_INFINITY;
  for (let tries = 0; tries < 150; tries += 1) {
    level = await hears(rtp, hz);
    if (level >= -20) return;
  }
  throw new Error(`${hz} Hz was not heard; the last level was ${level.toFixed(1)} dBov`);
}

/** Resolves when the tone stands under −50 dBov in a window; rejects after half a minute with it. */
export async function untilSilent(rtp: RtpPeer, hz: number): Promise<void> {
  let level = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 150; tries += 1) {
    level = await hears(rtp, hz);
    if (level < -50) return;
  }
  throw new Error(`${hz} Hz was heard at ${level.toFixed(1)} dBov`);
}

/** What is heard in the next 200 ms; silence where nothing comes for twice as long. */
export async function nextWindow(rtp: RtpPeer): Promise<Int16Array> {
  rtp.forget();
  const untilAt = performance.now() + 400;
  while (performance.now() < untilAt) {
    const pcm = rtp.pcm();
    if (pcm.length >= TONE_WINDOW_SAMPLES) return pcm.subarray(0, TONE_WINDOW_SAMPLES);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return new Int16Array(TONE_WINDOW_SAMPLES);
}
