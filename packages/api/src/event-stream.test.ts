import type { ServerResponse } from "node:http";
import { asId, capabilities, defaultCentre } from "@legroom/model";
import type { Event } from "@legroom/model";
import { expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { FakeResponse } from "../test/fake-response.ts";
import { FakeLog, FakeQueries, FakeVault } from "../test/fake-ports.ts";
import { INTERACTION, makeEvent, makeRinging } from "../test/fixtures.ts";
import { sealCentreFile } from "./centre-file.ts";
import { EventHub } from "./event-hub.ts";
import { streamEvents } from "./event-stream.ts";
import { visibleEvent } from "./visible-event.ts";

function open(given: { afterSeq?: number; types?: string[]; heartbeatMs?: number; slowReaderMs?: number } = {}) {
  const hub = new EventHub();
  const queries = new FakeQueries();
  const response = new FakeResponse();
  const start = (): Promise<void> =>
    streamEvents(
      {
        hub,
        queries,
        log: new FakeLog(),
        afterSeq: given.afterSeq ?? 0,
        types: new Set(given.types ?? []),
        heartbeatMs: given.heartbeatMs ?? 60_000,
        slowReaderMs: given.slowReaderMs ?? 60_000,
      },
      response as unknown as ServerResponse, // what a stream uses of it
    );
  /** What the engine does: durable first, then shown. */
  const happen = (events: readonly Event[]): void => {
    queries.events.push(...events);
    hub.publish(events);
  };
  return { hub, queries, response, start, happen };
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const ringing = (from: number, to: number): Event[] => numbers(from, to).map(makeRinging);

test("a reader gets what was while it was away and then what happens, each once and in order [R-API-31]", async () => {
  const { response, start, happen, hub, queries } = open({ afterSeq: 3 });
  queries.events = ringing(1, 600);
  // Between the journal's answer and the hub more becomes true: that is where a gap or a double would be.
  let more = 601;
  queries.beforeRead = () => void (more < 640 && happen(ringing(more, (more += 10) - 1)));
  const reading = start();
  await response.until(() => response.ids.length >= 600);
  happen(ringing(more, more + 4));
  await response.until(`id: ${more + 4}\n`);
  hub.close();
  await reading;
  expect(response.ids).toEqual(numbers(4, more + 4));
  expect(response.text).toContain('event: stream.ended\ndata: {"type":"stream.ended","reason":"closing"}');
});

test("a reader far behind the ring is fed from the journal until it has caught up [R-API-31]", async () => {
  const { response, start, happen, hub } = open();
  for (let seq = 1; seq <= 9000; seq += 1000) happen(ringing(seq, seq + 999));
  expect(hub.after(0, 1)).toBeUndefined();
  const reading = start();
  await response.until("id: 9000\n");
  hub.close();
  await reading;
  expect(response.ids).toEqual(numbers(1, 9000));
});

test("the ring is bounded, whoever reads or does not [R-API-33]", () => {
  const hub = new EventHub();
  for (let seq = 1; seq <= 50_000; seq += 100) hub.publish(ringing(seq, seq + 99));
  expect(hub.after(50_000 - 10_000, 1)).toBeUndefined();
  expect(hub.after(49_990, 100)?.map(({ seq }) => seq)).toEqual(numbers(49_991, 50_000));
});

test("only the types and subjects that are named are shown [R-API-32]", async () => {
  const { response, start, happen, hub } = open({ types: ["offer", "interaction.closed"] });
  const reading = start();
  happen([
    makeRinging(1),
    makeEvent(2, { type: "clock.jumped", byMs: 3000 }),
    makeEvent(3, { type: "interaction.closed", interactionId: INTERACTION, cause: "abandoned", durationMs: 1 }),
    makeEvent(4, { type: "interaction.grace-given", interactionId: INTERACTION, queueByMs: 3000, totalByMs: 3000 }),
  ]);
  await response.until("id: 3\n");
  hub.close();
  await reading;
  expect(response.ids).toEqual([1, 3]);
});

test("a heartbeat carries the place, so that a reader of rare types resumes where it is [R-API-32]", async () => {
  const { response, start, happen, hub } = open({ types: ["conference"], heartbeatMs: 5 });
  const reading = start();
  await response.until(": alive\nid: 0\n\n");
  happen(ringing(1, 7));
  await response.until(": alive\nid: 7\n\n");
  hub.close();
  await reading;
  expect(response.ids).toEqual([]);
});

test("a reader that takes nothing is cut with a reason, let go, and resumes where it was [R-API-33]", async () => {
  const slow = open({ slowReaderMs: 10 });
  slow.response.takes = false;
  slow.happen(ringing(1, 2000));
  await slow.start();
  expect(slow.response.text).toContain('event: stream.ended\ndata: {"type":"stream.ended","reason":"slow-reader"}');
  await new Promise((resolve) => slow.response.once("close", resolve));
  expect(slow.response.ids.length).toBeLessThanOrEqual(256);

  const again = open({ afterSeq: slow.response.ids.at(-1) ?? 0 });
  again.happen(ringing(1, 2000));
  const reading = again.start();
  await again.response.until("id: 2000\n");
  again.hub.close();
  await reading;
  expect([...slow.response.ids, ...again.response.ids]).toEqual(numbers(1, 2000));
});

test("a reader that pauses and goes on is not cut [R-API-33]", async () => {
  const { response, start, happen, hub } = open();
  response.takes = false;
  const reading = start();
  happen(ringing(1, 3));
  response.takes = true;
  response.emit("drain");
  await response.until("id: 3\n");
  hub.close();
  await reading;
  expect(response.ids).toEqual([1, 2, 3]);
});

test("a reader that leaves ends its stream, and nothing is written after it", async () => {
  const { response, start, happen } = open();
  const reading = start();
  happen(ringing(1, 1));
  await response.until("id: 1\n");
  response.destroy();
  await reading;
  const { text } = response;
  happen(ringing(2, 2));
  expect(response.text).toBe(text);
});

test.each([
  ["between the reader's place and the journal", [5, 6], []],
  ["in the journal's answer", [2, 3, 5], [2, 3]],
])("a gap %s ends the stream and is not skipped [R-API-34]", async (_where, held, shown) => {
  const { response, start, queries } = open({ afterSeq: 1 });
  queries.events = held.map(makeRinging);
  await start();
  expect(response.text).toContain('"reason":"gap"}');
  expect(response.ids).toEqual(shown);
});

test("events that were published and that the journal does not hold end the stream as a gap [R-API-34]", async () => {
  const { response, start, hub } = open({ afterSeq: 1 });
  hub.publish(ringing(9, 9));
  await start();
  expect(response.text).toContain('"reason":"gap"}');
});

test("a journal that fails ends the stream with a reason, not the process", async () => {
  const { response, start, queries } = open();
  queries.eventsAfter = () => Promise.reject(new Error("disk"));
  await start();
  expect(response.text).toContain('"reason":"failed"}');
});

test("no event shows a seal, a hash, a configuration or an effect [R-API-30]", async () => {
  const sealed = asId<"sealed">("SEALED");
  const vault = new FakeVault();
  const config = await sealCentreFile(defaultCentre(), vault);
  const events = [
    makeEvent(1, { type: "device.secret-changed", deviceId: asId("alice"), secret: sealed }),
    makeEvent(2, {
      type: "endpoint.ready",
      endpointId: asId("ep"),
      deviceId: asId("alice"),
      binding: sealed,
      expiresAt: 1 as never,
    }),
    makeEvent(3, { type: "leg.up", legId: asId("leg"), memo: sealed }),
    makeEvent(4, {
      type: "agent.wrap-up-noted",
      agentId: asId("alice"),
      interactionId: INTERACTION,
      disposition: "sold",
      note: sealed,
    }),
    makeEvent(5, {
      type: "api-key.created",
      apiKeyId: asId("k"),
      name: "n",
      capabilities,
      scope: "own",
      hash: "SEALED",
    }),
    makeEvent(6, { type: "centre.configured", config, version: 2, actor: { kind: "operator" } }),
    makeEvent(7, { type: "effect.settled", effectId: asId("SEALED"), outcome: "confirmed" }),
  ];
  const shown = events.map(visibleEvent);
  expect(JSON.stringify(shown)).not.toMatch(/SEALED|Alice|memo|binding|config"/);
  expect(shown[3]).toEqual({
    seq: 4,
    at: events[3]?.at,
    v: 1,
    inputId: "input-4",
    type: "agent.wrap-up-noted",
    agentId: "alice",
    interactionId: INTERACTION,
    disposition: "sold",
  });
  expect(shown[6]).toBeUndefined();
});

test.each([
  ["a place that was never reached", { "last-event-id": "101" }, 409, "events.ahead"],
  ["a place that is no number", { "last-event-id": "yesterday" }, 400, "request.invalid"],
])("%s is refused [R-API-34]", async (_what, headers, status, code) => {
  const desk = await Desk.open();
  const reply = await desk.ask("GET", "/events", { headers });
  expect([reply.status, reply.json]).toMatchObject([status, { error: { code, field: "Last-Event-ID" } }]);
});

test("types that cannot be are refused by name [R-API-10]", async () => {
  const desk = await Desk.open();
  const reply = await desk.ask("GET", "/events?types=offer,%3Cscript%3E");
  expect([reply.status, reply.json]).toMatchObject([400, { error: { field: "types.1" } }]);
});
