/** "Call us" in a browser, driven as a person does: by roles and labels, and by what is shown. */
import { pageHears } from "../../src/outside/chromium.ts";
import type { Chromium } from "../../src/outside/chromium.ts";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { SHOWN_WITHIN_MS, keepTones } from "./desk.ts";
import type { WholeServer } from "./whole-server.ts";

/** What a prompt has in a browser, at least. */
const PROMPT_DBOV = -45;

/** Of `outside/listening.js`. */
type Ears = {
  legroomRecord(): void;
  legroomRecorded(hz: number, dbov: number, withinMs: number): Promise<boolean>;
};

export type CallUsOptions = {
  /** Public number; the front line unless told. */
  readonly to?: string;
  /** What the visitor calls themselves. */
  readonly name?: string;
  readonly context?: BrowserContext;
  /** Where the pages are; the server's own port on 127.0.0.1 unless told. */
  readonly origin?: string;
};

/** Opens "call us"; nothing is called yet. */
export async function openCallUs(
  server: WholeServer,
  chromium: Chromium,
  options: CallUsOptions = {},
): Promise<CallUsPage> {
  const context = options.context ?? (await chromium.context());
  await keepTones(context);
  const page = await context.newPage();
  const origin = options.origin ?? `http://127.0.0.1:${server.process.httpPort}`;
  await page.goto(`${origin}/call${options.to === undefined ? "" : `?to=${options.to}`}`);
  const here = new CallUsPage(page);
  await here.callButton.waitFor({ timeout: SHOWN_WITHIN_MS });
  if (options.name !== undefined) await page.getByLabel("Your name").fill(options.name);
  return here;
}

/** Opens "call us" and presses Call. */
export async function callUs(
  server: WholeServer,
  chromium: Chromium,
  options: CallUsOptions = {},
): Promise<CallUsPage> {
  const here = await openCallUs(server, chromium, options);
  await here.call();
  return here;
}

export class CallUsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get callButton(): Locator {
    return this.page.getByRole("button", { name: "Call", exact: true });
  }

  async call(): Promise<void> {
    await this.callButton.click();
  }

  /** A key of the pad, such as `1` or `*`. */
  async press(key: string): Promise<void> {
    const name = key === "*" ? "Star" : key === "#" ? "Hash" : `Key ${key}`;
    const pad = this.page.getByRole("group", { name: "Keys" });
    await pad.getByRole("button", { name, exact: true }).click({ timeout: SHOWN_WITHIN_MS });
  }

  async shows(text: string | RegExp, withinMs = SHOWN_WITHIN_MS): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: withinMs });
  }

  async mute(): Promise<void> {
    await this.page.getByRole("button", { name: "Mute", exact: true }).click();
    await this.shows("You are muted: nobody hears you.");
  }

  async unmute(): Promise<void> {
    await this.page.getByRole("button", { name: "Unmute" }).click();
    await this.page.getByRole("button", { name: "Mute", exact: true }).waitFor();
  }

  async end(): Promise<void> {
    await this.page.getByRole("button", { name: "End", exact: true }).click();
  }

  /** Resolves with the sentence that says why, once the call is over. */
  async over(withinMs = SHOWN_WITHIN_MS): Promise<string> {
    const told = this.page.getByRole("status").filter({ hasText: "The call is over" });
    await told.waitFor({ timeout: withinMs });
    return (await told.innerText()).replace(/^\s*The call is over\s*/, "").trim();
  }

  /**
   * From now on listens for a prompt; what it resolves with waits until it was heard. All is kept, since a prompt may
   * be over before a busy machine is asked twice. It lies at the band's upper end, where a browser hears it softly.
   */
  async listensFor(hz: number): Promise<() => Promise<void>> {
    await this.page.evaluate(() => (globalThis as unknown as Ears).legroomRecord());
    return async () => {
      const isHeard = await this.page.evaluate(
        ([tone = 0, dbov = 0, withinMs = 0]) => (globalThis as unknown as Ears).legroomRecorded(tone, dbov, withinMs),
        [hz, PROMPT_DBOV, SHOWN_WITHIN_MS],
      );
      if (!isHeard) throw new Error(`the page did not hear a prompt of ${hz} Hz`);
    };
  }

  async hears(hz: number, withinMs?: number): Promise<void> {
    await pageHears(this.page, hz, withinMs);
  }
}
