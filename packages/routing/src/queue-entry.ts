/** A caller's place in a queue, and what people do to places. */
import type { Actor, AgentId, InteractionId, OverrideAct, OverrideId, PromptId, QueueId, UnixMs } from "@legroom/model";

/** A caller's place in a queue. */
export type QueueEntry = {
  readonly queueId: QueueId;
  readonly segment: number;
  readonly enteredAt: UnixMs;
  readonly firstEnteredAt: UnixMs;
  band: number;
  virtualEntryAt: UnixMs;
  queueUntilAt: UnixMs;
  totalUntilAt: UnixMs;
  announceAt: UnixMs;
  promptId?: PromptId | undefined;
  /** Offers for the same seat, out at the same time, are one round and count once. */
  offersMade: number;
  /** Required besides what the queue requires: canonical text. */
  readonly requires?: string | undefined;
  /** A language that is required until the step `language`. */
  language?: string | undefined;
  /** Waits for this agent alone, until then or until a step `preferred-*`. */
  preferred?: { readonly agentId: AgentId; readonly untilAt: UnixMs } | undefined;
  /** The caller's own relaxation steps (`waited`, `position`) taken in this queue. */
  relaxed: number;
  /** Members with a delay up to this may be offered the caller. */
  delayMs: number;
  /** The next step by time: relaxation, delay, language, preferred agent, escalation. */
  nextStepAt?: UnixMs | undefined;
  /** Class points as counted. */
  readonly points?: number | undefined;
  /** From when steps by time are counted, if not from `enteredAt`: the clock of somebody whose agent was lost goes on. */
  readonly stepsFromAt?: UnixMs | undefined;
  /** The agent who was offered them last in this queue: where `top-down` goes on. */
  lastTried?: AgentId | undefined;
  /** `ring-progressively`: one more agent is rung then. */
  progressAt?: UnixMs | undefined;
};

/** A person's act on the flow, and what undoing it needs: forgotten when it is too late for that. */
export type OverrideRecord = {
  readonly id: OverrideId;
  readonly at: UnixMs;
  readonly act: OverrideAct;
  readonly actor: Actor;
  readonly reason: string;
  readonly interactionIds: readonly InteractionId[];
  readonly agentId?: AgentId;
  readonly queueId?: QueueId;
  readonly undoUntilAt?: UnixMs;
  undone?: true;
  /** Where its callers stood before it. */
  places?: readonly { readonly interactionId: InteractionId; readonly entry: QueueEntry }[] | undefined;
  /** What it made of a caller's place. */
  madePlace?: Pick<QueueEntry, "band" | "virtualEntryAt"> | undefined;
  /** Of its agent in its queue before it; absent: none. */
  member?: QueueMember & { readonly place: number };
  /** What it made of the membership; null: none. */
  madeMember?: QueueMember | null | undefined;
};

export type QueueMember = { readonly tier: number; readonly delayMs: number };
