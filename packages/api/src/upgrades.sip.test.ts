/** Over real sockets: who may open a phone line from a page, and when it ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { request as askPlainly } from "node:http";
import { request as askByTls } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asId, Fault } from "@legroom/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cert, key } from "../test/certificate.ts";
import { ADMIN_KEY, makePorts, makeSettings } from "../test/desk.ts";
import { makeEvent } from "../test/fixtures.ts";
import { createApi } from "./index.ts";
import type { Api, ApiSettings } from "./index.ts";

let dataDir: string;
let ports: Awaited<ReturnType<typeof makePorts>>;
let api: Api;
let port: number;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "legroom-upgrade-"));
  ports = await makePorts();
  await start();
});
afterEach(async () => {
  await api.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(more: Partial<ApiSettings> = {}): Promise<void> {
  api = createApi({ ...ports, settings: makeSettings({ dataDir, ...more }) });
  ({ port } = await api.listen());
}

type Asked = { method?: string; path: string; headers?: Record<string, string>; body?: unknown; tls?: boolean };
type Answered = { status: number; headers: Record<string, unknown>; json: unknown };

function ask({ method = "GET", path, headers = {}, body, tls = false }: Asked): Promise<Answered> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const all = { ...(text === undefined ? {} : { "content-type": "application/json" }), ...headers };
  const options = { host: "127.0.0.1", port, method, path, headers: all, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const asked = (tls ? askByTls : askPlainly)(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const said = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          json: said === "" ? {} : JSON.parse(said),
        });
      });
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

type SignedIn = { handle: string; cookie: string };

async function signIn(personId: string, tls = false): Promise<SignedIn> {
  const made = await ask({
    ...{ method: "POST", path: `/api/v1/people/${personId}/link`, tls },
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  const { url } = made.json as { url: string };
  const used = await ask({ method: "POST", path: "/api/v1/links/use", body: { token: url.split("#")[1] }, tls });
  const { handle } = used.json as { handle: string };
  return { handle, cookie: String(used.headers["set-cookie"]).split(";")[0] ?? "" };
}

const PAGE = "page=page-0001";

/** Asks for a WebSocket as a browser does; gives the status line, and what ends it. */
function upgrade(path: string, more: Record<string, string | undefined> = {}) {
  const headers: Record<string, string | undefined> = {
    ...{ host: `127.0.0.1:${port}`, connection: "Upgrade", upgrade: "websocket", origin: `http://127.0.0.1:${port}` },
    ...{ "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" },
    ...{ "sec-websocket-protocol": "sip", ...more },
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  const status = new Promise<number>((resolve) => {
    socket.once("data", (chunk) => resolve(Number(chunk.toString().split(" ")[1])));
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return { socket, status, closed };
}

const openCall = async () =>
  (await ask({ method: "POST", path: "/api/v1/visitor-calls", body: {} })).json as { visitId: string; ticket: string };

const command = ({ handle, cookie }: SignedIn, path: string, method = "POST"): Promise<Answered> => {
  const headers = { cookie, origin: `http://127.0.0.1:${port}`, "x-legroom-request": "1" };
  return ask({ method, path: `/as/${handle}/api/v1${path}`, headers });
};

describe("an agent's page", () => {
  test("has a line by its cookie, as this agent and this page [R-API-84]", async () => {
    const { handle, cookie } = await signIn("alice");
    const line = upgrade(`/as/${handle}/sip?${PAGE}`, { cookie });
    expect(await line.status).toBe(101);
    expect(ports.pageDoor.accepted.map(({ holder }) => holder)).toEqual([
      { kind: "agent", agentId: "alice", signInId: handle, pageId: "page-0001" },
    ]);
    line.socket.destroy();
  });

  test.each<[string, Record<string, string | undefined>, number]>([
    ["another site's page", { origin: "http://evil.example" }, 403],
    ["another port's page", { origin: "http://127.0.0.1:1" }, 403],
    ["a page without an origin", { origin: undefined }, 403],
    ["a sandboxed page", { origin: "null" }, 403],
    ["no cookie", { cookie: undefined }, 401],
    ["a cookie that was guessed", { cookie: "legroom=guessed" }, 401],
    ["another protocol", { "sec-websocket-protocol": "chat" }, 400],
    ["no protocol", { "sec-websocket-protocol": undefined }, 400],
  ])("has none with %s [R-API-84]", async (_name, headers, status) => {
    const { handle, cookie } = await signIn("alice");
    const line = upgrade(`/as/${handle}/sip?${PAGE}`, { cookie, ...headers });
    expect(await line.status).toBe(status);
    await line.closed;
    expect(ports.pageDoor.accepted).toEqual([]);
  });

  test("has none under another's path, without its page's name, or as somebody who is no agent [R-API-84]", async () => {
    const [alice, bob, grace] = [await signIn("alice"), await signIn("bob"), await signIn("grace")];
    expect(await upgrade(`/as/${bob.handle}/sip?${PAGE}`, { cookie: alice.cookie }).status).toBe(401);
    expect(await upgrade(`/as/${alice.handle}/sip?page=a%20b`, { cookie: alice.cookie }).status).toBe(400);
    expect(await upgrade(`/as/${alice.handle}/sip`, { cookie: alice.cookie }).status).toBe(400);
    expect(await upgrade(`/as/${grace.handle}/sip?${PAGE}`, { cookie: grace.cookie }).status).toBe(403);
    expect(ports.pageDoor.accepted).toEqual([]);
  });

  test("loses its line with its sign-in, and no other page does [R-API-85]", async () => {
    const [first, second] = [await signIn("alice"), await signIn("alice")];
    const lines = [first, second].map(({ handle, cookie }) => upgrade(`/as/${handle}/sip?${PAGE}`, { cookie }));
    expect(await Promise.all(lines.map(({ status }) => status))).toEqual([101, 101]);
    expect((await command(first, "/me/sign-out")).status).toBe(200);
    await lines[0]?.closed;
    expect(ports.pageDoor.closed).toMatchObject([{ holder: { signInId: first.handle }, reason: "signed-out" }]);
    expect((await command(second, `/sign-ins/${second.handle}`, "DELETE")).status).toBe(200);
    await lines[1]?.closed;
    expect(ports.pageDoor.closed[1]).toMatchObject({ holder: { signInId: second.handle }, reason: "revoked" });
  });

  test("loses its line when its person leaves the centre [R-API-85]", async () => {
    const { handle, cookie } = await signIn("bob");
    const line = upgrade(`/as/${handle}/sip?${PAGE}`, { cookie });
    await line.status;
    const { config } = ports.centre;
    const without = { ...config, agents: config.agents.filter(({ id }) => id !== "bob") };
    const configured = { type: "centre.configured", config: without, version: 2, actor: { kind: "operator" } } as const;
    api.publisher.publish([makeEvent(101, configured)]);
    await line.closed;
    expect(ports.pageDoor.closed).toMatchObject([{ reason: "removed" }]);
  });
});

describe("a visitor's page", () => {
  test("has a line by its ticket, once [R-API-72]", async () => {
    const { visitId, ticket } = await openCall();
    const line = upgrade(`/sip?ticket=${ticket}&${PAGE}`);
    expect(await line.status).toBe(101);
    expect(ports.pageDoor.accepted.map(({ holder }) => holder)).toEqual([
      { kind: "visitor", visitId, person: asId(`person-visitor-${visitId}@visitor.invalid`), pageId: "page-0001" },
    ]);
    expect(await upgrade(`/sip?ticket=${ticket}&${PAGE}`).status).toBe(401);
    line.socket.destroy();
  });

  test("has none by a forged ticket, and another site's page does not use one up [R-API-72]", async () => {
    expect(await upgrade(`/sip?ticket=${"x".repeat(43)}&${PAGE}`).status).toBe(401);
    expect(await upgrade(`/sip?${PAGE}`).status).toBe(401);
    const { ticket } = await openCall();
    const path = `/sip?ticket=${ticket}&${PAGE}`;
    expect(await upgrade(path, { origin: "http://evil.example" }).status).toBe(403);
    expect(await upgrade(path, { "sec-websocket-protocol": undefined }).status).toBe(400);
    const line = upgrade(path);
    expect(await line.status).toBe(101);
    line.socket.destroy();
  });
});

test.each(["/", "/api/v1/events", "/sipx", "/as/x/sip/y", "//sip", "/as/%61/sip"])(
  "what else asks to be a WebSocket at %s is refused and closed [R-API-84]",
  async (path) => {
    const line = upgrade(path);
    expect(await line.status).toBe(404);
    await line.closed;
  },
);

test("a centre that cannot be asked refuses the line, and says nothing of why [R-API-84]", async () => {
  const { handle, cookie } = await signIn("alice");
  ports.centre.fence();
  const line = upgrade(`/as/${handle}/sip?${PAGE}`, { cookie });
  expect(await line.status).toBe(503);
  await line.closed;
});

test("closing does not wait for lines that telephony has [R-API-35]", async () => {
  const { handle, cookie } = await signIn("alice");
  const line = upgrade(`/as/${handle}/sip?${PAGE}`, { cookie });
  await line.status;
  await api.close();
  expect(line.socket.destroyed).toBe(false);
  ports.pageDoor.close(() => true, "closing");
  await line.closed;
});

test("an event stream ends with the sign-in it is read under, and says so [R-API-85]", async () => {
  const { handle, cookie } = await signIn("alice");
  const url = `http://127.0.0.1:${port}/as/${handle}/api/v1/events`;
  const response = await fetch(url, { headers: { cookie } });
  const text = response.text();
  expect((await command({ handle, cookie }, "/me/sign-out")).status).toBe(200);
  expect(await text).toContain('event: stream.ended\ndata: {"type":"stream.ended","reason":"signed-out"}');
});

test("a certificate that cannot be used ends the start in one line [R-API-86]", async () => {
  const garbage = createApi({ ...ports, settings: makeSettings({ dataDir, tls: { cert: "none", key } }) }).listen();
  await expect(garbage).rejects.toBeInstanceOf(Fault);
  await expect(garbage).rejects.toThrow(/^cannot use the certificate: .+ \(LEGROOM_TLS_CERT, LEGROOM_TLS_KEY\)$/);
});

test("over TLS a page has its line too [R-API-86]", async () => {
  await api.close();
  await start({ tls: { cert, key } });
  const { handle, cookie } = await signIn("alice", true);
  const headers = {
    ...{ connection: "Upgrade", upgrade: "websocket", origin: `https://127.0.0.1:${port}`, cookie },
    ...{
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      "sec-websocket-protocol": "sip",
    },
  };
  const path = `/as/${handle}/sip?${PAGE}`;
  const asked = askByTls({ host: "127.0.0.1", port, path, headers, rejectUnauthorized: false });
  const upgraded = new Promise<number | undefined>((resolve, reject) => {
    asked.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode);
    });
    asked.once("response", (response) => resolve(response.statusCode));
    asked.once("error", reject);
  });
  asked.end();
  expect(await upgraded).toBe(101);
  expect(ports.pageDoor.accepted.map(({ holder }) => holder)).toMatchObject([{ kind: "agent", agentId: "alice" }]);
});

test("with a certificate the port speaks TLS alone, and cookies are for TLS alone [R-API-86]", async () => {
  await api.close();
  await start({ tls: { cert, key } });
  expect((await ask({ path: "/api/v1/health", tls: true })).status).toBe(200);
  await expect(ask({ path: "/api/v1/health" })).rejects.toThrow();
  const made = await ask({
    ...{ method: "POST", path: "/api/v1/people/alice/link", tls: true },
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  const { url } = made.json as { url: string };
  expect(url).toMatch(/^https:\/\/localhost/);
  const body = { token: url.split("#")[1] };
  const used = await ask({ method: "POST", path: "/api/v1/links/use", body, tls: true });
  expect(String(used.headers["set-cookie"])).toContain("; HttpOnly; Secure; SameSite=Strict");
  const { handle } = used.json as { handle: string };
  const cookie = String(used.headers["set-cookie"]).split(";")[0] ?? "";
  const me = await ask({ path: `/as/${handle}/api/v1/me`, headers: { cookie }, tls: true });
  expect(me.json).toMatchObject({ id: "alice" });
});
