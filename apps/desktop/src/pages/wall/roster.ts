/** Names by id, for all rows of the wall. */
import { createContext, useContext } from "react";
import type { WallAgent, WallInteraction, WallQueue } from "./need.ts";

export type Roster = { readonly agentName: (id: string) => string; readonly queueName: (id: string) => string };

export function rosterOf(wall: {
  readonly agents: readonly WallAgent[];
  readonly queues: readonly WallQueue[];
  readonly interactions: readonly WallInteraction[];
}): Roster {
  const agents = new Map(wall.agents.map(({ id, name }) => [id, name]));
  const queues = new Map(wall.queues.map(({ id, name }) => [id, name]));
  return { agentName: (id) => agents.get(id) ?? id, queueName: (id) => queues.get(id) ?? id };
}

export const RosterContext = createContext<Roster>({ agentName: (id) => id, queueName: (id) => id });

export function useRoster(): Roster {
  return useContext(RosterContext);
}
