/** Holds the agent's phone over all pages: going to an interaction's page does not end a talk. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { useLive, useWake } from "../live.tsx";
import { useSession } from "../session.ts";
import { keys } from "../state-keys.ts";
import type { AgentPhone, PhoneView } from "./agent-phone.ts";
import type { OpenedPhone } from "./open-agent-phone.ts";

export type PhoneHere = {
  readonly view: PhoneView;
  /** Undefined until it is loaded. */
  readonly phone: AgentPhone | undefined;
  readonly stream: MediaStream | undefined;
  /** This tab was the phone before it was loaded again. */
  readonly wasPhone: boolean;
};

const starting: PhoneView = {
  pageId: "",
  line: "starting",
  microphone: "closed",
  isWanted: false,
  ringing: [],
  call: { phase: "none" },
};

const PhoneContext = createContext<PhoneHere | undefined>(undefined);

/** The phone of this page; an agent's page has one. */
export function usePhone(): PhoneHere {
  const here = useContext(PhoneContext);
  if (here === undefined) throw new Error("a desk stands inside a phone");
  return here;
}

export function PhoneProvider({ agentId, children }: { agentId: string; children: ReactNode }): ReactNode {
  const { handle, base, client } = useSession();
  const queries = useQueryClient();
  const live = useLive();
  const wake = useWake();
  const [opened, setOpened] = useState<OpenedPhone | undefined>(undefined);
  useEffect(() => {
    let isGone = false;
    let close = (): void => undefined;
    const onRinging = (): void => {
      wake();
      void queries.invalidateQueries({ queryKey: keys.desk });
    };
    void import("./open-agent-phone.ts").then(({ openAgentPhone }) => {
      if (isGone) return;
      const here = openAgentPhone({ agentId, handle, base, client, onRinging });
      close = here.close;
      setOpened(here);
    });
    return () => {
      isGone = true;
      close();
    };
  }, [agentId, handle, base, client, queries, wake]);
  const isOver = live === "ended";
  useEffect(() => {
    if (isOver) opened?.close();
  }, [isOver, opened]);
  const view = useSyncExternalStore(
    opened?.phone.view.watch ?? watchNothing,
    opened?.phone.view.get ?? (() => starting),
  );
  const stream = useSyncExternalStore(
    opened?.microphone.stream.watch ?? watchNothing,
    opened?.microphone.stream.get ?? (() => undefined),
  );
  const here = useMemo(
    () => ({ view, phone: opened?.phone, stream, wasPhone: opened?.wasPhone ?? false }),
    [view, opened, stream],
  );
  return <PhoneContext value={here}>{children}</PhoneContext>;
}

const watchNothing = () => () => undefined;
