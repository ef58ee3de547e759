/** People: how they come in, that several of them can be in one browser, and how they are put out. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { BrowserContext, Page } from "playwright-core";
import { Chromium } from "../src/outside/chromium.ts";
import { openDesk, signIn } from "./harness/desk.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const PASSWORD = "correct horse battery";
const WRONG = "Name or password is wrong. If you have no password yet, you need a one-time link.";
/** Failures for one name before it must wait. */
const TRIES = 10;

let server: WholeServer;
let chromium: Chromium;
let origin: string;

beforeAll(async () => {
  [server, chromium] = await Promise.all([WholeServer.start(), Chromium.start({ hz: 750 })]);
  origin = `http://127.0.0.1:${server.process.httpPort}`;
});

afterAll(async () => {
  await chromium.close();
  await server.stop();
});

afterEach(async () => {
  await chromium.closePages();
});

async function linkFor(personId: string): Promise<string> {
  return ((await server.api.want("POST", `/people/${personId}/link`)) as { url: string }).url; // the API's own answer
}

async function useLink(page: Page, url: string): Promise<void> {
  await page.goto("about:blank"); // the same page with another fragment would not be loaded anew
  await page.goto(url);
  await page.getByRole("button", { name: "Sign in with this link" }).click();
}

async function byPassword(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a link signs in once; then a password does, in capitals too; sign-out ends it", async () => {
  const page = await chromium.page();
  const url = await linkFor("bob");
  await useLink(page, url);
  await page.getByRole("heading", { name: /^Welcome, .?Bob/ }).waitFor();
  expect(page.url()).not.toContain("#");
  await page.getByLabel("New password").fill("too short");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("3 characters more.").waitFor();
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("group", { name: "My status" }).waitFor();

  const other = await chromium.page();
  await useLink(other, url);
  await other.getByText("This link cannot be used any more.").waitFor();
  await other.getByText(/A link works once, and for 15 minutes/).waitFor();
  expect(other.url()).not.toContain("#");
  await other.getByRole("link", { name: "Sign in with a password" }).click();
  await byPassword(other, " Bob", PASSWORD);
  await other.getByRole("group", { name: "My status" }).waitFor();
  const mine = other.url();
  await other.getByRole("button", { name: /^.?Bob.?: account/ }).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await other.waitForURL(/\/sign-in$/);
  await other.goto(mine);
  await other.getByText("You are signed out here.").waitFor();
  await other.getByRole("link", { name: "Sign in again" }).waitFor();
  await page.reload();
  await page.getByRole("group", { name: "My status" }).waitFor(); // the other sign-in holds
});

test("links that are forged, or not whole, say what to do", async () => {
  const page = await chromium.page();
  await useLink(page, `${origin}/link#${"A".repeat(43)}`);
  await page.getByText("This link cannot be used any more.").waitFor();
  await page.goto("about:blank");
  await page.goto(`${origin}/link#half`);
  await page.getByText("This link is not whole.").waitFor();
  await page.getByText("Copy all of it, up to its last character, and open it again.").waitFor();
});

test("a wrong password and a name that nobody has are answered alike, and so is having to wait", async () => {
  const page = await chromium.page();
  await page.goto(`${origin}/sign-in`);
  const told = page.getByRole("alert");
  for (const name of ["carol", "nobody"]) {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const answer = page.waitForResponse(/\/api\/v1\/sign-in$/);
      await byPassword(page, name, "not the password");
      expect((await answer).status()).toBe(401);
      await until(
        async () => (await told.innerText()).trim(),
        (text) => text === WRONG,
      );
    }
    await byPassword(page, name, PASSWORD);
    await page.getByText(/^Too many tries failed\. Try again in .*, or ask your administrator for a link\.$/).waitFor();
    expect(await page.getByLabel("Name").inputValue()).toBe(name);
  }
  // Who waits is still let in by a link.
  await useLink(page, await linkFor("carol"));
  await page.getByRole("heading", { name: /^Welcome, .?Carol/ }).waitFor();
});

test("four people are in one browser at once, each in their own pages, and one who leaves leaves the others", async () => {
  const context = await chromium.context();
  const pages: Record<string, Page> = {};
  for (const person of ["alice", "david", "grace", "admin"]) {
    pages[person] = await context.newPage();
    const base = await signIn(server, context, person);
    await pages[person].goto(base);
  }
  const { alice, david, grace, admin } = pages as Record<"alice" | "david" | "grace" | "admin", Page>; // all four
  const seen = async (): Promise<void> => {
    await alice.getByRole("button", { name: /^.?Alice.?: account/ }).waitFor();
    await grace.getByRole("heading", { name: "Wall" }).waitFor();
    await admin.getByRole("heading", { name: "Administration" }).waitFor();
  };
  await seen();
  await david.getByRole("button", { name: /^.?David.?: account/ }).click();
  await david.getByRole("menuitem", { name: "Sign out" }).click();
  await david.waitForURL(/\/sign-in$/);
  await Promise.all([alice, grace, admin].map((page) => page.reload()));
  await seen();
  await expectKept(context);
});

/** A cookie for each who is in, under their own path; none is where a script could read it. */
async function expectKept(context: BrowserContext): Promise<void> {
  const cookies = await context.cookies();
  expect(cookies.length).toBe(3);
  for (const cookie of cookies)
    expect(cookie).toMatchObject({
      httpOnly: true,
      sameSite: "Strict",
      path: expect.stringMatching(/^\/as\/[^/]+\/$/),
    });
  expect(await context.pages()[0]?.evaluate("document.cookie")).toBe("");
}

test("the administrator ends a sign-in: its page says so, and its phone line and event stream end", async () => {
  const desk = await openDesk(server, chromium, "alice");
  await desk.become("Available");
  const admin = await chromium.page();
  const base = await signIn(server, admin.context(), "admin");
  await admin.goto(`${base}admin/people`);
  await admin.getByRole("button", { name: /sign-ins of .?Alice/ }).click();
  const ends = admin.getByRole("dialog").getByRole("button", { name: /^End: the sign-in/ });
  await ends.first().waitFor();
  while ((await ends.count()) > 0) {
    const left = await ends.count();
    await ends.first().click();
    await until(
      () => ends.count(),
      (count) => count < left,
    );
  }
  await desk.shows("You are signed out here.");
  await desk.shows("Somebody ended this sign-in, or it became too old.");
  const lost = async () => {
    const { items } = (await server.api.get("/devices")) as {
      items: { id: string; endpoints: { alive: boolean }[] }[]; // the API's own answer
    };
    return items.find(({ id }) => id === "alice.browser")?.endpoints.filter(({ alive }) => alive).length ?? 0;
  };
  await until(lost, (alive) => alive === 0);
  expect(await desk.page.evaluate(() => fetch("api/v1/me").then((answer) => answer.status))).toBe(401);
  await desk.page.getByRole("button", { name: "Sign in again" }).click();
  await desk.page.getByLabel("Password").waitFor();
});
