/** How well an agent does, in thousandths, from what has happened; and the band that it makes. */
import type { AgentId, CentreConfig } from "@legroom/model";
import type { World } from "./world.ts";

/** Of whom nothing is known yet. */
export const PERFORMANCE_PRIOR = 700;

export function performanceOf(world: World, agentId: AgentId): number {
  return world.agents.has(agentId) ? PERFORMANCE_PRIOR : 0;
}

/** 0 is the best. */
export function bandOf({ performance }: Pick<CentreConfig, "performance">, thousandths: number): number {
  const band = performance.bands.findIndex((limit) => thousandths >= limit);
  return band < 0 ? performance.bands.length : band;
}
