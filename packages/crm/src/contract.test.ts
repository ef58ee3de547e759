/** The port's contract, kept with a CRM behind it. */
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { asId } from "@legroom/model";
import type { CallerFacts, PersonRef } from "@legroom/model";
import { VirtualClock } from "@legroom/sim";
import { callersContract } from "@legroom/sim/contract";
import type { CallerKind, CallersSubject } from "@legroom/sim/contract";
import { createCallerLookup } from "./index.ts";

const said: { readonly [kind in CallerKind]: (response: ServerResponse) => void } = {
  known: (response) => response.end(JSON.stringify({ known: true, customerClass: "vip", language: "de" })),
  blocked: (response) => response.end(JSON.stringify({ known: true, blocked: "busy" })),
  unknown: (response) => response.end(JSON.stringify({ known: false })),
  late: () => undefined,
  failed: (response) => response.writeHead(500).end(),
};
const known: CallerFacts = { contactId: asId("erin"), customerClass: "premium" };
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function makeSubject(): Promise<CallersSubject> {
  const clock = new VirtualClock();
  let kind: CallerKind = "known";
  let hangs = (): void => undefined;
  const hanging = new Promise<void>((resolve) => {
    hangs = resolve;
  });
  const server = createServer((request, response) => {
    request.resume();
    said[kind](response);
    if (kind === "late") hangs();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const lookup = createCallerLookup({
    directory: { identify: async ({ person }) => (person === personOf("unknown") ? undefined : known) },
    vault: { describe: () => undefined },
    crm: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/who` },
    ...{ clock, log: quiet },
  });
  return {
    lookup,
    now: () => clock.now(),
    passUntil: async (at) => {
      if (kind !== "late") return; // it answers by itself, and takes no time of this clock
      await hanging;
      await clock.passUntil(at);
    },
    question: async (asked) => {
      kind = asked;
      return { person: personOf(asked), to: "sales" };
    },
    dispose: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const personOf = (kind: CallerKind): PersonRef => asId(`person-${kind}`);

callersContract("a CRM and the directory", makeSubject);
