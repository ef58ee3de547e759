/** What changes for queues as a whole, and what people do to the flow. */
import type { Appliers } from "./apply.ts";

const nothing = (): void => undefined;

export const flowAppliers = {
  "interaction.identifying": nothing,
  "interaction.identified": nothing,
  "interaction.blocked": nothing,
  "interaction.routed": nothing,
  "interaction.relaxed": nothing,
  "interaction.escalated": nothing,
  "interaction.reprioritised": nothing,
  "queue.relaxed": nothing,
  "queue.borrowing-started": nothing,
  "queue.borrowing-ended": nothing,
  "alarm.raised": nothing,
  "alarm.cleared": nothing,
  "override.made": nothing,
  "override.undone": nothing,
  "membership.changed": nothing,
} satisfies Partial<Appliers>;
