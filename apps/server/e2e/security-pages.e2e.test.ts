/** What is another's stays another's, and what a page of another site asks in somebody's name is not done. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import { Chromium } from "../src/outside/chromium.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { CookieHolder, ask, lineStatus, originOf } from "./harness/by-cookie.ts";
import { keepTones, signIn } from "./harness/desk.ts";
import { openOtherSite } from "./harness/other-site.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, visitor: 1050, customer: 900 } as const;
const PAGE = "page=page-0001";

let server: WholeServer;
let chromium: Chromium;

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    WholeServer.start({ centre: centreWith({ wrapUpMs: 0, offerMs: 120_000 }) }),
    Chromium.start({ hz: HZ.visitor }),
  ]);
});

afterAll(async () => {
  await chromium.close();
  await server.stop();
});

type Visit = { readonly visitId: string; readonly ticket: string; readonly token: string };

async function openVisit(): Promise<Visit> {
  return JSON.parse((await ask(server, "/api/v1/visitor-calls", { method: "POST", body: {} })).body) as Visit; // its own
}

test("an agent reaches nothing of another's call: not the offer, the interaction, its events, nor its recording", async () => {
  const [alice, bob] = [await CookieHolder.signIn(server, "alice"), await CookieHolder.signIn(server, "bob")];
  const [aliceHears, bobHears, all] = [await alice.events(), await bob.events(), await server.api.events()];
  const phone = await server.agent("alice", { hz: HZ.alice });
  const call = await (await server.stranger("erin", { hz: HZ.customer })).call("sales");
  const offered = await all.next("offer.made");
  const [interactionId, offerId] = [String(offered["interactionId"]), String(offered["offerId"])];

  const ring = await phone.nextCall();
  ring.ring();
  const declined = await bob.ask("POST", `/offers/${offerId}/decline`);
  expect([declined.status, (await bob.ask("POST", "/offers/none-such/decline")).status]).toEqual([403, 403]);
  await hear(await ring.answer(), HZ.customer);
  const acts = [await bob.ask("POST", `/interactions/${interactionId}/end`)];
  acts.push(await bob.ask("POST", `/interactions/${interactionId}/wrap-up`, { agentId: "bob", note: "mine" }));
  expect(acts.map(({ status }) => status)).toEqual([403, 403]);
  await hear(call.audio, HZ.alice); // the talk goes on
  ring.hangUp();
  await call.ended;
  await all.next("recording.finished");

  const recordings = async (who: CookieHolder) => await who.ask("GET", `/interactions/${interactionId}/recordings`);
  const kept = await until(
    async () => JSON.parse((await recordings(alice)).body) as { items: { tracks: { path: string }[] }[] }, // its own
    ({ items }) => (items[0]?.tracks.length ?? 0) > 0,
  );
  const track = kept.items[0]?.tracks[0]?.path.replace(/^.*\/api\/v1/, "") ?? "";
  expect((await alice.ask("GET", track)).status).toBe(200);
  const unknown = (await bob.ask("GET", "/interactions/none-such")).body;
  for (const path of [`/interactions/${interactionId}`, `/interactions/${interactionId}/timeline`, track]) {
    const answer = await bob.ask("GET", path);
    expect([path, answer.status]).toEqual([path, 403]);
    expect(answer.body).not.toContain(interactionId);
  }
  expect((await recordings(bob)).status).toBe(403);
  expect((await bob.ask("GET", `/interactions/${interactionId}`)).body).toBe(unknown);
  expect(JSON.parse((await bob.ask("GET", "/interactions")).body)).toMatchObject({ items: [] });
  // Something that is Bob's comes after it all: by then the rest would have come.
  await server.presence("bob", "away");
  await bobHears.next("agent.presence-changed");
  expect(JSON.stringify(bobHears.seen)).not.toContain(interactionId);
  expect(JSON.stringify(aliceHears.seen)).toContain(interactionId);
  for (const reader of [aliceHears, bobHears, all]) reader.close();
  await phone.register(0);
});

test("a cookie opens its own path alone, and is kept from scripts and other sites", async () => {
  const [alice, bob] = [await CookieHolder.signIn(server, "alice"), await CookieHolder.signIn(server, "bob")];
  const me = (path: string, cookie?: string) => ask(server, path, cookie === undefined ? {} : { headers: { cookie } });
  expect((await me(`/as/${alice.handle}/api/v1/me`, alice.cookie)).status).toBe(200);
  expect((await me(`/as/${alice.handle}/api/v1/me`, bob.cookie)).status).toBe(401);
  expect((await me(`/as/${alice.handle}/api/v1/me`)).status).toBe(401);
  expect((await me("/api/v1/me", alice.cookie)).status).toBe(401);
  expect(alice.setCookie).toMatch(/; ?HttpOnly/i);
  expect(alice.setCookie).toMatch(/; ?SameSite=Strict/i);
  expect(alice.setCookie).toContain(`Path=/as/${alice.handle}/`);
  expect(alice.setCookie).not.toMatch(/Domain/i);
});

test("a phone line is for this server's own pages, and for a ticket that was not used", async () => {
  const alice = await CookieHolder.signIn(server, "alice");
  const path = `/as/${alice.handle}/sip?${PAGE}`;
  const own = { cookie: alice.cookie };
  expect(await lineStatus(server, path, own)).toBe(101);
  expect(await lineStatus(server, path, { ...own, origin: "http://evil.example" })).toBe(403);
  expect(await lineStatus(server, path, { ...own, origin: "http://127.0.0.1:1" })).toBe(403);
  expect(await lineStatus(server, path, { cookie: "legroom=guessed" })).toBe(401);
  const visit = await openVisit();
  const line = (ticket: string, more = {}) => lineStatus(server, `/sip?ticket=${ticket}&${PAGE}`, more);
  expect(await line(visit.ticket, { origin: "http://evil.example" })).toBe(403);
  expect(await line(visit.ticket.split("").toReversed().join(""))).toBe(401);
  expect(await line("")).toBe(401);
  expect(await line(visit.ticket)).toBe(101);
  expect(await line(visit.ticket)).toBe(401);
});

test("a visit is shown to its own token alone", async () => {
  const [mine, other] = [await openVisit(), await openVisit()];
  const shown = (token: string, id = mine.visitId) =>
    ask(server, `/api/v1/visitor-calls/${id}`, { headers: { authorization: `Visit ${token}` } });
  expect((await shown(mine.token)).status).toBe(200);
  const refused = [await shown(other.token), await shown(mine.token, "none-such"), await shown("x".repeat(43))];
  expect(new Set(refused.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect(refused[0]?.status).toBeGreaterThanOrEqual(400);
});

test("a page of another port of this machine changes nothing with the cookie that its browser sends along", async () => {
  const context = await chromium.context();
  const page = await context.newPage();
  const base = await signIn(server, page.context(), "carol");
  const target = `${base}api/v1/agents/carol/presence`;
  const site = await openOtherSite({
    "/": `<form method="post" enctype="text/plain" action="${target}"><input name='{"presence":"away","x":"' value='"}'><button>Win</button></form>`,
  });
  const other = await context.newPage();
  await other.goto(`${site.origin}/`);
  const tries = await other.evaluate(async (address) => {
    const body = JSON.stringify({ presence: "away" });
    const asked = (init: RequestInit) =>
      fetch(address, { credentials: "include", body, ...init }).then(
        (answer) => `${answer.type} ${answer.status}`,
        () => "refused",
      );
    const headers = { "content-type": "application/json", "x-legroom-request": "1" };
    return [
      await asked({ method: "POST", mode: "no-cors" }),
      await asked({ method: "PUT", headers }),
      await asked({ method: "POST", headers }),
    ];
  }, target);
  // Without CORS it is sent, and its answer is kept from the page; with our header the browser asks first, and is told no.
  expect(tries).toEqual(["refused", "refused", "refused"]);
  const answer = other.waitForResponse(target);
  await other.getByRole("button", { name: "Win" }).click();
  expect((await answer).status()).toBeGreaterThanOrEqual(400);
  // The cookie alone, with everything right but where it came from.
  const [cookie] = await context.cookies(base);
  const headers = { cookie: `${cookie?.name}=${cookie?.value}`, "x-legroom-request": "1" };
  const path = new URL(target).pathname;
  const put = (origin: string) =>
    ask(server, path, { method: "PUT", headers: { ...headers, origin }, body: { presence: "away" } });
  expect((await put(site.origin)).status).toBe(403);
  expect(await server.api.get("/agents/carol")).not.toMatchObject({ presence: "away" });
  expect((await put(originOf(server))).status).toBeLessThan(300);
  await site.close();
  await context.close();
});

test("a company's own page carries “call us” by one script, and a call from it is answered", async () => {
  const site = await openOtherSite({
    "/": `<h1>A company</h1><script src="${originOf(server)}/call-us.js" data-label="Talk to us" data-to="sales" async></script>`,
  });
  const phone = await server.agent("alice", { hz: HZ.alice });
  const context = await chromium.context();
  await keepTones(context);
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  await page.getByRole("button", { name: "Talk to us" }).click();
  const frame = page.frameLocator('iframe[title="Talk to us"]');
  await frame.getByRole("button", { name: "Call", exact: true }).click();
  const ring = await phone.nextCall();
  await hear(await ring.answer(), HZ.visitor);
  await frame.getByText("You are talking to Alice").waitFor();
  // Put away and brought back, it is the same call.
  await page.getByRole("button", { name: "Talk to us" }).click();
  await page.getByRole("button", { name: "Talk to us" }).click();
  await frame.getByRole("button", { name: "End", exact: true }).click();
  await frame.getByText("You have ended it.").waitFor();
  await ring.ended;
  await phone.register(0);
  await site.close();
  await context.close();
});

test("no page but “call us” stands in another site's frame, and every page names what it may load", async () => {
  const context = await chromium.context();
  const page = await context.newPage();
  const base = await signIn(server, page.context(), "alice");
  const paths = [`${base}desk`, `${base}account`, `${originOf(server)}/`, `${originOf(server)}/sign-in`];
  for (const url of [...paths, `${originOf(server)}/call`]) {
    const { headers } = await ask(server, new URL(url).pathname);
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
  for (const url of paths) {
    const site = await openOtherSite({ "/": `<iframe src="${url}"></iframe>` });
    const embedder = await context.newPage();
    const refused = embedder.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await embedder.goto(`${site.origin}/`);
    await refused;
    await embedder.close();
    await site.close();
  }
  await context.close();
});
