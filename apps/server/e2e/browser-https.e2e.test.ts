/** From another machine, as the browser sees it: another name than this machine's own, over HTTPS and WSS. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cert, key } from "./harness/certificate.ts";
import { centreWith } from "../src/outside/centres.ts";
import { Chromium } from "../src/outside/chromium.ts";
import { callUs } from "./harness/call-us.ts";
import { DeskPage, keepTones, useLink } from "./harness/desk.ts";
import { WholeServer } from "./harness/whole-server.ts";

/** A browser takes a page of this name as secure by HTTPS alone (RFC 6761 reserves it for tests). */
const NAME = "centre.test";
const HZ = { alice: 750, customer: 1050 } as const;

let server: WholeServer;
let agents: Chromium;
let customers: Chromium;
let origin: string;
const directory = mkdtempSync(join(tmpdir(), "legroom-tls-"));

beforeAll(async () => {
  const [LEGROOM_TLS_CERT, LEGROOM_TLS_KEY] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  writeFileSync(LEGROOM_TLS_CERT, cert);
  writeFileSync(LEGROOM_TLS_KEY, key, { mode: 0o600 });
  const env = { LEGROOM_TLS_CERT, LEGROOM_TLS_KEY };
  const foreign = { ignoreCertificates: true, args: [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`] };
  [server, agents, customers] = await Promise.all([
    WholeServer.start({ env, centre: centreWith({ offerMs: 120_000 }) }),
    Chromium.start({ ...foreign, hz: HZ.alice }),
    Chromium.start({ ...foreign, hz: HZ.customer }),
  ]);
  origin = `https://${NAME}:${server.process.httpPort}`;
});

afterAll(async () => {
  await Promise.all([agents.close(), customers.close()]);
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** By the link that was printed at the start, opened under the name that another machine uses. */
async function deskOfAlice(): Promise<{ readonly desk: DeskPage; readonly sockets: readonly string[] }> {
  const [, link] = await server.process.printed(/alice +https:\/\/[^/]+(\/\S+)/, 60_000);
  const context = await agents.context();
  await keepTones(context);
  const page = await context.newPage();
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  const desk = new DeskPage(page, await useLink(page, `${origin}${link}`));
  await desk.load();
  return { desk, sockets };
}

test("over HTTPS a page of another name opens its microphone, speaks SIP over WSS, and both sides hear each other", async () => {
  const { desk, sockets } = await deskOfAlice();
  expect(desk.base.startsWith(`${origin}/as/`)).toBe(true);
  await desk.become("Available");
  const nora = await callUs(server, customers, { to: "sales", name: "Nora", origin });
  await desk.accept();
  await Promise.all([desk.hears(HZ.customer), nora.hears(HZ.alice)]);
  expect(sockets).not.toEqual([]);
  expect(sockets.filter((url) => !url.startsWith(`wss://${NAME}:${server.process.httpPort}/as/`))).toEqual([]);
  await desk.end();
  expect(await nora.over()).toBe("They have ended it. Thank you for calling.");

  const cookies = await desk.page.context().cookies();
  expect(cookies).not.toEqual([]);
  for (const cookie of cookies) expect(cookie).toMatchObject({ secure: true, httpOnly: true, domain: NAME });
});
