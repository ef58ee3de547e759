import { createContext, useContext } from "react";
import type { Person } from "./person.ts";

export const PersonContext = createContext<Person | undefined>(undefined);

/** Who is signed in on this page. */
export function usePerson(): Person {
  const person = useContext(PersonContext);
  if (person === undefined) throw new Error("a person's page stands inside the app");
  return person;
}
