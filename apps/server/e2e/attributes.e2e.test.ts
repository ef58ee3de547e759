/** L8: what is stored is used. Each attribute, changed alone, changes who is rung or in which order, on the wire. */
import type { CentreFile, ContactEntry } from "@legroom/model";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader } from "../src/outside/event-reader.ts";
import type { DialledCall, ReceivedCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { MUSIC_HZ } from "./harness/tones.ts";
import { WholeServer } from "./harness/whole-server.ts";

type Queue = CentreFile["queues"][number];
type Agent = CentreFile["agents"][number];
type Change = { readonly sales?: Partial<Queue>; readonly alice?: Partial<Agent>; readonly bob?: Partial<Agent> };

const HZ = { alice: 450, bob: 600, stan: 750, tara: 900 } as const;

let server: WholeServer;
let events: EventReader;
let phones: Readonly<Record<"alice" | "bob", ScriptedPhone>>;
let stan: ScriptedPhone;
let tara: ScriptedPhone;
let calls: DialledCall[] = [];

/** Sales has two members who both know it; what a test says is all that differs. */
function centreOf({ sales, alice, bob }: Change, more: Partial<CentreFile> = {}): CentreFile {
  const centre = centreWith({ wrapUpMs: 0 }, more);
  const both: Partial<Queue> = { members: ["alice", "bob"] as unknown as Queue["members"] }; // handles of the default centre
  const changes: Readonly<Record<string, Partial<Agent> | undefined>> = { alice, bob };
  return {
    ...centre,
    queues: centre.queues.map((queue) => (queue.id === "sales" ? { ...queue, ...both, ...sales } : queue)),
    agents: centre.agents.map((agent) =>
      agent.id in changes ? { ...agent, skills: ["sales", "general"], ...changes[agent.id] } : agent,
    ),
  };
}

beforeAll(async () => {
  server = await WholeServer.start({ centre: centreOf({}) });
  phones = { alice: await server.agent("alice", { hz: HZ.alice }), bob: await server.agent("bob", { hz: HZ.bob }) };
  stan = await server.phone("stan", { hz: HZ.stan });
  tara = await server.phone("tara", { hz: HZ.tara });
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  events = await server.api.events();
});

afterEach(async () => {
  for (const call of calls) call.hangUp();
  await Promise.all(calls.map((call) => call.ended));
  calls = [];
  events.close();
  await server.quiet();
});

async function set(change: Change, more: Partial<CentreFile> = {}): Promise<void> {
  await server.api.want("PUT", "/centre", centreOf(change, more));
}

/** Bob first: of two who are equal he has been idle longer. */
async function bobThenAlice(): Promise<void> {
  for (const agent of ["alice", "bob"]) await server.presence(agent, "break");
  for (const agent of ["bob", "alice"]) await server.presence(agent, "available");
}

async function calling(phone: ScriptedPhone): Promise<DialledCall> {
  const call = await phone.call("sales");
  calls.push(call);
  return call;
}

/** The INVITE of this offer: one of an offer before may still be on its way out. */
async function ringOf(phone: ScriptedPhone, offerId: string): Promise<ReceivedCall> {
  for (;;) {
    const ring = await phone.nextCall();
    if (ring.header("X-Legroom-Offer")?.startsWith(`${offerId};`) === true) return ring;
  }
}

/** Whose phone rings for a caller: by the INVITE, not by what we say of it. */
async function rung(): Promise<string> {
  await bobThenAlice();
  const seen = events.seen.length;
  const call = await calling(stan);
  const offer = await events.next("offer.made", ({ seq }) => seq > (events.seen[seen - 1]?.seq ?? 0));
  const agent = offer["agentId"] === "alice" ? "alice" : "bob";
  const ring = await ringOf(phones[agent], String(offer["offerId"]));
  ring.ring();
  call.hangUp();
  await events.next("interaction.closed", ({ seq }) => seq > offer.seq);
  await ring.ended;
  return agent;
}

test("skill: the one who has it is rung; without it the other", async () => {
  await set({ bob: { skills: ["general"] } });
  expect(await rung()).toBe("alice");
  await set({});
  expect(await rung()).toBe("bob");
});

test("level: who reaches what is required is rung", async () => {
  await set({ sales: { requires: "sales >= 7" }, alice: { levels: { sales: 8 } }, bob: { levels: { sales: 6 } } });
  expect(await rung()).toBe("alice");
  await set({ sales: { requires: "sales >= 7" }, alice: { levels: { sales: 8 } }, bob: { levels: { sales: 7 } } });
  expect(await rung()).toBe("bob");
});

test("level: with the strategy best-skill the higher one is rung", async () => {
  const sales = { strategy: "best-skill" } as const;
  await set({ sales, alice: { levels: { sales: 9 } }, bob: { levels: { sales: 4 } } });
  expect(await rung()).toBe("alice");
  await set({ sales, alice: { levels: { sales: 4 } }, bob: { levels: { sales: 9 } } });
  expect(await rung()).toBe("bob");
});

test("performance: who has declined is in a lower band, and rung after the other", async () => {
  await set({}, { deadlines: { ...centreOf({}).deadlines, declineCoolDownMs: 0 } });
  const of = async (agent: string): Promise<number> =>
    ((await server.api.get(`/agents/${agent}`)) as { performance: number }).performance; // the API's own answer
  const before = await of("bob");
  await server.presence("alice", "break");
  await server.presence("bob", "available");
  await calling(stan);
  (await phones.bob.nextCall()).reject(603);
  await events.next("offer.ended", ({ agentId, outcome }) => agentId === "bob" && outcome === "declined");
  await nobodyIsLeft();
  await events.next("interaction.closed");
  const after = await of("bob");
  expect(after).toBeLessThan(before);
  await set({}, { performance: { bands: [1], priorOffers: 20 } });
  expect(await rung()).toBe("bob");
  await set({}, { performance: { bands: [after + 1], priorOffers: 20 } });
  expect(await rung()).toBe("alice");
});

/** Ends all calls while nobody is there: were the next caller rung meanwhile, a later test would find that call. */
async function nobodyIsLeft(): Promise<void> {
  for (const agent of ["alice", "bob"]) await server.presence(agent, "break");
  for (const call of calls.splice(0)) {
    call.hangUp();
    await call.ended;
  }
}

/** Whom Alice's phone shows, of those who wait. */
async function firstRung(): Promise<string | undefined> {
  const ring = await phones.alice.nextCall();
  ring.ring();
  await nobodyIsLeft();
  await ring.ended;
  return ring.invite.from.displayName;
}

test("class points: who has fewer is answered first, though they came later", async () => {
  const answered = async (points: Queue["points"]): Promise<string | undefined> => {
    await set({ sales: { points } });
    for (const agent of ["alice", "bob"]) await server.presence(agent, "break");
    for (const phone of [tara, stan]) await hear((await calling(phone)).audio, MUSIC_HZ);
    await server.presence("alice", "available");
    return firstRung();
  };
  expect(await answered({ vip: 0, premium: 10, standard: 50, trial: 100 })).toBe("Stan");
  expect(await answered({ vip: 0, premium: 10, standard: 50, trial: 10 })).toBe("Tara");
});

const queuedBefore = new Set<unknown>();

/** The interaction that enters a queue next. */
async function queued(): Promise<string> {
  const { interactionId } = await events.next("interaction.queued", (event) => {
    return !queuedBefore.has(event["interactionId"]);
  });
  queuedBefore.add(interactionId);
  return String(interactionId);
}

/** Both wait, nobody is there; whom Alice's phone shows when she comes. */
async function answeredAfter(act: (waiting: readonly string[]) => Promise<void>): Promise<string | undefined> {
  for (const agent of ["alice", "bob"]) await server.presence(agent, "break");
  const entered: string[] = [];
  for (const phone of [stan, tara]) {
    await calling(phone);
    entered.push(await queued());
  }
  await act(entered);
  await server.presence("alice", "available");
  return firstRung();
}

/** Changes what the directory says of Stan, and nothing else. */
async function ofStan(more: Partial<ContactEntry>): Promise<void> {
  const nothing = { name: "Stan", numbers: [], sipAddresses: [], customerClass: "standard", fields: {} };
  await server.api.want("PUT", "/contacts/stan", { ...nothing, ...more });
}

test("preferred agent, and whose customer it is: that one is rung, the owner before the preferred one", async () => {
  await set({});
  for (const [more, agent] of [
    [{}, "bob"],
    [{ preferredAgent: "alice" }, "alice"],
    [{ preferredAgent: "alice", owner: { agent: "bob", waitMs: 20_000 } }, "bob"],
    [{ preferredAgent: "bob", owner: { agent: "alice", waitMs: 20_000 } }, "alice"],
  ] as const) {
    await ofStan(more);
    expect(await rung()).toBe(agent);
  }
  await ofStan({});
});

test("last agent: where the queue goes by them, who talked to the caller last is rung again", async () => {
  await set({});
  await server.presence("bob", "break");
  await server.presence("alice", "available");
  const call = await calling(stan);
  const ring = await phones.alice.nextCall();
  ring.ring();
  await hear(await ring.answer(), HZ.stan);
  call.hangUp();
  await call.ended;
  await events.next("interaction.closed");
  await set({ sales: { lastAgent: "members" } });
  expect(await rung()).toBe("alice");
  await set({});
  expect(await rung()).toBe("bob");
});

test("priority: whom a supervisor puts in front is answered first", async () => {
  await set({});
  expect(await answeredAfter(async () => undefined)).toBe("Stan");
  const inFront = async ([, later]: readonly string[]): Promise<void> => {
    await server.api.want("POST", `/interactions/${later}/priority`, { band: 0, reason: "waited too long" });
  };
  expect(await answeredAfter(inFront)).toBe("Tara");
});

test("a caller whom a supervisor gives to an agent is rung there, whatever skills and queues say", async () => {
  await set({ alice: { skills: ["general"] }, bob: { skills: ["sales"] } });
  for (const agent of ["alice", "bob"]) await server.presence(agent, "break");
  const call = await calling(stan);
  await hear(call.audio, MUSIC_HZ);
  const { interactionId } = await events.next("interaction.queued");
  const carol = await server.agent("carol");
  const path = `/interactions/${String(interactionId)}/assign`;
  await server.api.want("POST", path, { agentId: "carol", reason: "she knows him" });
  const ring = await carol.nextCall();
  ring.ring();
  const offer = await events.next("offer.made", ({ agentId }) => agentId === "carol");
  expect(offer["reasons"]).toMatchObject({ trigger: "override", tieBreak: "override" });
  ring.reject(603);
  await server.presence("carol", "offline");
});

test("capacity: who may have two talks is rung for a second caller; with one the caller waits", async () => {
  await set({ alice: { capacity: 2 } });
  await server.presence("bob", "break");
  await server.presence("alice", "available");
  const first = await calling(stan);
  const ring = await phones.alice.nextCall();
  ring.ring();
  await hear(await ring.answer(), HZ.stan);
  await hear(first.audio, HZ.alice);
  const second = await calling(tara);
  (await phones.alice.nextCall()).ring();
  second.hangUp();
  await second.ended;
  await set({ alice: { capacity: 1 } });
  const third = await calling(tara);
  await hear(third.audio, MUSIC_HZ);
  // Something that comes after it all: by then an offer would have come.
  await server.presence("bob", "away");
  await events.next("agent.presence-changed", ({ presence }) => presence === "away");
  expect(events.seen.filter(({ type }) => type === "offer.made")).toHaveLength(2);
  first.hangUp();
  expect((await phones.alice.nextCall()).invite.from.displayName).toBe("Tara");
});
