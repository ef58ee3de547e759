import { createServer } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { after, asId } from "@legroom/model";
import type { CallerFacts } from "@legroom/model";
import type { Log } from "@legroom/engine/ports";
import { VirtualClock } from "@legroom/sim";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { createCallerLookup } from "./index.ts";
import type { CallerLookupOptions } from "./index.ts";

const NUMBER = "+15555550142";
const TOKEN = "a-token-of-the-crm";
const KNOWN: CallerFacts = {
  contactId: asId("erin"),
  customerClass: "premium",
  language: "de",
  blocked: "low-priority",
};
const lines: string[] = [];
const write = (sentence: string, fields?: unknown): void => void lines.push(`${sentence} ${JSON.stringify(fields)}`);
const log: Log = { debug: write, info: write, warn: write, error: write };
afterEach(() => void lines.splice(0));

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A CRM on this machine, closed with the test. */
async function crm(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/who`;
}

const says =
  (body: unknown): RequestListener =>
  (request, response) => {
    request.resume();
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

function lookUp(
  url: string | undefined,
  more: Partial<CallerLookupOptions> & { known?: CallerFacts | undefined } = {},
) {
  const { known, ...options } = more;
  const clock = new VirtualClock();
  const lookup = createCallerLookup({
    directory: { identify: async () => known },
    vault: { describe: () => ({ name: "Erin", identities: [{ kind: "tel", value: NUMBER }] }) },
    clock,
    log,
    ...(url === undefined ? {} : { crm: { url, token: TOKEN } }),
    ...options,
  });
  const ask = (withinMs = 300) =>
    lookup.identify({ person: asId("p1"), to: "sales", untilAt: after(clock.now(), withinMs) });
  return { ask, lookup, clock };
}

test("without a CRM the directory's answer is the answer, and who is unknown is none [R-CRM-1]", async () => {
  expect(await lookUp(undefined, { known: KNOWN }).ask()).toEqual({ source: "directory", caller: KNOWN });
  expect(await lookUp(undefined).ask()).toEqual({ source: "none" });
  const broken = { identify: () => Promise.reject(new Error("disk")) };
  expect(await lookUp(undefined, { directory: broken }).ask()).toEqual({ source: "failed" });
});

test("the CRM is asked with what is known of the caller, and its fields go before the directory's [R-CRM-2]", async () => {
  const asked: unknown[] = [];
  const url = await crm((request, response) => {
    void textOf(request).then((body) => {
      asked.push(request.method, request.headers.authorization, JSON.parse(body));
      response.end(JSON.stringify({ known: true, customerClass: "vip", preferredAgent: "alice" }));
    });
  });
  expect(await lookUp(url, { known: KNOWN }).ask()).toEqual({
    source: "crm",
    caller: { ...KNOWN, customerClass: "vip", preferredAgentId: "alice" },
  });
  expect(asked).toEqual(["POST", `Bearer ${TOKEN}`, { to: "sales", number: NUMBER, name: "Erin" }]);
});

test("whom the CRM does not know is the directory's, and the directory's blocking stands [R-CRM-2]", async () => {
  expect(await lookUp(await crm(says({ known: false })), { known: KNOWN }).ask()).toEqual({
    source: "directory",
    caller: KNOWN,
  });
  expect(await lookUp(await crm(says({ known: false }))).ask()).toEqual({ source: "none" });
  const blocking = await lookUp(await crm(says({ known: true, blocked: "reject" })), { known: KNOWN }).ask();
  expect(blocking.caller?.blocked).toBe("low-priority");
  const blocked = await lookUp(await crm(says({ known: true, blocked: "reject" }))).ask();
  expect(blocked).toEqual({ source: "crm", caller: { customerClass: "standard", blocked: "reject" } });
});

const endless: RequestListener = (_request, response) => {
  const more = setInterval(() => response.write("x".repeat(64)), 5);
  response.on("close", () => clearInterval(more));
};

test.each<[string, RequestListener, string]>([
  ["never answers", () => undefined, "late"],
  ["sends slowly for ever", endless, "late"],
  ["answers 500", (_request, response) => response.writeHead(500).end("{}"), "failed"],
  ["answers 204", (_request, response) => response.writeHead(204).end(), "failed"],
  ["sends broken JSON", says('{"known": tr'), "failed"],
  ["sends another type", says({ known: "yes" }), "failed"],
  ["sends a class that is none", says({ known: true, customerClass: "gold" }), "failed"],
  ["sends a field that nobody agreed on", says({ known: true, shoeSize: 38 }), "failed"],
  ["sends too much", says(JSON.stringify({ known: true, language: "x".repeat(20_000) })), "failed"],
  ["sends elsewhere", (_request, response) => response.writeHead(307, { location: "/other" }).end(), "failed"],
  ["breaks off", (request) => request.socket.destroy(), "failed"],
])(
  "a CRM that %s delays nobody past the deadline, and the directory's answer stands [R-CRM-3] [R-CRM-4]",
  async (_what, listener, source) => {
    let asked = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const url = await crm((request, response) => {
      listener(request, response);
      asked();
    });
    const { ask, lookup, clock } = lookUp(url, { known: KNOWN });
    const answer = ask(300);
    await arrived;
    // Only with the time that is left does what hangs become late; the answer is on its way 20 ms before the deadline.
    if (source === "late") await clock.pass(280);
    expect(await answer).toEqual({ source, caller: KNOWN });
    expect(lookup.counters()).toMatchObject({ asked: 1, answered: 0, [source]: 1 });
    for (const secret of [NUMBER, "Erin", TOKEN]) expect(lines.join()).not.toContain(secret);
  },
);

test("nobody listens, or no time is left: the directory's answer at once [R-CRM-3]", async () => {
  const url = "http://127.0.0.1:1/who";
  expect(await lookUp(url, { known: KNOWN }).ask()).toEqual({ source: "failed", caller: KNOWN });
  expect(await lookUp(url, { known: KNOWN }).ask(0)).toEqual({ source: "late", caller: KNOWN });
});

test("after five failures in a row it is not asked for 30 s, then one tries, and its success asks for all [R-CRM-5] [R-CRM-6]", async () => {
  let [nowMs, asked, isWell] = [0, 0, false];
  const url = await crm((request, response) => {
    asked += 1;
    request.resume();
    if (isWell) response.end(JSON.stringify({ known: true, customerClass: "vip" }));
    else response.writeHead(500).end();
  });
  const { ask, lookup } = lookUp(url, { known: KNOWN, nowMs: () => nowMs });
  for (let n = 0; n < 8; n += 1) await ask();
  expect(asked).toBe(5);
  nowMs = 29_999;
  await ask();
  expect(asked).toBe(5);
  nowMs = 30_000;
  await Promise.all([ask(), ask()]); // half open: one of them tries, and fails
  expect(asked).toBe(6);
  await ask();
  expect(asked).toBe(6);
  nowMs = 60_000;
  isWell = true;
  expect((await ask()).source).toBe("crm");
  expect((await ask()).source).toBe("crm");
  expect(lookup.counters()).toEqual({ asked: 8, answered: 2, late: 0, failed: 6, passedOver: 6 });
});
