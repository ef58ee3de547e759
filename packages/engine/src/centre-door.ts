/** What a running centre offers to whoever asks and commands: `api` and the `legroom` command. */
import type {
  Actor,
  AgentView,
  ApiKeyId,
  ApiScope,
  Capability,
  CentreConfig,
  CommandAnswer,
  CommandBody,
  CommandId,
  ConferenceView,
  InteractionId,
  InteractionView,
  OfferView,
  QueueView,
  Refused,
} from "@legroom/model";

export type CommandResult = { readonly ok: true; readonly answer: CommandAnswer; readonly seq: number } | Refused;

export type ApiKeyView = {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly scope: ApiScope;
};

/** Questions about now: pure reads of the world, in one go, so that their answers fit together. */
export type Now = {
  /** The last event that these answers know of. */
  readonly seq: number;
  config(): { readonly config: CentreConfig; readonly version: number };
  agents(): readonly AgentView[];
  queues(): readonly QueueView[];
  interactions(): readonly InteractionView[];
  interaction(id: InteractionId): InteractionView | undefined;
  conferences(): readonly ConferenceView[];
  offers(): readonly OfferView[];
  apiKeys(): readonly ApiKeyView[];
  apiKeyByHash(hash: string): ApiKeyView | undefined;
  /** Whether a phone's secret was made already. */
  hasSecret(deviceId: string): boolean;
};

export type Health = {
  readonly status: "ok" | "failing";
  /** `sip`, `media`, `journal`: true when up. */
  readonly parts: Readonly<Record<string, boolean>>;
};

export interface CentreDoor {
  /** Durable, or a refusal computed from durable state, when it resolves. Rejects with a `Fault` while fenced. */
  command(body: CommandBody, by: { actor: Actor; commandId: CommandId }): Promise<CommandResult>;
  /** The answer is computed now and given when all that it was computed from is durable (L2). */
  ask<Answer>(question: (now: Now) => Answer): Promise<Answer>;
  health(): Health;
}
