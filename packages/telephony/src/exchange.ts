/** A telephony that runs: SIP, media and the parts between, made together, opened and closed in order. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TelephonyStart } from "@legroom/engine/ports";
import { Fault, isBrowserDevice } from "@legroom/model";
import type { TelephonyEffect } from "@legroom/model";
import { MediaPool, musicFile } from "@legroom/media";
import type { MusicSpec } from "@legroom/media";
import { SipStack, webSocketDoor } from "@legroom/sip";
import type { Address, WebSocketDoor } from "@legroom/sip";
import { Admission } from "./admission.ts";
import { Closings } from "./closings.ts";
import { HOLD_MUSIC } from "./conferences.ts";
import { aside } from "./context.ts";
import type { Context } from "./context.ts";
import type { Counters } from "./counters.ts";
import { Effects } from "./effects.ts";
import { FormerLegs } from "./former-legs.ts";
import { Inbound } from "./inbound.ts";
import { Ladder } from "./ladder.ts";
import { Legs, PORT_QUARANTINE_MS } from "./legs.ts";
import { MediaEvents } from "./media-events.ts";
import { defaultLimits } from "./options.ts";
import type { TelephonyOptions } from "./options.ts";
import { Outlet } from "./outlet.ts";
import { PageConnections } from "./page-connections.ts";
import { PageEndpoints } from "./page-endpoints.ts";
import { Pages } from "./pages.ts";
import type { Phone } from "./phone.ts";
import { Phones } from "./phones.ts";
import { Recordings } from "./recordings.ts";
import { Registrations } from "./registrations.ts";
import { shippedSounds } from "./sound.ts";
import { TrustedTrunks } from "./trunks.ts";

/** Where telephony listens. */
export type TelephonyAddresses = {
  readonly publicAddress: string;
  readonly udp: Address;
  readonly tcp: Address;
  readonly rtpPorts: { readonly from: number; readonly to: number };
};

const KEEP_ALIVE_MS = 30_000;
const PONG_MS = 3000;
/** How long far sides may take to answer our BYEs at the end. */
const DRAIN_MS = 1500;

export class Exchange {
  readonly pages: Pages;
  readonly #options: TelephonyOptions;
  readonly #start: TelephonyStart;
  readonly #publicAddress: string;
  readonly #context: Context;
  readonly #media: MediaPool;
  readonly #mediaEvents: MediaEvents;
  readonly #recordings: Recordings;
  readonly #pageEndpoints: PageEndpoints;
  readonly #registrations: Registrations;
  readonly #door: WebSocketDoor;
  readonly #inbound: Inbound;
  readonly #sip: SipStack;
  readonly #formerLegs: FormerLegs;
  #effects: Effects | undefined;
  #addresses: TelephonyAddresses | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: TelephonyOptions, start: TelephonyStart, counters: Counters) {
    this.#options = options;
    this.#start = start;
    this.#publicAddress = options.publicAddress ?? options.host;
    const { vault, traces, log, clock } = options;
    const limits = { ...defaultLimits, ...options.limits };
    const outlet = new Outlet({ deliver: start.deliver, log, counters });
    this.#media = this.#makeMedia();
    const [ladder, legs] = [new Ladder({ traces, clock }), new Legs(clock)];
    const closings = new Closings();
    const parts = { media: this.#media, closings, outlet, ladder, legs };
    this.#context = { ...parts, vault, traces, log, clock, counters, limits };
    this.#recordings = new Recordings(this.#context, this.#recordingsDirectory);
    this.#mediaEvents = new MediaEvents(this.#context, this.#recordings);
    this.#door = webSocketDoor({ connectionsMax: limits.pageConnectionsMax });
    const connections = new PageConnections({
      door: this.#door,
      came: (key) => this.#formerLegs.pageCame(key),
      gone: (key) => this.#pageEndpoints.disconnected(key),
    });
    this.#pageEndpoints = new PageEndpoints({ outlet, vault, clock, counters, connections });
    this.pages = new Pages({ connections, endpoints: this.#pageEndpoints, legs });
    this.#registrations = new Registrations({ phones: this.#makePhones(outlet), pages: this.#pageEndpoints });
    const hosts = [options.host, this.#publicAddress, "localhost", "127.0.0.1", "::1"];
    const pages = this.#pageEndpoints;
    const admission = new Admission({ devices: start.devices, vault, counters, hosts, connections, pages });
    const trunks = new TrustedTrunks(() => start.devices.callers());
    this.#inbound = new Inbound(this.#context, { admission, connections, trunks });
    this.#sip = this.#makeSip(admission);
    this.#formerLegs = new FormerLegs({ sip: this.#sip, vault, log, clock, counters });
  }

  get addresses(): TelephonyAddresses | undefined {
    return this.#addresses;
  }

  /** Opens everything, or nothing: then it rejects with one clear line. */
  async open(): Promise<void> {
    try {
      await this.#openMedia();
      await this.#openSip();
    } catch (error) {
      await Promise.all([this.#sip.stop({ drainMs: 0 }), this.#media.stop()]);
      this.#registrations.stop();
      throw error;
    }
    this.#pageEndpoints.forget(this.#start.endpoints);
    aside(this.#context, "legs of before", this.#formerLegs.end(this.#start.formerLegs));
  }

  take(effect: TelephonyEffect): void {
    if (this.#closing === undefined) this.#effects?.take(effect);
  }

  /** BYE or CANCEL for every leg, 503 for who comes now, then sockets and processes. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  health(): Readonly<Record<string, boolean>> {
    const isOpen = this.#addresses !== undefined && this.#closing === undefined;
    return { sip: isOpen, media: isOpen && this.mediaPids().some((pid) => pid !== undefined) };
  }

  mediaPids(): readonly (number | undefined)[] {
    return this.#media.pids();
  }

  counters(): Readonly<Record<string, number>> {
    return { ...prefixed("sip", this.#sip.counters.snapshot()), ...prefixed("media", this.#media.counters) };
  }

  get #runDirectory(): string {
    return join(this.#options.dataDirectory, "run");
  }

  get #recordingsDirectory(): string {
    return join(this.#options.dataDirectory, "recordings");
  }

  #makeMedia(): MediaPool {
    const { options } = { options: this.#options };
    return new MediaPool({
      processes: options.mediaProcesses,
      host: options.host,
      publicAddress: this.#publicAddress,
      ports: options.rtpPorts,
      ...(options.webrtcPorts === undefined ? {} : { webrtcPorts: options.webrtcPorts }),
      ...(options.browserMediaLostMs === undefined ? {} : { browserMediaLostMs: options.browserMediaLostMs }),
      // A media process of a crashed control lives on for a moment: it must not be taken for one of ours.
      directory: join(this.#runDirectory, String(this.#start.epoch)),
      epoch: this.#start.epoch,
      survivalMs: options.surviveMs ?? 0,
      portQuarantineMs: PORT_QUARANTINE_MS,
      ...(options.mediaLostMs === undefined ? {} : { mediaLostMs: options.mediaLostMs }),
      onEvent: (event, ack) => aside(this.#context, event.type, this.#mediaEvents.take(event, ack)),
      log: (message) => options.log.warn("media", { message }),
    });
  }

  #makePhones(outlet: Outlet): Phones {
    const { vault, log, clock, counters } = this.#context;
    const keepAliveMs = this.#options.keepAliveMs ?? KEEP_ALIVE_MS;
    const known = this.#start.endpoints.filter(({ deviceId }) => !isBrowserDevice(deviceId));
    const ping = (phone: Phone): Promise<boolean> => this.#ping(phone);
    return new Phones({ outlet, vault, log, clock, counters, known, keepAliveMs, ping });
  }

  #makeSip(admission: Admission): SipStack {
    const { options } = { options: this.#options };
    const { limits, ladder } = this.#context;
    return new SipStack({
      host: options.host,
      port: options.sipPort,
      publicAddress: this.#publicAddress,
      transports: ["udp", "tcp", this.#door.factory],
      realm: "legroom",
      userAgent: options.userAgent ?? "Legroom",
      credentials: admission.credentials,
      policy: (request, peer) => admission.decide(request, peer),
      onInvite: (call) => this.#inbound.arrive(call),
      registrarPort: this.#registrations,
      limits: {
        // A call that is being refused counts as one too.
        callsMax: limits.legsMax + 200,
        invitesPerSecondPerSource: limits.invitesPerSecondPerSource,
        bindingsPerAorMax: limits.endpointsPerDeviceMax,
      },
      onMessage: (message) => ladder.note(message),
    });
  }

  async #openMedia(): Promise<void> {
    const { music } = this.#options;
    const directory = this.#recordingsDirectory;
    await orFault(`cannot write to ${directory}`, mkdir(directory, { recursive: true, mode: 0o700 }));
    await orFault(`cannot clear ${this.#runDirectory}`, rm(this.#runDirectory, { recursive: true, force: true }));
    await orFault("the media processes cannot start", this.#media.start());
    const spec: MusicSpec = { name: HOLD_MUSIC, ...(music ?? { file: musicFile }) };
    const defined = await this.#media.defineMusic(spec);
    if (!defined.ok) throw startFault(`the music on hold cannot be played: ${defined.refusal.message}`, undefined);
  }

  async #openSip(): Promise<void> {
    const { host, sipPort, rtpPorts } = this.#options;
    const { udp, tcp } = await orFault(`SIP port ${sipPort} on ${host} cannot be used`, this.#sip.start());
    if (udp === undefined || tcp === undefined) throw startFault("SIP needs UDP and TCP", undefined);
    this.#sip.registrar.onChange((event) => this.#registrations.bindingChanged(event));
    this.#addresses = { publicAddress: this.#publicAddress, udp, tcp, rtpPorts };
    const hostText = this.#publicAddress.includes(":") ? `[${this.#publicAddress}]` : this.#publicAddress;
    this.#effects = new Effects({
      context: this.#context,
      sip: this.#sip,
      registrations: this.#registrations,
      recordings: this.#recordings,
      sounds: this.#options.sounds ?? shippedSounds,
      address: `${hostText}:${udp.port}`,
    });
  }

  async #close(): Promise<void> {
    const { legs, ladder } = this.#context;
    this.#inbound.drain();
    this.#registrations.stop();
    this.#formerLegs.stop();
    for (const leg of legs.all()) leg.hangUp("shutdown");
    await legs.closed();
    await Promise.all([this.#sip.stop({ drainMs: DRAIN_MS }), this.#media.stop()]);
    for (const leg of legs.all()) if (leg.direction === "dialled") leg.abandon();
    ladder.stop();
  }

  /** Whatever a phone answers, it lives. */
  async #ping(phone: Phone): Promise<boolean> {
    const timeoutMs = this.#options.pongMs ?? PONG_MS;
    const { outcome } = await this.#sip.options({ uri: phone.binding.contactUri, peer: phone.peer, timeoutMs });
    return outcome === "answered";
  }
}

async function orFault<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw startFault(`${what}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function startFault(message: string, cause: unknown): Fault {
  return new Fault("start.failed", message, { retriable: false, side: "ours", cause });
}

function prefixed(prefix: string, values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
