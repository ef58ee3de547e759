/** One queue, opened over the wall: who waits in it, who serves it, and what became of those who came. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Badge } from "../../parts/Badge.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { availabilityWords } from "../../words/en-centre.ts";
import { instantInWords } from "../../words/en-time.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import { words as all } from "../../words/index.ts";
import { plainText } from "../../words/shown.ts";
import { customerText } from "./customer-text.ts";
import { Facts } from "./Facts.tsx";
import { byNeedOfAgents, byNeedOfInteractions, isWaiting } from "./need.ts";
import type { WallAgent, WallInteraction, WallQueue } from "./need.ts";
import { Rebalance } from "./Rebalance.tsx";
import { detailHref } from "./Rows.tsx";
import { stateTone } from "./show.ts";
import { Since } from "./Since.tsx";
import { useSecond } from "./ticker.ts";

type Wall = {
  readonly queues: readonly WallQueue[];
  readonly agents: readonly WallAgent[];
  readonly interactions: readonly WallInteraction[];
};

/** Of thousands of members, those who need somebody. */
const MEMBERS_SHOWN = 100;

export function QueueDetail({
  queueId,
  wall,
  onClose,
}: {
  queueId: string;
  wall: Wall;
  onClose: () => void;
}): ReactNode {
  const queue = wall.queues.find(({ id }) => id === queueId);
  return (
    <Dialog title={plainText(queue?.name ?? queueId)} isOpen onClose={onClose} closeLabel={all.shell.close}>
      {queue === undefined ? <Empty title={words.nothing} /> : <QueueFacts queue={queue} wall={wall} />}
    </Dialog>
  );
}

function QueueFacts({ queue, wall }: { queue: WallQueue; wall: Wall }): ReactNode {
  return (
    <>
      <p>
        {words.serviceLevel}:{" "}
        {queue.serviceLevel === undefined
          ? words.notYet
          : words.serviceLevelOf(queue.serviceLevel, queue.serviceLevelMs)}
      </p>
      <Waiting queue={queue} wall={wall} />
      <Rebalance queue={queue} wall={wall} />
      <Members queue={queue} agents={wall.agents} />
      {queue.figures !== undefined && <Figures figures={queue.figures} />}
    </>
  );
}

function Waiting({ queue, wall }: { queue: WallQueue; wall: Wall }): ReactNode {
  const here = wall.interactions.filter((one) => one.queueId === queue.id && isWaiting(one));
  return (
    <section className="stack-tight">
      <h3>{words.waiting}</h3>
      {here.length === 0 && <p className="quiet">{words.nobody}</p>}
      <ul>
        {byNeedOfInteractions(here).map((one) => (
          <li key={one.id} className="row">
            <Link href={`/interactions/${encodeURIComponent(one.id)}`}>
              <Name text={customerText(one.customer)} />
            </Link>
            <Since at={one.sinceAt} />
            <Link href={detailHref("caller", one.id)} aria-label={words.actOn(plainText(customerText(one.customer)))}>
              {words.act}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Members({ queue, agents }: { queue: WallQueue; agents: readonly WallAgent[] }): ReactNode {
  const ids = new Set(queue.members);
  const members = byNeedOfAgents(agents.filter(({ id }) => ids.has(id)));
  const beyond = members.length - MEMBERS_SHOWN;
  return (
    <section className="stack-tight">
      <h3>{words.members}</h3>
      {members.length === 0 && <p className="quiet">{words.nobody}</p>}
      <ul className="stack-tight">
        {members.slice(0, MEMBERS_SHOWN).map(({ id, name, availability }) => (
          <li key={id} className="row">
            <Link href={detailHref("agent", id)}>
              <Name text={name} />
            </Link>
            <Badge tone={stateTone[availability.state]}>{availabilityWords[availability.state]}</Badge>
          </li>
        ))}
      </ul>
      {beyond > 0 && <p className="quiet">{words.more(beyond)}</p>}
    </section>
  );
}

function Figures({ figures }: { figures: NonNullable<WallQueue["figures"]> }): ReactNode {
  const names = Object.keys(words.figures) as (keyof typeof words.figures)[];
  return (
    <section className="stack-tight">
      <h3>
        {words.today} {instantInWords(figures.sinceAt, useSecond())}
      </h3>
      <Facts facts={names.map((name) => [words.figures[name], figures[name]])} />
    </section>
  );
}
