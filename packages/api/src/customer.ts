/** Who a customer is to those who may see it: opened from the vault, and from a browser without an address. */
import type { Identity, Vault } from "@legroom/engine/ports";
import type { CustomerClass, PersonRef, VisitId } from "@legroom/model";
import type { customerShownWire } from "@legroom/model";
import type * as z from "zod";

/** RFC 2606 2: nobody is reached by it. */
const VISITORS_HOST = "visitor.invalid";

/** By which the vault finds the person of one visit. */
export function visitorsIdentity(visitId: VisitId): Identity {
  return { kind: "sip", value: `sip:visitor-${visitId}@${VISITORS_HOST}` };
}

type Customer = { readonly person: PersonRef; readonly customerClass: CustomerClass };

export function showCustomer(vault: Vault, { person, customerClass }: Customer): z.output<typeof customerShownWire> {
  const details = vault.describe(person);
  const identities = details?.identities ?? [];
  const visitor = identities.some(({ value }) => value.endsWith(`@${VISITORS_HOST}`));
  const address = identities.find(({ kind }) => kind === "tel") ?? identities[0];
  return {
    customerClass,
    visitor,
    ...(details?.name === undefined ? {} : { name: details.name }),
    ...(visitor || address === undefined ? {} : { address: address.value }),
  };
}
