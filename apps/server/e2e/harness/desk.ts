/** An agent's desk in a browser, driven as a person does: by roles and labels, and by what is shown. */
import { pageHears } from "../../src/outside/chromium.ts";
import type { Chromium } from "../../src/outside/chromium.ts";
import type { BrowserContext, Locator, Page } from "playwright-core";
import type { WholeServer } from "./whole-server.ts";

export type Status = "Available" | "Busy" | "Away" | "Break" | "Offline";

/** A machine that runs everything at once may be slow; a page that never shows it fails all the same. */
export const SHOWN_WITHIN_MS = 60_000;

/** Tones are taken for noise unless the browser leaves them alone. */
export async function keepTones(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    try {
      localStorage.setItem("legroom.raw-audio", "1");
    } catch {
      // A page without storage, such as about:blank.
    }
  });
}

/** Our sentences with names in them hold marks around the names (Unicode UAX 9), which nobody sees. */
export function seen(text: string): string {
  return text.replaceAll(/[\u2066-\u2069]/g, "");
}

/**
 * Signs a person in by a one-time link, as the link's own page asks for it but without loading that page; resolves with
 * the address of their pages, such as `http://…/as/HANDLE/`.
 */
export async function signIn(server: WholeServer, context: BrowserContext, personId: string): Promise<string> {
  const { url } = (await server.api.want("POST", `/people/${personId}/link`)) as { url: string }; // the API's own answer
  const { origin, hash } = new URL(url);
  const used = await context.request.post(`${origin}/api/v1/links/use`, { data: { token: hash.slice(1) } });
  if (!used.ok()) throw new Error(`no sign-in: ${used.status()} ${await used.text()}`);
  const { handle } = (await used.json()) as { handle: string }; // the API's own answer
  return `${origin}/as/${handle}/`;
}

/** Signs in by a link as a person does; resolves with the address of their pages. */
export async function useLink(page: Page, url: string): Promise<string> {
  await page.goto(url);
  await page.getByRole("button", { name: "Sign in with this link" }).click();
  await page.waitForURL(/\/as\/[^/]+\//, { timeout: SHOWN_WITHIN_MS });
  const base = /^.*\/as\/[^/]+\//.exec(page.url())?.[0];
  if (base === undefined) throw new Error(`no pages of a person: ${page.url()}`);
  return base;
}

/** Opens an agent's desk in a context of its own, or in the one given. */
export async function openDesk(
  server: WholeServer,
  chromium: Chromium,
  agentId: string,
  given?: BrowserContext,
): Promise<DeskPage> {
  const context = given ?? (await chromium.context());
  await keepTones(context);
  const page = await context.newPage();
  const base = await signIn(server, context, agentId);
  const desk = new DeskPage(page, base);
  await desk.load();
  return desk;
}

export class DeskPage {
  readonly page: Page;
  /** Of this sign-in's pages, with a slash at its end. */
  readonly base: string;

  constructor(page: Page, base: string) {
    this.page = page;
    this.base = base;
  }

  /** Goes to the desk, and waits until it shows its state. */
  async load(): Promise<void> {
    await this.page.goto(`${this.base}desk`);
    await this.status.waitFor({ timeout: SHOWN_WITHIN_MS });
  }

  get status(): Locator {
    return this.page.getByRole("group", { name: "My status" });
  }

  /** The card of the offer that rings. */
  get offer(): Locator {
    return this.card("Offer");
  }

  get talk(): Locator {
    return this.card("In a talk");
  }

  get wrapUp(): Locator {
    return this.card("Wrap-up");
  }

  card(title: string): Locator {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  /** Presses a status, and waits until the server has it and says so. */
  async become(status: Status): Promise<void> {
    const button = this.status.getByRole("button", { name: status });
    await button.click();
    await this.status.getByRole("button", { name: status, pressed: true }).waitFor({ timeout: SHOWN_WITHIN_MS });
    // Somebody may be waiting for exactly this.
    if (status === "Available") await this.shows(/The next offer rings here|An offer is ringing|You are in a talk/);
  }

  /** Resolves when a text stands on the page. */
  async shows(text: string | RegExp, withinMs = SHOWN_WITHIN_MS): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: withinMs });
  }

  /** Waits for an offer that can be accepted here, and clicks Accept. */
  async accept(): Promise<void> {
    await this.canAccept();
    await this.offer.getByRole("button", { name: "Accept" }).click();
    await this.talk.waitFor({ timeout: SHOWN_WITHIN_MS });
  }

  /** Resolves when the offer rings on this page, so that Accept may be pressed. */
  async canAccept(): Promise<void> {
    await this.offer.waitFor({ timeout: SHOWN_WITHIN_MS });
    await this.offer.getByRole("button", { name: "Accept", disabled: false }).waitFor({ timeout: SHOWN_WITHIN_MS });
  }

  async decline(): Promise<void> {
    await this.canAccept();
    await this.offer.getByRole("button", { name: "Decline" }).click();
  }

  async mute(): Promise<void> {
    await this.talk.getByRole("button", { name: "Mute", exact: true }).click();
    await this.talk.getByRole("button", { name: "Unmute" }).waitFor();
  }

  async unmute(): Promise<void> {
    await this.talk.getByRole("button", { name: "Unmute" }).click();
    await this.talk.getByRole("button", { name: "Mute", exact: true }).waitFor();
  }

  async end(): Promise<void> {
    await this.talk.getByRole("button", { name: "End" }).click();
  }

  /** Presses Done, and waits until wrap-up is gone. */
  async done(): Promise<void> {
    await this.wrapUp.getByRole("button", { name: "Done" }).click();
    await this.wrapUp.waitFor({ state: "hidden", timeout: SHOWN_WITHIN_MS });
  }

  async hears(hz: number, withinMs?: number): Promise<void> {
    await pageHears(this.page, hz, withinMs);
  }
}
