/** What changes for queues as a whole, and what people do to the flow. */
import type { Appliers } from "./apply.ts";

const nothing = (): void => undefined;

export const flowAppliers = {
  "interaction.reprioritised": nothing,
  "override.made": nothing,
  "override.undone": nothing,
  "membership.changed": nothing,
} satisfies Partial<Appliers>;
