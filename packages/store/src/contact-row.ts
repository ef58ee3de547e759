/** A contact as it lies in the database: what is personal is one sealed text, the rest is plain. */
import { unixMs } from "@legroom/model";
import type { ContactEntry } from "@legroom/model";
import type { Identity } from "@legroom/engine/ports";
import type { ContactRow } from "./tables.ts";

/** Sealed under the person's key: gone when they are erased. */
export type Personal = Pick<ContactEntry, "name" | "numbers" | "sipAddresses" | "fields"> & {
  readonly blockedReason?: string;
  readonly vipReason?: string;
};

export const nobody: Personal = { name: "", numbers: [], sipAddresses: [], fields: {} };
/** What stands for a reason that was erased with its person. */
const ERASED_REASON = "(erased)";

export function personalOf(entry: ContactEntry): Personal {
  const { name, numbers, sipAddresses, fields, blocked, vip } = entry;
  return {
    ...{ name, numbers, sipAddresses, fields },
    ...(blocked === undefined ? {} : { blockedReason: blocked.reason }),
    ...(vip === undefined ? {} : { vipReason: vip.reason }),
  };
}

type Kept = Pick<ContactRow, "person_id" | "version" | "changed_at" | "file_class" | "sealed">;

export function toContactRow(entry: ContactEntry, kept: Kept): ContactRow {
  const { id, customerClass, language, preferredAgent, blocked, vip } = entry;
  return {
    id,
    ...kept,
    customer_class: customerClass,
    language: language ?? null,
    preferred_agent: preferredAgent ?? null,
    ...ownerColumns(entry),
    blocked: blocked?.action ?? null,
    blocked_until: blocked?.untilAt ?? null,
    vip: vip === undefined ? 0 : 1,
    vip_until: vip?.untilAt ?? null,
  };
}

function ownerColumns({ owner }: ContactEntry): Pick<ContactRow, "owner_agent" | "owner_wait_ms"> {
  return owner === undefined
    ? { owner_agent: null, owner_wait_ms: null }
    : { owner_agent: owner.agent, owner_wait_ms: owner.waitMs };
}

export function fromContactRow(row: ContactRow, personal: Personal): ContactEntry {
  const { name, numbers, sipAddresses, fields, blockedReason, vipReason } = personal;
  const until = (at: number | null) => (at === null ? {} : { untilAt: at });
  return {
    id: row.id,
    ...{ name, numbers, sipAddresses, fields },
    customerClass: row.customer_class,
    ...(row.language === null ? {} : { language: row.language }),
    ...(row.preferred_agent === null ? {} : { preferredAgent: row.preferred_agent }),
    ...(row.owner_agent === null ? {} : { owner: { agent: row.owner_agent, waitMs: row.owner_wait_ms ?? 0 } }),
    ...(row.blocked === null
      ? {}
      : { blocked: { action: row.blocked, reason: blockedReason ?? ERASED_REASON, ...until(row.blocked_until) } }),
    ...(row.vip === 0 ? {} : { vip: { reason: vipReason ?? ERASED_REASON, ...until(row.vip_until) } }),
  };
}

/** A flag without an end holds until it is taken away. */
export function holds(untilAt: number | null, at: number): boolean {
  return untilAt === null || untilAt > unixMs(at);
}

/**
 * Numbers as they are kept: digits, and a plus in front where there was one. A country's own way of writing is not
 * understood here: who knows the centre's country has read `030 1234` as `+49301234` before (R-ENGINE-52).
 */
export function tidied(entry: ContactEntry): ContactEntry {
  const numbers = entry.numbers.map((number) => {
    const digits = number.replace(/\D/g, "");
    return /^\s*\+/.test(number) ? `+${digits}` : digits;
  });
  const sipAddresses = entry.sipAddresses.map((address) => address.trim());
  return { ...entry, numbers: [...new Set(numbers)], sipAddresses: [...new Set(sipAddresses)] };
}

export function identitiesOf(entry: Pick<ContactEntry, "numbers" | "sipAddresses">): Identity[] {
  return [
    ...entry.numbers.map((value): Identity => ({ kind: "tel", value })),
    ...entry.sipAddresses.map((value): Identity => ({ kind: "sip", value })),
  ];
}

/** What is at fault of a contact that was tidied; an address without a host would be that of a phone of ours. */
export function faultOf(entry: ContactEntry): { readonly field: string; readonly message: string } | undefined {
  if (entry.numbers.some((number) => !/\d/.test(number))) return { field: "numbers", message: "a number has digits" };
  if (entry.sipAddresses.some((address) => !/^sips?:[^@]+@[^@]+$/.test(address)))
    return { field: "sipAddresses", message: "an address such as sip:name@host" };
  return undefined;
}
