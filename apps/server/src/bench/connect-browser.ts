/** Browser's cell of `bench connect`: from the click on Accept to audio at both ears, the agent at the desk. */
import type { Page } from "playwright-core";
import { signedIn } from "../outside/browser-person.ts";
import { Chromium } from "../outside/chromium.ts";
import { ScriptedPhone } from "../outside/scripted-phone.ts";
import type { ServerProcess } from "../outside/server-process.ts";
import { firstHeard } from "./first-heard.ts";
import { quantile, rounded } from "./quantile.ts";

const ROUNDS = 20;
const CUSTOMER = { hz: 450, dbov: -12 };
const AGENT_HZ = 750;
const PAGE_WITHIN_MS = 15_000;

export type BrowserConnect = {
  readonly name: string;
  /** The page's very first call. */
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rounds: number;
};

/** The centre's wrap-up must be 0: one call follows the other. */
export async function connectInBrowser(server: ServerProcess): Promise<BrowserConnect> {
  const chromium = await Chromium.start({ hz: AGENT_HZ });
  const caller = await ScriptedPhone.open({ server: server.sip, user: "erin", tone: CUSTOMER });
  try {
    const context = await chromium.context();
    const { page, base } = await signedIn(server, context, "alice");
    await page.goto(`${base}desk?raw-audio=1`);
    await page.getByRole("button", { name: "Available" }).click({ timeout: PAGE_WITHIN_MS });
    await page.getByText("The next offer rings here").first().waitFor({ timeout: PAGE_WITHIN_MS });
    const toBoth: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) toBoth.push(await oneRound(page, caller));
    const [firstMs = 0, ...later] = toBoth;
    return {
      name: "agent at the desk in Chromium",
      firstMs: rounded(firstMs),
      p50Ms: rounded(quantile(later, 0.5)),
      p99Ms: rounded(quantile(later, 0.99)),
      rounds: ROUNDS,
    };
  } finally {
    await Promise.all([caller.close(), chromium.close()]);
  }
}

async function oneRound(page: Page, caller: ScriptedPhone): Promise<number> {
  const index = await page.evaluate(() => (globalThis as unknown as Ears).legroomFirstAudioAt().length);
  const call = await caller.call("sales");
  await call.answered;
  const accept = page.getByRole("button", { name: "Accept", disabled: false });
  await accept.waitFor({ timeout: PAGE_WITHIN_MS });
  const clickedAt = await accept.evaluate((button) => {
    const at = performance.timeOrigin + performance.now();
    (button as unknown as { click(): void }).click();
    return at;
  });
  const atCustomer = performance.timeOrigin + (await firstHeard(call.audio, AGENT_HZ));
  const heard = await page.waitForFunction((at) => (globalThis as unknown as Ears).legroomFirstAudioAt()[at], index, {
    timeout: PAGE_WITHIN_MS,
    polling: 50,
  });
  const atAgent = Number(await heard.jsonValue());
  call.hangUp();
  await page.getByText("The next offer rings here").first().waitFor({ timeout: PAGE_WITHIN_MS });
  call.audio.close();
  return Math.max(atAgent, atCustomer) - clickedAt;
}

/** `listening.js`: when each connection of the page, in the order they were made, first brought audio (Unix ms). */
type Ears = { legroomFirstAudioAt(): readonly (number | undefined)[] };
