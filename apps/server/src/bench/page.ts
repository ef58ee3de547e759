/** `bench page`: what a browser loads before a person can begin, and how long that takes. */
import type { Page, Request } from "playwright-core";
import { centreWith } from "../outside/centres.ts";
import { signedIn } from "../outside/browser-person.ts";
import { Chromium } from "../outside/chromium.ts";
import type { ServerProcess } from "../outside/server-process.ts";
import { withServer } from "./bench-server.ts";
import { quantile, rounded } from "./quantile.ts";

const ROUNDS = 7;
const RTP_PORTS = 40;
const READY_MS_MAX = 15_000;

type Loaded = { readonly kB: number; readonly requests: number; readonly readyMs: number };

/** Each load with an empty cache. `readyMs`: from the address to what a person waits for; medians. */
export function benchPage(): Promise<object> {
  return withServer(centreWith({ wrapUpMs: 0 }), RTP_PORTS, async (server) => {
    const chromium = await Chromium.start();
    try {
      const desk = await medianOf(() => loadDesk(server, chromium));
      const call = await medianOf(() => loadCall(server, chromium));
      return {
        bench: "page",
        deskKb: desk.kB,
        callUsKb: call.kB,
        cells: [named("desk", desk), named("call us", call)],
      };
    } finally {
      await chromium.close();
    }
  });
}

async function loadDesk(server: ServerProcess, chromium: Chromium): Promise<Loaded> {
  const context = await chromium.context();
  try {
    const { page: first, base } = await signedIn(server, context, "alice");
    await first.close();
    return await load(await context.newPage(), `${base}desk`, (page) =>
      page.getByRole("group", { name: "My status" }).waitFor({ timeout: READY_MS_MAX }),
    );
  } finally {
    await context.close();
  }
}

async function loadCall(server: ServerProcess, chromium: Chromium): Promise<Loaded> {
  const context = await chromium.context();
  try {
    const url = `http://localhost:${server.httpPort}/call`;
    return await load(await context.newPage(), url, (page) =>
      page.getByRole("button", { name: "Call", exact: true }).waitFor({ timeout: READY_MS_MAX }),
    );
  } finally {
    await context.close();
  }
}

/** Signing in has filled the browser's cache: it is emptied, and what comes over the wire is counted. */
async function load(page: Page, url: string, ready: (page: Page) => Promise<void>): Promise<Loaded> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.clearBrowserCache");
  const finished: Request[] = [];
  page.on("requestfinished", (request) => finished.push(request));
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await ready(page);
  const readyMs = performance.now() - startedAt;
  const ofPage = finished.filter((request) => !request.url().includes("/api/"));
  const sizes = await Promise.all(ofPage.map((request) => request.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
  return { kB: rounded(bytes / 1000), requests: ofPage.length, readyMs };
}

async function medianOf(run: () => Promise<Loaded>): Promise<Loaded> {
  const loads: Loaded[] = [];
  for (let round = 0; round < ROUNDS; round += 1) loads.push(await run());
  const of = (pick: (load: Loaded) => number): number => rounded(quantile(loads.map(pick), 0.5));
  return { kB: of((each) => each.kB), requests: of((each) => each.requests), readyMs: of((each) => each.readyMs) };
}

function named(name: string, loaded: Loaded): object {
  return { name, ...loaded };
}
