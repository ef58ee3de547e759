import { asId } from "@legroom/model";
import type { Event, EventBody } from "@legroom/model";
import { beforeEach, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { START_AT } from "../test/fake-centre.ts";
import { makeEvent, record } from "../test/fixtures.ts";
import { OwnEvents } from "./own-events.ts";

const ALICE = asId<"agent">("alice");
const BOB = asId<"agent">("bob");

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

const interaction = (id: string) => ({ interactionId: asId<"interaction">(id) });
const queueId = asId<"queue">("sales");
const offerId = asId<"offer">("off-1");

function made(id: string, agentId = ALICE): EventBody {
  const at = { untilAt: START_AT, ringingByAt: START_AT };
  const offered = { offerId, agentId, queueId, seatId: asId<"seat">("seat-a"), attempt: 1, legs: [], ...at };
  return { type: "offer.made", ...interaction(id), ...offered, reasons: {} as never };
}

function ended(id: string, outcome: "accepted" | "declined", agentId = ALICE): EventBody {
  const cause = outcome === "accepted" ? "answered" : "declined-by-agent";
  return { type: "offer.ended", ...interaction(id), offerId, agentId, queueId, outcome, cause, ringMs: 1 };
}

const queued = (id: string): EventBody => ({ type: "interaction.announced", ...interaction(id), ...announced });
const announced = { promptId: asId<"prompt">("prompt-1"), position: 1, nextAt: START_AT };
const live = (id: string, agentId = ALICE): EventBody => ({
  ...{ type: "interaction.live", ...interaction(id), agentId, offerId, untilAt: START_AT },
});
const closed = (id: string): EventBody => ({
  ...{ type: "interaction.closed", ...interaction(id), cause: "agent-ended", durationMs: 1 },
});

const journal = (bodies: readonly EventBody[]): Event[] => bodies.map((body, index) => makeEvent(index + 1, body));

async function readAt(afterSeq: number, events: readonly Event[]): Promise<number[]> {
  const { centre, queries } = desk.ports;
  queries.events = [...events];
  const own = await OwnEvents.at({ agentId: ALICE, afterSeq }, { ask: (question) => centre.ask(question), queries });
  return events
    .filter(({ seq }) => seq > afterSeq && own.view(events[seq - 1] as Event) !== undefined)
    .map(({ seq }) => seq);
}

test("an interaction is seen from the offer on, and nothing of it before [R-API-61]", async () => {
  const events = journal([queued("int-1"), made("int-1"), queued("int-1"), live("int-1"), closed("int-1")]);
  expect(await readAt(0, events)).toEqual([2, 3, 4, 5]);
});

test("one that was declined is not seen from then on [R-API-61]", async () => {
  const events = journal([made("int-1"), ended("int-1", "declined"), queued("int-1"), closed("int-1")]);
  expect(await readAt(0, events)).toEqual([1, 2]);
});

test("one that they sat in is seen to its end, whoever has it next [R-API-61]", async () => {
  const again = [queued("int-1"), made("int-1", BOB), live("int-1", BOB), closed("int-1")];
  const events = journal([made("int-1"), ended("int-1", "accepted"), live("int-1"), ...again]);
  expect(await readAt(0, events)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("another's interactions, offers, presence and phones are not there [R-API-61]", async () => {
  const presence = { type: "agent.presence-changed", presence: "away", actor: { kind: "operator" } } as const;
  const lost = { type: "endpoint.lost", endpointId: asId<"endpoint">("e"), cause: "expired" } as const;
  const key = { type: "api-key.revoked", apiKeyId: asId<"api-key">("key-1") } as const;
  const events = journal([
    made("int-2", BOB),
    live("int-2", BOB),
    { ...presence, agentId: BOB },
    { ...presence, agentId: ALICE },
    { ...lost, deviceId: asId("bob") },
    { ...lost, deviceId: asId("bob.browser") },
    { ...lost, deviceId: asId("alice") },
    { ...lost, deviceId: asId("alice.browser") },
    key,
    { type: "clock.jumped", byMs: 5 },
  ]);
  expect(await readAt(0, events)).toEqual([4, 7, 8]);
});

test("that somebody came into a queue of theirs, or left it, is told without who [R-API-61]", async () => {
  const left = { segment: 1, outcome: "abandoned", waitedMs: 1 } as const;
  const events = journal([
    { type: "queue-segment.ended", ...interaction("int-7"), queueId, ...left },
    { type: "queue-segment.ended", ...interaction("int-8"), queueId: asId("support"), ...left },
  ]);
  const { centre, queries } = desk.ports;
  const own = await OwnEvents.at({ agentId: ALICE, afterSeq: 0 }, { ask: (question) => centre.ask(question), queries });
  const header = { seq: 1, at: START_AT + 1, v: 1, inputId: "input-1" };
  expect(events.map((event) => own.view(event))).toEqual([
    { ...header, type: "queue-segment.ended", queueId: "sales" },
    undefined,
  ]);
});

test("who resumes in the middle sees on, as if they had read all along [R-API-61]", async () => {
  const events = journal([
    made("int-1"),
    ended("int-1", "accepted"),
    live("int-1"),
    queued("int-3"),
    closed("int-1"),
    made("int-2", BOB),
    closed("int-2"),
    made("int-3"),
    queued("int-3"),
  ]);
  desk.ports.queries.rows = ["int-1", "int-3"].map((id, seq) => ({ ...record, id: asId(id), seq }));
  const whole = await readAt(0, events);
  expect(whole).toEqual([1, 2, 3, 5, 8, 9]);
  for (let place = 1; place < events.length; place += 1)
    expect(await readAt(place, events)).toEqual(whole.filter((seq) => seq > place));
});

test("a phone that is configured for them meanwhile is theirs from then on [R-API-61]", async () => {
  const { config } = desk.ports.centre;
  const deviceId = asId<"device">("alice-at-home");
  const added = { ...config, devices: [...config.devices, { id: deviceId, owner: { agent: ALICE } }] };
  const lost = { type: "endpoint.lost", endpointId: asId<"endpoint">("e"), deviceId, cause: "expired" } as const;
  const configured = { type: "centre.configured", config: added, version: 2, actor: { kind: "operator" } } as const;
  expect(await readAt(0, journal([lost, configured, lost]))).toEqual([3]);
});
