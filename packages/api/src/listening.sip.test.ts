import { mkdtemp, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@legroom/model";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ADMIN_KEY, makePorts, makeSettings } from "../test/desk.ts";
import { makeRinging } from "../test/fixtures.ts";
import { controlClient, createApi } from "./index.ts";
import type { Api, ApiSettings } from "./index.ts";

let dataDir: string;
let ports: Awaited<ReturnType<typeof makePorts>>;
const open: Api[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "legroom-api-"));
  ports = await makePorts();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
  await rm(dataDir, { recursive: true, force: true });
});

function makeApi(more: Partial<ApiSettings> = {}): Api {
  const api = createApi({ ...ports, settings: makeSettings({ dataDir, ...more }) });
  open.push(api);
  return api;
}

async function start(more: Partial<ApiSettings> = {}): Promise<{ api: Api; url: string }> {
  const api = makeApi(more);
  const { port } = await api.listen();
  return { api, url: `http://127.0.0.1:${port}/api/v1` };
}

/** Reads a stream until its text holds what is sought, or it ends. */
async function readUntil(response: Response, sought: string): Promise<string> {
  const reader = response.body?.getReader();
  let text = "";
  while (reader !== undefined && !text.includes(sought)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += Buffer.from(value).toString("utf8");
  }
  return text;
}

const authorization = `Bearer ${ADMIN_KEY}`;
const events = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/events`, { headers: { authorization, ...headers } });

test("events arrive over HTTP, a reader that comes back resumes, and closing says so [R-API-31] [R-API-35]", async () => {
  const { api, url } = await start();
  ports.queries.events = [99, 100].map(makeRinging);
  const response = await events(url);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  const first = [101, 102].map(makeRinging);
  ports.queries.events.push(...first);
  api.publisher.publish(first);
  const text = await readUntil(response, "id: 102\n");
  expect(text.match(/^id: \d+$/gm)).toEqual(["id: 100", "id: 101", "id: 102"]);
  await response.body?.cancel().catch(() => undefined);

  ports.centre.seq = 102;
  const again = await events(url, { "last-event-id": "99" });
  const ended = readUntil(again, "stream.ended");
  api.publisher.publish([makeRinging(103)]);
  await Promise.resolve();
  await api.close();
  await api.close();
  expect(await ended).toContain('"reason":"closing"}');
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

test("a stream outlives the time that an answer may take [R-API-12]", async () => {
  const { url } = await start({ answerMs: 300, heartbeatMs: 150 });
  const text = await readUntil(await events(url), ": alive\nid: 100\n\n: alive\nid: 100\n\n: alive");
  expect(text).not.toContain("stream.ended");
});

test("event streams are bounded: one more is told to come later [R-API-33]", async () => {
  const { url } = await start({ streamsMax: 1 });
  const first = await events(url);
  await readUntil(first, "retry");
  const second = await events(url);
  expect([second.status, second.headers.get("retry-after"), await second.json()]).toMatchObject([
    429,
    "5",
    { error: { code: "events.too-many-readers" } },
  ]);
});

test("the control socket is its owner's alone, and acts as operator without a key [R-API-42]", async () => {
  await start();
  expect((await stat(join(dataDir, "control.sock"))).mode & 0o777).toBe(0o600);
  const client = controlClient(dataDir);
  const made = await client.request("POST", "/devices/alice/secret");
  expect([made?.status, made?.body]).toMatchObject([201, { user: "alice", address: "sip:alice@192.0.2.1:5060" }]);
  const set = await client.request("PUT", "/agents/alice/presence", { presence: "available" });
  expect(set?.status).toBe(202);
  expect(ports.centre.commanded.map(({ actor }) => actor)).toEqual([{ kind: "operator" }, { kind: "operator" }]);
});

test("what comes over the network is not trusted because the socket is [R-API-42]", async () => {
  const { url } = await start();
  await controlClient(dataDir).request("GET", "/me");
  expect((await fetch(`${url}/me`)).status).toBe(401);
});

test("where no server runs the client says so by having no answer [R-API-42]", async () => {
  expect(await controlClient(dataDir).request("GET", "/health")).toBeUndefined();
});

test("a dead server's socket is replaced, a living one's refuses the start in one line [R-API-42]", async () => {
  // What a kill -9 leaves is a socket file that nobody listens on: closing unlinks by the former name only.
  const dead = createServer();
  await new Promise<void>((resolve) => dead.listen(join(dataDir, "former.sock"), resolve));
  await rename(join(dataDir, "former.sock"), join(dataDir, "control.sock"));
  await new Promise((resolve) => dead.close(resolve));
  await start();

  const second = makeApi().listen();
  await expect(second).rejects.toBeInstanceOf(Fault);
  await expect(second).rejects.toThrow(/^another server runs on this data directory: .+control\.sock$/);
  expect((await controlClient(dataDir).request("GET", "/health"))?.status).toBe(200);
});

test("a port in use ends the start in one line [R-API-43]", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const starting = makeApi({ port }).listen();
  await expect(starting).rejects.toBeInstanceOf(Fault);
  await expect(starting).rejects.toThrow(
    `cannot open HTTP port ${port} on 127.0.0.1: it is in use (LEGROOM_HTTP_PORT)`,
  );
  await new Promise((resolve) => taken.close(resolve));
});

test("a data directory whose path no socket can have is told in one line [R-API-42]", async () => {
  await expect(makeApi({ dataDir: join(dataDir, "x".repeat(120)) }).listen()).rejects.toThrow("too long for a socket");
});
