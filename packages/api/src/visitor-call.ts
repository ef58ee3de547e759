/** A visitor's call as its page sees it: where it is, and nothing of the centre's inside. */
import type { CentreConfig, InteractionView, VisitorCallWire } from "@legroom/model";
import type { Call } from "./call.ts";
import type { Visit } from "./visits.ts";

export async function showVisitorCall(call: Call, visit: Visit): Promise<VisitorCallWire> {
  const { view, config } = await call.ask((now) => ({ view: now.visit(visit.id), config: now.config().config }));
  const head = { visitId: visit.id, at: call.parts.clock.now() };
  if (view === undefined || view.phase === "closed") return { ...head, ...whatWas(visit, view) };
  const { phase, arrivedAt } = view;
  return {
    ...{ ...head, phase, arrivedAt },
    ...(isAsked(view) ? { keys: menuOf(config) } : {}),
    ...(phase === "live" ? whoAnswered(view, config) : whereInLine(view, config)),
  };
}

function whoAnswered({ agentId, seats }: InteractionView, config: CentreConfig): Partial<VisitorCallWire> {
  const agent = config.agents.find(({ id }) => id === agentId);
  const agentAway = seats.some(({ role, away }) => role === "agent" && away);
  return { agentAway, ...(agent === undefined ? {} : { agentName: agent.name }) };
}

function whereInLine(view: InteractionView, config: CentreConfig): Partial<VisitorCallWire> {
  const { position, queueId, firstEnteredAt } = view;
  if (position === undefined) return {};
  const queue = config.queues.find(({ id }) => id === queueId);
  return {
    position,
    ...(queue === undefined ? {} : { queueName: queue.name }),
    ...(firstEnteredAt === undefined ? {} : { waitingSinceAt: firstEnteredAt }),
  };
}

/** The machine forgets what is closed; the visit remembers how. */
function whatWas(
  visit: Visit,
  view: InteractionView | undefined,
): Pick<VisitorCallWire, "phase" | "arrivedAt" | "cause"> {
  const arrivedAt = view?.arrivedAt ?? visit.call?.arrivedAt;
  if (arrivedAt === undefined) return { phase: "not-called" };
  const cause = visit.call?.closed;
  return { phase: "closed", arrivedAt, ...(cause === undefined ? {} : { cause }) };
}

/** The front line asks until it knows the topic; the goodbye is said in the same phase, when it is known. */
function isAsked({ phase, topic }: InteractionView): boolean {
  return phase === "in-flow" && topic === undefined;
}

/** The first key of each topic, by the name of the queue that answers it. */
function menuOf(config: CentreConfig): { key: string; name: string }[] {
  return config.topics.flatMap(({ id, keys: [key] }) =>
    key === undefined ? [] : [{ key, name: topicName(config, id) }],
  );
}

export function topicName(config: CentreConfig, topicId: string): string {
  const queueId = config.entries.find(({ topic }) => topic === topicId)?.queue;
  const own = config.queues.find(({ id }) => id === topicId);
  return (own ?? config.queues.find(({ id }) => id === queueId))?.name ?? topicId;
}
