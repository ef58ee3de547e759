/** A call through the whole real stack: a server of its own on free ports, a customer, an agent, and their tones. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlClient } from "@legroom/api";
import { makeLog } from "../log.ts";
import { ScriptedPhone } from "../outside/scripted-phone.ts";
import { startServer } from "../server.ts";
import { readSettings } from "../settings.ts";
import type { Settings } from "../settings.ts";
import { hear } from "../outside/tone-hearing.ts";
import { freeRange } from "./ports.ts";

const HOST = "127.0.0.1";
const RTP_PORTS = 40;
const CUSTOMER = { hz: 450, dbov: -12 };
const AGENT = { hz: 750, dbov: -12 };
/** What has not come by then does not come: a busy machine is slow, and not broken. */
const STEP_MS_MAX = 15_000;

/** Resolves with what was heard; rejects with the step that failed. */
export async function selfCall(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "legroom-doctor-"));
  const phones: ScriptedPhone[] = [];
  const settings = await momentarySettings(directory);
  const log = makeLog("silent");
  const server = await startServer({ settings, log });
  try {
    const at = { host: HOST, port: server.addresses?.udp.port ?? 0 };
    const agent = await openPhone(settings, { server: at, user: "alice", tone: AGENT }, phones);
    const customer = await openPhone(settings, { server: at, user: "stan", tone: CUSTOMER }, phones);
    return await talk(agent, customer);
  } finally {
    await Promise.all(phones.map((phone) => phone.close()));
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function talk(agent: ScriptedPhone, customer: ScriptedPhone): Promise<string> {
  const status = await agent.register();
  if (status !== 200) throw new Error(`the agent's phone was not registered (${status})`);
  const presence = await agent.call("*1");
  await inTime(presence.ended, "the presence call did not end");
  const call = await customer.call("sales");
  await inTime(call.answered, "the customer's call was not answered");
  const ring = await inTime(agent.nextCall(), "the agent's phone did not ring");
  ring.ring();
  const heardByAgent = await ring.answer();
  const answeredAt = performance.now();
  const [customerLevel, agentLevel] = await Promise.all([
    hear(heardByAgent, CUSTOMER.hz, STEP_MS_MAX),
    hear(call.audio, AGENT.hz, STEP_MS_MAX),
  ]);
  const tookMs = Math.round(performance.now() - answeredAt);
  call.hangUp();
  await inTime(ring.ended, "the agent's phone was not hung up");
  return (
    `both tones heard within ${tookMs} ms of the answer ` +
    `(${customerLevel.toFixed(1)} and ${agentLevel.toFixed(1)} dBov, sent at ${AGENT.dbov})`
  );
}

async function momentarySettings(dataDirectory: string): Promise<Settings> {
  const range = await freeRange(HOST, RTP_PORTS);
  const read = readSettings({
    LEGROOM_HOST: HOST,
    LEGROOM_HTTP_PORT: "0",
    LEGROOM_SIP_PORT: "0",
    LEGROOM_RTP_PORTS: `${range.from}-${range.to - 2}`,
    LEGROOM_WEBRTC_PORTS: `${range.to}-${range.to}`,
    LEGROOM_MEDIA_PROCESSES: "1",
    LEGROOM_DATA_DIR: dataDirectory,
    LEGROOM_SOUNDS: "tones",
  });
  if (!read.ok) throw new Error(read.lines.join("; "));
  return read.settings;
}

async function openPhone(
  settings: Settings,
  options: Parameters<typeof ScriptedPhone.open>[0],
  phones: ScriptedPhone[],
): Promise<ScriptedPhone> {
  const answer = await controlClient(settings.dataDirectory).request("POST", `/devices/${options.user}/secret`);
  const { secret } = (answer?.body ?? {}) as { secret?: string }; // the shape of the API's own route
  if (secret === undefined) throw new Error(`no secret was made for ${options.user}`);
  const phone = await ScriptedPhone.open({ ...options, secret });
  phones.push(phone);
  return phone;
}

async function inTime<Value>(promise: Promise<Value>, why: string): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(why)), STEP_MS_MAX);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
