/** What a running centre offers to whoever asks and commands: `api` and the `legroom` command. */
import type { Actor, CommandAnswer, CommandBody, CommandId, Refused } from "@legroom/model";
import type { Look } from "@legroom/routing";

export type CommandResult = { readonly ok: true; readonly answer: CommandAnswer; readonly seq: number } | Refused;

/** What people and programs may ask of the world; the rest of the look is for adapters. */
export type Now = Omit<Look, "knownEndpoints" | "legs" | "device">;

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
