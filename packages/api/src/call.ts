/** One request as its handler sees it: who asks, and everything that it may use. */
import { randomUUID } from "node:crypto";
import type { Now } from "@legroom/engine";
import { asId } from "@legroom/model";
import type { CommandBody, CommandId, PendingWire } from "@legroom/model";
import type { Principal } from "./authority.ts";

import type { Parts } from "./parts.ts";
import type { Answer } from "./route.ts";
import type { Visit } from "./visits.ts";

/** Where the asker is: their address, browser, and the path below which they ask. */
export type From = { readonly address: string; readonly browser: string; readonly base: string };

type Given = {
  readonly parts: Parts;
  readonly principal: Principal;
  readonly from: From;
  /** The id that the asker's `Idempotency-Key` makes; undefined without one. */
  readonly repeatId: CommandId | undefined;
  /** `Last-Event-ID`: where a reader of events was before. */
  readonly lastEventId: string | undefined;
  /** The part of a file that is asked for (RFC 9110 14.2). */
  readonly range?: string | undefined;
  /** Of a visitor's page, with the token that proved it. */
  readonly visiting?: { readonly visit: Visit; readonly token: string } | undefined;
};

export class Call {
  readonly parts: Parts;
  readonly principal: Principal;
  readonly from: From;
  readonly repeatId: CommandId | undefined;
  readonly lastEventId: string | undefined;
  readonly range: string | undefined;
  readonly visiting: { readonly visit: Visit; readonly token: string } | undefined;

  constructor(given: Given) {
    this.parts = given.parts;
    this.principal = given.principal;
    this.from = given.from;
    this.repeatId = given.repeatId;
    this.lastEventId = given.lastEventId;
    this.range = given.range;
    this.visiting = given.visiting;
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

  /** Durable when it resolves: an act that cannot be audited is not done. */
  async audit(act: string, subject: string): Promise<void> {
    const { queries, clock } = this.parts;
    await queries.audit({ at: clock.now(), actor: this.principal.actor, act, subject });
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
