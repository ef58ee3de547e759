/** Interactions, the newest first, in pages; the filter stands in the address, so that it can be sent to somebody. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { InteractionRecord } from "@legroom/sdk";
import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import { errorSentence } from "../../error-sentence.ts";
import { Failure } from "../../Failure.tsx";
import { Badge } from "../../parts/Badge.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { clockText } from "../../parts/duration.ts";
import { Empty } from "../../parts/Empty.tsx";
import { Select } from "../../parts/Select.tsx";
import { usePerson } from "../../person-context.ts";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { classWords, endWords, phaseWords } from "../../words/en-centre.ts";
import { interactionWords as words } from "../../words/en-interaction.ts";
import { instantInWords } from "../../words/en-time.ts";
import { words as all } from "../../words/index.ts";
import { plainText, shown } from "../../words/shown.ts";
import { useDirectory } from "../interaction/names.ts";
import type { Directory } from "../interaction/names.ts";
import { Cell, Row, RowName, Rows } from "../wall/Rows.tsx";
import { phaseTone } from "../wall/show.ts";
import { Since } from "../wall/Since.tsx";
import { useSecond } from "../wall/ticker.ts";
import { filterOf, isFiltered, searchOf } from "./list-filter.ts";
import type { ListFilter } from "./list-filter.ts";

const PAGE = 50;

export function InteractionsPage(): ReactNode {
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const directory = useDirectory();
  return (
    <div className="stack">
      <title>{`${words.list} · ${all.shell.product}`}</title>
      <h1>{words.list}</h1>
      <Filter filter={filter} directory={directory} onChange={(next) => setSearch(searchOf(next), { replace: true })} />
      <List filter={filter} directory={directory} />
    </div>
  );
}

type FilterProps = {
  readonly filter: ListFilter;
  readonly directory: Directory;
  readonly onChange: (filter: ListFilter) => void;
};

function Filter({ filter, directory, onChange }: FilterProps): ReactNode {
  const { role } = usePerson();
  const named = (one: { id: string; name: string }) => ({ value: one.id, label: plainText(one.name) });
  return (
    <div className="row" role="search">
      <Select
        label={words.state}
        value={filter.state}
        options={(["all", "open", "closed"] as const).map((value) => ({ value, label: words.states[value] }))}
        onChange={(state) => onChange({ ...filter, state })}
      />
      {role !== "agent" && (
        <Select
          label={words.agent}
          value={filter.agentId}
          options={[{ value: "", label: words.anyAgent }, ...directory.agents.map(named)]}
          onChange={(agentId) => onChange({ ...filter, agentId })}
        />
      )}
      <Select
        label={words.queue}
        value={filter.queueId}
        options={[{ value: "", label: words.anyQueue }, ...directory.queues.map(named)]}
        onChange={(queueId) => onChange({ ...filter, queueId })}
      />
    </div>
  );
}

function List({ filter, directory }: Pick<FilterProps, "filter" | "directory">): ReactNode {
  const client = useClient();
  const { state, agentId, queueId } = filter;
  const list = useInfiniteQuery({
    queryKey: [...keys.interactions, "list", filter],
    queryFn: ({ pageParam, signal }) =>
      client.interactions(
        {
          limit: PAGE,
          ...(state === "all" ? {} : { open: state === "open" }),
          ...(agentId === "" ? {} : { agentId }),
          ...(queueId === "" ? {} : { queueId }),
          ...(pageParam === undefined ? {} : { beforeSeq: pageParam }),
        },
        { signal },
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.nextBeforeSeq,
  });
  const records = list.data?.pages.flatMap((page) => page.items);
  if (records === undefined)
    return list.isError ? (
      <Failure error={list.error} onTryAgain={() => list.refetch()} />
    ) : (
      <div className="loading" role="status">
        {all.shell.loading}
      </div>
    );
  return (
    <>
      {list.isError && <Banner tone="warn">{errorSentence(list.error)}</Banner>}
      {records.length === 0 ? (
        <Empty title={isFiltered(filter) ? words.none : words.noneYet} />
      ) : (
        <Records records={records} directory={directory} />
      )}
      {list.hasNextPage && (
        <div>
          <Button onPress={() => list.fetchNextPage()}>{words.older}</Button>
        </div>
      )}
    </>
  );
}

const HEADS = [words.when, words.about, words.handled, words.outcomeShort, words.length];

function Records({ records, directory }: { records: readonly InteractionRecord[]; directory: Directory }): ReactNode {
  return (
    <div className="panel">
      <Rows kind="list" amount={records.length} label={words.listOf} heads={HEADS}>
        {records.map((record) => (
          <RecordRow key={record.id} record={record} directory={directory} />
        ))}
      </Rows>
    </div>
  );
}

function RecordRow({ record, directory }: { record: InteractionRecord; directory: Directory }): ReactNode {
  const { arrivedAt, closedAt, cause, phase, customerClass, topic, to } = record;
  return (
    <Row>
      <RowName href={`/interactions/${encodeURIComponent(record.id)}`}>
        {instantInWords(arrivedAt, useSecond())}
      </RowName>
      <Cell label={words.about}>
        {plainText(topic ?? to)} {customerClass !== "standard" && <Badge>{classWords[customerClass]}</Badge>}
      </Cell>
      <Cell label={words.handled}>{handledBy(record, directory)}</Cell>
      <Cell label={words.outcomeShort}>
        {cause === undefined ? <Badge tone={phaseTone[phase]}>{phaseWords[phase]}</Badge> : endWords[cause]}
      </Cell>
      <Cell label={words.length}>
        {closedAt === undefined ? <Since at={arrivedAt} /> : clockText(closedAt - arrivedAt)}
      </Cell>
    </Row>
  );
}

/** `Sales: Alice`, each queue and each agent once, in order. */
function handledBy({ queues, agents }: InteractionRecord, directory: Directory): string {
  const queueNames = [...new Set(queues.map(({ queueId }) => shown(directory.queue(queueId))))];
  const agentNames = [...new Set(agents.map(({ agentId }) => shown(directory.agent(agentId))))];
  const both = [queueNames.join(" → "), agentNames.join(", ")].filter((text) => text !== "");
  return both.length === 0 ? "–" : both.join(": ");
}
