/** Who the customer is, and what was found out about them. */
import { requirementText } from "@legroom/model";
import { open } from "./apply-interaction.ts";
import type { Appliers } from "./apply.ts";
import { rowFor } from "./decision-table.ts";
import { bothRequirements } from "./read-requirement.ts";
import type { Interaction, World } from "./world.ts";

export const callerAppliers = {
  /** How long it is waited for stands with the effect. */
  "interaction.identifying": () => undefined,
  "interaction.identified": (world, event) => {
    const interaction = open(world, event.interactionId);
    const { contactId, language, preferredAgentId, ownedBy } = event.caller ?? {};
    interaction.customerClass = event.customerClass;
    if (contactId !== undefined) interaction.contactId = contactId;
    if (language !== undefined) interaction.language = language;
    if (preferredAgentId !== undefined) interaction.preferredAgentId = preferredAgentId;
    if (ownedBy !== undefined) interaction.ownedBy = ownedBy;
  },
  "interaction.blocked": (world, event) => {
    if (event.action === "low-priority") open(world, event.interactionId).lowPriority = true;
  },
  "interaction.routed": (world, event) => {
    const interaction = open(world, event.interactionId);
    if (event.language !== undefined) interaction.language = event.language;
    if (event.requires === undefined) return;
    if (event.requires === "") interaction.requires = undefined;
    else interaction.requires = event.requires;
    requireNow(world, interaction);
  },
} satisfies Partial<Appliers>;

/** Who waits is matched by the new requirement from now on, in the place that they have. */
function requireNow(world: World, interaction: Interaction): void {
  const { entry, topic } = interaction;
  if (entry === undefined) return;
  const row = world.config === undefined ? undefined : rowFor(world.config, interaction.customerClass, topic);
  const ofRow = row?.queue === entry.queueId ? row.requires : undefined; // a row speaks of the queue that it leads to
  const requires = bothRequirements([ofRow, interaction.requires]);
  const { requires: _before, ...rest } = entry;
  interaction.entry = requires === undefined ? rest : { ...rest, requires: requirementText(requires) };
}
