/** The pages before a sign-in. */
import { CSPProvider } from "@base-ui/react/csp-provider";
import { Suspense } from "react";
import type { ReactNode } from "react";
import { Route, Switch } from "wouter";
import { PageFence } from "./Failure.tsx";
import { NotFound } from "./NotFound.tsx";
import * as pages from "./page-list.ts";
import { Toasts } from "./parts/toast.tsx";
import { words } from "./words/index.ts";

export function Outside(): ReactNode {
  return (
    <CSPProvider disableStyleElements>
      <main className="outside">
        <PageFence>
          <Suspense fallback={<div className="loading">{words.shell.loading}</div>}>
            <Switch>
              <Route path="/" component={pages.Welcome} />
              <Route path="/sign-in" component={pages.SignIn} />
              <Route path="/link" component={pages.UseLink} />
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </PageFence>
      </main>
      <Toasts />
    </CSPProvider>
  );
}
