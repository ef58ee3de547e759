/** Signs people in in a browser as a program does it: the link is used by the page, without its buttons. */
import type { BrowserContext, Page } from "playwright-core";
import type { ServerProcess } from "./server-process.ts";

/** A page of a person, and where their pages are: `http://localhost:PORT/as/HANDLE/`. */
export type SignedIn = { readonly page: Page; readonly base: string };

export async function signedIn(server: ServerProcess, context: BrowserContext, personId: string): Promise<SignedIn> {
  const { url } = (await server.api.want("POST", `/people/${personId}/link`)) as { url: string }; // the API's own answer
  const page = await context.newPage();
  const { origin, hash } = new URL(url);
  await page.goto(`${origin}/sign-in`);
  const path = await page.evaluate(async (token) => {
    const headers = { "content-type": "application/json", "x-legroom-request": "1" };
    const answer = await fetch("/api/v1/links/use", { method: "POST", headers, body: JSON.stringify({ token }) });
    return ((await answer.json()) as { path: string }).path; // the API's own answer
  }, hash.slice(1));
  return { page, base: new URL(path, origin).href };
}
