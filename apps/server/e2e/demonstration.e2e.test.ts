/** The plan's own demonstration, over real sockets: each class and topic finds its agent, and both hear each other. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { DialledCall, ReceivedCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { compileCache } from "./harness/compile-cache.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 450, bob: 525, carol: 600, david: 675, customer: 900 } as const;
const MUSIC_HZ = 300;
let server: WholeServer;
const agents: Record<string, ScriptedPhone> = {};

beforeAll(async () => {
  server = await WholeServer.start({ centre: centreWith({ wrapUpMs: 60_000 }) });
  for (const name of ["alice", "bob", "carol", "david"] as const)
    agents[name] = await server.agent(name, { hz: HZ[name] });
});

afterAll(async () => {
  await server.stop();
});

type Talk = { readonly call: DialledCall; readonly ring: ReceivedCall; readonly agent: string };

/** A call to a number, answered by whoever rings first. */
async function talk(from: ScriptedPhone, number: string, expected: string): Promise<Talk> {
  const call = await from.call(number);
  const ring = await (agents[expected] as ScriptedPhone).nextCall();
  ring.ring();
  const heard = await ring.answer();
  await hear(heard, HZ.customer);
  await hear(call.audio, HZ[expected as keyof typeof HZ]);
  return { call, ring, agent: expected };
}

async function end({ call, ring, agent }: Talk): Promise<void> {
  call.hangUp();
  await ring.ended;
  await server.api.want("POST", `/agents/${agent}/wrap-up/end`);
}

test("an agent who is available is in no conference", async () => {
  expect(
    await until(
      () => server.counts(),
      (counts) => counts === "4 available",
    ),
  ).toBe("4 available");
  expect(await server.openConferences()).toEqual([]);
});

test("sales reaches Alice, support Bob, billing Carol and a VIP David, and the counts follow each step", async () => {
  const stan = await server.phone("stan", { hz: HZ.customer });
  const victor = await server.phone("victor", { hz: HZ.customer });
  const talks: Talk[] = [];
  talks.push(await talk(stan, "sales", "alice"));
  await until(
    () => server.counts(),
    (counts) => counts === "3 available, 1 busy",
  );
  talks.push(await talk(stan, "support", "bob"));
  await until(
    () => server.counts(),
    (counts) => counts === "2 available, 2 busy",
  );
  talks.push(await talk(stan, "billing", "carol"));
  talks.push(await talk(victor, "sales", "david"));
  await until(
    () => server.counts(),
    (counts) => counts === "4 busy",
  );
  const names = (await server.openConferences()).map((conference) => conference.name);
  expect(names).toHaveLength(4);
  expect(names.every((name) => name.startsWith("interaction-"))).toBe(true);
  for (const each of talks) await end(each);
  await until(
    () => server.counts(),
    (counts) => counts === "4 available",
  );
  await server.quiet();
});

test("with Alice busy the next sales caller goes to David, and the one after waits until an agent is free", async () => {
  const stan = await server.phone("stan", { hz: HZ.customer });
  const first = await talk(stan, "sales", "alice");
  const second = await talk(stan, "sales", "david");
  const events = await server.api.events();
  const waiting = await stan.call("sales");
  await waiting.answered;
  await events.next("interaction.queued");
  await hear(waiting.audio, MUSIC_HZ);
  first.call.hangUp();
  await until(
    () => server.counts(),
    (counts) => counts.includes("1 wrapping"),
  );
  await server.api.want("POST", "/agents/alice/wrap-up/end");
  const ring = await (agents["alice"] as ScriptedPhone).nextCall();
  ring.ring();
  const heard = await ring.answer();
  await hear(heard, HZ.customer);
  const offer = await events.next("offer.made");
  expect(offer).toMatchObject({ agentId: "alice", reasons: { trigger: "agent-free" } });
  events.close();
  await end({ call: waiting, ring, agent: "alice" });
  await end(second);
});

test("the phone shows who calls and why, and the trace tells the whole story afterwards", async () => {
  const stan = await server.phone("stan", { hz: HZ.customer });
  const call = await stan.call("sales");
  const ring = await (agents["alice"] as ScriptedPhone).nextCall();
  expect(ring.invite.from.displayName).toBe("Stan");
  expect(ring.header("X-Legroom-Offer")).toMatch(/queue="Sales"/);
  ring.ring();
  await hear(call.audio, MUSIC_HZ);
  await hear(await ring.answer(), HZ.customer);
  const events = await server.api.events();
  await end({ call, ring, agent: "alice" });
  await events.next("recording.finished");
  events.close();
  const steps = [
    /<- .*INVITE sip:sales@/,
    /call arrives for sales from Stan, class standard \(contact stan\)/,
    /enters queue sales/,
    /offer .* to alice .*: standard caller waited .*; by /,
    /-> .*INVITE sip:alice@/,
    /the customer moves from/,
    /live with alice/,
    /<- .*BYE sip:/,
    /closed: customer-hung-up/,
    /recording .* lies there: 2 track\(s\)/,
  ];
  const env = { ...compileCache, LEGROOM_DATA_DIR: server.directory };
  const trace = async (): Promise<string> =>
    (await promisify(execFile)(process.execPath, [resolve("apps/server/src/main.ts"), "trace", "last"], { env }))
      .stdout;
  // The ladder is written a moment after the journal.
  const told = await until(trace, (text) => steps.every((step) => step.test(text)));
  expect(told).toMatch(/^Interaction /);
});
