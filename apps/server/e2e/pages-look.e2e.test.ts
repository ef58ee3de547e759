/** Every page in every main state: axe finds nothing, nothing needs sideways scrolling, no policy is broken. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { centreWith } from "../src/outside/centres.ts";
import { Chromium } from "../src/outside/chromium.ts";
import { callUs, openCallUs } from "./harness/call-us.ts";
import { openDesk, signIn } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { complaints, glance, look } from "./harness/look.ts";
import { openWall } from "./harness/wall.ts";
import type { WallPage } from "./harness/wall.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, nora: 1050 } as const;

let server: WholeServer;
let agents: Chromium;
let customers: Chromium;
let origin: string;
const said: (readonly string[])[] = [];

beforeAll(async () => {
  // Nothing may end by itself while it is looked at.
  const centre = centreWith({ offerMs: 120_000, wrapUpMs: 600_000 });
  [server, agents, customers] = await Promise.all([
    WholeServer.start({ centre }),
    Chromium.start({ hz: HZ.alice }),
    Chromium.start({ hz: HZ.nora }),
  ]);
  origin = `http://127.0.0.1:${server.process.httpPort}`;
});

afterAll(async () => {
  await Promise.all([agents.close(), customers.close()]);
  await server.stop();
});

async function context(of: Chromium) {
  const made = await of.context();
  said.push(complaints(made));
  return made;
}

async function expectFine(page: Page, name: string): Promise<void> {
  expect(await look(page, name)).toEqual([]);
}

async function expectFineAtAGlance(page: Page, name: string): Promise<void> {
  expect(await glance(page, name)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("the pages before a sign-in, with what they say to wrong names and used links", async () => {
  const page = await (await context(agents)).newPage();
  await page.goto(`${origin}/`);
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await expectFine(page, "welcome");
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("Name").fill("nobody");
  await page.getByLabel("Password").fill("not a password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/^Name or password is wrong/).waitFor();
  await expectFine(page, "sign-in-wrong");
  await page.goto(`${origin}/link#${"x".repeat(43)}`);
  await page.getByRole("button", { name: "Sign in with this link" }).waitFor();
  await expectFine(page, "link");
  await page.getByRole("button", { name: "Sign in with this link" }).click();
  await page.getByText("This link cannot be used any more.").waitFor();
  await expectFine(page, "link-spent");
});

test("a call from its start to its story: “call us”, desk, wall, interactions and interaction", async () => {
  const desk = await openDesk(server, agents, "alice", await context(agents));
  await expectFine(desk.page, "desk-offline");
  await desk.become("Available");
  await expectFine(desk.page, "desk-idle");
  const wall = await openWall(server, await context(agents));
  const start = await openCallUs(server, customers, { context: await context(customers) });
  await expectFine(start.page, "call-us-start");
  await start.page.close();
  // While she is on a break, somebody waits: an offer would not last for all that is looked at.
  await desk.become("Break");
  const nora = await callUs(server, customers, { context: await context(customers), name: "Nora", to: "sales" });
  await expectFine(nora.page, "call-us-waiting");
  await wall.shows("Interactions", "Nora", "Waiting");
  await overTheWall(wall);
  await desk.become("Available");
  await desk.canAccept();
  await expectFine(desk.page, "desk-offer");
  await wall.shows("Interactions", "Nora", "Ringing an agent");
  await expectFine(wall.page, "wall-offer");
  await desk.accept();
  await desk.hears(HZ.nora);
  await nora.shows("You are talking to Alice");
  await wall.shows("Interactions", "Nora", "Talking");
  await expectFine(desk.page, "desk-talk");
  await expectFine(nora.page, "call-us-talk");
  await expectFine(wall.page, "wall-talk");
  await desk.end();
  await nora.over();
  await expectFine(nora.page, "call-us-over");
  await desk.wrapUp.waitFor();
  await expectFine(desk.page, "desk-wrap-up");
  await afterCall(desk);
  await theWhy(wall, desk);
  for (const { page } of [desk, wall, nora]) await page.close();
});

/** As a supervisor reads the same interaction: the card of its one offer, made again. */
async function theWhy({ page }: WallPage, desk: DeskPage): Promise<void> {
  const [, base = ""] = /^(.*\/as\/[^/]+\/)/.exec(page.url()) ?? [];
  const [, id = ""] = /interactions\/([^/?]+)/.exec(desk.page.url()) ?? [];
  await page.goto(`${base}interactions/${id}`);
  await page.getByRole("button", { name: "Show why" }).click();
  await page.getByText(/^Why .?Alice.? was rung/).click();
  await page.getByRole("button", { name: "Make this decision again" }).click();
  await page.getByText("made again from the journal: the same").waitFor();
  await expectFineAtAGlance(page, "interaction-why");
}

/** What opens over the wall while somebody waits: an act with its reasons, an agent, a queue. */
async function overTheWall({ page }: WallPage): Promise<void> {
  await page.getByRole("link", { name: /^Act on .?Nora/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Show why" }).click();
  await dialog.getByRole("table", { name: "What holds each agent back" }).waitFor();
  await dialog.getByRole("combobox", { name: "To queue" }).click();
  await page.getByRole("option", { name: "General" }).click();
  await dialog.getByRole("heading", { name: "What would change" }).waitFor();
  await expectFine(page, "wall-act");
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name: "Alice" }).click();
  await dialog.getByRole("combobox", { name: "Caller" }).click();
  await page.getByRole("option", { name: /Nora/ }).click();
  await dialog.getByText(/^Alice has (no phone|chosen not)/).waitFor();
  await expectFineAtAGlance(page, "wall-agent");
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name: "Sales" }).click();
  await dialog.getByRole("heading", { name: "Move several to another queue" }).waitFor();
  await expectFineAtAGlance(page, "wall-queue");
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** The list and the story. */
async function afterCall(desk: DeskPage): Promise<void> {
  await desk.wrapUp.getByLabel("Note").fill("Wants the offer by letter.");
  await desk.done();
  const { page } = desk;
  await page.getByRole("navigation").getByRole("link", { name: "Interactions" }).click();
  const story = page.getByRole("table").getByRole("rowheader").getByRole("link").first();
  await story.waitFor();
  await expectFine(page, "interactions");
  await story.click();
  await page.getByRole("button", { name: /^Load the recording/ }).click();
  await page.getByRole("group", { name: "Recording" }).getByRole("button", { name: "Play" }).waitFor();
  await expectFine(page, "interaction");
}

test("a front line that asks, on “call us”", async () => {
  const caller = await callUs(server, customers, { context: await context(customers), name: "Omar" });
  await caller.shows("You are connected. Listen, and press a key:");
  await expectFine(caller.page, "call-us-menu");
  await caller.end();
  await caller.over();
  await caller.page.close();
});

test("administration and account", async () => {
  const page = await (await context(agents)).newPage();
  const base = await signIn(server, page.context(), "admin");
  await page.goto(`${base}account?first=yes`);
  await page.getByRole("heading", { name: /^Welcome/ }).waitFor();
  await page.getByRole("button", { name: "Sign out here" }).waitFor();
  await expectFine(page, "account-first");
  await page.goto(`${base}admin/people`);
  const parts = page.getByRole("navigation", { name: "Parts of the administration" });
  const part = (name: string): Promise<void> => parts.getByRole("link", { name }).click();
  await page.getByRole("button", { name: /^Make a link for .?Alice/ }).waitFor();
  await expectFine(page, "admin-people");
  await page.getByRole("button", { name: /^Make a link for .?Alice/ }).click();
  await page.getByText(/^Works once, until/).waitFor();
  await expectFine(page, "admin-people-link");
  await page.goto(`${base}admin/phones`); // nothing else is within reach while the link is shown
  await page.getByRole("button", { name: /secret for .?alice/ }).waitFor();
  await expectFine(page, "admin-phones");
  await part("Queues");
  await page.getByRole("link", { name: "Sales" }).click();
  await page.getByLabel("Name").waitFor();
  await page.getByLabel("Wrap-up (seconds)").fill("soon");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Type a number.").waitFor();
  await expectFine(page, "admin-queue-wrong");
  await part("Queues");
  await page.getByRole("link", { name: "Sales" }).waitFor();
  await expectFine(page, "admin-queues");
  await part("Settings");
  await page.getByRole("group", { name: "Row 1" }).first().waitFor();
  await expectFineAtAGlance(page, "admin-settings");
  await part("Agents");
  await page.getByRole("link", { name: "Alice" }).click();
  await page.getByLabel("Capacity").waitFor();
  await expectFineAtAGlance(page, "admin-agent");
  await part("Centre");
  await page.getByText("Replace the centre by a file").first().waitFor();
  await expectFine(page, "admin-centre");
});

test("contacts and statistics, as a supervisor has them", async () => {
  const page = await (await context(agents)).newPage();
  const base = await signIn(server, page.context(), "grace");
  await page.goto(`${base}contacts`);
  await page.getByRole("link", { name: "Victor" }).waitFor();
  await expectFine(page, "contacts");
  await page.getByRole("link", { name: "Victor" }).click();
  await page.getByLabel("Class").waitFor();
  await expectFineAtAGlance(page, "contact");
  await page.goto(`${base}contacts/import`);
  await page.getByLabel("Choose a CSV file").waitFor();
  await expectFineAtAGlance(page, "contacts-import");
  await page.goto(`${base}stats/queues?from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z&rows=1d`);
  await page.getByText("every caller is accounted for").waitFor();
  await page.getByText("What the columns mean").first().click();
  await expectFine(page, "stats-queues");
  for (const part of ["agents", "routing"]) {
    await page.goto(`${base}stats/${part}`);
    await page.getByRole("table", { name: "Offers", exact: true }).waitFor();
    await expectFineAtAGlance(page, `stats-${part}`);
  }
});

test("no page has broken the policy it is served with, and none has failed", () => {
  expect(said.length).toBeGreaterThan(0);
  expect(said.flat()).toEqual([]);
});
