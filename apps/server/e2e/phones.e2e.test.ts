/** Phones that are not ours: SIPp and baresip as customers and as agents, their audio measured. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWav } from "@legroom/media";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import { HEARD_DBOV, hear, levelsOf } from "../src/outside/tone-hearing.ts";
import { Baresip } from "./harness/baresip.ts";
import { ownPort } from "./harness/own-ports.ts";
import { stopPrograms } from "./harness/program.ts";
import { sipp } from "./harness/sipp.ts";
import { boundUdpPorts } from "./harness/sockets.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 450, bob: 525, carol: 600, customer: 900 } as const;
/** Of a second: so many windows of 200 ms in a row hold a tone. */
const WINDOWS = 5;
let directory: string;
let server: WholeServer;
let events: EventReader;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "legroom-e2e-phones-"));
  server = await WholeServer.start({ centre: centreWith({ wrapUpMs: 0 }) });
  events = await server.api.events();
});

afterEach(async () => {
  await stopPrograms();
  await server.closePhones();
});

afterAll(async () => {
  events.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** The first window from which on the tone is there for a second; −1 if it never is. */
function heardFrom(pcm: Int16Array, hz: number): number {
  const there = levelsOf(pcm, hz).map((level) => level > HEARD_DBOV);
  return there.findIndex((_, at) => there.slice(at, at + WINDOWS).filter(Boolean).length === WINDOWS);
}

test.each(["udp", "tcp"] as const)("SIPp as a customer over %s is heard and hears [R-TEL-1]", async (transport) => {
  const alice = await server.agent("alice", { hz: HZ.alice });
  const customer = sipp({
    scenario: "customer",
    service: "sales",
    server: server.process.sip,
    transport,
    under: directory,
  });
  const ring = await alice.nextCall();
  ring.ring();
  // The customer echoes: Alice hears herself only if both directions stand.
  await hear(await ring.answer(), HZ.alice);
  ring.hangUp();
  expect(await customer.ended).toMatchObject({ code: 0 });
  await server.presence("alice", "offline");
});

test("SIPp as an agent registers by digest, rings, answers, is heard and hears [R-TEL-12]", async () => {
  const port = ownPort();
  const common = { service: "alice", server: server.process.sip, port, under: directory };
  const registered = sipp({ ...common, scenario: "register", secret: await server.secret("alice") });
  expect(await registered.ended).toMatchObject({ code: 0 });
  const agent = sipp({ ...common, scenario: "agent" });
  await until(
    () => boundUdpPorts(agent.pid),
    (ports) => ports.includes(port),
  );
  await server.presence("alice", "available");
  const customer = await server.stranger("erin", { hz: HZ.customer });
  const call = await customer.call("sales");
  await hear(call.audio, HZ.customer);
  call.hangUp();
  expect(await agent.ended).toMatchObject({ code: 0 });
  await server.presence("alice", "offline");
});

test("a wrong secret keeps SIPp out", async () => {
  const common = { service: "carol", server: server.process.sip, under: directory };
  await server.secret("carol");
  const refused = sipp({ ...common, scenario: "register", secret: "not-hers" });
  expect((await refused.ended).code).not.toBe(0);
});

test("baresip as customer and as agent: each writes down the other's audio file, and the recording holds both", async () => {
  const common = { server: server.process.sip, under: directory };
  const bob = await Baresip.start({ ...common, user: "bob", secret: await server.secret("bob"), hz: HZ.bob });
  await events.next("endpoint.ready", (event) => event["deviceId"] === "bob");
  await server.presence("bob", "available");
  const erin = await Baresip.start({ ...common, user: "erin", dials: "support", hz: HZ.customer });
  const live = await events.next("interaction.live", (event) => event["agentId"] === "bob");
  const isThere = (at: number): boolean => at >= 0;
  await until(() => heardFrom(erin.heard(), HZ.bob), isThere);
  await until(() => heardFrom(bob.heard(), HZ.customer), isThere);
  await erin.stop();
  const done = await events.next("recording.finished", (event) => event["interactionId"] === live["interactionId"]);
  await bob.stop();
  const list = await server.api.get(`/interactions/${String(done["interactionId"])}/recordings`);
  const [recording] = (list as { items: { tracks: { path: string }[] }[] }).items; // the API's own answer
  const tones: number[] = [];
  for (const { path } of recording?.tracks ?? []) {
    const wav = readWav(await server.api.bytes(path));
    if (!wav.ok) throw new Error(wav.cause);
    tones.push(...[HZ.bob, HZ.customer].filter((hz) => heardFrom(wav.pcm, hz) >= 0));
  }
  expect(tones.toSorted((a, b) => a - b)).toEqual([HZ.bob, HZ.customer]);
});
