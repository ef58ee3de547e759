/** One request as its handler sees it: who asks, and everything that it may use. */
import { randomUUID } from "node:crypto";
import type { Now } from "@legroom/engine";
import { asId } from "@legroom/model";
import type { CommandBody, CommandId, PendingWire } from "@legroom/model";
import type { Principal } from "./authority.ts";
import type { EventHub } from "./event-hub.ts";
import type { Repeats } from "./idempotency.ts";
import type { ApiOptions } from "./options.ts";
import type { Answer } from "./route.ts";

export type Parts = ApiOptions & { readonly hub: EventHub; readonly repeats: Repeats };

type Given = {
  readonly parts: Parts;
  readonly principal: Principal;
  /** The id that the asker's `Idempotency-Key` makes; undefined without one. */
  readonly repeatId: CommandId | undefined;
  /** `Last-Event-ID`: where a reader of events was before. */
  readonly lastEventId: string | undefined;
};

export class Call {
  readonly parts: Parts;
  readonly principal: Principal;
  readonly repeatId: CommandId | undefined;
  readonly lastEventId: string | undefined;

  constructor({ parts, principal, repeatId, lastEventId }: Given) {
    this.parts = parts;
    this.principal = principal;
    this.repeatId = repeatId;
    this.lastEventId = lastEventId;
  }

  ask<Reply>(question: (now: Now) => Reply): Promise<Reply> {
    return this.parts.centre.ask(question);
  }

  /** Gives the command to the centre; durable when it resolves, pending until its events confirm it (L9). */
  command(body: CommandBody): Promise<Answer<PendingWire>> {
    return this.#command(body, this.repeatId ?? freshId());
  }

  /** The same for one that the machine must not take for a repeat: then `once` answers repeats. */
  freshCommand(body: CommandBody): Promise<Answer<PendingWire>> {
    return this.#command(body, freshId());
  }

  /** Does it once for all repeats of this call, and gives each of them the one answer. */
  once<Body>(make: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
    return this.repeatId === undefined ? make() : this.parts.repeats.once(this.repeatId, make);
  }

  async #command(body: CommandBody, commandId: CommandId): Promise<Answer<PendingWire>> {
    const result = await this.parts.centre.command(body, { actor: this.principal.actor, commandId });
    if (!result.ok) return result;
    return { ok: true, body: { state: "pending", commandId, seq: result.seq, ...result.answer } };
  }
}

function freshId(): CommandId {
  return asId(randomUUID());
}
