/** A sign-in without a browser: HTTP with a cookie, and headers that no browser would let a page set. */
import { request } from "node:http";
import { connect } from "node:net";
import { EventReader } from "../../src/outside/event-reader.ts";
import type { WholeServer } from "./whole-server.ts";

export type HttpAnswer = { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; body: string };
type Asked = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

/** Asks the server for an address of its own; never rejects for a status. */
export function ask(server: WholeServer, path: string, asked: Asked = {}): Promise<HttpAnswer> {
  const text = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const headers = { ...(text === undefined ? {} : { "content-type": "application/json" }), ...asked.headers };
  const port = server.process.httpPort;
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method: asked.method ?? "GET", headers }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    sent.on("error", reject);
    sent.end(text);
  });
}

export class CookieHolder {
  readonly handle: string;
  readonly cookie: string;
  /** As it was sent, with its attributes. */
  readonly setCookie: string;
  readonly #server: WholeServer;

  private constructor(server: WholeServer, handle: string, setCookie: string) {
    this.#server = server;
    this.handle = handle;
    this.setCookie = setCookie;
    this.cookie = setCookie.split(";")[0] ?? "";
  }

  static async signIn(server: WholeServer, personId: string): Promise<CookieHolder> {
    const { url } = (await server.api.want("POST", `/people/${personId}/link`)) as { url: string }; // the API's own
    const used = await ask(server, "/api/v1/links/use", { method: "POST", body: { token: url.split("#")[1] } });
    const { handle } = JSON.parse(used.body) as { handle: string }; // the API's own answer
    return new CookieHolder(server, handle, String(used.headers["set-cookie"]));
  }

  /** As this sign-in's own pages ask. */
  ask(method: string, path: string, body?: unknown): Promise<HttpAnswer> {
    const own = { origin: originOf(this.#server), "x-legroom-request": "1", cookie: this.cookie };
    return ask(this.#server, `/as/${this.handle}/api/v1${path}`, { method, headers: own, body });
  }

  events(): Promise<EventReader> {
    const url = `${originOf(this.#server)}/as/${this.handle}/api/v1/events`;
    return EventReader.open(url, { cookie: this.cookie });
  }
}

export function originOf(server: WholeServer): string {
  return `http://127.0.0.1:${server.process.httpPort}`;
}

/** Asks for a phone line as a page does, and gives it up at once; resolves with the answer's status. */
export function lineStatus(server: WholeServer, path: string, headers: Readonly<Record<string, string>>) {
  const all: Record<string, string> = {
    host: `127.0.0.1:${server.process.httpPort}`,
    connection: "Upgrade",
    upgrade: "websocket",
    origin: originOf(server),
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-protocol": "sip",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return new Promise<number>((resolve, reject) => {
    const socket = connect(server.process.httpPort, "127.0.0.1");
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("closed without an answer")));
    socket.once("data", (answer) => {
      resolve(Number(answer.toString("latin1").split(" ")[1]));
      socket.destroy();
    });
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  });
}
