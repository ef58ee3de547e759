/** The agent's last talks, each leading to its page. */
import type { Desk } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useServerNow } from "../../clock.ts";
import { clockText, instantText } from "../../parts/duration.ts";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { words } from "../../words/index.ts";
import { whoOf } from "./desk-state.ts";

const say = words.desk.recent;

export function RecentPanel({ recent }: { recent: Desk["recent"] }): ReactNode {
  const now = useServerNow(60_000);
  return (
    <Panel title={say.title}>
      {recent.length === 0 ? (
        <p className="quiet">{say.none}</p>
      ) : (
        <ul className="stack-tight">
          {recent.map((talk) => (
            <li key={talk.interactionId}>
              <Link href={`/interactions/${talk.interactionId}`} className="recent">
                <span className="grow cut">
                  <Name text={whoOf(talk.customer)} />
                </span>
                <span className="quiet small figures">
                  {instantText(talk.connectedAt, now)}
                  {talk.talkMs !== undefined && ` · ${clockText(talk.talkMs)}`}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
