/**
 * Two requirements compared over everybody who could ever come: agents whom neither tells apart are one case. A skill or a
 * language is told apart by the levels at which one of the expressions changes its mind, an agent by being named.
 */
import { LEVEL_MAX, meets } from "./requirement.ts";
import type { Abilities, Requirement } from "./requirement.ts";

/** So many agents are told apart by the two: the work of comparing them. */
export function casesOf(one: Requirement, other: Requirement): number {
  const { names, graded } = tellApart([one, other]);
  return graded.reduce((product, { levels }) => product * levels.length, names.length);
}

/**
 * Somebody who meets `before` and not `now`; undefined where whoever meets the first meets the second. Exact, and looks at
 * all of `casesOf`: to be asked only where these are few.
 */
export function shutOutBy(now: Requirement, before: Requirement): Abilities | undefined {
  const { names, graded } = tellApart([now, before]);
  const cases = casesOf(now, before);
  for (let number = 0; number < cases; number += 1) {
    const agent = agentOf(number, { names, graded });
    if (meets(agent, before) && !meets(agent, now)) return agent;
  }
  return undefined;
}

type Graded = { readonly kind: "skill" | "language"; readonly id: string; readonly levels: readonly number[] };
type Apart = { readonly names: readonly string[]; readonly graded: readonly Graded[] };

/** No agent has this name: they stand for all who are not named. */
const SOMEBODY_ELSE = "";

function tellApart(requirements: readonly Requirement[]): Apart {
  const names = new Set([SOMEBODY_ELSE]);
  const changes = new Map<string, { readonly kind: Graded["kind"]; readonly id: string; readonly at: Set<number> }>();
  const note = (requirement: Requirement): void => {
    switch (requirement.kind) {
      case "anyone":
        return;
      case "agent":
        for (const id of requirement.ids) names.add(id);
        return;
      case "not":
        return note(requirement.of);
      case "all":
      case "any":
        return requirement.of.forEach(note);
      case "skill":
      case "language": {
        const { kind, id, low, high } = requirement;
        const known = changes.get(`${kind} ${id}`) ?? { kind, id, at: new Set([0, 1]) }; // 0: they have it not
        if (low <= LEVEL_MAX) known.at.add(low);
        if (high < LEVEL_MAX) known.at.add(high + 1);
        changes.set(`${kind} ${id}`, known);
      }
    }
  };
  requirements.forEach(note);
  const graded = [...changes.values()].map(({ kind, id, at }) => ({ kind, id, levels: [...at] }));
  return { names: [...names], graded };
}

/** The cases are numbered: each skill and language is a digit of the number. */
function agentOf(number: number, { names, graded }: Apart): Abilities {
  const skills = new Map<string, number>();
  const languages = new Map<string, number>();
  let rest = number;
  for (const { kind, id, levels } of graded) {
    const level = levels[rest % levels.length] ?? 0;
    rest = Math.floor(rest / levels.length);
    if (level > 0) (kind === "skill" ? skills : languages).set(id, level);
  }
  return { id: names[rest] ?? SOMEBODY_ELSE, skills, languages };
}
