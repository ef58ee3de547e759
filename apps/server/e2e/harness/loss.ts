/** What the other side hears of a loss, and what may never come of one. */
import { expect } from "vitest";
import type { RtpPeer } from "@legroom/media";
import { defaultCentre } from "@legroom/model";
import type { CentreFile } from "@legroom/model";
import { centreWith } from "../../src/outside/centres.ts";
import type { EventReader, SeenEvent } from "../../src/outside/event-reader.ts";
import { levelHeard } from "../../src/outside/chromium.ts";
import { levelNow } from "../../src/outside/tone-hearing.ts";
import type { Page } from "playwright-core";
import { until } from "./until.ts";
import type { WholeServer } from "./whole-server.ts";

/** A soft tone: somebody is waited for (telephony's comfort sound is 425 Hz at −36 dBov). */
const COMFORT_HZ = 425;
const COMFORT_DBOV = -42;

/** The default centre without wrap-up; a page on a busy machine may take its time to ring, to be seen, and to come back. */
export function patientCentre(deadlines: Partial<CentreFile["deadlines"]> = {}): CentreFile {
  return centreWith(
    { wrapUpMs: 0, offerMs: 120_000 },
    { deadlines: { ...defaultCentre().deadlines, noRingingMs: 60_000, seatAwayMs: 120_000, ...deadlines } },
  );
}

export async function hearComfort(peer: RtpPeer): Promise<void> {
  await until(
    () => levelNow(peer, COMFORT_HZ),
    (level) => level > COMFORT_DBOV,
  );
}

export async function pageHearsComfort(page: Page): Promise<void> {
  await until(
    () => levelHeard(page, COMFORT_HZ),
    (level) => level > COMFORT_DBOV,
  );
}

export type AgentSeen = {
  readonly presence: string;
  readonly availability: { readonly state: string };
  readonly endpoints: readonly {
    readonly endpointId: string;
    readonly kind: string;
    readonly alive: boolean;
    readonly lostCause?: string;
  }[];
};

export async function agentNow(server: WholeServer, agentId: string): Promise<AgentSeen> {
  return (await server.api.get(`/agents/${agentId}`)) as AgentSeen; // the API's own answer
}

/** Resolves when the server derives this availability. */
export async function availabilityIs(server: WholeServer, agentId: string, state: string): Promise<AgentSeen> {
  return await until(
    () => agentNow(server, agentId),
    ({ availability }) => availability.state === state,
  );
}

/** No offer is held against the agent, and what they chose still stands. */
export async function expectNotCharged(server: WholeServer, events: EventReader, agentId: string): Promise<void> {
  const mine = events.seen.filter((event) => event["agentId"] === agentId);
  expect(mine.filter(isCharge)).toEqual([]);
  const { presence, availability } = await agentNow(server, agentId);
  expect(presence).toBe("available");
  expect(availability.state).not.toBe("not-responding");
}

function isCharge({ type, ...event }: SeenEvent): boolean {
  if (type === "offer.ended") return ["no-answer", "declined"].includes(String(event["outcome"]));
  if (type === "agent.presence-changed") return event["presence"] !== "available";
  return type === "agent.no-answer-noted";
}

/** The talk went on all the time: nothing of it ended, and nobody was offered it anew. */
export function expectUnbroken(events: EventReader): void {
  const ends = [
    "agent.wrap-up-started",
    "conference.closed",
    "conference.closing",
    "interaction.closed",
    "interaction.queued",
    "offer.made",
    "recording.failed",
    "recording.finished",
    "recording.stopping",
    "seat.left",
  ];
  expect(events.seen.map(({ type }) => type).filter((type) => ends.includes(type))).toEqual([]);
}

/** Ends what a test has left, so that the next one finds nobody waiting. */
export async function endAll(server: WholeServer): Promise<void> {
  const open = await server.openInteractions();
  await Promise.all(open.map(({ id }) => server.api.request("POST", `/interactions/${String(id)}/end`)));
  await server.quiet();
}
