/** Browsers and SIP phones in one centre: each pair hears itself and nobody else, and afterwards nothing of it is left. */
import type { RtpPeer } from "@legroom/media";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreOfMany } from "../src/outside/centres.ts";
import { Chromium, levelHeard, openConnections } from "../src/outside/chromium.ts";
import type { DialledCall, ReceivedCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { openCallUs } from "./harness/call-us.ts";
import type { CallUsPage } from "./harness/call-us.ts";
import { openDesk } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { boundUdpPorts, openFiles } from "./harness/sockets.ts";
import { MUSIC_HZ, PAIRS, foreignHeard, hearClearly, pairHz, promptTones } from "./harness/tones.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

/** Above those of the pairs, below those of prompts. All pages of one browser have one microphone. */
const HZ = { agentPages: 2100, customerPages: 2400, bob: 2550, carol: 2700, ofAlice: 2850, ofDavid: 3000 } as const;
/** Two seconds. */
const TALK_PACKETS = 100;
const FOREIGN_IN_BROWSER_DBOV_MAX = -40;

/** One who hears: a phone's socket or a page, whom it shall hear. */
type Ear = { readonly who: string; readonly hz: number } & ({ readonly peer: RtpPeer } | { readonly page: Page });

let server: WholeServer;
let chromiums: { readonly agents: Chromium; readonly customers: Chromium };
let desks: { readonly alice: DeskPage; readonly david: DeskPage };
let visitors: { readonly ofBob: CallUsPage; readonly ofCarol: CallUsPage };
let before: { readonly sockets: number; readonly files: readonly string[]; readonly ports: readonly number[] };
const ears: Ear[] = [];
const pairs: { readonly call: DialledCall; readonly ring: ReceivedCall }[] = [];
const calls: DialledCall[] = [];
const rings: ReceivedCall[] = [];

beforeAll(async () => {
  const centre = centreOfMany(PAIRS, { wrapUpMs: 0, offerMs: 60_000 });
  const [started, agents, customers] = await Promise.all([
    WholeServer.start({ centre, mediaProcesses: 2 }),
    Chromium.start({ hz: HZ.agentPages }),
    Chromium.start({ hz: HZ.customerPages }),
  ]);
  server = started;
  chromiums = { agents, customers };
  before = { sockets: serverSockets(), files: mediaFiles(), ports: mediaPorts() };
  const [alice, david] = [await openDesk(server, agents, "alice"), await openDesk(server, agents, "david")];
  desks = { alice, david };
  const [ofBob, ofCarol] = [
    await openCallUs(server, customers, { to: "support" }),
    await openCallUs(server, customers, { to: "billing" }),
  ];
  visitors = { ofBob, ofCarol };
});

afterAll(async () => {
  await Promise.all([chromiums.agents.close(), chromiums.customers.close()]);
  await server.stop();
});

/** Sockets of the control process: event streams, WebSockets, whoever asks. */
function serverSockets(): number {
  return openFiles(server.process.pid).filter((file) => file.startsWith("socket:")).length;
}

/** By kind, since a socket opened anew has another number. */
function mediaFiles(): string[] {
  const kinds = (pid: number): string[] => openFiles(pid).map((file) => file.replace(/:\[\d+\]$/, ""));
  return server.process.childPids().map((pid) => kinds(pid).toSorted().join(" "));
}

function mediaPorts(): number[] {
  return server.process.childPids().map((pid) => boundUdpPorts(pid).length);
}

/** A customer's page rings an agent's phone, which answers. */
async function pageToPhone(visitor: CallUsPage, agent: "bob" | "carol"): Promise<void> {
  const phone = await server.agent(agent, { hz: HZ[agent] });
  await visitor.call();
  const ring = await phone.nextCall();
  ring.ring();
  const peer = await ring.answer();
  rings.push(ring);
  ears.push({ who: `${agent}'s phone`, hz: HZ.customerPages, peer });
  ears.push({ who: `the page of ${agent}'s customer`, hz: HZ[agent], page: visitor.page });
}

/** A customer's phone rings an agent's page, which accepts. */
async function phoneToPage(desk: DeskPage, number: string, who: "ofAlice" | "ofDavid"): Promise<void> {
  await desk.become("Available");
  const customer = await server.stranger(`customer-${who}`, { hz: HZ[who] });
  const call = await customer.call(number);
  await desk.accept();
  calls.push(call);
  ears.push({ who: `the phone of a customer ${who}`, hz: HZ.agentPages, peer: call.audio });
  ears.push({ who: `the agent's page ${who}`, hz: HZ[who], page: desk.page });
}

/** Twenty agents, twenty customers, all with phones and tones of their own. */
async function twentyTalk(): Promise<void> {
  const agents: ScriptedPhone[] = [];
  const customers: ScriptedPhone[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    agents.push(await server.agent(`agent-${pair + 1}`, { hz: pairHz(pair).agent }));
    customers.push(await server.stranger(`customer-${pair + 1}`, { hz: pairHz(pair).customer }));
  }
  const dialled = await Promise.all(customers.map((customer) => customer.call("sales")));
  await Promise.all(
    agents.map(async (agent, index) => {
      const ring = await agent.nextCall();
      ring.ring();
      const peer = await ring.answer();
      // The phone's display tells who of the customers it is.
      const customer = Number(ring.invite.from.displayName?.replace("customer-", "")) - 1;
      const call = dialled[customer];
      if (call === undefined) throw new Error(`who is ${ring.invite.from.displayName}?`);
      pairs.push({ call, ring });
      ears.push({ who: `agent ${index + 1}`, hz: pairHz(customer).customer, peer });
      ears.push({ who: `customer ${customer + 1}`, hz: pairHz(index).agent, peer: call.audio });
    }),
  );
}

async function hearsItsOwn(ear: Ear): Promise<void> {
  if ("peer" in ear) await hearClearly(ear.peer, ear.hz);
  else
    await until(
      () => levelHeard(ear.page, ear.hz),
      (level) => level > -24,
    );
}

/** Tones of others that a page hears, in words. */
async function foreignOnPage(page: Page, foreign: readonly number[]): Promise<string[]> {
  const levels = await Promise.all(foreign.map(async (hz) => ({ hz, level: await levelHeard(page, hz) })));
  return levels
    .filter(({ level }) => level > FOREIGN_IN_BROWSER_DBOV_MAX)
    .map(({ hz, level }) => `${hz} Hz at ${level.toFixed(1)} dBov`);
}

test("customers in browsers talk with agents at phones, and customers at phones with agents in browsers", async () => {
  await phoneToPage(desks.alice, "sales", "ofAlice");
  await phoneToPage(desks.david, "billing", "ofDavid");
  await pageToPhone(visitors.ofBob, "bob");
  await pageToPhone(visitors.ofCarol, "carol");
  for (const ear of ears) await hearsItsOwn(ear);
  await visitors.ofBob.shows("You are talking to Bob");
  await visitors.ofCarol.shows("You are talking to Carol");
  expect(await server.openInteractions()).toHaveLength(4);
});

test("with twenty more interactions at phones no tone crosses, at no socket and on no page", async () => {
  await twentyTalk();
  expect(await server.openInteractions()).toHaveLength(PAIRS + 4);
  for (const ear of ears) await hearsItsOwn(ear);
  // From here on, with all of them talking. How they came into their talks is the checklist's matter.
  for (const ear of ears) if ("peer" in ear) ear.peer.forget();
  const all = [...Object.values(HZ), ...Array.from({ length: PAIRS }, (_, pair) => Object.values(pairHz(pair))).flat()];
  for (const ear of ears)
    if ("page" in ear) {
      const foreign = [...all, MUSIC_HZ].filter((hz) => hz !== ear.hz);
      expect([ear.who, ...(await foreignOnPage(ear.page, foreign))]).toEqual([ear.who]);
    }
  for (const ear of ears)
    if ("peer" in ear) {
      const foreign = all.filter((hz) => hz !== ear.hz);
      await until(
        () => ear.peer.heard.length,
        (packets) => packets >= TALK_PACKETS,
      );
      const found = foreignHeard(ear.peer, { wanted: [ear.hz], foreign: [...foreign, MUSIC_HZ, ...promptTones()] });
      expect([ear.who, ...found]).toEqual([ear.who]);
    }
});

test("afterwards nothing is left: no interaction, no port, no file, no socket, no connection in a page", async () => {
  for (const call of [...calls, ...pairs.map((pair) => pair.call)]) call.hangUp();
  for (const visitor of Object.values(visitors)) {
    await visitor.end();
    await visitor.over();
    await visitor.shows("You have ended it.");
  }
  await Promise.all([...rings, ...pairs.map(({ ring }) => ring)].map((ring) => ring.ended));
  for (const desk of Object.values(desks)) await desk.shows("Waiting for the next caller");
  await server.quiet();
  const pages = [...Object.values(desks), ...Object.values(visitors)].map(({ page }) => page);
  for (const page of pages)
    await until(
      () => openConnections(page),
      (count) => count === 0,
    );
  await until(mediaPorts, (ports) => String(ports) === String(before.ports));
  await until(mediaFiles, (files) => String(files) === String(before.files));
  for (const page of pages) await page.context().close();
  await until(serverSockets, (count) => count <= before.sockets);
});
