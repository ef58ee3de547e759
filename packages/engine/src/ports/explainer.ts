/** The port of decisions made again from the journal alone, beside the machine: it holds nothing up. */
import type { Explanation } from "@legroom/model";

export type MadeAgain =
  | { readonly kind: "made-again"; readonly explanation: Explanation }
  /** Others wait for theirs: ask again in a moment. */
  | { readonly kind: "busy" }
  | { readonly kind: "unavailable"; readonly reason: "took-too-long" | "failed" };

export interface Explainer {
  /** `madeSeq` is the event by which the offer was made. Never rejects, and is bounded in time. */
  again(madeSeq: number): Promise<MadeAgain>;
}
