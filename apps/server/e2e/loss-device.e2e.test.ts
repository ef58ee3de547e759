/** A microphone that cannot be used, and a phone in two tabs: each says what happened and what to do, and nobody is rung in vain. */
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { BrowserContext } from "playwright-core";
import { Chromium } from "../src/outside/chromium.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { DialledCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { DeskPage, openDesk } from "./harness/desk.ts";
import { availabilityIs, endAll, expectNotCharged, expectUnbroken, patientCentre } from "./harness/loss.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, erin: 1050 } as const;
/** A name that is no machine's own: pages from there may use no microphone without TLS. */
const INSECURE_HOST = "legroom.test";

type Fault = {
  readonly what: string;
  /** What a browser's `getUserMedia` rejects with; a real refusal where there is none. */
  readonly error?: string;
  readonly title: string;
  readonly todo: string;
  readonly mend: () => Promise<void>;
};

const faults: readonly Fault[] = [
  {
    what: "not allowed",
    title: "The microphone is not allowed.",
    todo: "Allow it for this page: press the sign left of the address, choose Microphone, Allow. Then try again.",
    mend: async () => {
      // The page may notice by itself before the button is pressed.
      const again = alice.page.getByRole("button", { name: "Try the microphone again" });
      await allowMicrophone();
      await Promise.any([again.click(), again.waitFor({ state: "detached" })]);
    },
  },
  {
    what: "missing",
    error: "NotFoundError",
    title: "No microphone is found.",
    todo: "Plug one in or turn it on. It is noticed by itself.",
    mend: plugIn,
  },
  {
    what: "taken by another program",
    error: "NotReadableError",
    title: "Another program is using the microphone.",
    todo: "Close the other call or program, or choose another microphone. It is tried again by itself.",
    mend: () => setFault(undefined),
  },
];

/** What `harness/microphone.js` gives to a page. */
type Tampered = {
  readonly legroomMicrophone: { setFault(name: string | undefined): void; unplug(): void; plugIn(): void };
};

const MICROPHONE = fileURLToPath(new URL("harness/microphone.js", import.meta.url));

let server: WholeServer;
let chromium: Chromium;
let erin: ScriptedPhone;
let events: EventReader;
let context: BrowserContext;
let alice: DeskPage;

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    WholeServer.start({ centre: patientCentre() }),
    Chromium.start({
      hz: HZ.alice,
      asksForMicrophone: true,
      args: [`--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`],
    }),
  ]);
  erin = await server.stranger("erin", { hz: HZ.erin });
});

afterAll(async () => {
  await chromium.close();
  await server.stop();
});

beforeEach(async () => {
  events = await server.api.events();
  context = await chromium.context();
  await context.addInitScript({ path: MICROPHONE });
  alice = await openDesk(server, chromium, "alice", context);
  await allowMicrophone();
});

afterEach(async () => {
  events.close();
  await endAll(server);
  await context.close();
  await server.presence("alice", "offline");
});

async function setFault(name: string | undefined): Promise<void> {
  await alice.page.evaluate((fault) => (globalThis as unknown as Tampered).legroomMicrophone.setFault(fault), name);
}

async function allowMicrophone(): Promise<void> {
  await context.grantPermissions(["microphone"], { origin: new URL(alice.base).origin });
}

/** What the browser tells then. */
async function plugIn(): Promise<void> {
  await setFault(undefined);
  await alice.page.evaluate(() => (globalThis as unknown as Tampered).legroomMicrophone.plugIn());
}

/** As a person chooses it, whatever comes of it. */
async function chooseAvailable(desk: DeskPage): Promise<void> {
  await desk.status.getByRole("button", { name: "Available" }).click();
  await desk.status.getByRole("button", { name: "Available", pressed: true }).waitFor();
}

/** A caller waits, and nobody is offered them. */
async function waitsInVain(): Promise<DialledCall> {
  await availabilityIs(server, "alice", "device-lost");
  const call = await erin.call("sales");
  await events.next("interaction.announced"); // two seconds on, they still wait
  expect(events.seen.map(({ type }) => type)).not.toContain("offer.made");
  return call;
}

async function bothHear(desk: DeskPage, call: DialledCall): Promise<void> {
  await Promise.all([desk.hears(HZ.erin), hear(call.audio, HZ.alice)]);
}

test.each(faults)(
  "a microphone that is $what: the desk says so and what to do, no offer comes, and mended it rings",
  async ({ error, title, todo, mend }) => {
    if (error === undefined) await context.clearPermissions();
    else await setFault(error);
    await chooseAvailable(alice);
    await alice.shows(title);
    await alice.shows(todo);
    await alice.shows("You are available, but nothing of yours can ring now.");
    const call = await waitsInVain();
    await mend();
    await alice.accept();
    await bothHear(alice, call);
    await alice.page.getByText(title).waitFor({ state: "hidden" });
    await expectNotCharged(server, events, "alice");
    call.hangUp();
    await alice.shows("Waiting for the next caller");
  },
);

test("a microphone that is unplugged in a talk: the desk says so, the talk goes on, and another one takes its place by itself", async () => {
  await alice.become("Available");
  const call = await erin.call("sales");
  await alice.accept();
  await bothHear(alice, call);
  events.close();
  events = await server.api.events();
  await setFault("NotFoundError");
  await alice.page.evaluate(() => (globalThis as unknown as Tampered).legroomMicrophone.unplug());
  await alice.shows("No microphone is found.");
  await alice.hears(HZ.erin);
  expect(await events.next("endpoint.lost")).toMatchObject({ cause: "no-microphone" });
  await plugIn();
  await events.next("endpoint.ready");
  await bothHear(alice, call);
  expectUnbroken(events);
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await alice.shows("Waiting for the next caller");
});

test("pages from an insecure origin say that they may not use a microphone and where to go, and no offer comes", async () => {
  const origin = `http://${INSECURE_HOST}:${server.process.httpPort}`;
  const { url } = (await server.api.want("POST", "/people/alice/link")) as { url: string }; // the API's own answer
  const page = await context.newPage();
  await page.goto(`${origin}/link${new URL(url).hash}`);
  await page.getByRole("button", { name: "Sign in with this link" }).click();
  await page.waitForURL(/\/as\//);
  const desk = new DeskPage(page, /^.*\/as\/[^/]+\//.exec(page.url())?.[0] ?? "");
  await desk.load();
  await alice.page.close();
  await chooseAvailable(desk);
  await desk.shows("This page may not use a microphone.");
  await desk.shows("Open the page by its https address.");
  const call = await waitsInVain();
  await expectNotCharged(server, events, "alice");
  call.hangUp();

  await page.goto(`${origin}/call`);
  await page.getByRole("alert").getByText("This page may not use a microphone.").waitFor();
  await page.getByText("Open the page by its https address.").waitFor();
});

test("two tabs of an agent: the second says that the phone is elsewhere and takes it over, and then the first says so", async () => {
  await alice.become("Available");
  const second = await secondTab();
  await second.shows("Your phone is in another tab.");
  await second.page.getByRole("button", { name: "Use this tab" }).click();
  await alice.shows("Your phone is in another tab.");
  await second.page.getByText("Your phone is in another tab.").waitFor({ state: "hidden" });
  // The page of the test before may be found lost only now, by another cause.
  await events.next("endpoint.lost", ({ cause }) => cause === "taken-over");
  const call = await erin.call("sales");
  await second.accept();
  await bothHear(second, call);
  await alice.shows("The talk is on another device of yours.");
  await expectNotCharged(server, events, "alice");
  call.hangUp();
  await second.shows("Waiting for the next caller");
});

test("taken over in a talk, the talk comes along into the second tab, and the customer is not dropped", async () => {
  await alice.become("Available");
  const call = await erin.call("sales");
  await alice.accept();
  await bothHear(alice, call);
  events.close();
  events = await server.api.events();
  const second = await secondTab();
  await second.shows("Your phone is in another tab.");
  await second.page.getByRole("button", { name: "Use this tab" }).click();
  await bothHear(second, call);
  await alice.shows("Your phone is in another tab.");
  await alice.shows("The talk is on another device of yours.");
  expectUnbroken(events);
  await expectNotCharged(server, events, "alice");
  await second.end();
  expect(await call.ended).toEqual({ by: "remote", cause: "bye" });
});

async function secondTab(): Promise<DeskPage> {
  const second = new DeskPage(await context.newPage(), alice.base);
  await second.load();
  return second;
}
