/** Who stands free, since when, and with how much behind them: from events alone, by R-ROUTE-10, 44, 53, 56, 58 and 140. */
import type { AgentId, Event, EventOf, Presence, QueueConfig, UnixMs } from "@legroom/model";
import { Mean, Score } from "./agent-score.ts";
import type { CentreWatch } from "./centre-watch.ts";

type Held = { readonly queueId: string; readonly interactionId: string; readonly units: number; state: HeldState };
type HeldState = "rings" | "accepted" | "live";

type Known = {
  signedIn: boolean;
  presence: Presence;
  missed: boolean;
  planned: Presence | undefined;
  readonly features: Set<string>;
  /** By interaction, with its queue and when it began. */
  readonly wrapUps: Map<string, { readonly queueId: string | undefined; readonly sinceAt: number }>;
  readonly held: Map<string, Held>;
  idleSinceAt: number;
  strain: { readonly ms: number; readonly sinceAt: number; readonly busy: boolean };
  readonly score: Score;
};

/** Of one queue. Day 0: no talk yet. */
export type Talks = { readonly day: number; readonly calls: number; readonly talkMs: number; readonly endedAt: number };

const NO_TALKS: Talks = { day: 0, calls: 0, talkMs: 0, endedAt: 0 };
const DAY_MS = 86_400_000;
const STRAIN_MAX_MS = 1_800_000;
/** Talks that ended so say nothing about who talked. */
const cutShort = ["agent-lost", "customer-lost", "media-lost", "centre-restarted", "faulted", "ended-by-command"];

export class AgentWatch {
  readonly #centre: CentreWatch;
  readonly #agents = new Map<string, Known>();
  /** Of an interaction: the queue of its last talk, whose wrap-up may follow. */
  readonly #lastTalk = new Map<string, string>();
  /** Phones and pages that live, by their device. */
  readonly #alive = new Map<string, string>();
  readonly #features = new Map<string, string>();
  readonly #talks = new Map<string, Talks>();
  readonly #means = new Map<string, { readonly talk: Mean; readonly wrapUp: Mean }>();

  constructor(centre: CentreWatch) {
    this.#centre = centre;
  }

  see(event: Event): void {
    if (event.type === "centre.configured") this.#configured(event);
    else if (event.type === "endpoint.ready") this.#alive.set(event.endpointId, event.deviceId);
    else if (event.type === "endpoint.lost") this.#alive.delete(event.endpointId);
    else if (event.type === "leg.feature-called") {
      this.#features.set(event.legId, event.agentId);
      this.#agents.get(event.agentId)?.features.add(event.legId);
    } else if (event.type === "leg.ended" || event.type === "leg.failed") this.#legOver(event.legId);
    else if ("agentId" in event && event.agentId !== undefined) this.#ofAgent(event, event.agentId);
  }

  /** Whether work of this queue may be offered to them now; what the queue interrupts does not count. */
  isFree(agentId: string, queue: QueueConfig, reachable = this.reachable()): boolean {
    const agent = this.#agents.get(agentId);
    if (agent === undefined || !reachable.has(agentId) || !isReady(agent)) return false;
    const counted = [...agent.held.values()].filter(
      (one) => one.state !== "live" || !queue.interrupts.some((interrupted) => interrupted === one.queueId),
    );
    return unitsOf(counted) + queue.units <= this.#centre.capacityOf(agentId);
  }

  /** Agents with a phone or a page. */
  reachable(): ReadonlySet<string> {
    const owners = new Set<string>();
    for (const deviceId of this.#alive.values()) {
      const owner = this.#centre.ownerOf(deviceId);
      if (owner !== undefined) owners.add(owner);
    }
    return owners;
  }

  /** What strategies compare. */
  factsOf(agentId: string, queueId: string, at: UnixMs) {
    const agent = this.#agents.get(agentId) ?? newAgent(at);
    const capacity = this.#centre.capacityOf(agentId);
    const { bands, priorOffers } = this.#centre.config?.performance ?? { bands: [], priorOffers: 1 };
    const performance = agent.score.thousandths(priorOffers);
    const band = bands.findIndex((limit) => performance >= limit);
    return {
      load: Math.floor((1000 * unitsOf(agent.held.values())) / capacity),
      band: band < 0 ? bands.length : band,
      idleSinceAt: agent.idleSinceAt,
      strainMs: strainMs(agent, at),
      talks: this.#talks.get(`${queueId}/${agentId}`) ?? NO_TALKS,
    };
  }

  #configured({ at }: EventOf<"centre.configured">): void {
    for (const id of this.#agents.keys()) if (!this.#centre.isAgent(id)) this.#dismiss(id);
    for (const id of this.#centre.agentIds) if (!this.#agents.has(id)) this.#agents.set(id, newAgent(at));
  }

  #dismiss(agentId: string): void {
    this.#agents.delete(agentId);
    for (const key of this.#talks.keys()) if (key.endsWith(`/${agentId}`)) this.#talks.delete(key);
  }

  #legOver(legId: string): void {
    this.#agents.get(this.#features.get(legId) ?? "")?.features.delete(legId);
    this.#features.delete(legId);
  }

  #ofAgent(event: Event, agentId: AgentId): void {
    const agent = this.#agents.get(agentId);
    if (agent === undefined) return;
    const wasBusy = isHeld(agent);
    this.#change(agent, event);
    if (isHeld(agent) !== wasBusy) agent.strain = { ms: strainMs(agent, event.at), sinceAt: event.at, busy: !wasBusy };
  }

  #change(agent: Known, event: Event): void {
    switch (event.type) {
      case "agent.session-opened":
        agent.signedIn = true;
        return;
      case "agent.session-closed":
        agent.signedIn = false;
        return;
      case "agent.presence-changed":
        if (agent.presence !== "available" || agent.missed) agent.idleSinceAt = event.at;
        agent.presence = event.presence;
        agent.missed = false;
        agent.planned = undefined;
        return;
      case "agent.presence-planned":
        agent.planned = event.presence;
        return;
      case "agent.no-answer-noted":
        agent.missed = true;
        return;
      case "agent.wrap-up-ended":
        return this.#wrapUpEnded(agent, event);
      default:
        return this.#work(agent, event);
    }
  }

  #work(agent: Known, event: Event): void {
    switch (event.type) {
      case "offer.made": {
        const { offerId, queueId, interactionId } = event;
        const units = this.#centre.queue(queueId)?.units ?? 1;
        agent.held.set(offerId, { queueId, interactionId, units, state: "rings" });
        return;
      }
      case "offer.ended":
        return offerEnded(agent, event);
      case "offer.failed-to-connect":
        agent.held.delete(event.offerId);
        return;
      case "offer.connected":
        return agent.score.answered();
      case "interaction.live":
        return holds(agent, event.offerId, "live");
      case "agent-segment.ended":
        return this.#talkEnded(agent, event);
      case "agent.wrap-up-started": {
        const { interactionId, at: sinceAt } = event;
        agent.wrapUps.set(interactionId, { queueId: this.#lastTalk.get(interactionId), sinceAt });
        return;
      }
      default:
    }
  }

  #talkEnded(
    agent: Known,
    { agentId, offerId, queueId, talkMs, cause, at, interactionId }: EventOf<"agent-segment.ended">,
  ): void {
    agent.held.delete(offerId);
    agent.idleSinceAt = at;
    this.#lastTalk.set(interactionId, queueId);
    const key = `${queueId}/${agentId}`;
    const day = Math.floor(at / DAY_MS);
    const before = this.#talks.get(key);
    const { calls, talkMs: talked } = before?.day === day ? before : NO_TALKS;
    this.#talks.set(key, { day, calls: calls + 1, talkMs: talked + talkMs, endedAt: at });
    if (!cutShort.includes(cause)) agent.score.talked(talkMs, this.#meansOf(queueId).talk.add(talkMs));
  }

  #wrapUpEnded(agent: Known, { interactionId, at }: EventOf<"agent.wrap-up-ended">): void {
    const wrapUp = agent.wrapUps.get(interactionId);
    agent.wrapUps.delete(interactionId);
    agent.idleSinceAt = at;
    if (wrapUp?.queueId === undefined) return;
    const tookMs = at - wrapUp.sinceAt;
    agent.score.wrappedUp(tookMs, this.#meansOf(wrapUp.queueId).wrapUp.add(tookMs));
  }

  #meansOf(queueId: string): { readonly talk: Mean; readonly wrapUp: Mean } {
    const known = this.#means.get(queueId);
    if (known !== undefined) return known;
    const means = { talk: new Mean(), wrapUp: new Mean() };
    this.#means.set(queueId, means);
    return means;
  }
}

function offerEnded(agent: Known, { offerId, outcome }: EventOf<"offer.ended">): void {
  if (outcome === "accepted") holds(agent, offerId, "accepted");
  else agent.held.delete(offerId);
  if (outcome === "declined" || outcome === "no-answer") agent.score.missed();
}

function holds(agent: Known, offerId: string, state: HeldState): void {
  const held = agent.held.get(offerId);
  if (held !== undefined) held.state = state;
}

/** Available by choice, having answered, with nothing to finish, and not about to stop. */
function isReady({ signedIn, presence, missed, planned, features, wrapUps }: Known): boolean {
  const stops = planned !== undefined && planned !== "available";
  return signedIn && presence === "available" && !missed && !stops && features.size === 0 && wrapUps.size === 0;
}

function isHeld({ held, wrapUps }: Known): boolean {
  return held.size > 0 || wrapUps.size > 0;
}

function unitsOf(held: Iterable<Held>): number {
  let units = 0;
  for (const one of held) units += one.units;
  return units;
}

function strainMs({ strain }: Known, at: number): number {
  const passedMs = at - strain.sinceAt;
  return strain.busy ? Math.min(STRAIN_MAX_MS, strain.ms + passedMs) : Math.max(0, strain.ms - passedMs);
}

function newAgent(at: number): Known {
  return {
    ...{ signedIn: false, presence: "offline", missed: false, planned: undefined },
    ...{ features: new Set(), wrapUps: new Map(), held: new Map() },
    idleSinceAt: at,
    strain: { ms: 0, sinceAt: 0, busy: false },
    score: new Score(),
  };
}
