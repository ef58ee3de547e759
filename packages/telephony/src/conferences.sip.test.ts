/** Who hears whom, prompts and digits, with tones measured in the RTP. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId } from "@legroom/model";
import type { ConferenceState, LegId, SeatId } from "@legroom/model";
import { levelDbov } from "@legroom/media";
import { Bench, hears, untilHeard, untilSilent } from "../test/harness.ts";
import { ScriptedPhone } from "../test/scripted-phone.ts";

const ERIN_HZ = 600;
const AGENT_HZ = 900;
const PROMPT_HZ = 1500;
const MUSIC_HZ = 1800;

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench({ limits: { digitsPerSecondMax: 3 } }).start();
});
afterAll(() => bench.stop());

/** A hold conference: the customer hears music. */
function hold(id: string, version: number, of: { name: string; legId: LegId }): ConferenceState {
  const { legId } = of;
  const seatId: SeatId = asId(of.name);
  return {
    conferenceId: asId(id),
    name: id,
    version,
    seats: [{ seatId, legId }],
    hears: { [seatId]: [{ source: { music: "hold" } }] },
  };
}

test("two legs in one conference hear each other, and one that is elsewhere hears nobody [R-TEL-22]", async () => {
  const { endpointId, phone } = await bench.registered("alice");
  const [erin, frank] = [await bench.customer(), await bench.customer()];
  erin.call.say(ERIN_HZ);
  const next = phone.nextCall();
  bench.dial({ endpointId, legId: "leg-alice", near: erin.legId });
  const alice = await next;
  alice.say(AGENT_HZ);
  await bench.facts.wait("leg.answered", ({ legId }) => legId === "leg-alice");
  const seats = { erin: erin.legId, alice: asId<"leg">("leg-alice") };
  bench.take({ type: "conference.set", states: [bench.conference("talk", 1, seats)], nearLegId: erin.legId });
  await bench.facts.wait("conference.applied", ({ conferenceId, version }) => conferenceId === "talk" && version === 1);
  await Promise.all([untilHeard(erin.rtp, AGENT_HZ), untilHeard(alice.rtp, ERIN_HZ)]);
  await untilSilent(erin.rtp, ERIN_HZ);
  expect(await hears(frank.rtp, AGENT_HZ)).toBeLessThan(-50);

  bench.take({ type: "conference.set", states: [bench.conference("talk", 0, {})], nearLegId: erin.legId });
  await untilHeard(alice.rtp, ERIN_HZ);
  bench.take({ type: "conference.close", conferenceId: asId("talk") });
  await bench.facts.wait("conference.closed", ({ conferenceId }) => conferenceId === "talk");
  await untilSilent(alice.rtp, ERIN_HZ);
  for (const call of [erin.call, frank.call, alice]) call.hangUp();
});

test("a move names both conferences and happens at one tick: who is moved hears no gap, and no music after it [R-TEL-23]", async () => {
  const [erin, bob] = [await bench.customer(), await bench.customer()];
  erin.call.say(ERIN_HZ);
  bob.call.say(AGENT_HZ);
  bench.take({
    type: "conference.set",
    states: [hold("hold-1", 1, { name: "mover", legId: erin.legId })],
    nearLegId: erin.legId,
  });
  await untilHeard(erin.rtp, MUSIC_HZ);
  await bench.facts.wait("leg.media-started", ({ legId }) => legId === bob.legId);
  erin.rtp.forget();
  bob.rtp.forgetStall();
  bench.take({
    type: "conference.set",
    states: [bench.conference("hold-1", 2, {}), bench.conference("live-1", 1, { mover: erin.legId, bob: bob.legId })],
    nearLegId: erin.legId,
  });
  await bench.facts.wait(
    "conference.applied",
    ({ conferenceId, version }) => conferenceId === "hold-1" && version === 2,
  );
  await bench.facts.wait("conference.applied", ({ conferenceId }) => conferenceId === "live-1");
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Every frame of 20 ms from before the move to after it has somebody in it: music, then Bob, but for what he stood still.
  expect(erin.rtp.heard.length).toBeGreaterThan(10);
  const silentMs = erin.rtp.heard.filter(({ pcm }) => levelDbov(pcm) < -25).length * 20;
  expect(silentMs).toBeLessThanOrEqual(bob.rtp.stallMs < 20 ? 0 : bob.rtp.stallMs);
  await Promise.all([untilHeard(erin.rtp, AGENT_HZ), untilHeard(bob.rtp, ERIN_HZ)]);
  await untilSilent(erin.rtp, MUSIC_HZ);
  erin.call.hangUp();
  bob.call.hangUp();
});

test("a seat whose leg has ended meanwhile is away; the others are seated [R-TEL-24]", async () => {
  const [erin, gone] = [await bench.customer(), await bench.customer()];
  gone.call.hangUp();
  await bench.facts.wait("leg.ended", ({ legId }) => legId === gone.legId);
  const state = bench.conference("half", 1, { stayer: erin.legId, gone: gone.legId });
  bench.take({ type: "conference.set", states: [state], nearLegId: gone.legId });
  await bench.facts.wait("conference.applied", ({ conferenceId }) => conferenceId === "half");
  erin.call.hangUp();
});

test("a conference that is gone already is told as closed [R-TEL-25]", async () => {
  bench.take({ type: "conference.close", conferenceId: asId("never-opened") });
  await bench.facts.wait("conference.closed", ({ conferenceId }) => conferenceId === "never-opened");
});

test("a prompt is heard by its leg only, and told when it has ended [R-TEL-26]", async () => {
  const [erin, frank] = [await bench.customer(), await bench.customer()];
  const promptId = asId<"prompt">("prompt-plain");
  bench.take({
    type: "prompt.play",
    promptId,
    legId: erin.legId,
    seatId: null,
    items: [{ sound: "greeting" }, { number: 3 }],
    stopOnDigit: false,
  });
  await untilHeard(erin.rtp, PROMPT_HZ);
  expect(await hears(frank.rtp, PROMPT_HZ)).toBeLessThan(-50);
  const ended = await bench.facts.wait("prompt.ended", (fact) => fact.promptId === promptId);
  expect(ended).toMatchObject({ reason: "finished" });
  expect(ended.heardMs).toBeGreaterThanOrEqual(780);
  erin.call.hangUp();
  frank.call.hangUp();
});

test.each(["RFC 4733", "INFO"])("keys by %s stop a prompt and are collected [R-TEL-27]", async (way) => {
  const erin = await bench.customer();
  const promptId = asId<"prompt">(`prompt-${way}`);
  const seatId = asId<"seat">(`keys-${way}`);
  const states = [bench.conference(`menu-${way}`, 1, { [seatId]: erin.legId })] as const;
  bench.take({ type: "conference.set", states, nearLegId: erin.legId });
  bench.take({
    type: "prompt.play",
    promptId,
    legId: erin.legId,
    seatId,
    items: Array.from({ length: 10 }, () => ({ sound: "menu" as const })),
    stopOnDigit: true,
    collect: { max: 1, firstMs: 2000, betweenMs: 1000 },
  });
  await untilHeard(erin.rtp, PROMPT_HZ);
  if (way === "INFO") await ScriptedPhone.info(erin.call, "2");
  else erin.rtp.sendDigit("2");
  const ended = await bench.facts.wait("prompt.ended", (fact) => fact.promptId === promptId);
  expect(ended).toMatchObject({ reason: "digit", digits: "2" });
  expect(ended.heardMs).toBeLessThan(3000);
  expect(bench.facts.all("digits.received").filter((fact) => fact.legId === erin.legId)).toEqual([]);
  erin.call.hangUp();
});

test("keys that no prompt asked for are told, up to the bound of a second [R-TEL-28]", async () => {
  const erin = await bench.customer();
  for (const digit of "12345") await ScriptedPhone.info(erin.call, digit);
  await expect.poll(() => bench.telephony.counters()["digit.dropped"]).toBe(2);
  const digits = bench.facts.all("digits.received").filter((fact) => fact.legId === erin.legId);
  expect(digits.map((fact) => fact.digits).join("")).toBe("123");
  erin.call.hangUp();
});

test("a prompt that is stopped, or cannot be played, is told as ended [R-TEL-29]", async () => {
  const erin = await bench.customer();
  const play = (promptId: string, legId: LegId): unknown =>
    bench.take({
      type: "prompt.play",
      promptId: asId(promptId),
      legId,
      seatId: null,
      items: Array.from({ length: 10 }, () => ({ sound: "menu" as const })),
      stopOnDigit: false,
    });
  play("prompt-stopped", erin.legId);
  await untilHeard(erin.rtp, PROMPT_HZ);
  bench.take({ type: "prompt.stop", promptId: asId("prompt-stopped") });
  expect(await bench.facts.wait("prompt.ended", ({ promptId }) => promptId === "prompt-stopped")).toMatchObject({
    reason: "stopped",
  });
  erin.call.hangUp();
  await bench.facts.wait("leg.ended", ({ legId }) => legId === erin.legId);
  bench.take({ type: "prompt.stop", promptId: asId("prompt-never-was") });
  expect(await bench.facts.wait("prompt.ended", ({ promptId }) => promptId === "prompt-never-was")).toMatchObject({
    reason: "stopped",
  });
  play("prompt-after-the-end", erin.legId);
  expect(await bench.facts.wait("prompt.ended", ({ promptId }) => promptId === "prompt-after-the-end")).toEqual({
    type: "prompt.ended",
    promptId: "prompt-after-the-end",
    reason: "failed",
    heardMs: 0,
  });
});

test("a phone that holds is answered with what we still do, and hears again when it comes back [R-TEL-30]", async () => {
  const [erin, bob] = [await bench.customer(), await bench.customer()];
  bob.call.say(AGENT_HZ);
  const states = [bench.conference("held", 1, { holder: erin.legId, talker: bob.legId })] as const;
  bench.take({ type: "conference.set", states, nearLegId: erin.legId });
  await untilHeard(erin.rtp, AGENT_HZ);
  expect(await erin.call.reoffer("sendonly")).toContain("a=recvonly");
  await untilSilent(erin.rtp, AGENT_HZ);
  expect(await erin.call.reoffer("sendrecv")).toContain("a=sendrecv");
  await untilHeard(erin.rtp, AGENT_HZ);
  erin.call.hangUp();
  bob.call.hangUp();
});

test("silence of a leg's media is told, and its return [R-TEL-42]", async () => {
  const attentive = await new Bench({ mediaLostMs: 300, rtpPorts: { from: 30_400, to: 30_439 } }).start();
  try {
    const { call, legId } = await attentive.customer();
    const isIt = (fact: { legId: LegId }): boolean => fact.legId === legId;
    await attentive.facts.wait("leg.media-started", isIt);
    call.rtp.pause();
    await attentive.facts.wait("leg.media-lost", isIt);
    call.say(ERIN_HZ);
    await attentive.facts.wait("leg.media-restored", isIt);
  } finally {
    await attentive.stop();
  }
});

test("legs of one conference are made in one media process, and a statement across processes fails by name [R-TEL-31]", async () => {
  const wide = await new Bench({ mediaProcesses: 2, rtpPorts: { from: 30_400, to: 30_439 } }).start();
  try {
    const { endpointId, phone } = await wide.registered("alice");
    const [erin, frank] = [await wide.customer(), await wide.customer()];
    const across = wide.take({
      type: "conference.set",
      states: [wide.conference("across", 1, { erin: erin.legId, frank: frank.legId })],
      nearLegId: erin.legId,
    });
    expect(await wide.facts.wait("effect.failed", ({ effectId }) => effectId === across.effectId)).toMatchObject({
      cause: "media.across-processes",
    });
    const next = phone.nextCall();
    wide.dial({ endpointId, legId: "leg-beside", near: frank.legId });
    const beside = await next;
    await wide.facts.wait("leg.answered", ({ legId }) => legId === "leg-beside");
    frank.call.say(ERIN_HZ);
    const seats = { frank: frank.legId, alice: asId<"leg">("leg-beside") };
    wide.take({ type: "conference.set", states: [wide.conference("beside", 1, seats)], nearLegId: frank.legId });
    await untilHeard(beside.rtp, ERIN_HZ);
  } finally {
    await wide.stop();
  }
});
