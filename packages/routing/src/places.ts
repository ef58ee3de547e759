/** Where callers and agents stand: what the queues' indexes hold. All of it is derived from the facts in world.ts. */
import type { AgentId, InteractionId, QueueConfig, QueueId, Requirement, UnixMs } from "@legroom/model";
import type { FreeAgents } from "./free-agents.ts";
import type { SortedList } from "./sorted-list.ts";

/** A caller in line, as order needs it. */
export type Waiting = { readonly id: InteractionId; readonly band: number; readonly virtualEntryAt: UnixMs };

/** Why somebody is a member of a queue: configured so, or lent by another queue. */
export type Member = {
  readonly tier: number;
  /** Place in the queue's list of members, from 0; borrowed ones follow. */
  readonly place: number;
  readonly delayMs: number;
  readonly borrowedFrom?: QueueId;
  /** Meets the queue's own requirement. */
  readonly skilled: boolean;
};

/** What some of those who wait ask for: all of them may be offered to the same agents. Derived from their entries. */
export type Demand = {
  /** Of the group in its queue. */
  readonly key: string;
  readonly requirement: Requirement;
  /** The same as canonical text. */
  readonly requires: string;
  /** The furthest of the queue's relaxation steps that is in force, from 1; 0: none. */
  readonly relaxed: number;
  /** Members with a delay up to this are in reach. */
  readonly reachMs: number;
  /** Asked for alone. */
  readonly preferredId?: AgentId;
};

/** Those who ask for the same in one queue, and who can serve them. */
export type Group = Demand & {
  readonly queue: QueueConfig;
  /** Callers without an offer, in the order in which they are served. */
  readonly waiting: SortedList<Waiting>;
  /** All who meet the requirement, whether or not they are signed in or in reach. */
  readonly eligible: Map<AgentId, Eligible>;
  /** Those of them who may be offered a caller now, the best first by the queue's strategy. */
  readonly free: FreeAgents;
  signedIn: number;
  inReach: number;
};

/** One agent in one group: what does not change with calls, and their place among the free. */
export type Eligible = {
  readonly agentId: AgentId;
  readonly group: Group;
  readonly tier: number;
  readonly place: number;
  readonly borrowedFrom: QueueId | undefined;
  /** The sum of the levels of the skills that are asked for, and how many other skills there are. */
  readonly level: number;
  readonly otherSkills: number;
  readonly inReach: boolean;
  isFree: boolean;
  /** Undefined as long as nobody has asked where they stand. */
  ranked: Ranked | undefined;
};

/** A free agent as the queue's strategy compares them: number by number, then id. */
export type Ranked = { readonly id: AgentId; readonly keys: readonly number[]; readonly of: Eligible };

/** What a queue knows by maintained indexes and counters. */
export type QueueIndex = {
  /** Callers without an offer, in the order in which they are served. */
  readonly waiting: SortedList<Waiting>;
  /** The same and those whose offer rings or connects: positions are told from it. */
  readonly line: SortedList<Waiting>;
  readonly entered: SortedList<{ readonly at: UnixMs; readonly id: InteractionId }>;
  /** Borrowed ones included. */
  readonly members: Map<AgentId, Member>;
  /** The delays of its members, each once, rising. */
  readonly delays: readonly number[];
  readonly groups: Map<string, Group>;
  /** By all that a demand follows from: so that it is worked out once. */
  readonly demands: Map<string, Demand>;
  /** Members who are signed in; and those of them who meet the queue's own requirement. */
  signedIn: number;
  skilled: number;
  /** Of the skilled those who take calls: are with one, wrap one up, or are free for one; and those of them who are free. */
  working: number;
  available: number;
  /** How many of those who are signed in could be offered a caller who asks for this (canonical text) after all steps: as far as was asked. */
  readonly meeting: Map<string, Meeting>;
};

export type Meeting = { readonly requirement: Requirement; count: number };

export type CallerPlace = {
  readonly queueId: QueueId;
  readonly key: Waiting;
  readonly entered: { readonly at: UnixMs; readonly id: InteractionId };
  /** The group in which they wait; undefined while they have an offer, or are away. */
  readonly group: Group | undefined;
  /** Waits for this agent alone. */
  readonly awaits: AgentId | undefined;
  /** What the demand was worked out from, besides the queue: as long as it is the same, so is the group. */
  readonly requires: string | undefined;
  readonly language: string | undefined;
  readonly relaxed: number;
  readonly delayMs: number;
};

export type AgentPlace = {
  signedIn: boolean;
  /** Takes calls; and is free for one. */
  working: boolean;
  available: boolean;
  /** May be offered work, if it fits. */
  ready: boolean;
  /** A phone of theirs is alive. */
  hasPhone: boolean;
  readonly queueIds: Set<QueueId>;
  readonly groups: Set<Eligible>;
};
