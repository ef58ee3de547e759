/** Who calls, waits and talks now. */
import { memo } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Badge } from "../../parts/Badge.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { classWords, phaseWords } from "../../words/en-centre.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import { plainText } from "../../words/shown.ts";
import { customerText } from "./customer-text.ts";
import type { matcher } from "./filter.ts";
import { byNeedOfInteractions, isWaiting } from "./need.ts";
import type { WallInteraction } from "./need.ts";
import { useRoster } from "./roster.ts";
import { Cell, detailHref, Row, RowName, Rows } from "./Rows.tsx";
import { phaseTone } from "./show.ts";
import { Since } from "./Since.tsx";

const HEADS = [words.customer, words.phase, words.forTime, words.where];

export function InteractionRows(props: {
  interactions: readonly WallInteraction[];
  more: number;
  fits: ReturnType<typeof matcher>;
}): ReactNode {
  const { interactions, more, fits } = props;
  const { agentName, queueName } = useRoster();
  const fitting = interactions.filter((one) =>
    fits(
      customerText(one.customer),
      one.customer.address,
      classWords[one.customer.customerClass],
      phaseWords[one.phase],
      one.topic,
      one.queueId === undefined ? undefined : queueName(one.queueId),
      one.agentId === undefined ? undefined : agentName(one.agentId),
    ),
  );
  return (
    <Panel title={words.interactions} aside={<Link href="/interactions">{words.allInteractions}</Link>}>
      {fitting.length === 0 ? (
        <Empty title={interactions.length === 0 ? words.noInteractions : words.nothing} />
      ) : (
        <Rows kind="interactions" amount={fitting.length} label={words.interactions} heads={HEADS}>
          {byNeedOfInteractions(fitting).map((one) => (
            <InteractionRow key={one.id} one={one} />
          ))}
        </Rows>
      )}
      {more > 0 && <p className="quiet">{words.more(more)}</p>}
    </Panel>
  );
}

const InteractionRow = memo(function InteractionRow({ one }: { one: WallInteraction }): ReactNode {
  const { customerClass } = one.customer;
  return (
    <Row>
      <RowName href={`/interactions/${encodeURIComponent(one.id)}`}>
        <Name text={customerText(one.customer)} isCut />
        {customerClass !== "standard" && <Badge>{classWords[customerClass]}</Badge>}
      </RowName>
      <Cell label={words.phase}>
        <Badge tone={phaseTone[one.phase]}>{phaseWords[one.phase]}</Badge>
        {one.customerAway && <Badge tone="bad">{words.customerAway}</Badge>}
        {one.agentAway && <Badge tone="bad">{words.agentAway}</Badge>}
      </Cell>
      <Cell label={words.forTime}>
        <Since at={one.sinceAt} />
      </Cell>
      <Cell label={words.where}>
        <Where one={one} />
        {isWaiting(one) && (
          <>
            {" "}
            <Link href={detailHref("caller", one.id)} aria-label={words.actOn(plainText(customerText(one.customer)))}>
              {words.act}
            </Link>
          </>
        )}
      </Cell>
    </Row>
  );
});

/** `Sales, number 2 in line`, `Sales, with Alice`. */
function Where({ one }: { one: WallInteraction }): ReactNode {
  const { agentName, queueName } = useRoster();
  const { queueId, agentId, position, topic } = one;
  const place = queueId === undefined ? topic : queueName(queueId);
  return (
    <>
      {place !== undefined && <Name text={place} />}
      {agentId !== undefined && (
        <span className="quiet">
          {" · "}
          <Name text={agentName(agentId)} />
        </span>
      )}
      {agentId === undefined && position !== undefined && (
        <span className="quiet">
          {" · "}
          {words.position(position)}
        </span>
      )}
    </>
  );
}
