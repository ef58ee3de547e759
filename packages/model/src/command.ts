/** What people and programs may ask of the machine. Each brings who asks and an id for repeats. */
import type { CentreConfig } from "./centre.ts";
import type { AgentId, ApiKeyId, CommandId, DeviceId, InteractionId, OfferId, Sealed, StaffId } from "./id.ts";
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

export type CommandBody =
  /** With `expectedVersion`, refused as `centre.changed` when somebody else changed the centre meanwhile. */
  | { readonly type: "centre.import"; readonly config: CentreConfig; readonly expectedVersion?: number }
  | {
      readonly type: "presence.set";
      readonly agentId: AgentId;
      readonly presence: Presence;
      readonly reasonCode?: string;
    }
  | { readonly type: "wrap-up.end"; readonly agentId: AgentId }
  | {
      readonly type: "wrap-up.note";
      readonly agentId: AgentId;
      readonly interactionId: InteractionId;
      readonly disposition?: string;
      readonly note?: Sealed;
    }
  | { readonly type: "interaction.end"; readonly interactionId: InteractionId }
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
};
