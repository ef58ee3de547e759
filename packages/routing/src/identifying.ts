/** Who is it: directory and CRM are asked before the call is answered, and not waited for longer than their deadline. */
import { after } from "@legroom/model";
import type {
  AgentId,
  BlockAction,
  CallerEffectBody,
  CallerFacts,
  CallerSource,
  Input,
  RejectCause,
} from "@legroom/model";
import { defined } from "./defined.ts";
import { closeInteraction } from "./ending.ts";
import type { Turn } from "./turn.ts";
import type { Interaction } from "./world.ts";

/** Our answer must be acknowledged by then: all of SIP's retransmissions (64 × T1) and a little. */
export const ARRIVING_MS = 40_000;

/** Nothing is said to the caller until it is known who they are, or until it is too late to ask. */
export function askWhoItIs(turn: Turn, interaction: Interaction): void {
  const { id: interactionId, person, contactId, to } = interaction;
  const withinMs = turn.config.callers.lookUpMs;
  const untilAt = after(turn.at, withinMs);
  turn.emit({ type: "interaction.identifying", interactionId, untilAt });
  const question = defined({ person, contactId, to, untilAt });
  turn.request({ type: "caller.identify", interactionId, question }, { interactionId, withinMs });
}

/** The first answer counts, if it comes in time. */
export function callerIdentified(turn: Turn, fact: Extract<Input, { type: "caller.identified" }>): void {
  if (!turn.world.derived.awaiting.has("identified", fact.interactionId)) return;
  turn.settle("identified", fact.interactionId, "confirmed", fact.source);
  decide(turn, fact, { source: fact.source, caller: fact.caller });
}

/** Nobody has answered: they are who they have proven to be. */
export function lookUpFailed(turn: Turn, effect: CallerEffectBody, source: "late" | "failed"): void {
  decide(turn, effect, { source, caller: undefined });
}

export function answerCustomer(turn: Turn, { id: interactionId, legId }: Interaction): void {
  turn.request({ type: "leg.answer", legId }, { interactionId, withinMs: ARRIVING_MS });
}

type Answer = { readonly source: CallerSource; readonly caller: CallerFacts | undefined };

function decide(turn: Turn, { interactionId }: Pick<CallerEffectBody, "interactionId">, answer: Answer): void {
  const interaction = turn.world.interactions.get(interactionId);
  if (interaction?.phase !== "arriving") return; // they have hung up meanwhile
  const caller = answer.caller === undefined ? undefined : whatCounts(turn, interaction, answer.caller);
  const customerClass = caller?.customerClass ?? interaction.customerClass;
  const found = { type: "interaction.identified", interactionId, source: answer.source, customerClass } as const;
  turn.emit(caller === undefined ? found : { ...found, caller });
  if (caller?.blocked !== undefined) turn.emit({ type: "interaction.blocked", interactionId, action: caller.blocked });
  const cause = caller?.blocked === undefined ? undefined : refusalOf[caller.blocked];
  if (cause === undefined) return answerCustomer(turn, interaction);
  turn.request({ type: "leg.reject", legId: interaction.legId, cause }, { interactionId });
  closeInteraction(turn, interaction, "blocked");
}

const refusalOf: Readonly<Record<BlockAction, RejectCause | undefined>> = {
  reject: "declined",
  busy: "busy",
  "low-priority": undefined,
};

/**
 * A number that nobody proved is a claim: whose it is may block, and gives no class, language or preferred agent unless
 * the centre says so (R-ROUTE-81). A trusted trunk proves it (R-ROUTE-172). An agent whom the centre does not know is nobody's preferred one.
 */
function whatCounts(turn: Turn, interaction: Interaction, caller: CallerFacts): CallerFacts {
  const { contactId, customerClass, language, preferredAgentId, ownedBy, blocked } = caller;
  const isOwn = contactId !== undefined && contactId === interaction.contactId;
  const isProven = isOwn || interaction.verified === true;
  if (!isProven && turn.config.callers.unverifiedNumbers !== "as-contact")
    return defined({ contactId, customerClass: interaction.customerClass, blocked });
  const isAgent = (id: AgentId | undefined): boolean => id !== undefined && turn.world.derived.lookup.agents.has(id);
  return defined({
    ...{ contactId, customerClass, language, blocked },
    preferredAgentId: isAgent(preferredAgentId) ? preferredAgentId : undefined,
    ownedBy: isAgent(ownedBy?.agentId) ? ownedBy : undefined,
  });
}
