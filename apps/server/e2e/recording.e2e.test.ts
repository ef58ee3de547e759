/** The recording of a talk as a person downloads it: a track for each seat, with that seat's voice, on one clock. */
import { SAMPLE_RATE_HZ, readWav } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader, SeenEvent } from "../src/outside/event-reader.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { pausesIn, sendPausing } from "./harness/paused-tone.ts";
import { MUSIC_HZ, foreignIn, promptTones } from "./harness/tones.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 450, customer: 900 } as const;
const PAUSES = 6;
const EVERY_MS = 600;
const ALIGNED_MS = 20;
const LENGTH_MS = 40;
/** A machine that stood still for longer while it was measured, here or in the server: the talk is had once more. */
const STALL_MS_MAX = 10;
const TRIES_MAX = 4;

let server: WholeServer;
let alice: ScriptedPhone;
let stan: ScriptedPhone;

beforeAll(async () => {
  server = await WholeServer.start({ centre: centreWith({ wrapUpMs: 0 }) });
  alice = await server.agent("alice", { hz: HZ.alice });
  stan = await server.phone("stan", { hz: HZ.customer });
});

afterAll(async () => {
  await server.stop();
});

type Track = {
  readonly role: "customer" | "agent";
  readonly pcm: Int16Array;
  readonly durationMs: number;
  /** performance.now() of its pauses, and where they lie in it. */
  readonly sentAt: readonly number[];
  readonly foundMs: readonly number[];
};
type Talk = {
  readonly tracks: readonly Track[];
  /** From the agent's answer to the end of each one's leg. */
  readonly legMs: Readonly<Record<Track["role"], number>>;
  readonly stallMs: number;
};

/** A talk in which both pause now and then, and what is left of it as a recording. */
async function recordedTalk(): Promise<Talk> {
  const events = await server.api.events();
  const call = await stan.call("sales");
  const ring = await alice.nextCall();
  ring.ring();
  const heardByAlice = await ring.answer();
  await hear(heardByAlice, HZ.customer);
  await hear(call.audio, HZ.alice);
  const sending = (peer: RtpPeer, hz: number) => sendPausing(peer, { hz, everyMs: EVERY_MS, pauses: PAUSES });
  const sentAt = await Promise.all([sending(call.audio, HZ.customer), sending(heardByAlice, HZ.alice)]);
  call.hangUp();
  await ring.ended;
  const recorded = await events.next("recording.finished");
  const { legId } = only(events, "offer.ended");
  const isAgents = (event: SeenEvent): boolean => event["legId"] === legId;
  // Each leg's end is told when its phone has answered the BYE, or sent one: neither waits for the recording.
  await events.next("leg.ended", isAgents);
  await events.next("leg.ended", (event) => !isAgents(event));
  const up = only(events, "leg.up", isAgents);
  const endOf = (isOne: typeof isAgents): number => only(events, "leg.ended", isOne).at - up.at;
  const legMs = { agent: endOf(isAgents), customer: endOf((event) => !isAgents(event)) };
  const stallMs = Math.max(
    call.audio.stallMs,
    heardByAlice.stallMs,
    only(events, "recording.started").at - only(events, "recording.asked").at,
  );
  const tracks = await download(String(recorded["interactionId"]), events, sentAt);
  events.close();
  return { tracks, legMs, stallMs };
}

function only({ seen }: EventReader, type: string, fits: (event: SeenEvent) => boolean = () => true): SeenEvent {
  const found = seen.filter((event) => event.type === type && fits(event));
  expect(found).toHaveLength(1);
  return found[0] as SeenEvent; // there is one
}

async function download(
  interactionId: string,
  events: EventReader,
  [customerSentAt, agentSentAt]: readonly number[][],
): Promise<Track[]> {
  const body = await server.api.get(`/interactions/${interactionId}/recordings`);
  const { items } = body as { items: { tracks: { seatId: string; durationMs: number; path: string }[] }[] };
  expect(items).toMatchObject([{ status: "finished", tracks: [{}, {}] }]);
  const agentSeat = only(events, "offer.made")["seatId"];
  return await Promise.all(
    (items[0]?.tracks ?? []).map(async ({ seatId, durationMs, path }): Promise<Track> => {
      const wav = readWav(await server.api.bytes(path));
      if (!wav.ok) throw new Error(wav.cause);
      const role = seatId === agentSeat ? "agent" : "customer";
      const sentAt = (role === "agent" ? agentSentAt : customerSentAt) ?? [];
      return { role, pcm: wav.pcm, durationMs, sentAt, foundMs: pausesIn(wav.pcm) };
    }),
  );
}

/** Where a track begins, in this process's time: the median over its pauses. */
function beginsAt({ sentAt, foundMs }: Track): number {
  const begins = sentAt.map((at, index) => at - (foundMs[index] ?? Number.NaN)).toSorted((a, b) => a - b);
  return begins[Math.floor(begins.length / 2)] ?? Number.NaN;
}

/** What is not as it shall be, in words. */
function faultsOf({ tracks, legMs }: Talk): string[] {
  const [first, second] = tracks.map(beginsAt);
  const apartMs = Math.abs((first ?? Number.NaN) - (second ?? Number.NaN));
  const lengths = tracks.map(({ role, durationMs }) => ({ role, offMs: Math.abs(durationMs - legMs[role]) }));
  return [
    ...(apartMs <= ALIGNED_MS ? [] : [`the tracks begin ${apartMs.toFixed(1)} ms apart`]),
    ...lengths
      .filter(({ offMs }) => offMs > LENGTH_MS)
      .map(({ role, offMs }) => `the ${role}'s is off by ${offMs} ms of the leg`),
  ];
}

test("the tracks hold their own voice only, begin together, and are as long as the legs", async () => {
  let talk = await recordedTalk();
  for (let tries = 1; faultsOf(talk).length > 0 && talk.stallMs > STALL_MS_MAX && tries < TRIES_MAX; tries += 1)
    talk = await recordedTalk();
  expect(talk.tracks.map(({ role }) => role).toSorted()).toEqual(["agent", "customer"]);
  for (const { role, pcm, durationMs, foundMs } of talk.tracks) {
    const wanted = role === "agent" ? HZ.alice : HZ.customer;
    const other = role === "agent" ? HZ.customer : HZ.alice;
    expect(foreignIn(pcm, { wanted: [wanted], foreign: [other, MUSIC_HZ, ...promptTones()] })).toEqual([]);
    expect(foundMs).toHaveLength(PAUSES);
    expect((pcm.length * 1000) / SAMPLE_RATE_HZ).toBeCloseTo(durationMs, 0);
  }
  expect(faultsOf(talk)).toEqual([]);
});
