/** One event stream for the page: what happens makes what is known old, and it is asked for again. A gap makes everything old. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Refresher } from "./refresher.ts";
import { useSession } from "./session.ts";
import { paceMs, topicsOf } from "./state-keys.ts";
import type { Topic } from "./state-keys.ts";

/** `ended`: the sign-in is over. `opening` only before the first answer. */
export type LiveState = "opening" | "open" | "lost" | "ended";

const LiveContext = createContext<LiveState>("opening");

/** How the page's connection to the server is. */
export function useLive(): LiveState {
  return useContext(LiveContext);
}

export function LiveProvider({ children }: { children: ReactNode }): ReactNode {
  const stream = useEventStream();
  const isOnline = useOnline();
  // The system knows that the network is gone before a connection does.
  return <LiveContext value={stream === "open" && !isOnline ? "lost" : stream}>{children}</LiveContext>;
}

function useEventStream(): LiveState {
  const { client } = useSession();
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("opening");
  const refreshers = useMemo(() => {
    const of = (topic: Topic): [Topic, Refresher] => [
      topic,
      new Refresher({
        refresh: () => queries.invalidateQueries({ queryKey: [topic] }, { cancelRefetch: false }),
        paceMs: paceMs[topic],
        after: setTimeout_,
        now: () => performance.now(),
      }),
    ];
    return new Map((Object.keys(paceMs) as Topic[]).map(of));
  }, [queries]);
  useEffect(() => {
    const everything = (): void => void queries.invalidateQueries();
    const events = client.events({
      onEvent: ({ type }) => {
        for (const topic of topicsOf(type)) refreshers.get(topic)?.touch();
      },
      onGap: everything,
      onState: (next) => {
        setState(next);
        // What happened before the first place in the stream is in no event.
        if (next === "open") everything();
      },
    });
    return () => events.close();
  }, [client, queries, refreshers]);
  return state;
}

const setTimeout_ = (ms: number, run: () => void): void => void setTimeout(run, ms);

function useOnline(): boolean {
  const [isOnline, setOnline] = useState(true);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    look();
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return isOnline;
}
