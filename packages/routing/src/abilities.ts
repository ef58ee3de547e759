/** What agents bring, and whether it is what is asked for. */
import { DEFAULT_LEVEL, meets, skillsAskedFor } from "@legroom/model";
import type { Abilities, AgentConfig, AgentId, Requirement } from "@legroom/model";
import type { World } from "./world.ts";

export function fits(world: World, agentId: AgentId, requirement: Requirement): boolean {
  const abilities = world.derived.lookup.abilities.get(agentId);
  return abilities !== undefined && meets(abilities, requirement);
}

/** A skill without a level has the middle one. */
export function abilitiesOf({ id, skills, levels, languages }: AgentConfig): Abilities {
  return {
    id,
    skills: new Map(skills.map((skill) => [skill, levels[skill] ?? DEFAULT_LEVEL])),
    languages: new Map(Object.entries(languages)),
  };
}

/** How an agent fits: the sum of their levels of the skills that are asked for, and how many other skills they have. */
export function fitOf({ skills }: Abilities, requirement: Requirement): { level: number; otherSkills: number } {
  let level = 0;
  let asked = 0;
  for (const skill of new Set(skillsAskedFor(requirement))) {
    const has = skills.get(skill);
    if (has === undefined) continue;
    level += has;
    asked += 1;
  }
  return { level, otherSkills: skills.size - asked };
}
