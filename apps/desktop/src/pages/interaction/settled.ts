/** Whether anything of an interaction can still change. */

/** Wrap-up and recording are over by then. */
const SETTLED_AFTER_MS = 600_000;

/** Each look at an interaction is audited: one that is settled is not looked at again unasked. */
export function isSettled(interaction: { readonly closedAt?: number | undefined }, now: number): boolean {
  return interaction.closedAt !== undefined && now - interaction.closedAt > SETTLED_AFTER_MS;
}
