/** How agents spent their time: signed in, by presence and availability, talking, wrapping. The same for live and history. */
import { browserDeviceOf } from "@legroom/model";
import type { AgentId, CentreConfig, DeviceId, Event, EventOf, EventType, UnixMs } from "@legroom/model";
import { addAgentSums, noAgentSums, timesOf } from "./agent-report.ts";
import type { AgentReport, AgentSums } from "./agent-report.ts";
import { AgentState } from "./agent-state.ts";
import { HandleFigures, handleFigureEvents } from "./handle-figures.ts";
import type { HandleReport } from "./handle-figures.ts";
import type { Opening } from "./opening.ts";
import { Slots } from "./slots.ts";
import type { Cut } from "./slots.ts";
import type { Span } from "./span.ts";
import { overlapMs } from "./span.ts";

/** The events this fold knows; others are passed by. */
export const agentFigureEvents: readonly EventType[] = [
  "centre.configured",
  "agent.session-opened",
  "agent.session-closed",
  "agent.presence-changed",
  "agent.no-answer-noted",
  "endpoint.ready",
  "endpoint.lost",
  ...handleFigureEvents,
];

type Times = { readonly state: AgentState; sinceAt: UnixMs };

export type AgentInterval = Span & {
  readonly agents: ReadonlyMap<AgentId, AgentReport>;
  readonly total: Omit<AgentReport, "agentId">;
};

/** Feed it from before the span: what held when the span began is known only from events before it, or from `before`. */
export class AgentFigures {
  readonly #slots: Slots<AgentId, AgentSums>;
  readonly #talks: HandleFigures<AgentId>;
  readonly #agents = new Map<AgentId, Times>();
  #owners: ReadonlyMap<DeviceId, AgentId> = new Map();

  /** `before`: another fold whose last event lies before this span; agents are as it, or `opening`, knows them. */
  constructor(
    options: Cut & { readonly config?: CentreConfig; readonly before?: AgentFigures; readonly opening?: Opening },
  ) {
    const { config, before, opening, ...cut } = options;
    this.#slots = new Slots(cut, { make: noAgentSums, add: addAgentSums });
    this.#talks = new HandleFigures(cut, ({ agentId }) => agentId);
    if (config !== undefined) this.#owners = ownersOf(config);
    if (before !== undefined) this.#goOnFrom(before);
    for (const told of opening?.agents ?? [])
      this.#agents.set(told.agentId, { state: AgentState.of(told), sinceAt: cut.fromAt });
    if (opening !== undefined) this.#talks.openWith(opening.offers);
  }

  get isSettled(): boolean {
    return this.#talks.isSettled;
  }

  apply(event: Event): void {
    this.#talks.apply(event);
    if (event.type === "centre.configured") return this.#configure(event);
    if (event.type === "endpoint.ready" || event.type === "endpoint.lost") return this.#endpoint(event);
    if (event.type === "interaction.faulted") return this.#fault(event);
    const change = changes[event.type] as ((state: AgentState, event: Event) => void) | undefined; // its own type by the key
    if (change === undefined || !("agentId" in event) || event.agentId === undefined) return;
    change(this.#at(event.agentId, event.at), event);
  }

  /** All agents that were heard of, by id. */
  read(now: UnixMs): ReadonlyMap<AgentId, AgentReport> {
    const talks = this.#talks.read();
    const whole = { ...this.#slots.cut, sums: this.#slots.whole() };
    return new Map(
      [...this.#agents.keys()].map((agentId) => {
        const sums = noAgentSums();
        this.#sum(sums, whole, { agentId, now });
        return [agentId, { agentId, ...(talks.get(agentId) ?? noTalks), ...timesOf(sums) }];
      }),
    );
  }

  /** All, or these, as one: sums over sums. */
  total(now: UnixMs, only?: ReadonlySet<AgentId>): Omit<AgentReport, "agentId"> {
    const sums = noAgentSums();
    this.#sumAll(sums, { ...this.#slots.cut, sums: this.#slots.whole() }, { now, only });
    return { ...this.#talks.total(only), ...timesOf(sums) };
  }

  intervals(now: UnixMs, only?: ReadonlySet<AgentId>): readonly AgentInterval[] {
    const talks = this.#talks.intervals(only);
    return this.#slots.read().map(({ sums, ...bounds }, place) => {
      const slot = { ...bounds, sums };
      const all = noAgentSums();
      this.#sumAll(all, slot, { now, only });
      const agents = [...this.#agents.keys()].filter((agentId) => only === undefined || only.has(agentId));
      return {
        ...bounds,
        agents: new Map(
          agents.map((agentId) => {
            const own = noAgentSums();
            this.#sum(own, slot, { agentId, now });
            return [agentId, { agentId, ...(talks[place]?.talks.get(agentId) ?? noTalks), ...timesOf(own) }];
          }),
        ),
        total: { ...(talks[place]?.total ?? noTalks), ...timesOf(all) },
      };
    });
  }

  #sumAll(to: AgentSums, slot: Slot, { now, only }: { readonly now: UnixMs; readonly only: Only }): void {
    for (const agentId of this.#agents.keys())
      if (only === undefined || only.has(agentId)) this.#sum(to, slot, { agentId, now });
  }

  /** What was added up for this slot, and what goes on. */
  #sum(to: AgentSums, slot: Slot, { agentId, now }: { readonly agentId: AgentId; readonly now: UnixMs }): void {
    const sums = slot.sums.get(agentId);
    if (sums !== undefined) addAgentSums(to, sums);
    const times = this.#agents.get(agentId);
    if (times !== undefined) addTime(to, times.state, overlapMs(slot, times.sinceAt, now));
  }

  /** The agent's state, with the time until now counted for what held. */
  #at(agentId: AgentId, at: UnixMs): AgentState {
    const known = this.#agents.get(agentId);
    if (known === undefined) {
      const state = new AgentState();
      this.#agents.set(agentId, { state, sinceAt: at });
      return state;
    }
    const { state, sinceAt } = known;
    if (state.isSignedIn || state.wrapUps.size + state.talks.size > 0)
      this.#slots.overlap(agentId, { fromAt: sinceAt, untilAt: at }, (sums, ms) => addTime(sums, state, ms));
    known.sinceAt = at;
    return state;
  }

  #endpoint(event: EventOf<"endpoint.ready"> | EventOf<"endpoint.lost">): void {
    const agentId = this.#owners.get(event.deviceId);
    if (agentId === undefined) return;
    const { endpoints } = this.#at(agentId, event.at);
    if (event.type === "endpoint.ready") endpoints.set(event.endpointId, event.deviceId);
    else endpoints.delete(event.endpointId);
  }

  /** A bug of ours closed it: whoever worked on it does so no longer, though nothing else may say so. */
  #fault({ interactionId, at }: EventOf<"interaction.faulted">): void {
    for (const [agentId, { state }] of this.#agents) {
      for (const [offerId, worked] of state.works) {
        if (worked !== interactionId) continue;
        this.#at(agentId, at).works.delete(offerId);
        state.talks.delete(offerId);
      }
    }
  }

  /** Who is gone from the centre is an agent no more; devices may have another owner. */
  #configure({ config, at }: EventOf<"centre.configured">): void {
    this.#owners = ownersOf(config);
    const known = new Set(config.agents.map(({ id }) => id));
    for (const [agentId, times] of this.#agents) {
      const state = this.#at(agentId, at);
      if (known.has(agentId))
        for (const [id, deviceId] of state.endpoints) this.#keepOwn(state, agentId, { id, deviceId });
      else this.#agents.set(agentId, { state: new AgentState(), sinceAt: times.sinceAt });
    }
  }

  #keepOwn(state: AgentState, agentId: AgentId, endpoint: { id: Endpoint; deviceId: DeviceId }): void {
    if (this.#owners.get(endpoint.deviceId) !== agentId) state.endpoints.delete(endpoint.id);
  }

  #goOnFrom(before: AgentFigures): void {
    for (const [agentId, { state, sinceAt }] of before.#agents)
      this.#agents.set(agentId, { state: state.copy(), sinceAt });
    this.#owners = before.#owners;
    this.#talks.goOnFrom(before.#talks);
  }
}

type Only = ReadonlySet<AgentId> | undefined;
type Slot = Span & { readonly sums: ReadonlyMap<AgentId, AgentSums> };
type Endpoint = EventOf<"endpoint.ready">["endpointId"];

const noTalks: HandleReport = {
  ...{ handled: 0, finished: 0 },
  ...{ averageTalkMs: null, averageWrapUpMs: null, averageHandleMs: null },
};

function addTime(sums: AgentSums, state: AgentState, ms: number): void {
  if (ms === 0) return;
  if (state.isSignedIn) {
    sums.presenceMs[state.presence] += ms;
    sums.stateMs[state.availability] += ms;
  }
  sums.talkMs += state.talks.size * ms;
  sums.wrapUpMs += state.wrapUps.size * ms;
}

function ownersOf({ agents, devices }: CentreConfig): ReadonlyMap<DeviceId, AgentId> {
  const owners = new Map<DeviceId, AgentId>();
  for (const { id } of agents) owners.set(browserDeviceOf(id), id);
  for (const { id, owner } of devices) if ("agent" in owner) owners.set(id, owner.agent);
  return owners;
}

/** What each event changes of its agent. */
const changes: { readonly [Type in EventType]?: (state: AgentState, event: EventOf<Type>) => void } = {
  "agent.session-opened": (state) => {
    state.isSignedIn = true;
  },
  "agent.session-closed": (state) => {
    state.isSignedIn = false;
  },
  "agent.presence-changed": (state, event) => {
    state.presence = event.presence;
    state.isSilent = false;
  },
  "agent.no-answer-noted": (state) => {
    state.isSilent = true;
  },
  "offer.made": (state, event) => void state.offers.add(event.offerId),
  "offer.ended": (state, event) => {
    state.offers.delete(event.offerId);
    if (event.outcome === "accepted") state.works.set(event.offerId, event.interactionId);
  },
  "offer.failed-to-connect": (state, event) => void state.works.delete(event.offerId),
  "interaction.live": (state, event) => {
    state.works.set(event.offerId, event.interactionId);
    state.talks.add(event.offerId);
  },
  "agent-segment.ended": (state, event) => {
    state.works.delete(event.offerId);
    state.talks.delete(event.offerId);
  },
  "agent.wrap-up-started": (state, event) => void state.wrapUps.add(event.interactionId),
  "agent.wrap-up-ended": (state, event) => void state.wrapUps.delete(event.interactionId),
};
