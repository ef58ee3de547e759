/** The composition: every room's part, made with all its collaborators, started in order and ended in the other order. */
import { readFileSync } from "node:fs";
import { createApi } from "@legroom/api";
import type { Api } from "@legroom/api";
import { sealCentreFile } from "@legroom/api";
import { createCallerLookup } from "@legroom/crm";
import type { CountingLookup } from "@legroom/crm";
import { Centre, systemClock, systemEntropy } from "@legroom/engine";
import type { Clock, Log, PageDoor, RecordingReader, Telephony } from "@legroom/engine/ports";
import { asId, defaultCentre } from "@legroom/model";
import type { CentreFile, Event } from "@legroom/model";
import { openStore } from "@legroom/store";
import type { Store } from "@legroom/store";
import { createTelephony } from "@legroom/telephony";
import type { SipTelephony, TelephonyAddresses } from "@legroom/telephony";
import { pagesDirectory } from "./page-build.ts";
import { PastThread, pastWorker } from "./past-thread.ts";
import { LiveFigures } from "./live-figures.ts";
import { StatsReader } from "./stats-reader.ts";
import type { Settings } from "./settings.ts";
import { silentTelephony } from "./silent-telephony.ts";
import { SnapshotThread } from "./snapshot-thread.ts";
import { toneMusic, toneSounds } from "./tone-sounds.ts";
import { VERSION } from "./version.ts";

export type ServerOptions = {
  readonly settings: Settings;
  readonly log: Log;
  /** Without telephony: for commands that need the centre while no server runs. */
  readonly quiet?: boolean;
  readonly acceptClock?: boolean;
  /** What an empty journal begins with; the default centre unless stated. */
  readonly firstCentre?: CentreFile;
};

export type RunningServer = {
  readonly centre: Centre;
  readonly httpPort: number;
  /** Undefined when quiet. */
  readonly addresses: TelephonyAddresses | undefined;
  readonly store: Store;
  counters(): Readonly<Record<string, number>>;
  /** Ends calls with BYE, commits the last facts, closes the journal. May be called twice. */
  stop(): Promise<void>;
};

/** Rejects with a `Fault` whose message is one clear line; then nothing is left open. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { settings, log } = options;
  const ending: (() => Promise<void>)[] = [];
  try {
    const clock = systemClock();
    const store = await openStore({ directory: settings.dataDirectory, log });
    ending.unshift(() => store.close());
    const phones = options.quiet === true ? undefined : makeTelephony(options, store, clock);
    const telephony = phones ?? silentTelephony();
    const figures = new LiveFigures(clock.now());
    const { snapshots, past } = startThreads(settings.dataDirectory, clock, ending);
    const stats = new StatsReader({ clock, queries: store.queries, past, log });
    const callers = makeCallers(options, store, clock);
    const seen: { api?: Api } = {};
    const centre = new Centre({
      centreId: asId("centre"),
      journal: store.journal,
      telephony,
      publisher: {
        publish: (events) => {
          stats.publish(events); // first: it measures how long a decision took
          figures.publish(events);
          // Until the API is there nobody listens; what they missed is in the journal.
          seen.api?.publisher.publish(events);
          adoptContacts(events, store, log);
        },
      },
      callers,
      clock,
      entropy: systemEntropy(),
      log,
      codeVersion: VERSION,
      firstConfig: () => sealCentreFile(options.firstCentre ?? defaultCentre(), store.vault),
      acceptClock: options.acceptClock ?? false,
      snapshots,
    });
    ending.unshift(() => centre.stop());
    await centre.start();
    const { config } = await centre.ask((now) => now.config());
    await Promise.all([store.contacts.adopt(config.contacts), figures.load(store.queries, config)]);
    if (options.quiet !== true) stats.load(); // takes its time beside all else; who asks before waits for it
    const site = { port: settings.httpPort };
    const api = makeApi(options, { store, centre, callers, figures, stats, past, clock, telephony, site });
    seen.api = api;
    ending.unshift(() => api.close());
    const { port } = await api.listen();
    if (options.quiet !== true) site.port = port; // a quiet one's is gone with it: the pages will be where the settings say
    return {
      centre,
      store,
      httpPort: port,
      addresses: phones?.addresses,
      counters: () => countersOf(centre, phones ?? {}, callers),
      stop: onlyOnce(() => endAll(ending)),
    };
  } catch (error) {
    await endAll(ending);
    throw error;
  }
}

/** Where people's browsers find the pages: a browser gives its microphone to its own machine, and to HTTPS. */
export function publicUrl(settings: Settings, port: number): string {
  if (settings.tlsCertificate !== undefined) return `https://${settings.toldAddress}:${port}`;
  const isHere = /^(0\.0\.0\.0|::|127\..*|::1)$/.test(settings.host);
  return `http://${isHere ? "localhost" : settings.toldAddress}:${port}`;
}

/** What is made from the journal beside the machine. */
function startThreads(directory: string, clock: Clock, ending: (() => Promise<void>)[]) {
  const snapshots = new SnapshotThread(directory);
  const past = new PastThread({ clock, makeWorker: () => pastWorker(directory) });
  ending.unshift(
    () => snapshots.stop(),
    () => past.stop(),
  );
  return { snapshots, past };
}

function makeTelephony(options: ServerOptions, store: Store, clock: Clock): SipTelephony {
  const { settings, log } = options;
  const tones = settings.sounds === "tones";
  return createTelephony({
    host: settings.host,
    sipPort: settings.sipPort,
    publicAddress: settings.toldAddress,
    rtpPorts: settings.rtpPorts,
    webrtcPorts: settings.webrtcPorts,
    mediaProcesses: settings.mediaProcesses,
    dataDirectory: settings.dataDirectory,
    vault: store.vault,
    traces: store.traces,
    log,
    clock,
    surviveMs: Number(settings.survivalMs),
    userAgent: `Legroom/${VERSION}`,
    ...(tones ? { sounds: toneSounds, music: toneMusic } : {}),
  });
}

function makeCallers({ settings, log }: ServerOptions, store: Store, clock: Clock): CountingLookup {
  return createCallerLookup({
    directory: store.contacts,
    vault: store.vault,
    clock,
    log,
    ...(settings.crmUrl === undefined ? {} : { crm: { url: settings.crmUrl, ...tokenOf(settings) } }),
  });
}

/** Contacts of a file that was imported are the directory's from then on; those that it has already stay as they are. */
function adoptContacts(events: readonly Event[], store: Store, log: Log): void {
  for (const event of events) {
    if (event.type !== "centre.configured") continue;
    store.contacts.adopt(event.config.contacts).catch((error: unknown) => {
      log.warn("contacts of the centre's file could not be kept", { message: String(error) });
    });
  }
}

function tokenOf(settings: Settings): { token?: string } {
  return settings.crmToken === undefined ? {} : { token: settings.crmToken };
}

type Parts = {
  readonly store: Store;
  readonly centre: Centre;
  readonly callers: CountingLookup;
  readonly figures: LiveFigures;
  readonly stats: StatsReader;
  readonly past: PastThread;
  readonly clock: Clock;
  /** The port that was had, once it is open. */
  readonly site: { readonly port: number };
  readonly telephony: Telephony & {
    readonly pages: PageDoor;
    readonly recordings: RecordingReader;
    readonly addresses?: TelephonyAddresses | undefined;
    readonly counters?: () => Readonly<Record<string, number>>;
  };
};

function makeApi({ settings, log, quiet }: ServerOptions, parts: Parts): Api {
  const { store, centre, callers, figures, stats, past, clock, telephony, site } = parts;
  const tls = tlsOf(settings);
  return createApi({
    centre,
    queries: store.queries,
    vault: store.vault,
    accounts: store.accounts,
    directory: store.contacts,
    pageDoor: telephony.pages,
    recordings: telephony.recordings,
    figures: { queues: (now) => figures.queues(now), stats: (of) => stats.read(of) },
    explainer: past,
    counters: () => countersOf(centre, telephony, callers),
    clock,
    log,
    settings: {
      host: quiet === true ? "127.0.0.1" : settings.host,
      port: quiet === true ? 0 : settings.httpPort,
      dataDir: settings.dataDirectory,
      pagesDirectory,
      get publicUrl() {
        return publicUrl(settings, site.port);
      },
      ...(tls === undefined ? {} : { tls }),
      ...(settings.apiKey === undefined ? {} : { apiKey: settings.apiKey }),
      sipAddress: {
        host: settings.toldAddress,
        port: telephony.addresses?.udp.port ?? settings.sipPort,
        transports: ["udp", "tcp"],
      },
      version: VERSION,
    },
  });
}

/** The certificate and its key, read once. */
function tlsOf(settings: Settings): { cert: Buffer; key: Buffer } | undefined {
  if (settings.tlsCertificate === undefined || settings.tlsKey === undefined) return undefined;
  return { cert: readFileSync(settings.tlsCertificate), key: readFileSync(settings.tlsKey) };
}

/** What was counted since the start, by room. */
function countersOf(
  centre: Centre,
  telephony: { counters?: () => Readonly<Record<string, number>> },
  callers: CountingLookup,
): Readonly<Record<string, number>> {
  const engine = Object.entries(centre.figures()).flatMap(([name, value]) =>
    typeof value === "number" ? [[`engine.${name}`, value] as const] : [],
  );
  const crm = Object.entries(callers.counters()).map(([name, value]) => [`crm.${name}`, value] as const);
  return { ...Object.fromEntries([...engine, ...crm]), ...telephony.counters?.() };
}

/** Everything is ended even if one of them fails; the first failure is told. */
async function endAll(ending: readonly (() => Promise<void>)[]): Promise<void> {
  let failure: unknown;
  for (const end of ending) {
    try {
      await end();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}

function onlyOnce(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}
