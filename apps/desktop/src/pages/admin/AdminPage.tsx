/** Administration: people, phones, agents, queues, settings, and the whole centre as a file. Each part has an address of its own. */
import type { ReactNode } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { NotFound } from "../../NotFound.tsx";
import { adminWords as words } from "../../words/en-admin.ts";
import { words as all } from "../../words/index.ts";
import { AgentsPart } from "./AgentsPart.tsx";
import { CentrePart } from "./CentrePart.tsx";
import { PeoplePart } from "./PeoplePart.tsx";
import { PhonesPart } from "./PhonesPart.tsx";
import { QueuesPart } from "./QueuesPart.tsx";
import { SettingsPart } from "./SettingsPart.tsx";
import "./admin.css";

const parts = ["people", "phones", "agents", "queues", "settings", "centre"] as const;

export function AdminPage(): ReactNode {
  const [location] = useLocation();
  return (
    <div className="stack">
      <title>{`${words.title} · ${all.shell.product}`}</title>
      <h1>{words.title}</h1>
      <nav aria-label={words.parts} className="admin-parts">
        {parts.map((part) => (
          <Link
            key={part}
            href={`/admin/${part}`}
            className="shell-link"
            aria-current={location.startsWith(`/admin/${part}`) ? "page" : undefined}
          >
            {words[part]}
          </Link>
        ))}
      </nav>
      <Switch>
        <Route path="/admin">
          <Redirect to="/admin/people" replace />
        </Route>
        <Route path="/admin/people" component={PeoplePart} />
        <Route path="/admin/phones" component={PhonesPart} />
        <Route path="/admin/queues/:id?">{({ id }) => <QueuesPart queueId={id} />}</Route>
        <Route path="/admin/agents/:id?">{({ id }) => <AgentsPart agentId={id} />}</Route>
        <Route path="/admin/settings" component={SettingsPart} />
        <Route path="/admin/centre" component={CentrePart} />
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </div>
  );
}
