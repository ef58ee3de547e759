/** Contacts by id, a page at a time; the server searches, since there may be a hundred thousand. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { customerClasses } from "@legroom/model";
import type { Contact, ContactsQuery } from "@legroom/sdk";
import { useDeferredValue, useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { errorSentence } from "../../error-sentence.ts";
import { Failure } from "../../Failure.tsx";
import { Badge } from "../../parts/Badge.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Select } from "../../parts/Select.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { classWords } from "../../words/en-centre.ts";
import { contactWords as words } from "../../words/en-contacts.ts";
import { words as all } from "../../words/index.ts";
import { plainText } from "../../words/shown.ts";
import { Cell, Row, RowName, Rows } from "../wall/Rows.tsx";
import { anyContact, contactsQueryOf } from "./contact-filter.ts";
import type { ContactFilter } from "./contact-filter.ts";

const PAGE = 50;

export function ContactList(): ReactNode {
  const client = useClient();
  const [filter, setFilter] = useState<ContactFilter>(anyContact);
  // Each look is audited: a word is looked for, not each of its letters.
  const asked = useDeferredValue(filter);
  return (
    <Panel title={words.listOf}>
      <p className="quiet">{words.more}</p>
      <div className="row">
        <Link className="button button-primary" href="/contacts/new">
          {words.add}
        </Link>
        <Link className="button" href="/contacts/import">
          {words.importTitle}
        </Link>
        <a className="button" href={client.contactsExportUrl()} download>
          {words.export}
        </a>
      </div>
      <Filter filter={filter} onChange={setFilter} />
      <List query={contactsQueryOf(asked)} />
    </Panel>
  );
}

function Filter({ filter, onChange }: { filter: ContactFilter; onChange: (filter: ContactFilter) => void }): ReactNode {
  const [typed, setTyped] = useState(filter.text);
  const search = (): void => onChange({ ...filter, text: typed });
  return (
    <form
      className="contact-filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <Field
        label={words.search}
        hint={words.searchHint}
        type="search"
        value={typed}
        onChange={setTyped}
        maxLength={200}
      />
      <Select
        label={words.customerClass}
        value={filter.customerClass}
        options={[
          { value: "" as const, label: words.anyClass },
          ...customerClasses.map((value) => ({ value, label: classWords[value] })),
        ]}
        onChange={(customerClass) => onChange({ ...filter, customerClass })}
      />
      <Select
        label={words.blocked}
        value={filter.blocked}
        options={(["any", "yes", "no"] as const).map((value) => ({ value, label: words.blockedOptions[value] }))}
        onChange={(blocked) => onChange({ ...filter, blocked })}
      />
      <Button type="submit" onPress={search}>
        {words.search}
      </Button>
    </form>
  );
}

function List({ query }: { query: ContactsQuery }): ReactNode {
  const client = useClient();
  const list = useInfiniteQuery({
    queryKey: [...keys.contacts, "list", query],
    queryFn: ({ pageParam, signal }) =>
      client.contacts({ ...query, limit: PAGE, ...(pageParam === undefined ? {} : { after: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextAfter,
  });
  const contacts = list.data?.pages.flatMap((page) => page.items);
  if (contacts === undefined)
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
      {contacts.length === 0 ? (
        <Empty title={Object.keys(query).length === 0 ? words.noneYet : words.none} />
      ) : (
        <Contacts contacts={contacts} />
      )}
      {list.hasNextPage && (
        <div>
          <Button onPress={() => list.fetchNextPage()}>{words.older}</Button>
        </div>
      )}
    </>
  );
}

const HEADS = Object.values(words.heads);

function Contacts({ contacts }: { contacts: readonly Contact[] }): ReactNode {
  const { heads } = words;
  return (
    <Rows kind="contacts" amount={contacts.length} label={words.listOf} heads={HEADS}>
      {contacts.map((one) => (
        <Row key={one.id}>
          <RowName href={`/contacts/of/${encodeURIComponent(one.id)}`}>
            <Name text={one.name === "" ? words.erased : one.name} isCut />
          </RowName>
          <Cell label={heads.customerClass}>{classWords[one.customerClass]}</Cell>
          <Cell label={heads.numbers}>{one.numbers.map(plainText).join(", ") || "–"}</Cell>
          <Cell label={heads.marks}>
            {one.vip !== undefined && <Badge tone="accent">{words.isVip}</Badge>}
            {one.blocked !== undefined && <Badge tone="bad">{words.isBlocked(one.blocked.action)}</Badge>}
          </Cell>
          <Cell label={heads.id}>
            <span className="quiet small">{one.id}</span>
          </Cell>
        </Row>
      ))}
    </Rows>
  );
}
