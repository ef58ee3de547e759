/**
 * The one table of settings: what can be set, its default, how it is read, what it means.
 *
 * Nothing else in the tree reads the environment, and `.env.example` shows the same table (both are tests).
 */
import { accessSync, constants } from "node:fs";
import { availableParallelism, networkInterfaces } from "node:os";
import { resolve } from "node:path";

export type PortRange = { readonly from: number; readonly to: number };
export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What was written could be read, or why not: the end of a line that begins with the setting's name. */
type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: string };

export type Setting<Value> = {
  readonly name: string;
  /** As a person would write it. */
  readonly standard: string;
  readonly meaning: string;
  readonly read: (text: string) => Read<Value>;
};

const PROCESSES_MAX = 16;
const API_KEY_CHARACTERS_MIN = 32;

export const table = {
  httpPort: setting("LEGROOM_HTTP_PORT", "3000", "Pages, API, and SIP over WebSocket at /sip.", port),
  sipPort: setting("LEGROOM_SIP_PORT", "5060", "SIP over UDP and TCP.", port),
  rtpPorts: setting("LEGROOM_RTP_PORTS", "40000-40999", "UDP ports of audio, split among the media processes.", ports),
  webrtcPorts: setting(
    "LEGROOM_WEBRTC_PORTS",
    "41000-41015",
    "UDP ports of browsers' audio, one for each media process.",
    webrtcPorts,
  ),
  mediaProcesses: setting(
    "LEGROOM_MEDIA_PROCESSES",
    String(Math.max(1, Math.min(PROCESSES_MAX, availableParallelism() - 1))),
    `Processes that carry audio, 1 to ${PROCESSES_MAX}; the default is one less than the machine has cores.`,
    whole(1, PROCESSES_MAX),
  ),
  host: setting("LEGROOM_HOST", "0.0.0.0", "The address that everything is bound to.", address),
  publicAddress: setting(
    "LEGROOM_PUBLIC_ADDRESS",
    "found",
    "The address that phones are told (SDP, Contact). Found: the bind address, or the machine's first one.",
    foundOrAddress,
  ),
  dataDirectory: setting("LEGROOM_DATA_DIR", "./data", "Everything durable.", directory),
  database: setting(
    "LEGROOM_DATABASE",
    "sqlite:",
    "Where journal and read models live: sqlite: is in the data directory. turso: and postgres:// are not built yet.",
    only("sqlite:", "only sqlite: is built yet"),
  ),
  agentConnection: setting(
    "LEGROOM_AGENT_CONNECTION",
    "interaction",
    "How agents are connected. interaction: dialled for each. persistent and agent-dials are not built yet.",
    only("interaction", "only interaction is built yet"),
  ),
  interactionConferences: setting(
    "USE_INTERACTION_CONFERENCES",
    "true",
    "false asks for LEGROOM_AGENT_CONNECTION=persistent, which is not built yet.",
    only("true", "false asks for persistent agent conferences, which are not built yet"),
  ),
  survivalMs: setting(
    "LEGROOM_SURVIVAL_MS",
    "0",
    "How long audio lives on without its control process, in ms. Survival is not built yet: only 0 is taken.",
    only("0", "survival is not built yet, only 0 is taken"),
  ),
  tlsCertificate: setting(
    "LEGROOM_TLS_CERT",
    "",
    "A certificate file (PEM) for HTTPS and WSS, together with LEGROOM_TLS_KEY: pages on other machines need it.",
    file,
  ),
  tlsKey: setting("LEGROOM_TLS_KEY", "", "The certificate's key file (PEM).", file),
  apiKey: setting(
    "LEGROOM_API_KEY",
    "",
    `An administrator's API key of at least ${API_KEY_CHARACTERS_MIN} characters, accepted from the start.`,
    apiKey,
  ),
  crmUrl: setting(
    "LEGROOM_CRM_URL",
    "",
    "Where an outside CRM is asked who calls (POST, JSON), before a call is answered; empty asks the directory alone.",
    webAddress,
  ),
  crmToken: setting("LEGROOM_CRM_TOKEN", "", "The bearer token that the CRM wants.", secret),
  sounds: setting(
    "LEGROOM_SOUNDS",
    "spoken",
    "spoken, or tones: each prompt and the music is a tone of its own, so that audio can be measured.",
    oneOf(["spoken", "tones"] as const),
  ),
  logLevel: setting("LEGROOM_LOG", "warn", "debug, info, warn, error or silent, on standard error.", oneOf(logLevels)),
} as const;

type Table = typeof table;
type ValueOf<S> = S extends Setting<infer Value> ? Value : never;
/** All settings, read and checked. */
export type Settings = { readonly [Key in keyof Table]: ValueOf<Table[Key]> } & {
  /** What phones are told: found, where it was not set. */
  readonly toldAddress: string;
};

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  /** One line for each setting that is wrong. */
  | { readonly ok: false; readonly lines: readonly string[] };

/** Settings from an environment; an empty value counts as not set. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const values: Record<string, unknown> = {};
  const lines: string[] = [];
  for (const [key, entry] of Object.entries(table) as [string, Setting<unknown>][]) {
    const written = environment[entry.name]?.trim() ?? "";
    const read = entry.read(written === "" ? entry.standard : written);
    if (read.ok) values[key] = read.value;
    // An API key in a terminal's scroll-back or a log would be a secret given away.
    else lines.push(`${entry.name}${/_(KEY|TOKEN)$/.test(entry.name) ? "" : `=${written}`}: ${read.why}`);
  }
  lines.push(...contradictions(values));
  if (lines.length > 0) return { ok: false, lines };
  const read = values as Omit<Settings, "toldAddress">; // every key of the table was read above
  return { ok: true, settings: { ...read, toldAddress: toldAddress(read.publicAddress, read.host) } };
}

/** What each setting alone may say, but not both together. */
function contradictions(values: Readonly<Record<string, unknown>>): string[] {
  const { tlsCertificate, tlsKey, mediaProcesses, webrtcPorts: range } = values as Partial<Settings>;
  const lines: string[] = [];
  if (tlsCertificate !== undefined && tlsKey === undefined)
    lines.push("LEGROOM_TLS_KEY: the certificate needs its key");
  if (tlsKey !== undefined && tlsCertificate === undefined)
    lines.push("LEGROOM_TLS_CERT: the key needs its certificate");
  if (range !== undefined && mediaProcesses !== undefined && range.to - range.from + 1 < mediaProcesses)
    lines.push(`LEGROOM_WEBRTC_PORTS: ${mediaProcesses} media processes need as many ports`);
  return lines;
}

/** Settings from this process's environment and, below it, from a `.env` file where it was started. */
export function settingsOfProcess(): SettingsResult {
  try {
    process.loadEnvFile(".env");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return { ok: false, lines: [`.env: ${String(error)}`] };
  }
  return readSettings(process.env);
}

function setting<Value>(
  name: string,
  standard: string,
  meaning: string,
  read: (text: string) => Read<Value>,
): Setting<Value> {
  return { name, standard, meaning, read };
}

function whole(low: number, high: number): (text: string) => Read<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= low && value <= high ? { ok: true, value } : no(`must be a whole number from ${low} to ${high}`);
  };
}

/** 0 lets the system choose: for tests and the self-call. */
function port(text: string): Read<number> {
  return whole(0, 65_535)(text);
}

function ports(text: string): Read<PortRange> {
  const parts = /^(\d{1,5})-(\d{1,5})$/.exec(text);
  const [from, to] = [Number(parts?.[1]), Number(parts?.[2])];
  const fits = parts !== null && from >= 1024 && to <= 65_535 && to - from >= 3;
  return fits ? { ok: true, value: { from, to } } : no("must be FROM-TO, from 1024 to 65535, at least four ports");
}

function webrtcPorts(text: string): Read<PortRange> {
  const parts = /^(\d{1,5})-(\d{1,5})$/.exec(text);
  const [from, to] = [Number(parts?.[1]), Number(parts?.[2])];
  const fits = parts !== null && from >= 1024 && to <= 65_535 && to >= from;
  return fits ? { ok: true, value: { from, to } } : no("must be FROM-TO, from 1024 to 65535");
}

/** A file that can be read; none when empty. */
function file(text: string): Read<string | undefined> {
  if (text === "") return { ok: true, value: undefined };
  const path = resolve(text);
  try {
    accessSync(path, constants.R_OK);
    return { ok: true, value: path };
  } catch {
    return no("there is no such file, or it cannot be read");
  }
}

function address(text: string): Read<string> {
  return /^[0-9a-f:.]{2,45}$/i.test(text) ? { ok: true, value: text } : no("must be an IP address, not a name");
}

function foundOrAddress(text: string): Read<string> {
  return text === "found" ? { ok: true, value: text } : address(text);
}

function directory(text: string): Read<string> {
  return { ok: true, value: resolve(text) };
}

function apiKey(text: string): Read<string | undefined> {
  if (text === "") return { ok: true, value: undefined };
  const fits = text.length >= API_KEY_CHARACTERS_MIN && /^[\x21-\x7e]+$/.test(text);
  return fits ? { ok: true, value: text } : no(`must have at least ${API_KEY_CHARACTERS_MIN} visible ASCII characters`);
}

function webAddress(text: string): Read<string | undefined> {
  if (text === "") return { ok: true, value: undefined };
  const url = URL.parse(text);
  const fits = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return fits
    ? { ok: true, value: text }
    : no("must be an address that begins with http:// or https://, without a password");
}

function secret(text: string): Read<string | undefined> {
  if (text === "") return { ok: true, value: undefined };
  return /^[\x21-\x7e]{1,4096}$/.test(text) ? { ok: true, value: text } : no("must be visible ASCII characters");
}

function only<Value extends string>(value: Value, why: string): (text: string) => Read<Value> {
  return (text) => (text === value ? { ok: true, value } : no(why));
}

function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Read<Value> {
  return (text) => {
    const value = values.find((each) => each === text);
    return value === undefined ? no(`must be one of ${values.join(", ")}`) : { ok: true, value };
  };
}

function no(why: string): { ok: false; why: string } {
  return { ok: false, why };
}

function toldAddress(publicAddress: string, host: string): string {
  if (publicAddress !== "found") return publicAddress;
  if (host !== "0.0.0.0" && host !== "::") return host;
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find((each) => each.family === "IPv4" && !each.internal)?.address ?? "127.0.0.1";
}
