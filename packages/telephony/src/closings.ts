/** Media endpoints that are being closed, and who waits for what is then known of them. */
import type { LegId } from "@legroom/model";
import type { EndpointFacts } from "@legroom/media";

export class Closings {
  readonly #waiting = new Map<string, (facts: EndpointFacts | undefined) => void>();

  /** The facts of a leg whose closing has been asked for; undefined if they do not come within `ms`. */
  wait(legId: LegId, ms: number): Promise<EndpointFacts | undefined> {
    return new Promise((resolve) => {
      const settle = (facts: EndpointFacts | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(legId);
        resolve(facts);
      };
      const timer = setTimeout(settle, ms, undefined);
      this.#waiting.set(legId, settle);
    });
  }

  /** Media told it, or will never tell. */
  settle(legId: string, facts: EndpointFacts | undefined): void {
    this.#waiting.get(legId)?.(facts);
  }
}
