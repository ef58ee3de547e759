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

/** Those that mean something to people: a visit's own is no address. */
export function addressesOf(identities: readonly Identity[]): readonly Identity[] {
  return identities.filter(({ value }) => !isVisitors(value));
}

function isVisitors(value: string): boolean {
  return value.endsWith(`@${VISITORS_HOST}`);
}

export function showCustomer(vault: Vault, { person, customerClass }: Customer): z.output<typeof customerShownWire> {
  const details = vault.describe(person);
  const identities = details?.identities ?? [];
  const visitor = identities.some(({ value }) => isVisitors(value));
  const address = identities.find(({ kind }) => kind === "tel") ?? identities[0];
  return {
    customerClass,
    visitor,
    ...(details?.name === undefined ? {} : { name: details.name }),
    ...(visitor || address === undefined ? {} : { address: address.value }),
  };
}
