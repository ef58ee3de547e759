/** The visitor's phone, put together in a browser. JsSIP is loaded when a call begins. */
import { keptInTab } from "../kept-in-tab.ts";
import { createVisitorClient } from "@legroom/sdk";
import { browserMicrophone } from "../phone/browser-microphone.ts";
import { makePageId } from "../phone/page-id.ts";
import { pageTimers } from "../phone/timers.ts";
import { keepVisit, readVisit } from "./visit-store.ts";
import { VisitorPhone } from "./visitor-phone.ts";

export type VisitorHere = {
  readonly phone: VisitorPhone;
  readonly numbers: () => ReturnType<ReturnType<typeof createVisitorClient>["visitorNumbers"]>;
};

export function openVisitorPhone(): VisitorHere {
  const client = createVisitorClient({ base: "/api/v1", visitToken: () => readVisit(keptInTab())?.token });
  const pageId = makePageId();
  const phone = new VisitorPhone({
    client,
    microphone: browserMicrophone(),
    openLine: async ({ user, ticket, events }) => {
      const { openPageLine, watchNetwork } = await import("../phone/page-line.ts");
      const path = async (): Promise<string> => `/sip?ticket=${encodeURIComponent(await ticket())}&page=${pageId}`;
      const line = openPageLine({ ...events, user, path });
      const stopWatching = watchNetwork(line);
      return {
        ...line,
        close: () => {
          stopWatching();
          line.close();
        },
      };
    },
    keep: (visit) => keepVisit(keptInTab(), visit),
    timers: pageTimers,
  });
  const kept = readVisit(keptInTab());
  if (kept !== undefined) void phone.resume(kept);
  return { phone, numbers: () => client.visitorNumbers() };
}
