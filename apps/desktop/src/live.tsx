/** One event stream for the page: what happens makes what is known old, and it is asked for again. A gap makes everything old. */
import { useQueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "@legroom/sdk";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";
import { Refresher } from "./refresher.ts";
import { useSession } from "./session.ts";
import { keys, paceMs, topicsOf } from "./state-keys.ts";
import type { Topic } from "./state-keys.ts";

/** `ended`: the sign-in is over. `opening` only before the first answer. */
export type LiveState = "opening" | "open" | "lost" | "ended";

const LiveContext = createContext<LiveState>("opening");

/** How the page's connection to the server is. */
export function useLive(): LiveState {
  return useContext(LiveContext);
}

const WakeContext = createContext<() => void>(() => undefined);

/** Opens the stream of a hidden page again: something of its person's has happened that it must not miss. */
export function useWake(): () => void {
  return useContext(WakeContext);
}

type Listener = (event: LiveEvent) => void;
const ListenersContext = createContext<Set<Listener>>(new Set());

/** Hears each event of the page's one stream, for what no state of the server's tells later. */
export function useOnEvent(listener: Listener): void {
  const listeners = useContext(ListenersContext);
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listeners, listener]);
}

export function LiveProvider({ children }: { children: ReactNode }): ReactNode {
  const wake = useRef<() => void>(() => undefined);
  const listeners = useMemo(() => new Set<Listener>(), []);
  const stream = useEventStream(wake, listeners);
  const isOnline = useOnline();
  const call = useCallback(() => wake.current(), []);
  // The system knows that the network is gone before a connection does.
  return (
    <WakeContext value={call}>
      <ListenersContext value={listeners}>
        <LiveContext value={stream === "open" && !isOnline ? "lost" : stream}>{children}</LiveContext>
      </ListenersContext>
    </WakeContext>
  );
}

/** A page that nobody sees gives its stream back after this: HTTP/1.1 browsers have six connections for all pages together. */
const HIDDEN_MS = 10_000;

function useEventStream(wake: RefObject<() => void>, listeners: ReadonlySet<Listener>): LiveState {
  const { client } = useSession();
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("opening");
  const makeOld = useMakeOld();
  useEffect(() => {
    const everything = (): void => void queries.invalidateQueries();
    const events = client.events({
      onEvent: (event) => {
        for (const listener of listeners) listener(event);
        makeOld(event);
      },
      onGap: everything,
      onState: (next) => {
        setState(next);
        // What happened before the first place in the stream is in no event.
        if (next === "open") everything();
      },
    });
    let hiding: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(hiding);
      if (document.hidden) hiding = setTimeout(() => events.pause(), HIDDEN_MS);
      else events.resume();
    };
    wake.current = () => {
      events.resume();
      look();
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(hiding);
      document.removeEventListener("visibilitychange", look);
      wake.current = () => undefined;
      events.close();
    };
  }, [client, queries, makeOld, wake, listeners]);
  return state;
}

/** What an event makes old is asked for again, each topic at its pace. */
function useMakeOld(): Listener {
  const queries = useQueryClient();
  // Each look at an interaction is audited: only those of which something is told are asked for again.
  const interactions = useMemo(() => new Set<string>(), []);
  const refreshers = useMemo(() => {
    const refreshTouched = async (): Promise<void> => {
      const touched = [...interactions];
      interactions.clear();
      await Promise.all(
        touched.map((id) => queries.invalidateQueries({ queryKey: keys.interaction(id) }, { cancelRefetch: false })),
      );
    };
    const of = (topic: Topic): [Topic, Refresher] => [
      topic,
      new Refresher({
        refresh: () =>
          topic === "interaction"
            ? refreshTouched()
            : queries.invalidateQueries({ queryKey: [topic] }, { cancelRefetch: false }),
        paceMs: paceMs[topic],
        after: setTimeout_,
        now: () => performance.now(),
      }),
    ];
    return new Map((Object.keys(paceMs) as Topic[]).map(of));
  }, [queries, interactions]);
  return useCallback(
    ({ type, interactionId }) => {
      if (interactionId !== undefined) interactions.add(interactionId);
      for (const topic of topicsOf(type)) refreshers.get(topic)?.touch();
    },
    [interactions, refreshers],
  );
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
