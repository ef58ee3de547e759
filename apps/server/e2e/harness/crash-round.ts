/**
 * One `kill -9` of the control process under load, and what an outside client finds afterwards.
 *
 * A customer's call is ringing, talking or wrapping, another customer waits; commands and registrations are answered all
 * the while. What was told to anybody outside must hold after the next start, and what cannot live on is ended truthfully.
 */
import { readWav } from "@legroom/media";
import type { EventReader } from "../../src/outside/event-reader.ts";
import type { DialledCall, PhoneCallEnd, ReceivedCall } from "../../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../../src/outside/scripted-phone.ts";
import { HEARD_DBOV, hear, levelsOf } from "../../src/outside/tone-hearing.ts";
import { isAlive } from "./alive.ts";
import { readJournal } from "./journal-on-disk.ts";
import { OutsideLog } from "./outside-log.ts";
import { until } from "./until.ts";
import type { WholeServer } from "./whole-server.ts";

export const crashPhases = ["ringing", "talking", "wrapping"] as const;
export type CrashPhase = (typeof crashPhases)[number];

export type CrashCast = {
  readonly alice: ScriptedPhone;
  /** Bob's, which registers all the while. */
  readonly registering: ScriptedPhone;
  readonly customer: ScriptedPhone;
  /** Calls where nobody is available. */
  readonly waiting: ScriptedPhone;
};

export type CrashReport = {
  readonly phase: CrashPhase;
  readonly commitsPerSecond: number;
  readonly told: { readonly commands: number; readonly registrations: number; readonly events: number };
  readonly mediaGoneMs: number;
  readonly startMs: number;
  /** From the start of the next process to the last BYE of a former call. */
  readonly byeMs: number;
  /** Everything that was not as promised, in words. */
  readonly faults: readonly string[];
};

const HZ = { alice: 450, customer: 900 } as const;
const LOAD_COMMITS = 20;
const TALK_MS = 1500;
const BYE_MS_MAX = 5000;
const MEDIA_GONE_MS_MAX = 2000;
/** A recording holds all but the last second of what was said before the crash. */
const LOST_TAIL_MS = 1000;
const SLACK_MS = 400;
export const crashTones = HZ;

type Calls = {
  readonly interactionId: string;
  readonly waitingId: string;
  /** `rings`: a phone that has not answered yet is told by CANCEL. */
  readonly live: readonly { readonly who: string; readonly ended: Promise<PhoneCallEnd>; readonly rings?: true }[];
  /** What each track must hold, at least; 0 without a talk. */
  readonly talkMs: () => number;
};

/** Plays the round on a running server, which runs again afterwards with nobody in a call. */
export async function crashRound(server: WholeServer, cast: CrashCast, phase: CrashPhase): Promise<CrashReport> {
  const log = new OutsideLog();
  const events = await server.api.events();
  log.load(server, { agent: "david", phone: cast.registering });
  const calls = await bringTo(phase, { events, cast });
  const [commands, registrations] = [log.commands.length, log.registrations.length];
  // So much was answered while they were there.
  await until(
    () => Math.min(log.commands.length - commands, log.registrations.length - registrations),
    (answered) => answered >= LOAD_COMMITS / 2,
  );
  const commitsPerSecond = log.commitsPerSecond();
  const talkMs = calls.talkMs();
  const mediaGoneMs = await killAll(server);
  log.end();
  events.close();
  const journal = await readJournal(server.directory);
  const startedAt = performance.now();
  const running = server.startAgain().then(() => performance.now());
  const ends = await Promise.all(calls.live.map((call) => endOf(call, running)));
  const startMs = (await running) - startedAt;
  const faults = [
    ...journal.faults,
    ...log.broken(journal.events, events.seen),
    ...ends.flatMap((end) => end.faults),
    ...(mediaGoneMs > MEDIA_GONE_MS_MAX ? [`media processes lived on for ${mediaGoneMs.toFixed(0)} ms`] : []),
    ...(await closedTruly(server, { phase, ...calls })),
    ...(await stands(server, { phase, log })),
    ...(await recordingsOf(server, { interactionId: calls.interactionId, talkMs })),
  ];
  await server.api.request("POST", "/agents/alice/wrap-up/end");
  await availability(server, "available");
  const told = { commands: log.commands.length, registrations: log.registrations.length, events: events.seen.length };
  const byeMs = Math.max(...ends.map((end) => end.at)) - startedAt;
  return { phase, commitsPerSecond, told, mediaGoneMs, startMs, byeMs, faults };
}

/** A customer waits in another queue, and one is where the phase says. */
async function bringTo(phase: CrashPhase, on: { events: EventReader; cast: CrashCast }): Promise<Calls> {
  const { events, cast } = on;
  const waits = await cast.waiting.call("support");
  const queued = await events.next("interaction.queued", (event) => event["queueId"] === "support");
  const call = await cast.customer.call("sales");
  const ring = await cast.alice.nextCall();
  ring.ring();
  const ringing = await events.next("offer.ringing");
  const ids = { interactionId: String(ringing["interactionId"]), waitingId: String(queued["interactionId"]) };
  const waiting = { who: "the waiting customer", ended: waits.ended };
  const customer = { who: "the customer", ended: call.ended };
  const agent = { who: "the agent", ended: ring.ended };
  await waits.answered;
  await call.answered;
  if (phase === "ringing") return { ...ids, live: [waiting, customer, { ...agent, rings: true }], talkMs: () => 0 };
  const talkMs = await talk({ call, ring, events });
  if (phase === "talking") return { ...ids, live: [waiting, customer, agent], talkMs };
  const whole = talkMs();
  call.hangUp();
  await ring.ended;
  await events.next("agent.wrap-up-started");
  await events.next("recording.finished");
  return { ...ids, live: [waiting], talkMs: () => whole + LOST_TAIL_MS };
}

/** Both hear each other for a while. Gives how long they have been heard, whenever asked. */
async function talk(of: { call: DialledCall; ring: ReceivedCall; events: EventReader }): Promise<() => number> {
  await hear(await of.ring.answer(), HZ.customer);
  await hear(of.call.audio, HZ.alice);
  await of.events.next("interaction.live");
  await of.events.next("recording.started");
  const fromAt = performance.now();
  await passed(TALK_MS);
  return () => performance.now() - fromAt;
}

/** Kills the control process alone; gives how long its media processes outlived it. */
async function killAll(server: WholeServer): Promise<number> {
  const media = server.process.childPids();
  await server.process.kill("SIGKILL");
  const killedAt = performance.now();
  await until(
    () => media.filter(isAlive),
    (alive) => alive.length === 0,
  );
  return performance.now() - killedAt;
}

async function endOf(
  call: Calls["live"][number],
  running: Promise<number>,
): Promise<{ readonly at: number; readonly faults: readonly string[] }> {
  const told = call.ended.then((end) => ({ end, at: performance.now() }));
  const seen = await Promise.race([told, running.then(() => passed(BYE_MS_MAX))]);
  if (seen === undefined)
    return { at: performance.now(), faults: [`${call.who} was not told within ${BYE_MS_MAX} ms`] };
  const { end, at } = seen;
  const isTold = call.rings === true ? end.cause.startsWith("cancelled") : end.by === "remote" && end.cause === "bye";
  return { at, faults: isTold ? [] : [`${call.who} saw ${JSON.stringify(end)}`] };
}

/** Nobody is left in an interaction, and each says why it ended. */
async function closedTruly(server: WholeServer, of: Calls & { readonly phase: CrashPhase }): Promise<string[]> {
  const { items } = (await server.api.get("/interactions?open=true")) as { items: { id: string }[] };
  const wanted = { [of.waitingId]: "centre-restarted", [of.interactionId]: "centre-restarted" };
  if (of.phase === "wrapping") wanted[of.interactionId] = "customer-hung-up";
  const faults = items.map(({ id }) => `interaction ${id} is still open`);
  for (const [id, cause] of Object.entries(wanted)) {
    const record = (await server.api.get(`/interactions/${id}`)) as { phase: string; cause?: string };
    if (record.cause !== cause) faults.push(`interaction ${id} ended as ${record.cause ?? record.phase}, not ${cause}`);
  }
  const open = await server.openConferences();
  return [...faults, ...open.map(({ name }) => `conference ${name} is still open`)];
}

/** Settings, agents and phones are as they were told to be. */
async function stands(server: WholeServer, of: { phase: CrashPhase; log: OutsideLog }): Promise<string[]> {
  const faults: string[] = [];
  const { log } = of;
  const david = (await server.api.get("/agents/david")) as { presence: string };
  const mayBe = [log.commands.at(-1)?.presence, log.unanswered];
  if (!mayBe.includes(david.presence)) faults.push(`david is ${david.presence}, not ${mayBe.join(" or ")}`);
  const { items } = (await server.api.get("/endpoints")) as { items: { deviceId: string; alive: boolean }[] };
  for (const device of ["alice", "bob"])
    if (!items.some(({ deviceId, alive }) => deviceId === device && alive))
      faults.push(`the phone of ${device} is gone`);
  const centre = (await server.api.get("/centre")) as { queues: { wrapUpMs: number }[] };
  if (centre.queues.some(({ wrapUpMs }) => wrapUpMs !== 60_000)) faults.push("the centre's settings are others");
  const health = await server.api.request("GET", "/health");
  if (health.status !== 200) faults.push(`health says ${JSON.stringify(health.body)}`);
  if (of.phase === "wrapping") await availability(server, "wrapping");
  return faults;
}

async function availability(server: WholeServer, state: string): Promise<void> {
  await until(
    async () => ((await server.api.get("/agents/alice")) as { availability: { state: string } }).availability.state,
    (now) => now === state,
  );
}

/** Each seat's track opens, is as long as the talk, and holds that seat's tone. */
async function recordingsOf(server: WholeServer, of: { interactionId: string; talkMs: number }): Promise<string[]> {
  if (of.talkMs === 0) return [];
  type Recording = { readonly status: string; readonly tracks: readonly { readonly path: string }[] };
  const look = async (): Promise<readonly Recording[]> =>
    ((await server.api.get(`/interactions/${of.interactionId}/recordings`)) as { items: Recording[] }).items;
  const [recording] = await until(look, ([first]) => first?.status === "finished");
  const faults: string[] = [];
  const heard: number[] = [];
  for (const { path } of recording?.tracks ?? []) {
    const wav = readWav(await server.api.bytes(path));
    if (!wav.ok) {
      faults.push(`${path}: ${wav.cause}`);
      continue;
    }
    const tone = Object.values(HZ).find((hz) => Math.max(...levelsOf(wav.pcm, hz)) > HEARD_DBOV);
    if (tone !== undefined) heard.push(tone);
    const ms = wav.pcm.length / 8;
    if (ms < of.talkMs - LOST_TAIL_MS - SLACK_MS) faults.push(`${path} has ${ms} ms of ${of.talkMs.toFixed(0)}`);
  }
  const wanted = Object.values(HZ).toSorted((a, b) => a - b);
  const isBoth = heard.toSorted((a, b) => a - b).join(" ") === wanted.join(" ");
  return isBoth ? faults : [...faults, `the recording holds the tones ${heard.join(", ") || "of nobody"}`];
}

function passed(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), Math.max(0, ms)));
}
