/** English of forms: what is wrong with a field, and what happens when two people change one thing. */
import type { Fault } from "../pages/admin/form/faults.ts";
import { count } from "./en-time.ts";

export const formWords = {
  save: "Save",
  saved: "Saved.",
  nothingChanged: "Nothing is changed.",
  noVersion: "The server does not say which version it holds; save by the centre file.",
  unsaved: (amount: number) => `${count(amount, "change")} not saved`,
  discard: "Discard my changes",
  faulty: "Not saved: some fields need another look.",
  taken: (fields: string) => `Taken over from them, since you had not touched it: ${fields}.`,
  conflictMore: "You both changed what follows. What you typed is kept; choose, then save.",
  mine: (value: string) => `You: ${value}`,
  theirs: (value: string) => `Now in force: ${value}`,
  useTheirs: "Use theirs",
  useTheirsOf: (field: string) => `Use theirs for ${field}`,
  remove: "Remove",
  removeOf: (what: string) => `Remove ${what}`,
  earlier: "Earlier",
  earlierOf: (what: string) => `${what}: one place earlier`,
  noRows: "None.",
  nothing: "nothing",
  faultHere: "Read up to here:",
  fault: (fault: Fault): string => {
    switch (fault.why) {
      case "empty":
        return "Something is needed here.";
      case "not-a-number":
        return "Type a number.";
      case "too-low":
        return `At least ${fault.limit}.`;
      case "too-high":
        return `At most ${fault.limit}.`;
      case "too-long":
        return `At most ${fault.limit} characters.`;
      case "too-many":
        return `At most ${fault.limit} of them.`;
      case "refused":
        return fault.message;
      default:
        return fault satisfies never;
    }
  },
};
