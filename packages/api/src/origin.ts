/** Where a request comes from: what a page of another site may not do in the name of who is signed in. */
import type { IncomingHttpHeaders } from "node:http";
import { Problem } from "./problem.ts";

export type Asker = { readonly headers: IncomingHttpHeaders; readonly publicUrl: string | undefined };

/**
 * Whether the page that asks is this server's own: its `Origin` is the host that was asked (behind a proxy that rewrites
 * it: the public one). Undefined when it does not say, which no browser does for a WebSocket or an unsafe method.
 */
export function isOwnOrigin({ headers, publicUrl }: Asker): boolean | undefined {
  const { origin, host } = headers;
  if (origin === undefined) return undefined;
  const scheme = /^(https?):\/\//.exec(origin)?.[1];
  if (scheme === undefined) return false; // `null`, of a sandboxed page
  const asked = [host === undefined ? undefined : `${scheme}://${host}`, publicUrl];
  return asked.some((url) => url !== undefined && hostOf(url) !== undefined && hostOf(url) === hostOf(origin));
}

/** For what changes something in the name of a cookie: the page must be our own, and our own script must have asked. */
export function assertOwnPage(asker: Asker): void {
  if (isOwnPage(asker) !== true || asker.headers["x-legroom-request"] === undefined)
    throw new Problem(
      "auth.cross-site",
      "only the pages of this server may do that: `X-Legroom-Request` and this server's own `Origin` are needed",
    );
}

/** For what nobody's page elsewhere may do, though it needs no cookie: to sign a browser in, or to place a call. */
export function assertNotForeign(asker: Asker): void {
  if (isOwnPage(asker) === false) throw new Problem("auth.cross-site", "only the pages of this server may do that");
}

/** By `Origin` and by what the browser says of itself (`Sec-Fetch-Site`): neither may say that it is another's. */
function isOwnPage(asker: Asker): boolean | undefined {
  const site = asker.headers["sec-fetch-site"];
  const bySite = site === undefined ? undefined : site === "same-origin";
  const byOrigin = isOwnOrigin(asker);
  return bySite === false || byOrigin === false ? false : (bySite ?? byOrigin);
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
