/** Nothing personal and no secret lies in plain in the data directory: looked for on the disk after real calls. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { filesBelow, filesWith } from "./harness/disk-search.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const NUMBER = "+15555550142";
const NOTE = "wants the blue one by Friday, is fond of herons";
const ALICE_HZ = 450;
const CALLER_HZ = 900;
let server: WholeServer;
let secret = "";
let interactionId = "";

beforeAll(async () => {
  server = await WholeServer.start({ centre: centreWith({ wrapUpMs: 60_000 }) });
  secret = await server.secret("alice");
  const alice = await server.agent("alice", { hz: ALICE_HZ, secret });
  // A number that proves nothing is a person all the same, and so is one whose call nobody takes.
  await (await server.stranger(NUMBER)).call("no-such-number").then((call) => call.ended);
  const caller = await server.stranger(NUMBER, { hz: CALLER_HZ, displayName: `Erin ${NUMBER}` });
  const events = await server.api.events();
  const call = await caller.call("sales");
  const ring = await alice.nextCall();
  ring.ring();
  await hear(await ring.answer(), CALLER_HZ);
  await hear(call.audio, ALICE_HZ);
  const live = await events.next("interaction.live");
  interactionId = String(live["interactionId"]);
  await server.api.want("POST", `/interactions/${interactionId}/wrap-up`, { agentId: "alice", note: NOTE });
  call.hangUp();
  await ring.ended;
  await events.next("recording.finished");
  events.close();
});

afterAll(async () => {
  await server.stop();
});

function found(word: string): string[] {
  return filesWith(word, server.directory, ["keys"]);
}

function expectNothing(): void {
  expect({ number: found(NUMBER), digits: found(NUMBER.slice(1)) }).toEqual({ number: [], digits: [] });
  expect({ note: found(NOTE), part: found("fond of herons") }).toEqual({ note: [], part: [] });
  expect({ secret: found(secret) }).toEqual({ secret: [] });
}

test("who may ask is told number and note, so both are kept", async () => {
  const told = await server.api.get(`/interactions/${interactionId}`);
  expect(JSON.stringify(told)).toContain(NUMBER);
  expect(told).toMatchObject({ notes: [{ agentId: "alice", note: NOTE }] });
});

test("a running server's disk shows neither number nor note nor secret, in any file but the keys [R-STORE-10]", async () => {
  // What is in plain there is found, so that finding nothing means something.
  expect(found("interaction.queued").some((path) => path.startsWith("journal.db"))).toBe(true);
  const recordings = filesBelow(server.directory).filter((path) => path.startsWith("recordings/"));
  expect(recordings.length).toBeGreaterThanOrEqual(2);
  await until(
    () => filesBelow(server.directory).some((path) => path.includes("trace")),
    (isThere) => isThere,
  );
  expectNothing();
});

test("neither does it after an end with a snapshot, and after the start that follows [R-STORE-10]", async () => {
  await server.closePhones();
  expect(await server.process.stop()).toMatchObject({ code: 0 });
  expect(filesBelow(server.directory).some((path) => path.includes("snapshot"))).toBe(true);
  expectNothing();
  await server.startAgain();
  expect(JSON.stringify(await server.api.get(`/interactions/${interactionId}`))).toContain(NUMBER);
  expect(await (await server.phone("alice", { secret })).register()).toBe(200);
  expectNothing();
});

test("the keys belong to their owner alone [R-STORE-10]", () => {
  const mode = (path: string): string => (statSync(join(server.directory, path)).mode & 0o777).toString(8);
  const keys = filesBelow(server.directory).filter((path) => path.startsWith("keys/"));
  expect(keys).not.toEqual([]);
  expect({ folder: mode("keys"), files: [...new Set(keys.map(mode))] }).toEqual({ folder: "700", files: ["600"] });
});
