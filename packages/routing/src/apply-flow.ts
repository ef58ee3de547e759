/** What changes for queues as a whole, and what people do to the flow. */
import type { Appliers } from "./apply.ts";

const nothing = (): void => undefined;

export const flowAppliers = {
  "interaction.identifying": nothing,
  "interaction.identified": nothing,
  "interaction.blocked": nothing,
  "interaction.routed": nothing,
  "agent.presence-planned": nothing,
  "agent.wrap-up-extended": nothing,
  "agent.wrap-up-requested": nothing,
} satisfies Partial<Appliers>;
