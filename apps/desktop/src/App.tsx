/** A person's pages: who they are is asked once, then each page is loaded when it is gone to. */
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { ApiError } from "@legroom/sdk";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { Suspense } from "react";
import type { ReactNode } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { Failure, PageFence } from "./Failure.tsx";
import { LiveProvider } from "./live.tsx";
import { NotFound } from "./NotFound.tsx";
import * as pages from "./page-list.ts";
import { homeOf, pagesOf, personOf } from "./person.ts";
import type { PageName, Person } from "./person.ts";
import { PersonContext } from "./person-context.ts";
import { PhoneProvider } from "./phone/PhoneProvider.tsx";
import { SessionContext, useSession } from "./session.ts";
import type { Session } from "./session.ts";
import { Shell } from "./Shell.tsx";
import { keys } from "./state-keys.ts";
import { words } from "./words/index.ts";

const queries = new QueryClient({
  defaultOptions: {
    // The event stream tells what is old; nothing is asked for again on a guess.
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      // What the server has answered it answers again; only what did not reach it is worth another try.
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.code === "network",
    },
    mutations: { retry: false },
  },
});

export function App({ session }: { session: Session }): ReactNode {
  return (
    <CSPProvider disableStyleElements>
      <SessionContext value={session}>
        <QueryClientProvider client={queries}>
          <Router base={session.base}>
            <Known />
          </Router>
        </QueryClientProvider>
      </SessionContext>
    </CSPProvider>
  );
}

function Known(): ReactNode {
  const { client } = useSession();
  const me = useQuery({ queryKey: keys.me, queryFn: () => client.me() });
  const person = me.data === undefined ? undefined : personOf(me.data);
  if (person === undefined)
    return (
      <main className="outside">
        {me.isError ? <Failure error={me.error} onTryAgain={() => me.refetch()} /> : <Loading />}
      </main>
    );
  return (
    <PersonContext value={person}>
      <LiveProvider>
        <WithPhone person={person}>
          <Shell person={person}>
            {person.role === "agent" && (
              <Suspense>
                <pages.AgentWatch />
              </Suspense>
            )}
            <PageFence>
              <Suspense fallback={<Loading />}>
                <Pages person={person} />
              </Suspense>
            </PageFence>
          </Shell>
        </WithPhone>
      </LiveProvider>
    </PersonContext>
  );
}

/** An agent has a phone, on whatever page they are. */
function WithPhone({ person, children }: { person: Person; children: ReactNode }): ReactNode {
  return person.role === "agent" ? <PhoneProvider agentId={person.id}>{children}</PhoneProvider> : children;
}

function Pages({ person }: { person: Person }): ReactNode {
  const has = (page: PageName): boolean => pagesOf(person.role).includes(page);
  return (
    <Switch>
      <Route path="/">
        <Redirect to={homeOf(person.role)} replace />
      </Route>
      {has("desk") && <Route path="/desk" component={pages.Desk} />}
      {has("wall") && <Route path="/wall" component={pages.Wall} />}
      <Route path="/interactions" component={pages.Interactions} />
      <Route path="/interactions/:id">{({ id }) => <pages.Interaction interactionId={id} />}</Route>
      {has("contacts") && <Route path="/contacts/*?" component={pages.Contacts} />}
      {has("stats") && <Route path="/stats/*?" component={pages.Stats} />}
      {has("admin") && <Route path="/admin/*?" component={pages.Admin} />}
      <Route path="/account" component={pages.Account} />
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

function Loading(): ReactNode {
  return (
    <div className="loading" role="status">
      {words.shell.loading}
    </div>
  );
}
