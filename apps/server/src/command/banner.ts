/** What a start prints: where things are, and how the first people come in. */
import { controlClient } from "@legroom/api";
import { linkWire, peopleWire } from "@legroom/model";
import type { RunningServer } from "../server.ts";
import { publicUrl } from "../server.ts";
import type { Settings } from "../settings.ts";
import { VERSION } from "../version.ts";

/** Of a larger centre's people only so many get a link without asking: the administrator makes the others'. */
const LINKS_MAX = 10;

export type FirstLink = { readonly personId: string; readonly role: string; readonly url: string };

/** One-time links for people who have no password yet, the administrators first: this is how a new centre is entered. */
export async function firstLinks(settings: Settings): Promise<readonly FirstLink[]> {
  const client = controlClient(settings.dataDirectory);
  const listed = await client.request("GET", "/people");
  if (listed?.status !== 200) return [];
  const rank = ["administrator", "supervisor", "agent"];
  const people = peopleWire
    .parse(listed.body)
    .items.filter((person) => !person.hasPassword)
    .toSorted((a, b) => rank.indexOf(a.role) - rank.indexOf(b.role))
    .slice(0, LINKS_MAX);
  const links: FirstLink[] = [];
  for (const { id, role } of people) {
    const made = await client.request("POST", `/people/${id}/link`);
    if (made !== undefined && made.status < 300) links.push({ personId: id, role, url: linkWire.parse(made.body).url });
  }
  return links;
}

type Shown = {
  readonly settings: Settings;
  readonly httpPort: number;
  readonly addresses: RunningServer["addresses"];
  readonly links: readonly FirstLink[];
};

const pageOf: Readonly<Record<string, string>> = { administrator: "Admin", supervisor: "Wall", agent: "Desk" };

export function banner({ settings, httpPort, addresses, links }: Shown): string {
  const base = publicUrl(settings, httpPort);
  const host = settings.toldAddress;
  const sipPort = addresses?.udp.port ?? settings.sipPort;
  const at = sipPort === 5060 ? host : `${host}:${sipPort}`;
  return [
    `Legroom ${VERSION} is running.`,
    `  Call us    ${base}/call`,
    `  Sign in    ${base}/sign-in (desk, wall or admin, by role)`,
    `  API page   ${base}/api/docs/`,
    `  SIP        ${at} (UDP and TCP)`,
    `  Numbers    sip:main@${at} (front line), sip:sales@${at}, support, billing, general`,
    `  A phone    npm run phone -- alice   (bob, carol, david; customers victor, petra, stan, tara)`,
    `             then call *1 for Available, *2 Busy, *3 Away, *4 Break, *0 Offline, *9 ends wrap-up`,
    ...(links.length === 0
      ? []
      : ["", "  Links to sign in, each for one use within 15 minutes (npm run link -- NAME makes another):"]),
    ...links.map(({ personId, role, url }) => `  ${(pageOf[role] ?? "").padEnd(6)} ${personId.padEnd(10)} ${url}`),
    "",
    `  Data       ${settings.dataDirectory}`,
  ].join("\n");
}
