/** An agent's availability as people read it. */
import type { Presence } from "@legroom/model";

type Shown = { readonly presence: Presence; readonly availability: { readonly state: string } };

/**
 * Who chose not to be available has lost no device: a page lets its line go meanwhile (R-DESK-6), and the machine looks at
 * devices before it looks at choices.
 */
export function asChosen<Agent extends Shown>(
  agent: Agent,
):
  | Agent
  | (Omit<Agent, "availability"> & { availability: { state: "unavailable"; reason: "busy" | "away" | "break" } }) {
  const { presence, availability } = agent;
  if (availability.state !== "device-lost" || presence === "available" || presence === "offline") return agent;
  return { ...agent, availability: { state: "unavailable", reason: presence } };
}
