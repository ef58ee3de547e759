/** All queues: who waits, for how long, and who could answer. */
import { memo } from "react";
import type { ReactNode } from "react";
import { Badge } from "../../parts/Badge.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { wallWords as words } from "../../words/en-wall.ts";
import { shown } from "../../words/shown.ts";
import type { matcher } from "./filter.ts";
import { byNeedOfQueues, queueAttention } from "./need.ts";
import type { WallQueue } from "./need.ts";
import { Cell, detailHref, Row, RowName, Rows } from "./Rows.tsx";
import { attentionTone, staffing } from "./show.ts";
import { Since } from "./Since.tsx";
import { useRoster } from "./roster.ts";
import { useSecond } from "./ticker.ts";

const HEADS = [words.queue, words.waiting, words.oldest, words.serviceLevel, words.agentsShort];

export function QueueRows(props: { queues: readonly WallQueue[]; fits: ReturnType<typeof matcher> }): ReactNode {
  const now = useSecond();
  const fitting = props.queues.filter(({ name, id }) => props.fits(name, id));
  return (
    <Panel title={words.queues}>
      {fitting.length === 0 ? (
        <Empty title={props.queues.length === 0 ? words.noQueues : words.nothing} />
      ) : (
        <Rows kind="queues" amount={fitting.length} label={words.queues} heads={HEADS}>
          {byNeedOfQueues(fitting, now).map((queue) => (
            <QueueRow key={queue.id} queue={queue} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

const QueueRow = memo(function QueueRow({ queue }: { queue: WallQueue }): ReactNode {
  const { free, signedIn } = staffing(queue);
  return (
    <Row>
      <RowName href={detailHref("queue", queue.id)}>
        <Name text={queue.name} isCut />
      </RowName>
      <Cell label={words.waiting}>
        <span className="figures strong">{queue.waiting}</span>
      </Cell>
      <Cell label={words.oldest}>
        <OldestWait queue={queue} />
        {queue.estimate !== undefined && (
          <span className="quiet small"> {words.estimate(queue.estimate.lowMs, queue.estimate.highMs)}</span>
        )}
      </Cell>
      <Cell label={words.serviceLevel}>
        {queue.serviceLevel === undefined ? (
          <span className="quiet">{words.notYet}</span>
        ) : (
          words.serviceLevelOf(queue.serviceLevel, queue.serviceLevelMs)
        )}
      </Cell>
      <Cell label={words.agentsShort}>
        {words.ofSignedIn(free, signedIn)} <Trouble queue={queue} />
      </Cell>
    </Row>
  );
});

function OldestWait({ queue }: { queue: WallQueue }): ReactNode {
  const attention = queueAttention(queue, useSecond());
  if (queue.waiting === 0 || queue.oldestEnteredAt === undefined) return <span className="quiet">{words.nobody}</span>;
  if (attention === "fine") return <Since at={queue.oldestEnteredAt} />;
  return (
    <Badge tone={attentionTone[attention]}>
      <Since at={queue.oldestEnteredAt} /> {attention === "act" ? words.overTime : words.soon}
    </Badge>
  );
}

/** Alarms, and what the queue does about it by itself. */
function Trouble({ queue }: { queue: WallQueue }): ReactNode {
  const { queueName } = useRoster();
  const { alarms = [], borrowing = [], relaxed = [] } = queue;
  return (
    <>
      {alarms.map((alarm) => (
        <Badge key={alarm} tone="bad">
          {words.alarms[alarm]}
        </Badge>
      ))}
      {borrowing.length > 0 && (
        <Badge tone="accent">{words.borrowing(borrowing.map(queueName).map(shown).join(", "))}</Badge>
      )}
      {relaxed.length > 0 && <Badge tone="warn">{words.relaxed(relaxed.length)}</Badge>}
    </>
  );
}
