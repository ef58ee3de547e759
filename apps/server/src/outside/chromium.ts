/**
 * A person with a browser: a real Chromium whose microphone is a tone, and which can say what it hears.
 *
 * Chromium takes one file as microphone for all its pages, so each party of a call is a Chromium of its own.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeTone, writeWav } from "@legroom/media";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

const LISTENING = fileURLToPath(new URL("listening.js", import.meta.url));
const PROGRAM = "chromium";
const LEVEL_DBOV = -12;
/** Chromium plays the file in a loop: whole periods of every tone on the 25 Hz grid, so that the seam is none. */
const TONE_MS = 4000;
/** A tone sent at −12 dBov is there when it is louder than this. Chromium resamples and conceals. */
const HEARD_DBOV = -24;
const LOOK_EVERY_MS = 50;
/** What has not come by then does not come: a busy machine is slow, and not broken. */
const PATIENCE_MS = 60_000;

export type ChromiumOptions = {
  /** The microphone's tone; silence when absent. */
  readonly hz?: number;
  /** Pages must ask for the microphone, and get it or not as the context says. */
  readonly asksForMicrophone?: boolean;
  readonly ignoreCertificates?: boolean;
  /** More of its switches, such as names of hosts. */
  readonly args?: readonly string[];
};

export class Chromium {
  readonly #browser: Browser;
  readonly #directory: string;
  readonly #contexts: BrowserContext[] = [];
  readonly #options: ChromiumOptions;

  private constructor(browser: Browser, directory: string, options: ChromiumOptions) {
    this.#browser = browser;
    this.#directory = directory;
    this.#options = options;
  }

  static async start(options: ChromiumOptions = {}): Promise<Chromium> {
    const directory = mkdtempSync(join(tmpdir(), "legroom-chromium-"));
    const file = join(directory, "microphone.wav");
    const pcm =
      options.hz === undefined ? new Int16Array(8000) : makeTone({ hz: options.hz, dbov: LEVEL_DBOV, ms: TONE_MS });
    writeFileSync(file, writeWav(pcm));
    const browser = await chromium.launch({
      executablePath: `/usr/bin/${PROGRAM}`,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...(options.asksForMicrophone === true ? [] : ["--use-fake-ui-for-media-stream"]),
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-audio-capture=${file}`,
        "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection",
        ...(options.args ?? []),
      ],
    });
    return new Chromium(browser, directory, options);
  }

  /** A context has cookies and storage of its own; its pages can be asked what they hear. */
  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const ignoreHTTPSErrors = this.#options.ignoreCertificates === true;
    // Meters that glide are drawn sixty times a second on every page that is open.
    const motion = { reducedMotion: "reduce" } as const;
    const context = await this.#browser.newContext({ ignoreHTTPSErrors, ...motion, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript({ path: LISTENING });
    this.#contexts.push(context);
    return context;
  }

  async page(options: BrowserContextOptions = {}): Promise<Page> {
    return await (await this.context(options)).newPage();
  }

  /** Closes all its pages: each that is left open costs its share of the machine. */
  async closePages(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  /** The browser's own process; all its others stand below it. */
  async pid(): Promise<number> {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const own = processInfo.find(({ type }) => type === "browser");
    if (own === undefined) throw new Error("a browser has a process");
    return own.id;
  }

  async close(): Promise<void> {
    await this.#browser.close().catch(() => undefined); // its process may have been killed
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Resolves as soon as the page hears the tone in what comes to it. */
export async function pageHears(page: Page, hz: number, withinMs = PATIENCE_MS): Promise<void> {
  const endAt = performance.now() + withinMs;
  for (;;) {
    const level = await levelHeard(page, hz);
    if (level > HEARD_DBOV) return;
    if (performance.now() > endAt)
      throw new Error(`the page did not hear ${hz} Hz within ${withinMs} ms (${level.toFixed(1)} dBov at the end)`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** dBov of a tone in the last two thirds of a second that came to the page; −200 when nothing comes. */
export async function levelHeard(page: Page, hz: number): Promise<number> {
  return await page.evaluate((tone) => (globalThis as unknown as Listening).legroomLevel(tone), hz);
}

/** Of all that the page has made since it was loaded: connections that are not closed. */
export async function openConnections(page: Page): Promise<number> {
  return await page.evaluate(() => (globalThis as unknown as Listening).legroomConnections());
}

type Listening = { legroomLevel(hz: number): number; legroomConnections(): number };
