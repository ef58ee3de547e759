/** Prompts at the far side's ear, and the digits that they ask for. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { levelDbov, makeTone, musicFile, toneLevelDbov, writeWav } from "../src/index.ts";
import type { PromptItem, PromptRequest } from "../src/index.ts";
import { Stage, expectTones, listen, listenOnce, state, value } from "./stage.ts";
import type { Leg } from "./stage.ts";

const PROMPT_HZ = 1_050;
const MUSIC_HZ = 1_575;
const all = [450, 675, PROMPT_HZ, MUSIC_HZ];
const tone = (ms: number): PromptItem => ({ tone: { hz: PROMPT_HZ, dbov: -12, ms } });

let stage: Stage;
let caller: Leg;
let other: Leg;
let count = 0;
const files = mkdtempSync(join(tmpdir(), "legroom-media-sounds-"));

beforeAll(async () => {
  stage = await Stage.open({ firstPort: 29_400 });
  value(await stage.pool.defineMusic({ name: "queue", tone: { hz: MUSIC_HZ, dbov: -12 } }));
  caller = await stage.leg("caller", { hz: 450 });
  other = await stage.leg("other", { hz: 675 });
  const music = { kind: "music", name: "queue" } as const;
  value(await stage.pool.setConference([state("hold", 1, { caller: [music], other: [music] })]));
  await stage.until("conference.applied");
});
afterAll(async () => {
  await stage.close();
  rmSync(files, { recursive: true, force: true });
});

async function play(request: Partial<PromptRequest>): Promise<string> {
  count += 1;
  const promptId = `prompt-${count}`;
  value(await stage.pool.playPrompt({ promptId, to: { seat: "caller" }, items: [tone(1_000)], ...request }));
  return promptId;
}

const ended = (promptId: string): ReturnType<typeof stage.until<"prompt.ended">> =>
  stage.until("prompt.ended", (event) => event.promptId === promptId);

test("a prompt is heard by its addressee alone, far over what it hears besides [R-MEDIA-40]", async () => {
  const promptId = await play({ items: [tone(1_500)] });
  await stage.until("prompt.started", (event) => event.promptId === promptId);
  // Once: heard again after a stall of this machine, the prompt would be over.
  await listenOnce(caller.peer, 200);
  const [here, there] = await Promise.all([listenOnce(caller.peer, 1_000), listen(other.peer, 1_000)]);
  expectTones(there, [MUSIC_HZ], all);
  expect(toneLevelDbov(here, PROMPT_HZ) - toneLevelDbov(here, MUSIC_HZ)).toBeGreaterThan(20);
  expect(await ended(promptId)).toMatchObject({ reason: "finished", heardMs: 1_500 });
  await listen(caller.peer, 200);
  expectTones(await listen(caller.peer, 400), [MUSIC_HZ], all);
});

test("files, tones and pauses follow each other without a seam [R-MEDIA-41]", async () => {
  const file = join(files, "half.wav");
  writeFileSync(file, writeWav(makeTone({ hz: PROMPT_HZ, dbov: -12, ms: 400 })));
  const lone = await stage.leg("lone", {});
  count += 1;
  const promptId = `prompt-${count}`;
  value(
    await stage.pool.playPrompt({
      promptId,
      to: { endpointId: "lone" },
      items: [{ file }, { silenceMs: 200 }, { file }],
    }),
  );
  expect(await ended(promptId)).toMatchObject({ reason: "finished", heardMs: 1_000 });
  await listen(lone.peer, 100);
  const loud = lone.peer.heard.filter((packet) => levelDbov(packet.pcm) > -20);
  expect(loud.length).toBeGreaterThanOrEqual(40);
  expect(loud.length).toBeLessThanOrEqual(42);
});

test("what cannot be played is told in words [R-MEDIA-42]", async () => {
  const noSound = join(files, "text.wav");
  writeFileSync(noSound, "hello");
  for (const file of [join(files, "missing.wav"), noSound]) {
    const outcome = await ended(await play({ items: [tone(100), { file }] }));
    expect(outcome.reason).toBe("failed");
    expect(outcome.cause).toContain(file);
  }
});

test("a digit that stops the prompt stops it at once and is told with it [R-MEDIA-43]", async () => {
  const promptId = await play({ items: [tone(20_000)], stopOn: "123" });
  await stage.until("prompt.started", (event) => event.promptId === promptId);
  caller.peer.sendDigit("9");
  await stage.until("endpoint.digit", (event) => event.digit === "9");
  caller.peer.sendDigit("2");
  const outcome = await ended(promptId);
  expect(outcome).toMatchObject({ reason: "digit", digits: "2" });
  expect(outcome.heardMs).toBeLessThan(3_000);
  expect(stage.events.filter((event) => event.type === "endpoint.digit" && event.digit === "2")).toEqual([]);
});

test("digits are gathered, from the prompt's beginning on, by RTP and by signalling alike [R-MEDIA-44]", async () => {
  const collect = { max: 4, firstMs: 5_000, betweenMs: 5_000, end: "#" };
  const full = await play({ items: [tone(5_000)], stopOn: "0123456789#", collect });
  await stage.until("prompt.started", (event) => event.promptId === full);
  caller.peer.sendDigit("1");
  caller.peer.sendDigit("2");
  caller.peer.sendDigit("3");
  await listen(caller.peer, 500);
  value(await stage.pool.injectDigit({ endpointId: "caller", digit: "4" }));
  expect(await ended(full)).toMatchObject({ reason: "digit", digits: "1234" });
  const byEnd = await play({ items: [tone(100)], collect });
  caller.peer.sendDigit("7");
  caller.peer.sendDigit("#");
  expect(await ended(byEnd)).toMatchObject({ reason: "digit", digits: "7" });
});

test("who presses nothing, or nothing more, is waited for so long and no longer [R-MEDIA-45]", async () => {
  const collect = { max: 4, firstMs: 300, betweenMs: 200 };
  const none = await play({ items: [tone(100)], collect });
  expect(await ended(none)).toMatchObject({ reason: "no-input", digits: "" });
  const some = await play({ items: [tone(100)], collect });
  value(await stage.pool.injectDigit({ endpointId: "caller", digit: "5" }));
  expect(await ended(some)).toMatchObject({ reason: "digit", digits: "5" });
});

test("a newer prompt stops the older, a stopped one is told, and one at a closed leg ends [R-MEDIA-46]", async () => {
  const first = await play({ items: [tone(20_000)] });
  await stage.until("prompt.started", (event) => event.promptId === first);
  const second = await play({ items: [tone(20_000)] });
  expect(await ended(first)).toMatchObject({ reason: "stopped" });
  value(await stage.pool.stopPrompt(second));
  expect(await ended(second)).toMatchObject({ reason: "stopped" });
  expect(await stage.pool.stopPrompt(second)).toMatchObject({ ok: false, refusal: { code: "unknown-prompt" } });
  await stage.leg("leaving", {});
  const third = await play({ to: { endpointId: "leaving" }, items: [tone(20_000)] });
  await stage.until("prompt.started", (event) => event.promptId === third);
  value(await stage.pool.closeEndpoint("leaving"));
  expect(await ended(third)).toMatchObject({ reason: "stopped" });
});

test("a prompt goes with its seat from one conference to another [R-MEDIA-47]", async () => {
  const promptId = await play({ items: [tone(3_000)] });
  await stage.until("prompt.started", (event) => event.promptId === promptId);
  value(await stage.pool.setConference([state("hold", 2, { other: [] }), state("next", 1, { caller: [] })]));
  await stage.until("conference.applied", (event) => event.id === "next");
  await listen(caller.peer, 200);
  expectTones(await listen(caller.peer, 600), [PROMPT_HZ], all);
  value(await stage.pool.stopPrompt(promptId));
});

test("the shipped music plays, gently and without end [R-MEDIA-48]", async () => {
  value(await stage.pool.defineMusic({ name: "shipped", file: musicFile }));
  const music = { kind: "music", name: "shipped" } as const;
  value(await stage.pool.setConference([state("hold", 3, { other: [music] })]));
  await stage.until("conference.applied", (event) => event.id === "hold" && event.version === 3);
  const level = levelDbov(await listen(other.peer, 1_000));
  expect(level).toBeGreaterThan(-36);
  expect(level).toBeLessThan(-16);
  const refused = await stage.pool.defineMusic({ name: "broken", file: join(files, "missing.wav") });
  expect(refused).toMatchObject({ ok: false, refusal: { code: "bad-request" } });
});
