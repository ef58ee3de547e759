/** The agent's phone, put together in a browser. Loaded apart: JsSIP is the largest part of a desk. */
import { keptInTab } from "../kept-in-tab.ts";
import type { LegroomClient } from "@legroom/sdk";
import { AgentPhone } from "./agent-phone.ts";
import { browserMicrophone } from "./browser-microphone.ts";
import { makePageId } from "./page-id.ts";
import { openPageLine, watchNetwork } from "./page-line.ts";
import { pageTimers } from "./timers.ts";
import { noteWasPhone, readWasPhone } from "./was-phone.ts";

export type OpenAgentPhone = {
  readonly agentId: string;
  readonly handle: string;
  readonly base: string;
  readonly client: LegroomClient;
  readonly onRinging: () => void;
};

export type OpenedPhone = {
  readonly phone: AgentPhone;
  readonly microphone: ReturnType<typeof browserMicrophone>;
  readonly wasPhone: boolean;
  readonly close: () => void;
};

export function openAgentPhone({ agentId, handle, base, client, onRinging }: OpenAgentPhone): OpenedPhone {
  const pageId = makePageId();
  const microphone = browserMicrophone();
  const wasPhone = readWasPhone(keptInTab(), { handle, now: Date.now() });
  const phone = new AgentPhone({
    pageId,
    openLine: (events) =>
      openPageLine({ ...events, user: `${agentId}.browser`, path: async () => `${base}/sip?page=${pageId}` }),
    microphone,
    tellMicrophone: async (state) => {
      await client.setMicrophone(pageId, state);
    },
    wasPhone,
    onRinging,
    timers: pageTimers,
  });
  const stopWatching = watchNetwork(phone.line);
  const leave = (): void => {
    const { line, call } = phone.view.get();
    const isPhone = line === "ready" || call.phase === "up" || call.phase === "returning";
    if (isPhone) noteWasPhone(keptInTab(), { handle, now: Date.now() });
  };
  // Nothing is said to the server: a page that is loaded again comes back to its talk.
  window.addEventListener("pagehide", leave);
  return {
    phone,
    microphone,
    wasPhone,
    close: () => {
      window.removeEventListener("pagehide", leave);
      stopWatching();
      phone.close();
    },
  };
}
