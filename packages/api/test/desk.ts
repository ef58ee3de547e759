/** A small centre with the API in front, and people who ask it. Nothing is on the network. */
import { defaultCentre } from "@legroom/model";
import type { ApiScope, Capability, Event } from "@legroom/model";
import type { FastifyInstance, InjectOptions } from "fastify";
import { buildApp } from "../src/app.ts";
import { hashKey } from "../src/authority.ts";
import type { EventHub } from "../src/event-hub.ts";
import { sealCentreFile } from "../src/index.ts";
import type { ApiSettings } from "../src/index.ts";
import { Passwords } from "../src/passwords.ts";
import { makeParts, publisherOf } from "../src/parts.ts";
import type { Parts } from "../src/parts.ts";
import { FakeCentre } from "./fake-centre.ts";
import { FakeDirectory } from "./fake-directory.ts";
import {
  FakeAccounts,
  FakePageDoor,
  FakeClock,
  FakeExplainer,
  FakeFigures,
  FakeLog,
  FakeQueries,
  FakeRecordings,
  FakeVault,
} from "./fake-ports.ts";

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
    accounts: new FakeAccounts(),
    directory: new FakeDirectory(),
    pageDoor: new FakePageDoor(),
    clock: new FakeClock(),
    log: new FakeLog(),
    figures: new FakeFigures(),
    explainer: new FakeExplainer(),
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

const quickPasswords = (): Passwords => new Passwords({ log2N: 8, r: 8, p: 1 });

export class Desk {
  readonly app: FastifyInstance;
  readonly ports: Awaited<ReturnType<typeof makePorts>>;
  readonly parts: Parts;

  private constructor(given: { app: FastifyInstance; ports: Ports; parts: Parts }) {
    this.app = given.app;
    this.ports = given.ports;
    this.parts = given.parts;
  }

  get hub(): EventHub {
    return this.parts.hub;
  }

  /**
   * `before` are the ports of a desk before it: the server was started again over the same disk. Passwords take a
   * millisecond instead of a hundred, unless the real ones are given.
   */
  static async open(more: Partial<ApiSettings> = {}, before?: Ports, passwords = quickPasswords()): Promise<Desk> {
    const ports = before ?? (await makePorts());
    const parts = { ...makeParts({ ...ports, settings: makeSettings(more) }), passwords };
    return new Desk({ app: await buildApp(parts, new WeakSet()), ports, parts });
  }

  /** A key in force with these capabilities. */
  key(capabilities: readonly Capability[], scope: ApiScope = "centre"): string {
    const name = `${scope}-${capabilities.join("-")}`;
    const key = `lgr_${name}`;
    this.ports.centre.hashes.set(hashKey(key), { id: `key-${name}` as never, name, capabilities, scope });
    return key;
  }

  publish(events: readonly Event[]): void {
    publisherOf(this.parts).publish(events);
  }

  /** Signs a person in by a link, and gives what their browser has from then on. */
  async signIn(personId: string): Promise<SignedIn> {
    const made = await this.ask("POST", `/people/${personId}/link`);
    const { url } = made.json as { url: string };
    return signedInBy(await this.ask("POST", "/links/use", { key: undefined, body: { token: url.split("#")[1] } }));
  }

  /** Asks as a page of theirs does. */
  askAs(who: SignedIn, method: Method, path: string, asking: Asking = {}): Promise<Reply> {
    const headers = { cookie: who.cookie, ...OWN_PAGE, ...asking.headers };
    return askApp(this.app, { method, path, ...asking, headers, key: undefined, base: who.base });
  }

  /** Asks with the administrator's key unless another, or `undefined`, is given. `path` is below `/api/v1`. */
  ask(method: Method, path: string, asking: Asking = {}): Promise<Reply> {
    return askApp(this.app, { method, path, ...asking });
  }
}

type Ports = Awaited<ReturnType<typeof makePorts>>;

/** What our own pages send along with everything. */
export const OWN_PAGE = { origin: "http://localhost:80", "x-legroom-request": "1" };

export type SignedIn = { readonly handle: string; readonly base: string; readonly cookie: string };

/** What a browser keeps of an answer that signed it in. */
export function signedInBy(reply: Reply): SignedIn {
  const { handle } = reply.json as { handle: string };
  const cookie = String(reply.headers["set-cookie"]).split(";")[0] ?? "";
  return { handle, base: `/as/${handle}/api/v1`, cookie };
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One request to an application, with the administrator's key unless another, or `undefined`, is given. */
export async function askApp(
  app: FastifyInstance,
  asking: Asking & { method: Method; path: string; base?: string },
): Promise<Reply> {
  const key = "key" in asking ? asking.key : ADMIN_KEY;
  const options: InjectOptions = {
    method: asking.method,
    url: `${asking.base ?? "/api/v1"}${asking.path}`,
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
