/** The people who may sign in: the centre's agents and its staff, by one name space. */
import type { CentreConfig, Role } from "@legroom/model";

export type Person = { readonly id: string; readonly name: string; readonly role: Role };

/** By id, made once for each version of the configuration. */
const known = new WeakMap<CentreConfig, ReadonlyMap<string, Person>>();

/** Staff is first: a staff member and an agent of one id are one person with the staff member's rights. */
export function peopleOf(config: CentreConfig): ReadonlyMap<string, Person> {
  const made = known.get(config);
  if (made !== undefined) return made;
  const people = new Map<string, Person>();
  for (const { id, name } of config.agents) people.set(id, { id, name, role: "agent" });
  for (const { id, name, role } of config.people) people.set(id, { id, name, role });
  known.set(config, people);
  return people;
}
