/** A centre in memory: it knows the default centre, keeps what is commanded, and can be told to refuse or to be fenced. */
import type { CentreDoor, CommandResult, Health, Now } from "@legroom/engine";
import { Fault, refuse, unixMs } from "@legroom/model";
import type {
  ApiKeyView,
  Actor,
  AgentView,
  CentreConfig,
  CommandAnswer,
  CommandBody,
  CommandId,
  ConferenceView,
  DeskView,
  InteractionView,
  MovePreview,
  OfferView,
  OverrideView,
  QueueView,
  WaitingView,
  Refused,
} from "@legroom/model";

export const START_AT = unixMs(1_800_000_000_000);

export type Commanded = { readonly body: CommandBody; readonly actor: Actor; readonly commandId: CommandId };

const counts = { answered: 0, missed: 0, kept: 0, passedOn: 0, handleMs: 0, expectedMs: 0 };
const parts = { answered: 900, kept: 950, handle: 500, quality: 500, counts, prior: 20_000 };

export class FakeCentre implements CentreDoor {
  readonly commanded: Commanded[] = [];
  readonly hashes = new Map<string, ApiKeyView>();
  readonly #answers = new Map<CommandId, CommandResult>();
  readonly #secrets = new Set<string>();
  config: CentreConfig;
  version = 1;
  seq = 100;
  agents: AgentView[];
  queues: QueueView[];
  interactions: InteractionView[] = [];
  conferences: ConferenceView[] = [];
  offers: OfferView[] = [];
  overrides: OverrideView[] = [];
  waiting: WaitingView | undefined;
  preview: MovePreview | Refused = { changes: [] };
  desks = new Map<string, DeskView>();
  refuseNext: Refused | undefined;
  fault: Error | undefined;
  /** Hears each command before it is carried out or refused. */
  heard: (body: CommandBody) => void = () => undefined;
  parts: Record<string, boolean> = { sip: true, media: true, journal: true };

  constructor(config: CentreConfig) {
    this.config = config;
    this.agents = config.agents.map(({ id, name, skills, levels, languages, capacity }) => ({
      id,
      name,
      ...{ skills, levels, languages, capacity, inUse: 0, performance: 750, performanceParts: parts },
      queues: config.queues.filter(({ members }) => members.includes(id)).map((queue) => queue.id),
      presence: "offline",
      availability: { state: "signed-out" },
      sinceAt: START_AT,
      endpoints: [],
    }));
    this.queues = config.queues.map(({ id, name, members }) => ({
      id,
      name,
      waiting: 0,
      members,
      ...{ alarms: [], borrowing: [], relaxed: [] },
      agents: { ...noAgents, "signed-out": members.length },
    }));
  }

  command(body: CommandBody, by: { actor: Actor; commandId: CommandId }): Promise<CommandResult> {
    this.heard(body);
    if (this.fault !== undefined) return Promise.reject(this.fault);
    const first = this.#answers.get(by.commandId);
    if (first !== undefined) return Promise.resolve(first);
    const refused = this.refuseNext ?? this.#refusal(body);
    this.refuseNext = undefined;
    if (refused !== undefined) return Promise.resolve(refused);
    this.commanded.push({ body, ...by });
    this.#take(body);
    this.seq += 2;
    const result: CommandResult = { ok: true, answer: answerTo(body), seq: this.seq };
    this.#answers.set(by.commandId, result);
    return Promise.resolve(result);
  }

  ask<Answer>(question: (now: Now) => Answer): Promise<Answer> {
    return this.fault === undefined ? Promise.resolve(question(this.#now())) : Promise.reject(this.fault);
  }

  health(): Health {
    const ok = Object.values(this.parts).every(Boolean);
    return { status: ok ? "ok" : "failing", parts: this.parts };
  }

  fence(): void {
    this.fault = new Fault("journal.failed", "disk full at /secret/place", { retriable: true, side: "ours" });
  }

  #now(): Now {
    return {
      seq: this.seq,
      config: () => ({ config: this.config, version: this.version }),
      agents: () => this.agents,
      queues: () => this.queues,
      interactions: () => this.interactions,
      interaction: (id) => this.interactions.find((one) => one.id === id),
      conferences: () => this.conferences,
      overrides: () => this.overrides,
      whyWaiting: (id) => (this.waiting?.interactionId === id ? this.waiting : undefined),
      whyNot: (of) =>
        this.waiting?.interactionId === of.interactionId ? { agentId: of.agentId, verdict: "busy" } : undefined,
      previewMoves: () => this.preview,
      offers: () => this.offers,
      apiKeys: () => [...this.hashes.values()],
      apiKeyByHash: (hash) => this.hashes.get(hash),
      desk: (agentId) => this.desks.get(agentId) ?? this.#quietDesk(agentId),
      visit: (visitId) => this.interactions.find((one) => one.visitId === visitId),
      hasSecret: (deviceId) => this.#secrets.has(deviceId),
    };
  }

  /** Nobody rings, nobody talks. */
  #quietDesk(agentId: string): DeskView | undefined {
    const agent = this.agents.find(({ id }) => id === agentId);
    if (agent === undefined) return undefined;
    const no = refuse("offer.unknown", "there is none");
    const yes = { ok: true } as const;
    const presence = { available: yes, busy: yes, away: yes, break: yes, offline: yes };
    const can = {
      presence,
      accept: no,
      decline: no,
      end: no,
      endWrapUp: no,
      extendWrapUp: no,
      requestWrapUp: no,
      returnToCall: no,
    };
    return { agent, interactionIds: [], queues: this.queues.filter(({ id }) => agent.queues.includes(id)), can };
  }

  #refusal(body: CommandBody): Refused | undefined {
    const knows = (id: string): boolean => this.agents.some((agent) => agent.id === id);
    if (body.type === "presence.set" && !knows(body.agentId)) return refuse("agent.unknown", "there is no such agent");
    if (body.type === "centre.import" && body.expectedVersion !== undefined && body.expectedVersion !== this.version)
      return refuse("centre.changed", "somebody else changed it");
    if (body.type === "offer.accept") return refuse("offer.answer-your-phone", "answer your phone");
    if (body.type === "api-key.revoke" && ![...this.hashes.values()].some(({ id }) => id === body.apiKeyId))
      return refuse("api-key.unknown", "there is no such key");
    return undefined;
  }

  #take(body: CommandBody): void {
    if (body.type === "presence.set")
      this.agents = this.agents.map((agent) =>
        agent.id === body.agentId ? { ...agent, presence: body.presence } : agent,
      );
    if (body.type === "device.set-secret") this.#secrets.add(body.deviceId);
    if (body.type === "centre.import") {
      this.config = body.config;
      this.version += 1;
    }
    if (body.type === "api-key.create") {
      const { apiKeyId: id, name, capabilities, scope } = body;
      this.hashes.set(body.hash, { id, name, capabilities, scope });
    }
    if (body.type === "api-key.revoke")
      for (const [hash, key] of this.hashes) if (key.id === body.apiKeyId) this.hashes.delete(hash);
  }
}

function answerTo(body: CommandBody): CommandAnswer {
  return "agentId" in body ? { agentId: body.agentId } : {};
}

const noAgents = {
  "signed-out": 0,
  busy: 0,
  offered: 0,
  wrapping: 0,
  "device-lost": 0,
  "not-responding": 0,
  unavailable: 0,
  available: 0,
};
