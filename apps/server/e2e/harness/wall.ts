/** The supervisor's wall in a browser, as it is read. */
import type { BrowserContext, Locator, Page } from "playwright-core";
import { SHOWN_WITHIN_MS, signIn } from "./desk.ts";
import type { WholeServer } from "./whole-server.ts";

export async function openWall(server: WholeServer, context: BrowserContext): Promise<WallPage> {
  const page = await context.newPage();
  const base = await signIn(server, context, "grace");
  await page.goto(`${base}wall`);
  const wall = new WallPage(page);
  await wall.row("Queues", "Sales").waitFor({ timeout: SHOWN_WITHIN_MS });
  return wall;
}

export class WallPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  row(table: "Queues" | "Interactions" | "Agents", name: string): Locator {
    const header = this.page.getByRole("rowheader", { name });
    return this.page.getByRole("table", { name: table, exact: true }).getByRole("row").filter({ has: header });
  }

  /** Resolves when the row of a queue, a customer or an agent says all of this. */
  async shows(table: "Queues" | "Interactions" | "Agents", name: string, ...texts: readonly string[]): Promise<void> {
    let row = this.row(table, name);
    for (const text of texts) row = row.filter({ hasText: text });
    await row.waitFor({ timeout: SHOWN_WITHIN_MS });
  }
}
