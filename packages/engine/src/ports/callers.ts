/** The port of who calls: asked once for each customer's call, before it is answered. */
import type { CallerFacts, CallerQuestion, CallerSource } from "@legroom/model";

export type CallerAnswer = { readonly source: CallerSource; readonly caller?: CallerFacts };

/**
 * Who calls, as directory and CRM know. `verified`: the device or the network proved the number, or the centre trusts numbers
 * that nobody proved; without it a look-up says nothing but whom to block (L11).
 *
 * It never rejects and never takes longer than until `untilAt`: what is slow or broken is answered with `late` or `failed`,
 * and with whatever is known by then.
 */
export interface CallerLookup {
  identify(question: CallerQuestion): Promise<CallerAnswer>;
}
