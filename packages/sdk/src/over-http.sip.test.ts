/** The same over real sockets: what a fake cannot lie about. */
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { tinyServer } from "../test/tiny-server.ts";
import { createClient } from "./index.ts";
import type { LiveEvent } from "./index.ts";

const frame = (event: object & { seq: number }): Buffer =>
  Buffer.from(
    `id: ${event.seq}\nevent: x.y\ndata: ${JSON.stringify({ at: 1, v: 1, type: "x.y", inputId: "i", ...event })}\n\n`,
  );

test("a command and its answer, a refusal, and a server that is gone [R-SDK-1] [R-SDK-2] [R-SDK-3]", async () => {
  const { base, next } = await tinyServer();
  const client = createClient({ base, key: "lgr_1" });
  const noted = client.noteWrapUp("x1", { agentId: "alice", note: "שלום 😀" });
  const first = await next();
  expect([first.request.method, first.request.url]).toEqual(["POST", "/api/v1/interactions/x1/wrap-up"]);
  expect(first.request.headers).toMatchObject({
    authorization: "Bearer lgr_1",
    "content-type": "application/json",
    "x-legroom-request": "1",
    "idempotency-key": expect.stringMatching(/^[A-Za-z0-9_.:~-]{1,200}$/),
  });
  expect(JSON.parse(await text(first.request))).toEqual({ agentId: "alice", note: "שלום 😀" });
  first.response.writeHead(202, { "content-type": "application/json" });
  first.response.end('{"state":"pending","commandId":"c1","seq":3}');
  expect(await noted).toEqual({ state: "pending", commandId: "c1", seq: 3 });

  const ended = client.endInteraction("x1");
  const second = await next();
  second.response.writeHead(409, { "content-type": "application/json" });
  second.response.end('{"error":{"code":"interaction.closed","message":"it is over"}}');
  await expect(ended).rejects.toMatchObject({ status: 409, code: "interaction.closed", message: "it is over" });

  const lost = client.endInteraction("x1");
  (await next()).request.socket.destroy();
  await expect(lost).rejects.toMatchObject({ status: 0, code: "network" });
});

test("a stream whose socket dies in the middle of a letter goes on behind the last whole event [R-SDK-7]", async () => {
  const { base, next } = await tinyServer();
  const events: LiveEvent[] = [];
  const states: string[] = [];
  const arrivals: (() => void)[] = [];
  const arrived = () => new Promise<void>((resolve) => void arrivals.push(resolve));
  const stream = createClient({ base }).events({
    onEvent: (event) => {
      events.push(event);
      arrivals.shift()?.();
    },
    onGap: () => void states.push("gap"),
    onState: (state) => void states.push(state),
    after: 1,
  });
  const first = await next();
  first.response.writeHead(200, { "content-type": "text/event-stream" });
  const [two, three] = [frame({ seq: 2, ...{ name: "Zoë 😀" } }), frame({ seq: 3, ...{ name: "😀" } })];
  const halfLetter = two.indexOf("😀") + 2;
  let seen = arrived();
  first.response.write(two.subarray(0, halfLetter));
  first.response.write(two.subarray(halfLetter));
  await seen;
  first.response.write(three.subarray(0, three.indexOf("😀") + 2), () => first.response.socket?.destroy());

  const second = await next();
  expect(second.request.headers["last-event-id"]).toBe("2");
  second.response.writeHead(200, { "content-type": "text/event-stream" });
  seen = arrived();
  second.response.write(three);
  await seen;
  expect(events.map(({ seq, name }) => [seq, name])).toEqual([
    [2, "Zoë 😀"],
    [3, "😀"],
  ]);
  expect(states).toEqual(["open", "lost", "open"]);

  const gone = once(second.response, "close");
  stream.close();
  await gone;
});
