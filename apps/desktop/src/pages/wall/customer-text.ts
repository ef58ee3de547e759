/** Whom a row is about. */
import type { CustomerShown } from "@legroom/sdk";
import { wallWords as words } from "../../words/en-wall.ts";

export function customerText({ name, address, visitor }: Pick<CustomerShown, "name" | "address" | "visitor">): string {
  return name ?? address ?? (visitor ? words.visitor : words.unknownCustomer);
}
