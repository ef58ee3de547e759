/** A small centre with the API in front, and people who ask it. Nothing is on the network. */
import { defaultCentre } from "@legroom/model";
import type { ApiScope, Capability } from "@legroom/model";
import type { FastifyInstance, InjectOptions } from "fastify";
import { buildApp } from "../src/app.ts";
import { hashKey } from "../src/authority.ts";
import type { Parts } from "../src/call.ts";
import { EventHub } from "../src/event-hub.ts";
import { Repeats } from "../src/idempotency.ts";
import { sealCentreFile } from "../src/index.ts";
import type { ApiSettings } from "../src/index.ts";
import { FakeCentre } from "./fake-centre.ts";
import { FakeClock, FakeFigures, FakeLog, FakeQueries, FakeRecordings, FakeVault } from "./fake-ports.ts";

export const ADMIN_KEY = "an-administrators-key-of-32-letters";

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: unknown;
};

export type Asking = {
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly from?: string;
};

export async function makePorts() {
  const vault = new FakeVault();
  const centre = new FakeCentre(await sealCentreFile(defaultCentre(), vault));
  return {
    vault,
    centre,
    queries: new FakeQueries(),
    clock: new FakeClock(),
    log: new FakeLog(),
    figures: new FakeFigures(),
    counters: () => ({ "sip.dropped": 3 }),
    recordings: new FakeRecordings(),
  };
}

export function makeSettings(more: Partial<ApiSettings> = {}): ApiSettings {
  return {
    host: "127.0.0.1",
    port: 0,
    dataDir: "/nowhere",
    apiKey: ADMIN_KEY,
    sipAddress: { host: "192.0.2.1", port: 5060, transports: ["udp", "tcp"] },
    version: "0.1.0",
    ...more,
  };
}

export class Desk {
  readonly app: FastifyInstance;
  readonly ports: Awaited<ReturnType<typeof makePorts>>;
  readonly hub: EventHub;

  constructor(given: { app: FastifyInstance; ports: Awaited<ReturnType<typeof makePorts>>; hub: EventHub }) {
    this.app = given.app;
    this.ports = given.ports;
    this.hub = given.hub;
  }

  static async open(more: Partial<ApiSettings> = {}): Promise<Desk> {
    const ports = await makePorts();
    const hub = new EventHub();
    const parts: Parts = { ...ports, settings: makeSettings(more), hub, repeats: new Repeats() };
    return new Desk({ app: await buildApp(parts, new WeakSet()), ports, hub });
  }

  /** A key in force with these capabilities. */
  key(capabilities: readonly Capability[], scope: ApiScope = "centre"): string {
    const name = `${scope}-${capabilities.join("-")}`;
    const key = `lgr_${name}`;
    this.ports.centre.hashes.set(hashKey(key), { id: `key-${name}` as never, name, capabilities, scope });
    return key;
  }

  /** Asks with the administrator's key unless another, or `undefined`, is given. `path` is below `/api/v1`. */
  ask(method: Method, path: string, asking: Asking = {}): Promise<Reply> {
    return askApp(this.app, { method, path, ...asking });
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One request to an application, with the administrator's key unless another, or `undefined`, is given. */
export async function askApp(app: FastifyInstance, asking: Asking & { method: Method; path: string }): Promise<Reply> {
  const key = "key" in asking ? asking.key : ADMIN_KEY;
  const options: InjectOptions = {
    method: asking.method,
    url: `/api/v1${asking.path}`,
    headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...asking.headers },
    remoteAddress: asking.from ?? "127.0.0.1",
    ...(asking.body === undefined ? {} : { payload: asking.body as object }),
  };
  const reply = await app.inject(options);
  const isJson = String(reply.headers["content-type"]).startsWith("application/json");
  return {
    status: reply.statusCode,
    headers: reply.headers,
    text: reply.body,
    json: isJson ? JSON.parse(reply.body) : undefined,
  };
}
