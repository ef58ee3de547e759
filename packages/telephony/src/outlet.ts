/** Where facts go out to the centre, in the order in which they are told. */
import type { Deliver, Log } from "@legroom/engine/ports";
import type { TelephonyFact } from "@legroom/model";
import type { Counters } from "./counters.ts";

export class Outlet {
  readonly #deliver: Deliver;
  readonly #log: Log;
  readonly #counters: Counters;

  constructor(options: { deliver: Deliver; log: Log; counters: Counters }) {
    this.#deliver = options.deliver;
    this.#log = options.log;
    this.#counters = options.counters;
  }

  /** Resolves when the fact is durable. Never rejects: the port says so, and a port that breaks it is logged. */
  async tell(fact: TelephonyFact): Promise<void> {
    this.#counters.count(`fact.${fact.type}`);
    try {
      await this.#deliver(fact);
    } catch (error) {
      this.#counters.count("fact.undelivered");
      this.#log.error("a fact could not be delivered", { type: fact.type, error: String(error) });
    }
  }
}
