import { expect, test } from "vitest";
import { FakeServer, refused, unreachable } from "../test/fake-server.ts";
import { HandTimers, settled } from "../test/hand-timers.ts";
import { createClient } from "./index.ts";
import type { ApiError, EventsOptions, StreamHandle } from "./index.ts";

/** Follows, and keeps all that is told, in order. */
function follow(more: Partial<EventsOptions> & { answers?: FakeServer["answers"] } = {}) {
  const { answers = [], ...options } = more;
  const server = new FakeServer();
  server.answers.push(...answers);
  const timers = new HandTimers();
  const told: (string | number)[] = [];
  const errors: (ApiError | undefined)[] = [];
  const client = createClient({ base: "/as/alice-x/api/v1", fetch: server.fetch, timers });
  const stream: StreamHandle = client.events({
    onEvent: ({ seq }) => void told.push(seq),
    onGap: () => void told.push("gap"),
    onState: (state, error) => {
      told.push(state);
      errors.push(error);
    },
    ...options,
  });
  const places = () => server.asked.map(({ headers }) => headers.get("last-event-id"));
  return { server, timers, told, errors, stream, places };
}

test("events come each once and in order, from the place that was loaded [R-SDK-7]", async () => {
  const { server, told, places } = follow({ after: 4, types: ["offer", "seat.away"] });
  await settled();
  expect(server.last.url).toBe("/as/alice-x/api/v1/events?types=offer%2Cseat.away");
  expect(server.last.headers.get("accept")).toBe("text/event-stream");
  server.stream.say("retry: 1000\nid: 4\n\n");
  for (const seq of [5, 6, 6, 5, 9]) server.stream.event(seq);
  await settled();
  expect(places()).toEqual(["4"]);
  expect(told).toEqual(["open", 5, 6, 9]);
});

test("a stream that breaks is lost, comes back behind the last event, and nobody loads anew [R-SDK-7]", async () => {
  const { server, timers, told, errors, places } = follow({ after: 4 });
  await settled();
  server.stream.event(5);
  await settled();
  server.stream.break();
  await settled();
  expect(told).toEqual(["open", 5, "lost"]);
  expect(errors.at(-1)).toMatchObject({ code: "network" });
  await timers.pass(500);
  server.stream.event(6);
  server.stream.say('event: stream.ended\ndata: {"type":"stream.ended","reason":"slow-reader"}\n\n');
  await timers.pass(500);
  server.stream.event(7);
  await settled();
  expect(places()).toEqual(["4", "5", "6"]);
  expect(told).toEqual(["open", 5, "lost", "open", 6, "lost", "open", 7]);
});

test("a heartbeat moves the place, though nothing was shown [R-SDK-7]", async () => {
  const { server, timers, places } = follow();
  await settled();
  server.stream.say("id: 40\n\n: alive\nid: 90\n\n");
  await settled();
  server.stream.end();
  await timers.pass(500);
  expect(places()).toEqual([null, "90"]);
});

test("20 s of silence break a stream; what is heard meanwhile keeps it [R-SDK-8]", async () => {
  const { server, timers, told, errors } = follow();
  await settled();
  await timers.pass(15_000);
  server.stream.say(": alive\nid: 1\n\n");
  await timers.pass(19_999);
  expect(told).toEqual(["open"]);
  await timers.pass(1);
  expect(told).toEqual(["open", "lost"]);
  expect(errors.at(-1)).toMatchObject({ code: "network", message: expect.stringContaining("20 s") });
  expect(server.stream.signal.aborted).toBe(true);
});

test("a server that takes the question and says nothing is given up too [R-SDK-8]", async () => {
  const { server, timers, told } = follow({ answers: [() => new Promise<Response>(() => undefined)] });
  await timers.pass(20_000);
  expect(told).toEqual(["lost"]);
  await timers.pass(500);
  expect([server.asked.length, told]).toEqual([2, ["lost", "open", "gap"]]);
});

test("a machine that slept notices when it wakes; what is heard at once then keeps the stream [R-SDK-8]", async () => {
  const dead = follow();
  await dead.timers.pass(1000);
  dead.timers.sleep(3_600_000);
  await dead.timers.pass(0);
  expect(dead.told).toEqual(["open", "lost"]);

  const alive = follow();
  await alive.timers.pass(1000);
  alive.timers.sleep(3_600_000);
  alive.server.stream.say("id: 3\n\n");
  await alive.timers.pass(19_999);
  expect(alive.told).toEqual(["open"]);
  await alive.timers.pass(1);
  expect(alive.told).toEqual(["open", "lost"]);
});

test.each([
  { chance: 0, waits: [500, 500, 500, 500, 500] },
  { chance: 0.999_999, waits: [1000, 2000, 4000, 5000, 5000] },
])(
  "tries come at least 500 ms and at most 5 s apart, ever rarer, and not all at once ($chance) [R-SDK-8]",
  async (row) => {
    const { server, timers, told } = follow({ answers: Array.from({ length: 6 }, () => unreachable) });
    timers.chance = row.chance;
    for (const [tries, wait] of row.waits.entries()) {
      await timers.pass(wait - 1);
      expect(server.asked).toHaveLength(tries + 1);
      await timers.pass(1);
      expect(server.asked).toHaveLength(tries + 2);
    }
    expect(told).toEqual(["lost"]);
  },
);

test("a server that answered is asked again soon after its stream broke [R-SDK-8]", async () => {
  const { server, timers, told } = follow({ answers: Array.from({ length: 5 }, () => unreachable) });
  timers.chance = 0.999_999;
  await timers.pass(20_000);
  expect(told).toEqual(["lost", "open", "gap"]);
  const asked = server.asked.length;
  server.stream.end();
  await timers.pass(1000);
  expect(server.asked).toHaveLength(asked + 1);
});

test("a server that says when to come again is obeyed, but not for hours [R-SDK-8]", async () => {
  const busy = (seconds: string) => () => refused(429, { code: "events.too-many-readers" }, { "retry-after": seconds });
  const { server, timers, told } = follow({ answers: [busy("7"), busy("90000")] });
  await timers.pass(6999);
  expect(server.asked).toHaveLength(1);
  await timers.pass(1);
  expect(server.asked).toHaveLength(2);
  await timers.pass(30_000);
  expect(server.asked).toHaveLength(3);
  expect(told).toEqual(["lost", "open", "gap"]);
});

test("a place of another journal is a gap: told once the stream is open at the place that is [R-SDK-7]", async () => {
  const ahead = () => refused(409, { code: "events.ahead", params: { seq: 12 } });
  const { timers, told, places } = follow({ after: 900, answers: [ahead] });
  await settled();
  expect(told).toEqual(["lost"]);
  await timers.pass(500);
  expect(told).toEqual(["lost", "open", "gap"]);
  expect(places()).toEqual(["900", "12"]);
});

test("a stream that ends for a gap begins anew, at now [R-SDK-7]", async () => {
  const { server, timers, told, places } = follow({ after: 4 });
  await settled();
  server.stream.say('event: stream.ended\ndata: {"type":"stream.ended","reason":"gap"}\n\n');
  await timers.pass(500);
  expect(told).toEqual(["open", "lost", "open", "gap"]);
  expect(places()).toEqual(["4", null]);
  server.stream.event(70);
  await settled();
  server.stream.break();
  await timers.pass(500);
  expect(told).toEqual(["open", "lost", "open", "gap", 70, "lost", "open"]);
});

test("an event that this client cannot read is a gap, and is not asked for again [R-SDK-7]", async () => {
  const { server, timers, told, places } = follow({ after: 4 });
  await settled();
  server.stream.say('id: 5\nevent: offer.made\ndata: {"v":2}\n\nid: 6\nevent: offer.made\ndata: {{{\n\n');
  server.stream.event(7);
  await settled();
  expect(told).toEqual(["open", "gap", "gap", 7]);
  server.stream.end();
  await timers.pass(500);
  expect(places()).toEqual(["4", "7"]);
});

test.each([
  [401, "auth.signed-out"],
  [403, "auth.capability"],
  [404, "route.unknown"],
])("a refusal that waiting does not mend ends the stream with its reason: %i [R-SDK-8]", async (status, code) => {
  const { server, timers, told, errors, stream } = follow({ answers: [() => refused(status, { code })] });
  await timers.pass(60_000);
  expect([told, server.asked.length, timers.count]).toEqual([["ended"], 1, 0]);
  expect(errors[0]).toMatchObject({ status, code });
  stream.resume();
  await timers.pass(60_000);
  expect(server.asked).toHaveLength(1);
});

test.each([408, 500, 503])("a server in trouble is asked again: %i [R-SDK-8]", async (status) => {
  const { timers, told } = follow({ after: 1, answers: [() => refused(status, { code: "x" })] });
  await timers.pass(500);
  expect(told).toEqual(["lost", "open"]);
});

test("a page in place of the stream is no stream [R-SDK-8]", async () => {
  const { timers, told, errors } = follow({
    after: 1,
    answers: [() => new Response("<h1>Sign in to this network</h1>")],
  });
  await timers.pass(500);
  expect(told).toEqual(["lost", "open"]);
  expect(errors[0]).toMatchObject({ code: "answer.unreadable", status: 200 });
});

test("a sign-out ends the stream for good [R-SDK-8]", async () => {
  const { server, timers, told, errors } = follow();
  await settled();
  server.stream.say('event: stream.ended\ndata: {"type":"stream.ended","reason":"signed-out"}\n\n');
  await timers.pass(60_000);
  expect([told, server.asked.length, timers.count]).toEqual([["open", "ended"], 1, 0]);
  expect(errors.at(-1)).toMatchObject({ status: 401, code: "auth.signed-out" });
});

test("a stream that is closed lets its connection go and calls nobody, also from within a call [R-SDK-9]", async () => {
  const outside = follow();
  await settled();
  outside.server.stream.event(1);
  outside.stream.close();
  outside.stream.close();
  outside.stream.resume();
  await outside.timers.pass(60_000);
  expect([outside.told, outside.server.asked.length, outside.timers.count]).toEqual([["open"], 1, 0]);
  expect(outside.server.stream.signal.aborted).toBe(true);

  const seen: number[] = [];
  const inside = follow({
    onEvent: ({ seq }) => {
      seen.push(seq);
      inside.stream.close();
    },
  });
  await settled();
  inside.server.stream.event(1);
  inside.server.stream.event(2);
  await inside.timers.pass(60_000);
  expect([seen, inside.server.asked.length, inside.timers.count]).toEqual([[1], 1, 0]);
});

test("a stream that is closed while it waits, or asks, asks no more [R-SDK-9]", async () => {
  const waiting = follow({ answers: [unreachable] });
  await settled();
  waiting.stream.close();
  await waiting.timers.pass(60_000);
  expect([waiting.server.asked.length, waiting.timers.count]).toEqual([1, 0]);

  const asking = follow({ answers: [() => new Promise<Response>(() => undefined)] });
  asking.stream.close();
  await asking.timers.pass(60_000);
  expect([asking.told, asking.server.asked.length, asking.timers.count]).toEqual([[], 1, 0]);
});

test("a page that is hidden gives its connection back, and is back in its place when it is seen [R-SDK-9]", async () => {
  const { server, timers, told, places, stream } = follow({ after: 4 });
  await settled();
  server.stream.event(5);
  await settled();
  stream.pause();
  expect(server.stream.signal.aborted).toBe(true);
  await timers.pass(600_000);
  expect([told, server.asked.length, timers.count]).toEqual([["open", 5], 1, 0]);
  stream.resume();
  stream.resume();
  await settled();
  server.stream.event(6);
  await settled();
  expect(told).toEqual(["open", 5, 6]);
  expect(places()).toEqual(["4", "5"]);
});

test("`resume` ends the wait of a stream that is lost [R-SDK-9]", async () => {
  const { server, timers, told, stream } = follow({ after: 1, answers: [unreachable] });
  timers.chance = 0.999_999;
  await settled();
  stream.resume();
  await settled();
  expect([told, server.asked.length]).toEqual([["lost", "open"], 2]);
});

test("a reader that throws is as loud as any other, and reads on [R-SDK-9]", async () => {
  const seen: number[] = [];
  const { server, timers } = follow({
    onEvent: ({ seq }) => {
      seen.push(seq);
      if (seq === 1) throw new Error("the reader's own");
    },
  });
  await settled();
  server.stream.event(1);
  server.stream.event(2);
  await settled();
  await expect(timers.pass(0)).rejects.toThrow("the reader's own");
  expect(seen).toEqual([1, 2]);
});
