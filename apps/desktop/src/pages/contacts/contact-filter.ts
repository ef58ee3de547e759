/** Which contacts the list shows, as it is asked of the server. */
import type { CustomerClass } from "@legroom/model";
import type { ContactsQuery } from "@legroom/sdk";

export type ContactFilter = {
  readonly text: string;
  readonly customerClass: CustomerClass | "";
  readonly blocked: "any" | "yes" | "no";
};

export const anyContact: ContactFilter = { text: "", customerClass: "", blocked: "any" };

/** Without what is not asked. */
export function contactsQueryOf({ text, customerClass, blocked }: ContactFilter): ContactsQuery {
  return {
    ...(text.trim() === "" ? {} : { text: text.trim() }),
    ...(customerClass === "" ? {} : { customerClass }),
    ...(blocked === "any" ? {} : { blocked: blocked === "yes" }),
  };
}
