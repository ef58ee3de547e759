/** Looks at a page as people with other eyes and other screens do: what axe finds, what does not fit, and pictures if asked. */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { until } from "./until.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Where pictures are kept for people to look at; none are made without it. */
const SCREENS = process.env["LEGROOM_SCREENS"];
const WIDTHS = { wide: { width: 1280, height: 900 }, narrow: { width: 400, height: 860 } } as const;
const THEMES = ["light", "dark"] as const;

/** A row that is wider inside than outside lies over its card's edge. */
const ROWS_TOO_WIDE =
  '[...document.querySelectorAll(".rows-entry")].filter((row) => row.scrollWidth > row.clientWidth).length';

type InPage = { axe: { run(options: RunOptions): Promise<AxeResults> } };

/**
 * Resolves with what is wrong with the page as it stands, one sentence each: axe's findings in both themes, and whether
 * one must scroll sideways on a small screen. Of pictures the dark theme gets one, for it differs in its colours alone.
 */
export async function look(page: Page, name: string): Promise<string[]> {
  await wear(page, "light");
  const wide = await widthOf(page, name, "wide");
  const narrow = await glance(page, name);
  await wear(page, "dark");
  await picture(page, `${name}-narrow-dark`);
  const dark = await findings(page, "dark");
  await page.setViewportSize(WIDTHS.wide);
  return [...wide, ...narrow, ...dark.map((finding) => `${name} dark: ${finding}`)];
}

/** The same at the narrow width in the light theme alone: for what is made of parts that others show in full. */
export async function glance(page: Page, name: string): Promise<string[]> {
  await wear(page, "light");
  const wrong = await widthOf(page, name, "narrow");
  wrong.push(...(await findings(page, "light")).map((finding) => `${name} light: ${finding}`));
  return wrong;
}

async function widthOf(page: Page, name: string, width: keyof typeof WIDTHS): Promise<string[]> {
  await page.setViewportSize(WIDTHS[width]);
  await picture(page, `${name}-${width}-light`);
  const across = await widthOver(page);
  const rows = await page.evaluate<number>(ROWS_TOO_WIDE);
  return [
    ...(across > 0 ? [`${name} ${width}: ${across} px wider than the screen`] : []),
    ...(rows > 0 ? [`${name} ${width}: what is in ${rows} rows sticks out of them`] : []),
  ];
}

async function picture(page: Page, name: string): Promise<void> {
  if (SCREENS === undefined) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
}

/** Changes the theme, and waits until its colours are there: with motion reduced nothing passes over slowly. */
async function wear(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const isWorn = `matchMedia("(prefers-color-scheme: dark)").matches === ${theme === "dark"}`;
  const isSettled = "document.getAnimations().every((one) => !(one instanceof CSSTransition))";
  // Asked by the debugger: the page's own policy lets no text be run.
  await until(() => page.evaluate<boolean>(`${isWorn} && ${isSettled}`), Boolean);
}

/** Pixels by which a page is wider than its window. */
export async function widthOver(page: Page): Promise<number> {
  return Math.max(0, Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth")));
}

/** At the narrow width, where things overlap most easily. */
async function findings(page: Page, theme: (typeof THEMES)[number]): Promise<string[]> {
  // Once a document, and by the debugger: the page's own policy lets no script in.
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(AXE);
  const options: RunOptions =
    theme === "light"
      ? { resultTypes: ["violations"] }
      : { resultTypes: ["violations"], runOnly: { type: "rule", values: ["color-contrast"] } };
  const { violations } = await page.evaluate((asked) => (globalThis as unknown as InPage).axe.run(asked), options);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

/** Gathers what the pages of a context complain of: broken policy, and errors that nobody caught. */
export function complaints(context: BrowserContext): readonly string[] {
  const said: string[] = [];
  context.on("console", (message) => {
    const isRefusal = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isRefusal) said.push(`${message.location().url}: ${message.text()}`);
  });
  context.on("weberror", (error) => said.push(String(error.error())));
  return said;
}
