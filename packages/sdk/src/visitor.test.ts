import { expect, test } from "vitest";
import { FakeServer, refused } from "../test/fake-server.ts";
import { HandTimers, settled } from "../test/hand-timers.ts";
import { createVisitorClient } from "./index.ts";
import type { ApiError } from "./index.ts";

function follow(answers: FakeServer["answers"] = []) {
  const server = new FakeServer();
  server.answers.push(...answers);
  const timers = new HandTimers();
  const told: string[] = [];
  const errors: (ApiError | undefined)[] = [];
  const token = { now: "t1" };
  const visitor = createVisitorClient({ base: "/api/v1", fetch: server.fetch, timers, visitToken: () => token.now });
  const stream = visitor.visitorEvents("v1", {
    onCall: ({ phase, position }) => void told.push(position === undefined ? phase : `${phase} ${position}`),
    onState: (state, error) => {
      told.push(state);
      errors.push(error);
    },
  });
  const call = (state: object): void =>
    server.stream.say(`event: call\ndata: ${JSON.stringify({ visitId: "v1", at: 1, ...state })}\n\n`);
  return { server, timers, told, errors, token, stream, call };
}

test("a visitor's call is told as it changes, over a lost connection too, by the newest token [R-SDK-4] [R-SDK-10]", async () => {
  const { server, timers, told, token, call } = follow();
  await settled();
  expect(server.last.url).toBe("/api/v1/visitor-calls/v1/events");
  call({ phase: "queued", position: 2 });
  call({ phase: "queued", position: 1 });
  await settled();
  server.stream.break();
  token.now = "t2";
  await timers.pass(500);
  call({ phase: "live" });
  await settled();
  expect(told).toEqual(["open", "queued 2", "queued 1", "lost", "open", "live"]);
  expect(server.asked.map(({ headers }) => headers.get("authorization"))).toEqual(["Visit t1", "Visit t2"]);
});

test("a call that is closed is over: its connection is given back, and not asked for again [R-SDK-10]", async () => {
  const { server, timers, told, call } = follow();
  await settled();
  call({ phase: "closed", cause: "completed" });
  await settled();
  expect(server.stream.signal.aborted).toBe(true);
  await timers.pass(60_000);
  expect([told, server.asked.length, timers.count]).toEqual([["open", "closed", "ended"], 1, 0]);
});

test("a closed call may still say why, and without it is over when its stream is [R-SDK-10]", async () => {
  const { server, timers, told, errors, call } = follow();
  await settled();
  call({ phase: "closed" });
  await settled();
  expect(told).toEqual(["open", "closed"]);
  server.stream.break();
  await timers.pass(60_000);
  expect([told, server.asked.length, timers.count]).toEqual([["open", "closed", "ended"], 1, 0]);
  expect(errors.at(-1)).toBeUndefined();
});

test("a visit that the server does not know any more ends the stream with that reason [R-SDK-10]", async () => {
  const { timers, told, errors } = follow([() => refused(404, { code: "visit.unknown" })]);
  await timers.pass(60_000);
  expect(told).toEqual(["ended"]);
  expect(errors[0]).toMatchObject({ status: 404, code: "visit.unknown" });
});

test("what cannot be read is passed by, since the next one tells all of it [R-SDK-10]", async () => {
  const { server, told, call } = follow();
  await settled();
  call({ phase: "dreaming" });
  server.stream.say("event: call\ndata: {{{\n\nevent: other\ndata: {}\n\n");
  call({ phase: "parked" });
  await settled();
  expect(told).toEqual(["open", "parked"]);
});
