/** Who is it: directory and CRM are asked before the call is answered, and not waited for longer than their deadline. */
import type { Input } from "@legroom/model";
import type { Turn } from "./turn.ts";

export function callerIdentified(turn: Turn, fact: Extract<Input, { type: "caller.identified" }>): void {
  turn.settle("identified", fact.interactionId, "confirmed", fact.source);
}
