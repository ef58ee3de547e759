/** Whose page this is: the path says it, the cookie of that path proves it. */
import { createClient } from "@legroom/sdk";
import type { LegroomClient } from "@legroom/sdk";
import { createContext, useContext } from "react";

export type Session = {
  /** Names the sign-in, as in `/as/{handle}/`. */
  readonly handle: string;
  /** `/as/{handle}`: the person's pages are below it. */
  readonly base: string;
  readonly client: LegroomClient;
};

/** Of a person's page; nothing on the pages before a sign-in. */
export function handleOf(pathname: string): string | undefined {
  return /^\/as\/([A-Za-z0-9._~-]{1,64})(?:\/|$)/.exec(pathname)?.[1];
}

export function openSession(handle: string): Session {
  const base = `/as/${handle}`;
  return { handle, base, client: createClient({ base: `${base}/api/v1` }) };
}

/** For the pages before a sign-in: it may sign in, use a link, and nothing else. */
export function outsideClient(): LegroomClient {
  return createClient({ base: "/api/v1" });
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("a person's page stands inside a session");
  return session;
}

export function useClient(): LegroomClient {
  return useSession().client;
}
