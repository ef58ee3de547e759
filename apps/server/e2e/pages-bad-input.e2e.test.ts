/** What people type and press that nobody planned for: it is told or done once, and nothing typed is lost. */
import type { CentreFile } from "@legroom/model";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { centreWith } from "../src/outside/centres.ts";
import { Chromium } from "../src/outside/chromium.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import { callUs, openCallUs } from "./harness/call-us.ts";
import { openDesk, signIn } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { widthOver } from "./harness/look.ts";
import { openWall } from "./harness/wall.ts";
import type { WallPage } from "./harness/wall.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, nora: 1050 } as const;
/** Right-to-left, without spaces, of several code points for a sign: and long. */
const AGENT = `مريم👩🏽‍💻${"W".repeat(60)}`;
const NAMES = ["W".repeat(99), "שרה כהן", "👨‍👩‍👧‍👦🏴‍☠️ Zoë", "<b>Bobby</b>'); DROP TABLE"];
const NOTE_MAX = 4000;

let server: WholeServer;
let agents: Chromium;
let customers: Chromium;
let desk: DeskPage;
let wall: WallPage;
let events: EventReader;

beforeAll(async () => {
  const centre = centreWith({ offerMs: 120_000, wrapUpMs: 600_000 });
  const named = centre.agents.map((agent) => (agent.id === "alice" ? { ...agent, name: AGENT } : agent));
  [server, agents, customers] = await Promise.all([
    WholeServer.start({ centre: { ...centre, agents: named } }),
    Chromium.start({ hz: HZ.alice }),
    Chromium.start({ hz: HZ.nora }),
  ]);
  desk = await openDesk(server, agents, "alice");
  wall = await openWall(server, await agents.context());
  await desk.become("Available");
});

afterAll(async () => {
  await Promise.all([agents.close(), customers.close()]);
  await server.stop();
});

beforeEach(async () => {
  events = await server.api.events();
});

afterEach(async () => {
  events.close();
  await server.quiet();
});

const countOf = (type: string): number => events.seen.filter((event) => event.type === type).length;

async function narrow(page: Page, isNarrow: boolean): Promise<void> {
  await page.setViewportSize({ width: isNarrow ? 400 : 1280, height: 860 });
}

test("names of any length, direction and sign are shown whole, as text, and fit the screen", async () => {
  await wall.page.getByText(AGENT).first().waitFor();
  for (const name of NAMES) {
    const caller = await callUs(server, customers, { name: `\u202E${name}`, to: "sales" });
    await desk.canAccept();
    await desk.offer.getByText(name, { exact: true }).first().waitFor();
    await wall.page.getByText(name, { exact: true }).first().waitFor();
    for (const page of [desk.page, wall.page, caller.page]) {
      await narrow(page, true);
      expect([name, await widthOver(page)]).toEqual([name, 0]);
      await narrow(page, false);
    }
    await caller.end();
    await caller.over();
    await desk.offer.waitFor({ state: "hidden" });
    await caller.page.close();
  }
});

test("double clicks on Call, Accept, End and Done do one thing; a note that is too long is kept until it fits", async () => {
  const nora = await openCallUs(server, customers, { name: "Nora", to: "sales" });
  await nora.callButton.dblclick();
  await desk.canAccept();
  await desk.offer.getByRole("button", { name: "Accept" }).dblclick();
  await desk.talk.waitFor();
  await desk.hears(HZ.nora);
  await desk.talk.getByRole("button", { name: "End" }).dblclick();
  await nora.over();

  const note = desk.wrapUp.getByLabel("Note");
  const long = "ä".repeat(10_000);
  await note.fill(long);
  await desk.wrapUp.getByRole("button", { name: "Done" }).click();
  await desk.shows("6000 characters too many. Nothing is cut; shorten it to save.");
  expect(await note.inputValue()).toBe(long);
  await desk.load();
  expect(await note.inputValue()).toBe(long);
  await note.fill(long.slice(0, NOTE_MAX));
  await desk.wrapUp.getByRole("button", { name: "Done" }).dblclick();
  await desk.wrapUp.waitFor({ state: "hidden" });
  await desk.shows("Waiting for the next caller");
  await events.next("interaction.closed");
  expect(["interaction.arrived", "offer.made", "offer.connected", "interaction.closed"].map(countOf)).toEqual([
    1, 1, 1, 1,
  ]);
  const arrived = events.seen.find((event) => event.type === "interaction.arrived");
  const shown = await server.api.get(`/interactions/${String(arrived?.["interactionId"])}`);
  expect(JSON.stringify(shown)).toContain(long.slice(0, NOTE_MAX));
});

test("a whole call by keyboard alone, on both sides", async () => {
  const nora = await openCallUs(server, customers, { to: "sales" });
  await nora.page.getByLabel("Your name").focus();
  await nora.page.keyboard.type("Nora");
  await nora.page.keyboard.press("Enter");
  await desk.canAccept();
  await desk.page.locator("body").press("a");
  await desk.talk.waitFor();
  await desk.hears(HZ.nora);
  await nora.shows(/You are talking to/);
  await desk.page.keyboard.press("m");
  await desk.shows("You are muted: the caller does not hear you.");
  await desk.page.keyboard.press("m");
  await desk.talk.getByRole("button", { name: "Mute", exact: true }).waitFor();
  await tabTo(nora.page, "Mute");
  await nora.page.keyboard.press("Space");
  await nora.shows("You are muted: nobody hears you.");
  await desk.page.keyboard.press("e");
  await nora.over();
  await desk.wrapUp.waitFor();
  await tabTo(desk.page, "Done");
  await desk.page.keyboard.press("Enter");
  await desk.wrapUp.waitFor({ state: "hidden" });
  expect(countOf("offer.connected")).toBe(1);
});

/** As many presses of Tab as it takes, and no more than a page can have. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = page.locator("button:focus");
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press("Tab");
    if ((await focused.count()) === 1 && (await focused.innerText()).trim().startsWith(name)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test("of two who change one queue, the second is told what the other changed, and keeps what was typed", async () => {
  const [first, second] = [await agents.page(), await agents.page()];
  for (const page of [first, second]) {
    const base = await signIn(server, page.context(), "admin");
    await page.goto(`${base}admin/queues/support`);
    await page.getByRole("textbox", { name: "Ring for (seconds)" }).waitFor();
  }
  await second.getByRole("textbox", { name: "Wrap-up (seconds)" }).fill("45");
  await second.getByRole("textbox", { name: "Ring for (seconds)" }).fill("33");
  await first.getByRole("textbox", { name: "Ring for (seconds)" }).fill("22");
  await first.getByRole("button", { name: "Save" }).click();
  await first.getByText("Saved.").waitFor();
  await second.getByText("Somebody else changed this queue meanwhile.").first().waitFor();
  await second.getByText(/You: .?33.?; Now in force: .?22/).waitFor();
  expect(await second.getByRole("textbox", { name: "Ring for (seconds)" }).inputValue()).toBe("33");
  expect(await second.getByRole("textbox", { name: "Wrap-up (seconds)" }).inputValue()).toBe("45");
  await second.getByRole("button", { name: "Use theirs for Ring for (seconds)" }).click();
  await second.getByRole("button", { name: "Save" }).click();
  await second.getByText("Saved.").waitFor();
  const { queues } = (await server.api.get("/centre")) as CentreFile; // the API's own export
  expect(queues.find(({ id }) => id === "support")).toMatchObject({ offerMs: 22_000, wrapUpMs: 45_000 });
});
