/** The newcomer's way, with nothing but browsers: from "call us" to the recording, and all that is seen on it. */
import { readWav } from "@legroom/media";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { centreWith } from "../src/outside/centres.ts";
import { Chromium, levelHeard } from "../src/outside/chromium.ts";
import { openCallUs } from "./harness/call-us.ts";
import type { CallUsPage } from "./harness/call-us.ts";
import { openDesk, seen } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { MUSIC_HZ, foreignIn, promptHz, promptTones } from "./harness/tones.ts";
import { until } from "./harness/until.ts";
import { openWall } from "./harness/wall.ts";
import type { WallPage } from "./harness/wall.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, nora: 1050 } as const;
/** In a browser's resampled and concealed sound. */
const SILENT_DBOV = -45;
const OFFER_MS = 120_000;
const WRAP_UP_MS = 600_000;
const NOTE = "Wants the offer by letter, to the new address.";

let server: WholeServer;
let agents: Chromium;
let customers: Chromium;
let desk: DeskPage;
let wall: WallPage;

beforeAll(async () => {
  [server, agents, customers] = await Promise.all([
    // A busy machine may take long over what is looked at while it rings, and after the talk.
    WholeServer.start({ centre: centreWith({ offerMs: OFFER_MS, wrapUpMs: WRAP_UP_MS }) }),
    Chromium.start({ hz: HZ.alice }),
    Chromium.start({ hz: HZ.nora }),
  ]);
  desk = await openDesk(server, agents, "alice");
  wall = await openWall(server, await agents.context());
});

afterAll(async () => {
  await Promise.all([agents.close(), customers.close()]);
  await server.stop();
});

async function goneSilent(page: Page, hz: number): Promise<void> {
  await until(
    () => levelHeard(page, hz),
    (level) => level < SILENT_DBOV,
  );
}

/** The caller calls, the front line greets and asks, the caller presses 1 and waits. */
async function waits(nora: CallUsPage): Promise<void> {
  const greeting = await nora.listensFor(promptHz("greeting"));
  await nora.call();
  await greeting();
  await nora.shows("You are connected. Listen, and press a key:");
  await nora.page.getByRole("button", { name: "Sales" }).waitFor();
  await wall.shows("Interactions", "Nora", "At the front line");
  await nora.press("1");
  await nora.shows("You are waiting for Sales");
  await nora.shows("You are next.");
  await nora.shows(/Waiting for \d:\d\d/);
  await nora.hears(MUSIC_HZ);
  await wall.shows("Queues", "Sales", "Waiting1");
  await wall.shows("Interactions", "Nora", "Waiting", "Sales", "number 1 in line");
}

/** Nobody is there yet: the queue's row is marked, and the caller's own panel says why they wait. */
async function whyNobodyComes(): Promise<void> {
  await wall.shows("Queues", "Sales", "nobody signed in");
  const { page } = wall;
  await page.getByRole("link", { name: /^Act on .?Nora/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Show why" }).click();
  await dialog.getByText("Nobody who serves this queue is signed in.").waitFor();
  await dialog.getByRole("row", { name: /Alice.*signed out/ }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Who, which queue, why, how long they waited, how long it rings: by the label of each. */
async function factsOf({ offer }: DeskPage): Promise<Record<string, string>> {
  const labels = await offer.getByRole("term").allInnerTexts();
  const values = await offer.getByRole("definition").allInnerTexts();
  return Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ""]));
}

async function secondsLeft(scene: DeskPage["offer"]): Promise<number> {
  const label = await scene.getByRole("timer").getAttribute("aria-label");
  return Number(/^(\d+) seconds/.exec(label ?? "")?.[1]);
}

/** A countdown that stands still is none. */
async function runsDown(scene: DeskPage["offer"], most: number): Promise<void> {
  const first = await secondsLeft(scene);
  expect(first).toBeLessThanOrEqual(most);
  await until(
    () => secondsLeft(scene),
    (left) => left < first,
  );
}

test("a newcomer calls from one tab and is answered in another, and the wall moves with it", async () => {
  const nora = await openCallUs(server, customers, { name: "Nora" });
  await waits(nora);
  await wall.shows("Agents", "Alice", "Signed out");
  await whyNobodyComes();

  await desk.become("Available");
  await desk.canAccept();
  await wall.shows("Agents", "Alice", "Ringing", "browser");
  await wall.row("Queues", "Sales").getByText("nobody signed in").waitFor({ state: "hidden" });
  await wall.shows("Interactions", "Nora", "Ringing an agent", "Sales");
  await nora.shows("We are ringing somebody for you…");
  expect(await desk.page.title()).toBe("Offer: Sales");
  expect(await desk.offer.getByRole("alert").innerText()).toMatch(/^Offer: Nora, Sales\./);
  expect(await factsOf(desk)).toEqual({
    Queue: "Sales",
    Waited: expect.stringMatching(/^\d:\d\d$/),
    "Why you": 'You meet "sales", and nobody else is free.',
  });
  await runsDown(desk.offer, OFFER_MS / 1000);

  await desk.accept();
  await Promise.all([desk.hears(HZ.nora), nora.hears(HZ.alice)]);
  await nora.shows("You are talking to Alice");
  await wall.shows("Interactions", "Nora", "Talking", "Sales · Alice");
  await wall.shows("Agents", "Alice", "Talking");
  await wall.shows("Queues", "Sales", "Waiting0");
  await goneSilent(nora.page, MUSIC_HZ);

  await desk.mute();
  await desk.shows("You are muted: the caller does not hear you.");
  await goneSilent(nora.page, HZ.alice);
  await desk.unmute();
  await nora.hears(HZ.alice);
  await nora.mute();
  await goneSilent(desk.page, HZ.nora);
  await nora.unmute();
  await desk.hears(HZ.nora);

  const goodbye = await nora.listensFor(promptHz("goodbye"));
  await desk.end();
  await goodbye();
  expect(await nora.over()).toBe("They have ended it. Thank you for calling.");
  await nora.page.getByRole("button", { name: "Call again" }).waitFor();
});

test("afterwards the agent wraps up with an outcome, a note and a timer, and is available again", async () => {
  await desk.wrapUp.waitFor();
  await wall.shows("Agents", "Alice", "Wrapping up");
  await runsDown(desk.wrapUp, WRAP_UP_MS / 1000);
  await desk.wrapUp.getByRole("combobox", { name: "How did it end?" }).click();
  await desk.page.getByRole("option", { name: "Needs follow-up" }).click();
  await desk.wrapUp.getByLabel("Note").fill(NOTE);
  await desk.done();
  await desk.shows("Waiting for the next caller");
  await wall.shows("Agents", "Alice", "Available");
  await wall.page.getByText("Nobody is calling now.").waitFor();
});

test("the interaction's page tells the story in time order and plays the recording", async () => {
  const { page } = desk;
  await desk.card("My last talks").getByRole("link", { name: "Nora" }).click();
  const story = page.getByRole("region", { name: "What happened" }).getByRole("listitem");
  await story.filter({ hasText: "The recording is kept, 2 tracks." }).waitFor();
  const told = (await story.getByRole("paragraph").allInnerTexts()).map(seen).filter((text) => text !== "");
  const steps = [
    /^Called main from the “call us” page; customer class Standard\.$/,
    /^The front line greeted and asked what it is about\.$/,
    /^Pressed 1: sales\.$/,
    /^Waiting for Sales\.$/,
    /^Offered to Alice: the only one free\.$/,
    /^Alice answered after /,
    /^Connected with Alice /,
    /^The talk with Alice is over: /,
    /^The goodbye is spoken\.$/,
    /^The agent ended it, and the customer heard the goodbye\. /,
    /^Alice noted the outcome “follow-up”\.$/,
  ];
  const places = steps.map((step) => told.findIndex((sentence) => step.test(sentence)));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const times = await story
    .getByRole("time")
    .evaluateAll((all) => all.map((one) => one.getAttribute("datetime") ?? ""));
  expect(times).toEqual(times.toSorted());
  await page.getByRole("region", { name: "Notes and outcome" }).getByText(NOTE).waitFor();

  const fetched: string[] = [];
  page.on("response", (response) => {
    if (/\/recordings\/[^/]+\/tracks\//.test(response.url()) && response.ok()) fetched.push(response.url());
  });
  await page.getByRole("button", { name: /^Load the recording \(2 tracks/ }).click();
  const player = page.getByRole("group", { name: "Recording" });
  await player.getByRole("button", { name: "Play" }).click();
  await until(
    () => player.getByRole("slider").inputValue(),
    (place) => Number(place) > 1,
  );
  expect(new Set(fetched).size).toBe(2);
  await player.getByRole("button", { name: /^Mute .?Alice/ }).waitFor();
});

test("the supervisor has told why Alice was rung, has that made again from the journal, and sees the hour's figures [R-PAGE-46] [R-PAGE-47] [R-PAGE-49]", async () => {
  const { page } = wall;
  const [, interactionId = ""] = /interactions\/([^/?]+)/.exec(desk.page.url()) ?? [];
  await page.getByRole("navigation").getByRole("link", { name: "Interactions" }).click();
  await page.locator(`a[href$="/interactions/${interactionId}"]`).click();
  await page.getByRole("button", { name: "Show why" }).click();
  await page.getByText(/^Why .?Alice.? was rung/).click();
  await page.getByText("Alice was chosen: nobody else could be offered the caller.").waitFor();
  await page.getByRole("row", { name: "Signed in 1" }).waitFor();
  await page.getByRole("button", { name: "Make this decision again" }).click();
  await page.getByText("made again from the journal: the same").waitFor();

  await page.getByRole("navigation").getByRole("link", { name: "Statistics" }).click();
  // Not today's: the day may have changed since.
  await page.getByRole("combobox", { name: "Period" }).click();
  await page.getByRole("option", { name: "Last hour" }).click();
  await page.getByText(/^1 offered = 1 answered \+ 0 abandoned/).waitFor();
  await page.getByText("every caller is accounted for").waitFor();
  const figures = page.getByRole("table", { name: "What became of who came" });
  await figures.getByRole("row", { name: /^.?Sales.? 1 1 0/ }).waitFor();
});

test("each track of the recording holds its own voice and no other, nor a prompt, nor music", async () => {
  const interactionId = /interactions\/([^/?]+)/.exec(desk.page.url())?.[1] ?? "";
  const body = await server.api.get(`/interactions/${interactionId}/recordings`);
  const { items } = body as { items: { tracks: { seatId: string; path: string }[] }[] }; // the API's own answer
  const paths = items.flatMap(({ tracks }) => tracks.map(({ path }) => path));
  const tracks = await Promise.all(paths.map((path) => server.api.bytes(path)));
  const voices = tracks.map((bytes) => {
    const wav = readWav(bytes);
    if (!wav.ok) throw new Error(wav.cause);
    return Object.values(HZ).filter((hz) => {
      const others = Object.values(HZ).filter((other) => other !== hz);
      const hasOther = foreignIn(wav.pcm, { wanted: [hz], foreign: [...others, MUSIC_HZ, ...promptTones()] });
      const hasOwn = foreignIn(wav.pcm, { wanted: [], foreign: [hz] });
      return hasOther.length === 0 && hasOwn.length > 0;
    });
  });
  expect(voices.toSorted()).toEqual([[HZ.nora], [HZ.alice]].toSorted());
});
