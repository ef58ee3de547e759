import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { asId, defaultCentre, unixMs } from "@legroom/model";
import type { TraceEntry } from "@legroom/engine/ports";
import { expect, test } from "vitest";
import { CENTRE, gather, openTemporary } from "../test/temporary.ts";
import { CallHistory, abandonedCall, answeredCall } from "./answered-call.ts";
import { auditHash } from "./audit.ts";
import type { Store } from "./store.ts";

/** Calls 1 and 3 are answered, 2 and 4 give up; the fifth has just been offered to alice. */
async function aDay(): Promise<{ store: Store & { directory: string }; history: CallHistory }> {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  const steps = [
    ...answeredCall(history, "1"),
    ...abandonedCall(history, "2"),
    ...answeredCall(history, "3"),
    ...abandonedCall(history, "4"),
  ];
  const before = history.seq;
  const open = answeredCall(history, "5").slice(0, 4);
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: before, steps: open });
  return { store, history };
}

test("interactions come newest first, by page, by agent, by queue, open or closed [R-STORE-16]", async () => {
  const { queries } = (await aDay()).store;
  const ids = async (filter: Parameters<typeof queries.interactions>[0]) =>
    (await queries.interactions(filter)).map((found) => found.id);
  expect(await ids({ limit: 10 })).toEqual(["x5", "x4", "x3", "x2", "x1"]);
  const [first, second] = await queries.interactions({ limit: 2 });
  expect([first?.id, second?.id]).toEqual(["x5", "x4"]);
  expect(await ids({ limit: 2, beforeSeq: second?.seq ?? 0 })).toEqual(["x3", "x2"]);
  expect(await ids({ limit: 10, agentId: asId("alice") })).toEqual(["x3", "x1"]);
  expect(await ids({ limit: 10, agentId: asId("bob") })).toEqual([]);
  expect(await ids({ limit: 10, queueId: asId("sales") })).toHaveLength(5);
  expect(await ids({ limit: 10, queueId: asId("billing") })).toEqual([]);
  expect(await ids({ limit: 10, open: true })).toEqual(["x5"]);
  expect(await ids({ limit: 10, open: false, agentId: asId("alice") })).toEqual(["x3", "x1"]);
});

test("an interaction's record says who, where, how long and how it ended", async () => {
  const { queries } = (await aDay()).store;
  expect(await queries.interaction(asId("x1"))).toEqual({
    id: "x1",
    phase: "closed",
    person: "pAAAAAAAAAAAAAAAAAAAAAA",
    customerClass: "standard",
    to: "sales",
    topic: "sales",
    arrivedAt: expect.any(Number),
    closedAt: expect.any(Number),
    cause: "customer-hung-up",
    queues: [{ queueId: "sales", segment: 1, enteredAt: expect.any(Number), outcome: "answered", waitedMs: 42 }],
    agents: [{ agentId: "alice", connectedAt: expect.any(Number), endedAt: expect.any(Number), talkMs: 14 }],
  });
  expect(await queries.interaction(asId("x2"))).toMatchObject({ cause: "abandoned", agents: [] });
  expect(await queries.interaction(asId("x5"))).toMatchObject({ phase: "offering", queues: [{ queueId: "sales" }] });
  expect(await queries.interaction(asId("nobody"))).toBeUndefined();
});

test("the timeline is all events of one interaction, effects included, in order, as they were appended", async () => {
  const { store } = await aDay();
  const all = await gather(store.journal.read(0));
  const timeline = await store.queries.timeline(asId("x3"));
  expect(timeline).toEqual(all.filter((event) => "interactionId" in event && event.interactionId === "x3"));
  expect(timeline.map((event) => event.interactionSeq)).toEqual(timeline.map((_, place) => place + 1));
  expect(timeline.map((event) => event.type)).toContain("effect.requested");
});

test("offers come newest first, of an interaction or of an agent, with what became of them", async () => {
  const { queries } = (await aDay()).store;
  const [last, ...before] = await queries.offers({ limit: 10, agentId: asId("alice") });
  expect([last, ...before].map((offer) => offer?.id)).toEqual(["o5", "o3", "o1"]);
  expect(last).toEqual({
    seq: expect.any(Number),
    id: "o5",
    interactionId: "x5",
    agentId: "alice",
    queueId: "sales",
    attempt: 1,
    madeAt: expect.any(Number),
  });
  expect(await queries.offers({ limit: 10, interactionId: asId("x1") })).toMatchObject([
    { id: "o1", outcome: "accepted", cause: "answered", ringingAt: expect.any(Number), endedAt: expect.any(Number) },
  ]);
  expect(await queries.offers({ limit: 10, beforeSeq: last?.seq ?? 0 })).toHaveLength(2);
  expect(await queries.offers({ limit: 10, agentId: asId("bob") })).toEqual([]);
});

test("recordings come with their tracks and the person whose key opens them", async () => {
  const { queries } = (await aDay()).store;
  const [recording, ...more] = await queries.recordings(asId("x1"));
  expect(more).toEqual([]);
  expect(recording).toEqual({
    id: "r1",
    interactionId: "x1",
    person: "pAAAAAAAAAAAAAAAAAAAAAA",
    status: "finished",
    startedAt: expect.any(Number),
    tracks: [{ seatId: "s1", file: "s1.wav", durationMs: 42, sha256: "0".repeat(64) }],
  });
  expect(await queries.recording(asId("r1"))).toEqual(recording);
  expect(await queries.recording(asId("r2"))).toBeUndefined();
});

test("conferences come newest first, of one interaction, open or closed", async () => {
  const { queries } = (await aDay()).store;
  const open = await queries.conferences({ limit: 10, open: true });
  expect(open.map(({ name, status }) => [name, status])).toEqual([
    ["interaction-x5", "open"],
    ["hold-sales-x5", "open"],
    ["hold-sales-x3", "open"],
    ["hold-sales-x1", "open"],
  ]);
  const ofFirst = await queries.conferences({ limit: 10, interactionId: asId("x1"), open: false });
  expect(ofFirst).toMatchObject([{ name: "interaction-x1", kind: "interaction", closedAt: expect.any(Number) }]);
});

test("events of some types come from an instant on, in order, across batches", async () => {
  const { store, history } = await aDay();
  const { queries } = store;
  const all = await gather(store.journal.read(0));
  const types = ["interaction.queued", "queue-segment.ended"] as const;
  const wanted = all.filter((event) => types.some((type) => type === event.type));
  const since = async (at: number) => await gather(queries.eventsOfTypes(types, unixMs(at)));
  expect(await since(0)).toEqual(wanted);
  const middle = wanted[3]?.at ?? 0;
  expect(await since(middle)).toEqual(wanted.filter((event) => event.at >= middle));
  expect(await since(history.at + 1)).toEqual([]);
});

test("a page is never longer than its bound, however much is asked for [R-STORE-16]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  const steps = Array.from({ length: 510 }, (_, call) => abandonedCall(history, `${call}`)).flat();
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  expect(await store.queries.interactions({ limit: 1_000_000 })).toHaveLength(500);
  expect(await store.queries.interactions({ limit: 0 })).toHaveLength(1);
  const events = await store.queries.eventsAfter(0, 1_000_000);
  expect(events).toHaveLength(1000);
  expect((await store.queries.eventsAfter(1000, 1_000_000))[0]?.seq).toBe(1001);
  expect((await store.queries.eventsAfter(5, 2)).map((event) => event.seq)).toEqual([6, 7]);
  expect(await gather(store.queries.eventsOfTypes(["interaction.arrived"], unixMs(0)))).toHaveLength(510);
});

test("the audit is a chain: the first entry that was changed or taken away is found [R-STORE-15]", async () => {
  const store = await openTemporary();
  const entries = Array.from({ length: 30 }, (_, place) => ({
    at: unixMs(1_780_000_000_000 + place),
    actor: { kind: "api-key", id: "k1" },
    act: "recording.read",
    subject: `r${place}`,
  }));
  await Promise.all(entries.map((entry) => store.queries.audit(entry)));
  expect(await store.queries.verifyAudit()).toEqual({ entries: 30 });
  await store.close();

  const database = new DatabaseSync(join(store.directory, "journal.db"));
  expect(database.prepare("SELECT entry FROM audit WHERE number = 3").get()?.["entry"]).toBe(
    `{"act":"recording.read","actor":{"id":"k1","kind":"api-key"},"at":1780000000002,"subject":"r2"}`,
  );
  database.exec("UPDATE audit SET entry = replace(entry, 'r16', 'r17') WHERE number = 17");
  database.close();
  const changed = await openTemporary({ directory: store.directory });
  expect(await changed.queries.verifyAudit()).toEqual({ entries: 16, brokenAt: 17 });
  await changed.close();

  // Whoever forges an entry's own hash as well is found by the next one.
  const forging = new DatabaseSync(join(store.directory, "journal.db"));
  const [before, forged] = forging
    .prepare("SELECT entry, hash FROM audit WHERE number IN (16, 17) ORDER BY number")
    .all();
  const hash = auditHash(String(before?.["hash"]), String(forged?.["entry"]));
  forging.prepare("UPDATE audit SET hash = ? WHERE number = 17").run(hash);
  forging.close();
  const fitting = await openTemporary({ directory: store.directory });
  expect(await fitting.queries.verifyAudit()).toEqual({ entries: 17, brokenAt: 18 });
  await fitting.close();

  const again = new DatabaseSync(join(store.directory, "journal.db"));
  again.exec("DELETE FROM audit WHERE number = 5");
  again.close();
  const shorter = await openTemporary({ directory: store.directory });
  expect(await shorter.queries.verifyAudit()).toEqual({ entries: 4, brokenAt: 5 });
});

test("the ladder is what went over the wire for an interaction's legs, in time order, while its keys live [R-STORE-14]", async () => {
  const { store } = await aDay();
  const erin = await store.vault.identify({ kind: "tel", value: "+15555550142" });
  const entry = (legId: string, at: number, more: Partial<TraceEntry> = {}): TraceEntry => ({
    at: unixMs(at),
    legId: asId(legId),
    person: erin,
    kind: "sip",
    direction: "in",
    peer: "udp 192.0.2.1:5060",
    text: `message at ${at}`,
    ...more,
  });
  const [first, second, third] = [entry("l1", 5), entry("al1", 7), entry("l1", 9, { person: "centre", kind: "media" })];
  for (const written of [third, second, first, entry("l2", 6)]) store.traces.write(written);
  expect(await store.queries.ladder(asId("x1"))).toEqual([first, second, third]);
  await store.vault.erase(erin);
  expect(await store.queries.ladder(asId("x1"))).toEqual([third]);
  expect(store.traces.dropped).toBe(0);
});

test("traces that the buffer cannot hold, or that nobody's key seals, are dropped and counted [R-STORE-14]", async () => {
  const store = await openTemporary();
  const entry: TraceEntry = {
    at: unixMs(1),
    legId: asId("l1"),
    person: "centre",
    kind: "sip",
    direction: "out",
    peer: "udp 192.0.2.1:5060",
    text: "x".repeat(1000),
  };
  for (let count = 0; count < 20_000; count += 1) store.traces.write(entry);
  const overflown = store.traces.dropped;
  expect(overflown).toBeGreaterThan(9000);
  await store.traces.flush();
  store.traces.write({ ...entry, person: asId("pUnknown") });
  await store.traces.flush();
  expect(store.traces.dropped).toBe(overflown + 1);
});

test("the configuration of an instant is the last one before it, found by an index of its own [R-STORE-40]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  const config = (name: string) => ({ ...defaultCentre(), name, contacts: [] });
  const actor = { kind: "operator" } as const;
  const step = (version: number) =>
    history.step(
      { type: "clock.reached" },
      { type: "centre.configured", config: config(`v${version}`), version, actor },
    );
  const steps = [step(1), ...answeredCall(history, "1"), step(2), ...answeredCall(history, "2")];
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  const [first, second] = steps.flatMap(({ events }) => events).filter(({ type }) => type === "centre.configured");
  if (first === undefined || second === undefined) throw new Error("the centre was configured twice");
  const nameAt = async (at: number) => (await store.queries.configAt(unixMs(at)))?.name;
  expect(await nameAt(first.at)).toBeUndefined();
  expect(await nameAt(first.at + 1)).toBe("v1");
  expect(await nameAt(second.at)).toBe("v1");
  expect(await nameAt(second.at + 1)).toBe("v2");
  const database = new DatabaseSync(join(store.directory, "journal.db"), { readOnly: true });
  const plan = database
    .prepare("EXPLAIN QUERY PLAN SELECT * FROM events WHERE type = 'centre.configured' AND seq < 9 ORDER BY seq DESC")
    .all();
  expect(JSON.stringify(plan)).toContain("events_configured");
  database.close();
});
