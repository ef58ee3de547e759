/** The conservation law as a sum that anybody can add up: whoever entered a queue left it in one of these ways, or still waits. */
import type { QueuesStats } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Badge } from "../../parts/Badge.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { figureWords, statsWords as words } from "../../words/en-stats.ts";
import { shown } from "../../words/shown.ts";

const waysOut = [
  "answered",
  "abandoned",
  "shortAbandoned",
  "flowedOut",
  "callbackTaken",
  "timedOut",
  "rejectedFull",
  "withdrawn",
  "waiting",
] as const;

export type ConservationProps = {
  readonly stats: Pick<QueuesStats, "total" | "items">;
  readonly queueName: (id: string) => string;
};

export function Conservation({ stats: { total, items }, queueName }: ConservationProps): ReactNode {
  const { offered, accountedFor, checkedAt } = total.conservation;
  const broken = items.filter(({ conservation }) => !conservation.holds);
  const holds = total.conservation.holds && broken.length === 0;
  const parts = waysOut.map((way) => `${total[way]} ${figureWords[way].label.toLowerCase()}`);
  return (
    <Panel
      title={words.conservation}
      aside={<Badge tone={holds ? "good" : "bad"}>{holds ? words.holds : words.broken}</Badge>}
    >
      <p className="figures">{words.sum(offered, parts)}</p>
      {!holds && (
        <Banner tone="bad" isUrgent>
          {words.brokenSum(offered, accountedFor)}{" "}
          {broken.map(({ queueId }) => words.brokenIn(shown(queueName(queueId)))).join(" ")}
        </Banner>
      )}
      <p className="quiet small">{words.checkedAt(checkedAt)}</p>
    </Panel>
  );
}
