/** One centre, running. */
import type { Actor, CommandBody, CommandId, TelephonyFact } from "@legroom/model";
import type { CentreDoor, CommandResult, Health, Now } from "./centre-door.ts";
import type { CentreParts } from "./centre-parts.ts";
import { Counters } from "./counters.ts";
import type { CentreFigures } from "./counters.ts";

export class Centre implements CentreDoor {
  readonly #parts: CentreParts;
  readonly #counters = new Counters();

  constructor(parts: CentreParts) {
    this.#parts = parts;
  }

  /** Rejects with a `Fault` whose message is one clear line. */
  start(): Promise<void> {
    return Promise.reject(new Error(`not written yet: ${this.#parts.centreId}`));
  }

  /** Ends telephony, commits its last facts, saves a snapshot, closes the journal. May be called twice. */
  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** Resolves when the fact is durable; never rejects. */
  deliver(fact: TelephonyFact): Promise<void> {
    return Promise.reject(new Error(`not written yet: ${fact.type}`));
  }

  command(body: CommandBody, by: { actor: Actor; commandId: CommandId }): Promise<CommandResult> {
    return Promise.reject(new Error(`not written yet: ${body.type} ${by.commandId}`));
  }

  ask<Answer>(_question: (now: Now) => Answer): Promise<Answer> {
    return Promise.reject(new Error("not written yet"));
  }

  health(): Health {
    return { status: "failing", parts: { journal: false } };
  }

  figures(): CentreFigures {
    return this.#counters.figures();
  }
}
