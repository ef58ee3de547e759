/**
 * All that is true of one centre now. Owned by one engine, changed by `apply` alone.
 *
 * What comes and goes of a thing becomes undefined and is never deleted, and the things that are many are made with all of
 * their names at once: an object that something was deleted from is slow to read for good.
 */
import type {
  Abilities,
  AlarmKind,
  AgentConfig,
  AgentId,
  AgentSessionId,
  ApiKeyId,
  ApiScope,
  CallerFacts,
  Capability,
  CentreConfig,
  CommandAnswer,
  CommandId,
  ConferenceId,
  ConferenceKind,
  ConferenceState,
  ContactConfig,
  ContactId,
  CustomerClass,
  DeviceConfig,
  DeviceId,
  Effect,
  EffectId,
  EndpointId,
  InteractionEnd,
  InteractionId,
  InteractionPhase,
  LegFailure,
  LegId,
  OfferId,
  OfferReasons,
  OverrideId,
  PerformanceFacts,
  PersonRef,
  Presence,
  PromptId,
  QueueConfig,
  QueueId,
  RecordingId,
  Sealed,
  SeatId,
  SeatRole,
  TopicConfig,
  TopicId,
  UnixMs,
  VisitId,
} from "@legroom/model";
import type { HandleTimes, PlannedPresence, WrapUp } from "./agent-state.ts";
import { Awaiting } from "./confirmation.ts";
import { DeadlineIndex } from "./deadline-index.ts";
import type { AvailabilityState } from "@legroom/model";
import type { OverrideRecord, QueueEntry } from "./queue-entry.ts";
import type { AgentPlace, CallerPlace, Group, QueueIndex } from "./places.ts";

/** An agent's state: what they chose, and the facts from which availability is derived. */
export type Agent = {
  readonly id: AgentId;
  sessionId?: AgentSessionId | undefined;
  presence: Presence;
  reasonCode?: string | undefined;
  /** What they have chosen for when nothing holds them any more. */
  next?: PlannedPresence | undefined;
  /** They did not answer this one: not available until their next presence. */
  noAnswerOfferId?: OfferId | undefined;
  /** The offers that ring for them, the oldest first. */
  offerIds: OfferId[];
  /** The interactions they are connecting to or live in, the oldest first. */
  works: AgentWork[];
  /** The talks they wrap up, in the order in which these ended. */
  wrapUps: WrapUp[];
  /** The last one they talked in: notes may be added to it. */
  lastInteractionId?: InteractionId;
  /** Since when nothing kept them from being offered work: the longest idle comes first. */
  idleSinceAt: UnixMs;
  /** Phones of theirs that call a feature such as `*1` now: they are not rung meanwhile. */
  featureLegs: LegId[];
  /** Work that is not rested off yet; absent before the first (R-ROUTE-58). */
  strain?: Strain;
  /** More than their capacity, which was lowered meanwhile: it runs off. Absent once it has. */
  loadAllowed?: number | undefined;
  /** What the agent's performance is counted from; absent before the first. */
  performance?: PerformanceFacts;
  /** The derived availability when it last changed, and when that was. */
  availability: AvailabilityState;
  availabilitySinceAt: UnixMs;
};

/** `ms` at `sinceAt`; since then it has grown by each ms if they are `busy`, and else shrunk. */
export type Strain = { readonly ms: number; readonly sinceAt: UnixMs; readonly busy: boolean };

/** `units` of the agent's capacity, an integer from 1, are taken by it. */
export type AgentWork = { readonly interactionId: InteractionId; readonly units: number };

export type Endpoint = {
  readonly id: EndpointId;
  readonly deviceId: DeviceId;
  alive: boolean;
  binding: Sealed;
  expiresAt: UnixMs;
  /** Since when it is not alive, and why. */
  lost?: { readonly at: UnixMs; readonly cause: string };
};

export type Seat = {
  readonly id: SeatId;
  readonly role: SeatRole;
  readonly agentId?: AgentId | undefined;
  legId: LegId | null;
  /** Where media has confirmed it to be. */
  conferenceId: ConferenceId | null;
  /** No leg carries its audio: back by then, or a decision follows. */
  awayUntilAt?: UnixMs | undefined;
  /** The audio of a browser's leg has to begin by then, or the seat is away. */
  audioByAt?: UnixMs | undefined;
  /** A leg that is to take the seat when it is up. */
  returningLegId?: LegId | undefined;
};

/** What is true of a queue as a whole, besides who waits in it. */
export type QueueState = {
  /** Its relaxation steps by `estimate` or `staffing` that hold now, by index. */
  relaxed: readonly number[];
  /** Of its steps by `estimate`, by index: when they last were taken back. Who was in the queue by then keeps them. */
  keptUntil?: { readonly [step: number]: UnixMs };
  /** Queues whose members help now. */
  borrowing: { readonly from: QueueId; readonly sinceAt: UnixMs }[];
  alarms: AlarmKind[];
  /** When somebody last came into its line, or left it. */
  changedAt?: UnixMs;
  pace?: Pace;
  arrivals?: Arrivals;
  /** The agent whom this queue offered somebody last: where the round robin goes on. */
  lastOffered?: AgentId;
  /** What the queue has had of its agents where it was compared with others, by weight (R-ROUTE-62). */
  share?: number;
  /** Talks of this queue that have ended, by agent. */
  tallies?: { [agentId: AgentId]: Tally };
  /**
   * What its agents' handle times are measured by; absent before the first. Not `pace`: there every talk counts, as it frees
   * an agent, and the last 64; here none that was cut short, as nobody's doing, and the last 256.
   */
  handled?: HandleTimes;
};

/** `calls` and `talkMs` are of the last day, in UTC, on which there was a talk. */
export type Tally = {
  readonly day: number;
  readonly calls: number;
  readonly talkMs: number;
  readonly endedAt: UnixMs;
};

/** What estimates of waits are made of (estimate.ts). Means in whole ms, smoothed; each with how many it is made of, up to a limit. */
export type Pace = {
  talkMs: number;
  talks: number;
  wrapUpMs: number;
  wrapUps: number;
  /** Time between two answers while somebody waited, times the agents who worked for the queue. */
  agentMs: number;
  answers: number;
  /** The last answer, if somebody was left waiting. */
  sinceAt?: UnixMs | undefined;
};

/** How many have come, by class, in the window that began then and in the one before it. */
export type Arrivals = {
  readonly windowAt: UnixMs;
  readonly now: { readonly [customerClass in CustomerClass]?: number };
  readonly before: { readonly [customerClass in CustomerClass]?: number };
};

export type Flow = {
  readonly flow: "front-line" | "goodbye" | "apology";
  readonly step: number;
  readonly untilAt: UnixMs;
  readonly promptId?: PromptId;
  /** Why the interaction closes when the flow is over. */
  readonly end?: InteractionEnd;
};

/** The agent's part: from the answer to the end of the talk. */
export type Work = {
  readonly agentId: AgentId;
  readonly offerId: OfferId;
  readonly queueId: QueueId;
  readonly seatId: SeatId;
  /** Changes when the agent returns to the seat with another leg. */
  legId: LegId;
  readonly acceptedAt: UnixMs;
  /** Connecting: given up then. Live: ended then. */
  untilAt: UnixMs;
  connectedAt?: UnixMs;
  /** Wrap-up shall follow, in a queue where it does only if asked for. */
  wrapUpAsked?: true;
};

export type Interaction = {
  readonly id: InteractionId;
  /** Of its last event. */
  seq: number;
  /** Of the last event that changed its owner, queue, offer or place; 1 if it is absent. */
  changedSeq?: number | undefined;
  phase: InteractionPhase;
  readonly to: string;
  readonly person: PersonRef;
  /** Whose device or number it is: a number alone says nothing of their class. */
  contactId?: ContactId | undefined;
  /** A trusted trunk vouches for the person: what the look-up says of them counts. */
  readonly verified?: true | undefined;
  customerClass: CustomerClass;
  /** As the directory, or a front line, knows. */
  language?: string | undefined;
  preferredAgentId?: AgentId | undefined;
  ownedBy?: CallerFacts["ownedBy"] | undefined;
  /** Served after everybody else: the directory says so. */
  lowPriority?: true | undefined;
  /** Required of the agent in every queue: canonical text, from a row of the decision table or a front line. */
  requires?: string | undefined;
  topic?: TopicId | undefined;
  /** It came from the "call us" page, and so the customer can return to it. */
  readonly visitId?: VisitId | undefined;
  readonly arrivedAt: UnixMs;
  /** The customer's leg, the last one if they have none now: changes when they return to the seat with another. */
  legId: LegId;
  readonly seatId: SeatId;
  arrivingUntilAt?: UnixMs | undefined;
  seats: Seat[];
  flow?: Flow | undefined;
  entry?: QueueEntry | undefined;
  segments: number;
  coolDowns: { agentId: AgentId; untilAt: UnixMs }[];
  /** The offers that are out, the oldest first: all of them for one seat. */
  offerIds: OfferId[];
  work?: Work | undefined;
  /** Agents who wrap it up: it is remembered until they have. */
  wrapping: number;
  /** The last talk that ended. */
  talked?: { readonly queueId: QueueId; readonly endedAt: UnixMs } | undefined;
  /** Agents who have noted how it went. */
  dispositionBy?: AgentId[] | undefined;
  /** How many conferences of a kind were opened: names are used once. */
  namesUsed: { [kind in ConferenceKind]?: number };
};

export type OfferLeg = {
  readonly legId: LegId;
  readonly endpointId: EndpointId;
  state: "dialled" | "ringing" | "over";
  cause?: LegFailure;
};

export type Offer = {
  readonly id: OfferId;
  readonly interactionId: InteractionId;
  readonly agentId: AgentId;
  readonly queueId: QueueId;
  /** Whoever answers first of all that are offered the seat has it. */
  readonly seatId: SeatId;
  /** What it takes of the agent's capacity, as the work after it does. */
  readonly units: number;
  readonly madeAt: UnixMs;
  readonly untilAt: UnixMs;
  readonly ringingByAt: UnixMs;
  readonly reasons: OfferReasons;
  phase: "created" | "ringing" | "accepted";
  legs: OfferLeg[];
};

export type Leg = {
  readonly id: LegId;
  readonly direction: "in" | "out";
  /** A browser's leg without audio has failed; a phone's may be silent. */
  readonly kind: "phone" | "browser";
  readonly interactionId?: InteractionId;
  readonly seatId?: SeatId;
  readonly offerId?: OfferId;
  readonly agentId?: AgentId;
  state: "coming" | "ringing" | "up";
  media: "none" | "started" | "lost";
  memo?: Sealed | undefined;
};

export type Conference = {
  readonly id: ConferenceId;
  readonly interactionId: InteractionId;
  readonly name: string;
  readonly kind: ConferenceKind;
  readonly queueId?: QueueId;
  readonly openedAt: UnixMs;
  status: "open" | "closing";
  stated?: ConferenceState;
  appliedVersion: number;
};

export type Prompt = { readonly id: PromptId; readonly legId: LegId; readonly interactionId?: InteractionId };

export type Recording = {
  readonly id: RecordingId;
  readonly interactionId: InteractionId;
  status: "asked" | "started" | "stopping";
};

/** A phone of an agent that called `*1` or the like. */
export type Feature = {
  readonly legId: LegId;
  readonly agentId: AgentId;
  readonly said: string;
  readonly untilAt: UnixMs;
};

export type Outstanding = { readonly seq: number; readonly effect: Effect; readonly interactionId?: InteractionId };

export type ApiKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly scope: ApiScope;
  readonly hash: string;
};

/** The configuration, ready for questions. Derived. */
export type Lookup = {
  readonly queues: ReadonlyMap<QueueId, QueueConfig>;
  readonly agents: ReadonlyMap<AgentId, AgentConfig>;
  readonly contacts: ReadonlyMap<ContactId, ContactConfig>;
  readonly devices: ReadonlyMap<DeviceId, DeviceConfig>;
  readonly topicByNumber: ReadonlyMap<string, TopicConfig>;
  readonly topicByKey: ReadonlyMap<string, TopicConfig>;
  readonly queuesOf: ReadonlyMap<AgentId, readonly QueueConfig[]>;
  readonly devicesOf: ReadonlyMap<AgentId, readonly DeviceId[]>;
  readonly abilities: ReadonlyMap<AgentId, Abilities>;
};

export type World = {
  seq: number;
  at: UnixMs;
  epoch: number;
  config?: CentreConfig;
  configVersion: number;
  secrets: Map<DeviceId, Sealed>;
  apiKeys: Map<ApiKeyId, ApiKey>;
  agents: Map<AgentId, Agent>;
  endpoints: Map<EndpointId, Endpoint>;
  interactions: Map<InteractionId, Interaction>;
  queueStates: Map<QueueId, QueueState>;
  /** Who talked last to a person, those of the longest ago first. Bounded. */
  lastAgents: Map<PersonRef, AgentId>;
  offers: Map<OfferId, Offer>;
  legs: Map<LegId, Leg>;
  conferences: Map<ConferenceId, Conference>;
  prompts: Map<PromptId, Prompt>;
  recordings: Map<RecordingId, Recording>;
  features: Map<LegId, Feature>;
  outstanding: Map<EffectId, Outstanding>;
  answered: Map<CommandId, { at: UnixMs; answer: CommandAnswer }>;
  /** The last ones, the oldest first. */
  overrides: Map<OverrideId, OverrideRecord>;
  readonly derived: Derived;
};

/** Indexes: rebuilt from the facts at start, and compared with a rebuilt one in tests. */
export type Derived = {
  lookup: Lookup;
  readonly deadlines: DeadlineIndex;
  readonly queues: Map<QueueId, QueueIndex>;
  readonly awaiting: Awaiting;
  readonly apiKeyByHash: Map<string, ApiKeyId>;
  readonly endpointsOf: Map<DeviceId, Set<EndpointId>>;
  /** Open things of an interaction; it is forgotten when it is closed and nothing of it is left. */
  readonly conferencesOf: Map<InteractionId, ConferenceId[]>;
  readonly recordingsOf: Map<InteractionId, RecordingId[]>;
  readonly legsOf: Map<InteractionId, LegId[]>;
  readonly promptsOf: Map<LegId, PromptId[]>;
  /** Where each caller and each agent stands in the queues' indexes now. */
  readonly callerPlaces: Map<InteractionId, CallerPlace>;
  readonly agentPlaces: Map<AgentId, AgentPlace>;
  /** Callers who wait for one agent alone. */
  readonly awaited: Map<AgentId, Set<InteractionId>>;
  /** Groups in which nobody waits, the longest empty first: kept while they are few. */
  readonly emptyGroups: Set<Group>;
  /** The open interaction of a visit: where its customer returns to. */
  readonly visits: Map<VisitId, InteractionId>;
  /** Interactions that are not closed. */
  open: number;
};

export function emptyWorld(): World {
  return {
    seq: 0,
    at: 0 as UnixMs, // the beginning: before every input
    epoch: 0,
    configVersion: 0,
    secrets: new Map(),
    apiKeys: new Map(),
    agents: new Map(),
    endpoints: new Map(),
    interactions: new Map(),
    queueStates: new Map(),
    lastAgents: new Map(),
    offers: new Map(),
    legs: new Map(),
    conferences: new Map(),
    prompts: new Map(),
    recordings: new Map(),
    features: new Map(),
    outstanding: new Map(),
    answered: new Map(),
    overrides: new Map(),
    derived: {
      lookup: emptyLookup,
      deadlines: new DeadlineIndex(),
      queues: new Map(),
      awaiting: new Awaiting(),
      apiKeyByHash: new Map(),
      endpointsOf: new Map(),
      conferencesOf: new Map(),
      recordingsOf: new Map(),
      legsOf: new Map(),
      promptsOf: new Map(),
      callerPlaces: new Map(),
      agentPlaces: new Map(),
      awaited: new Map(),
      emptyGroups: new Set(),
      visits: new Map(),
      open: 0,
    },
  };
}

const emptyLookup: Lookup = {
  queues: new Map(),
  agents: new Map(),
  contacts: new Map(),
  devices: new Map(),
  topicByNumber: new Map(),
  topicByKey: new Map(),
  queuesOf: new Map(),
  devicesOf: new Map(),
  abilities: new Map(),
};
