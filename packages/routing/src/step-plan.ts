/** The steps that a queue's settings make of waiting: what each opens, and when the next one is due. */
import { after, must } from "@legroom/model";
import type { CustomerClass, QueueConfig, QueueId, Requirement, UnixMs } from "@legroom/model";
import type { QueueEntry } from "./queue-entry.ts";
import { readRequirement } from "./read-requirement.ts";

type When = QueueConfig["relaxations"][number]["when"];
type OwnWhen = Extract<When, { by: "waited" | "position" }>;
type WholeWhen = Extract<When, { by: "estimate" | "staffing" }>;

/** A queue's settings, ready for questions. */
export type StepPlan = {
  /** The caller's own steps, in their order. */
  readonly own: readonly OwnWhen[];
  /** The whole queue's, with their index among all. */
  readonly whole: readonly { readonly index: number; readonly when: WholeWhen }[];
  /** Delays of members, the shortest first. */
  readonly delays: readonly number[];
  /** Steps by position look so far down the line; 0: there are none. */
  readonly positions: number;
  readonly requires: Requirement;
  /** What is left to be required of an agent after all steps. */
  readonly loosest: Requirement;
};

const plans = new WeakMap<QueueConfig, StepPlan>(); // settings never change in place: made once for each version of them

export function planOf(queue: QueueConfig): StepPlan {
  let plan = plans.get(queue);
  if (plan === undefined) plans.set(queue, (plan = makePlan(queue)));
  return plan;
}

function makePlan({ relaxations, tiers, requires }: QueueConfig): StepPlan {
  const own = relaxations.map(({ when }) => when).filter((when) => when.by === "waited" || when.by === "position");
  const whole = relaxations.flatMap(({ when }, index) =>
    when.by === "estimate" || when.by === "staffing" ? [{ index, when }] : [],
  );
  const delays = [...new Set(tiers.map((one) => one.delayMs))].toSorted((a, b) => a - b);
  const positions = Math.max(0, ...own.map((when) => (when.by === "position" ? when.atMost : 0)));
  const all = [requires, ...relaxations.map((one) => one.requires)].map(readRequirement);
  const loosest: Requirement = all.length === 1 ? readRequirement(requires) : { kind: "any", of: all };
  return { own, whole, delays, positions, requires: readRequirement(requires), loosest };
}

/** What of a caller the next step depends on. */
export type StepFacts = Pick<
  QueueEntry,
  "enteredAt" | "stepsFromAt" | "relaxed" | "delayMs" | "language" | "preferred" | "band"
>;
export type StepCaller = { readonly customerClass: CustomerClass; readonly lowPriority?: true | undefined };

export type NextStep = { readonly at: UnixMs } & (
  | { readonly does: "preferred-waited" | "language" | "waited" }
  | { readonly does: "delay"; readonly delayMs: number }
  | { readonly does: "escalation"; readonly toBand: number; readonly tell: boolean }
);

/** The next step by time (R-ROUTE-92). Of those due at the same instant: preferred, language, delay, relaxation, escalation. */
export function nextStep(queue: QueueConfig, entry: StepFacts, caller: StepCaller): NextStep | undefined {
  const plan = planOf(queue);
  const fromAt = entry.stepsFromAt ?? entry.enteredAt;
  let next: NextStep | undefined;
  const consider = (step: NextStep): void => {
    if (next === undefined || step.at < next.at) next = step;
  };
  if (entry.preferred !== undefined) consider({ at: entry.preferred.untilAt, does: "preferred-waited" });
  if (entry.language !== undefined) consider({ at: after(fromAt, queue.languageMs), does: "language" });
  const delayMs = plan.delays.find((ms) => ms > entry.delayMs);
  if (delayMs !== undefined) consider({ at: after(fromAt, delayMs), does: "delay", delayMs });
  const own = plan.own[entry.relaxed];
  if (own?.by === "waited") consider({ at: after(fromAt, own.afterMs), does: "waited" });
  const escalation = nextEscalation(queue, entry.band, caller);
  if (escalation !== undefined) {
    const { toBand, tell } = escalation;
    consider({ at: after(fromAt, escalation.afterMs), does: "escalation", toBand, tell });
  }
  return next;
}

/** Only forward; and who is served after everybody else stays so. */
function nextEscalation(
  { escalations }: QueueConfig,
  band: number,
  { customerClass, lowPriority }: StepCaller,
): QueueConfig["escalations"][number] | undefined {
  if (lowPriority === true) return undefined;
  let next: QueueConfig["escalations"][number] | undefined;
  for (const one of escalations) {
    if (one.toBand >= band || (one.customerClass !== "any" && one.customerClass !== customerClass)) continue;
    if (next === undefined || one.afterMs < next.afterMs) next = one;
  }
  return next;
}

/** The queue's settings, of a queue that somebody is in. */
export function queueOf(
  { derived }: { readonly derived: { readonly lookup: { readonly queues: ReadonlyMap<QueueId, QueueConfig> } } },
  queueId: QueueId,
): QueueConfig {
  return must(derived.lookup.queues.get(queueId), "a queue in use is not removed");
}
