/** What people and programs may ask of the machine. Each brings who asks and an id for repeats. */
import type { CentreConfig } from "./centre.ts";
import type {
  AgentId,
  ApiKeyId,
  CommandId,
  DeviceId,
  InteractionId,
  OfferId,
  OverrideId,
  QueueId,
  Sealed,
  StaffId,
  TopicId,
} from "./id.ts";
import type { Presence } from "./presence.ts";

/** Who acted: kept with what they did. */
export type Actor =
  | { readonly kind: "agent"; readonly id: AgentId }
  | { readonly kind: "staff"; readonly id: StaffId }
  | { readonly kind: "api-key"; readonly id: ApiKeyId }
  | { readonly kind: "operator" } // the machine's own administrator: the `legroom` command, the shipped defaults
  | { readonly kind: "machine" }; // a decision of the rules

export const apiScopes = ["own", "team", "queue", "centre"] as const;
export type ApiScope = (typeof apiScopes)[number];

/** What an API key may do (design §9: capability × scope). */
export const capabilities = [
  "centre.read",
  "centre.write",
  "agents.read",
  "agents.presence",
  "phones.write",
  "interactions.read",
  "interactions.end",
  "interactions.wrap-up",
  "interactions.route", // what a front line found out
  "flow.act", // a supervisor's acts on callers and queues
  "contacts.read",
  "contacts.write",
  "recordings.read",
  "conferences.read",
  "queues.read",
  "offers.act",
  "events.read",
  "api-keys.write",
  "desk.use", // an agent's own desk
  "wall.read", // everything that the supervisor's wall shows, customers' names included
  "accounts.write", // sign-in links for people, and their sign-ins
] as const;
export type Capability = (typeof capabilities)[number];

/** A person acts on the flow in place of the rules. */
type Override = {
  /** In a few words; kept with the act. */
  readonly reason: string;
};

/** An act on one caller. */
type Seen = {
  /** The interaction's sequence number as it was seen: refused as `interaction.changed` if it has another owner or queue by now. */
  readonly expectedSeq?: number;
};

export type CommandBody =
  /** With `expectedVersion`, refused as `centre.changed` when somebody else changed the centre meanwhile. */
  | { readonly type: "centre.import"; readonly config: CentreConfig; readonly expectedVersion?: number }
  | {
      readonly type: "presence.set";
      readonly agentId: AgentId;
      readonly presence: Presence;
      readonly reasonCode?: string;
      /** `next`: when what the agent does now (offer, talk, wrap-up) is over; at once if there is nothing. */
      readonly when?: "now" | "next";
    }
  | { readonly type: "wrap-up.end"; readonly agentId: AgentId }
  /** Longer by so much, within what the queue grants. */
  | { readonly type: "wrap-up.extend"; readonly agentId: AgentId; readonly byMs: number }
  /** During a talk, in a queue whose wrap-up is `requested`: it shall follow. */
  | { readonly type: "wrap-up.request"; readonly agentId: AgentId }
  | {
      readonly type: "wrap-up.note";
      readonly agentId: AgentId;
      readonly interactionId: InteractionId;
      readonly disposition?: string;
      readonly note?: Sealed;
    }
  | { readonly type: "interaction.end"; readonly interactionId: InteractionId }
  /**
   * What the front line, or a program, has found out: topic, requirement (added to the queue's), language. In the front
   * line with a topic: on to the queue; waiting: to the queue that the decision table gives, clock kept.
   */
  | {
      readonly type: "interaction.route";
      readonly interactionId: InteractionId;
      readonly topic?: TopicId;
      readonly requires?: string;
      readonly language?: string;
    }
  | (Override &
      Seen & { readonly type: "interaction.move"; readonly interactionId: InteractionId; readonly queueId: QueueId })
  /** Rings this agent whatever skills, membership and capacity say; refused where nothing of theirs can ring. */
  | (Override &
      Seen & {
        readonly type: "interaction.assign";
        readonly interactionId: InteractionId;
        readonly agentId: AgentId;
      })
  /** To another band, or ahead by so much (negative: back). */
  | (Override &
      Seen & {
        readonly type: "interaction.reprioritise";
        readonly interactionId: InteractionId;
        readonly band?: number;
        readonly aheadMs?: number;
      })
  /** Out of the queue: the caller hears a message and is let go. */
  | (Override & Seen & { readonly type: "interaction.withdraw"; readonly interactionId: InteractionId })
  /** Into a queue, or (absent) out of it. With `expectedVersion`, refused as `centre.changed` when the centre has another by now. */
  | (Override & {
      readonly type: "membership.set";
      readonly agentId: AgentId;
      readonly queueId: QueueId;
      readonly member?: { readonly tier: number; readonly delayMs: number };
      readonly expectedVersion?: number;
    })
  /** Several moves at once: all, or none, also when one of them was seen otherwise. */
  | (Override & {
      readonly type: "queues.rebalance";
      readonly moves: readonly (Seen & { readonly interactionId: InteractionId; readonly queueId: QueueId })[];
    })
  /** Within ten seconds, where nothing else has come of it. */
  | { readonly type: "override.undo"; readonly overrideId: OverrideId }
  /** The 200 of phone or page is the acceptance: this is refused with `offer.answer-your-phone`. */
  | { readonly type: "offer.accept"; readonly offerId: OfferId; readonly agentId: AgentId }
  | { readonly type: "offer.decline"; readonly offerId: OfferId; readonly agentId: AgentId }
  | { readonly type: "device.set-secret"; readonly deviceId: DeviceId; readonly secret: Sealed }
  | {
      readonly type: "api-key.create";
      readonly apiKeyId: ApiKeyId;
      readonly name: string;
      readonly capabilities: readonly Capability[];
      readonly scope: ApiScope;
      /** SHA-256 of the key, in hex: the key itself has 256 random bits and is shown once. */
      readonly hash: string;
    }
  | { readonly type: "api-key.revoke"; readonly apiKeyId: ApiKeyId };

export type CommandType = CommandBody["type"];

export type Command = CommandBody & { readonly commandId: CommandId; readonly actor: Actor };

/** The answer to an accepted command: what to look at, pending until its events confirm it (L9). */
export type CommandAnswer = {
  readonly interactionId?: InteractionId;
  readonly agentId?: AgentId;
  readonly offerId?: OfferId;
  readonly overrideId?: OverrideId;
};
