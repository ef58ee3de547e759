/** The contract of who calls, kept by the directory alone. */
import { createCallerLookup } from "@legroom/crm";
import { asId } from "@legroom/model";
import { VirtualClock } from "@legroom/sim";
import { callersContract } from "@legroom/sim/contract";
import type { CallerKind, CallersSubject } from "@legroom/sim/contract";
import { openTemporary, quiet } from "../test/temporary.ts";

const numbers: { readonly [kind in CallerKind]?: string } = {
  known: "+15555550101",
  blocked: "+15555550102",
  unknown: "+15555550103",
};

async function makeSubject(): Promise<CallersSubject> {
  const { contacts, vault, close } = await openTemporary();
  const clock = new VirtualClock();
  const entry = { sipAddresses: [], fields: {}, customerClass: "premium" as const, language: "de" };
  const [known = "", blocked = ""] = [numbers.known, numbers.blocked];
  await contacts.put({ id: asId("erin"), name: "Erin", numbers: [known], ...entry });
  const block = { action: "reject" as const, reason: "spam" };
  await contacts.put({ id: asId("eve"), name: "Eve", numbers: [blocked], ...entry, blocked: block });
  return {
    lookup: createCallerLookup({ directory: contacts, vault, clock, log: quiet }),
    now: () => clock.now(),
    passUntil: (at) => clock.passUntil(at),
    question: async (kind) => ({
      person: await vault.identify({ kind: "tel", value: numbers[kind] ?? "" }),
      to: "sales",
    }),
    dispose: close,
  };
}

callersContract("the directory", makeSubject, ["known", "blocked", "unknown"]);
