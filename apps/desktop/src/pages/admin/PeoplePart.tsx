/** People: who may sign in, links for them, and their sign-ins. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Link, Person, SignIn } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/toast.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { adminWords as words } from "../../words/en-admin.ts";
import { signInWords } from "../../words/en-sign-in.ts";
import { timeOfDay } from "../../words/en-time.ts";
import { words as all } from "../../words/index.ts";
import { plainText, shown } from "../../words/shown.ts";
import { SignIns } from "../sign-in/SignIns.tsx";
import { Cell, Row, RowHead, Rows } from "../wall/Rows.tsx";
import { CopyText } from "./CopyText.tsx";
import { Filtered } from "./Filtered.tsx";
import { Loaded } from "./Loaded.tsx";

/** Signing in is in no event: it is asked for now and then. */
const ANEW_MS = 15_000;

type Opened = { readonly person: Person; readonly link?: Link };

export function PeoplePart(): ReactNode {
  const client = useClient();
  const people = useQuery({
    queryKey: keys.people,
    queryFn: ({ signal }) => client.people({ signal }),
    refetchInterval: ANEW_MS,
  });
  const [opened, setOpened] = useState<Opened>();
  const makeLink = (person: Person): Promise<void> =>
    client.makeLink(person.id).then(
      (link) => setOpened({ person, link }),
      (error: unknown) => toast("bad", errorSentence(error)),
    );
  const close = (): void => setOpened(undefined);
  return (
    <Panel title={words.people}>
      <p className="quiet">{words.peopleMore}</p>
      <Loaded query={people}>
        {({ items }) => (
          <Filtered items={items} textOf={({ id, name, role }) => `${id} ${name} ${all.shell.roles[role]}`}>
            {(shownPeople) => (
              <PeopleTable people={shownPeople} onLink={makeLink} onSignIns={(person) => setOpened({ person })} />
            )}
          </Filtered>
        )}
      </Loaded>
      {opened?.link !== undefined && <LinkMade person={opened.person} link={opened.link} onClose={close} />}
      {opened !== undefined && opened.link === undefined && <SignInsOf person={opened.person} onClose={close} />}
    </Panel>
  );
}

function PeopleTable(props: {
  people: readonly Person[];
  onLink: (person: Person) => Promise<void>;
  onSignIns: (person: Person) => void;
}): ReactNode {
  return (
    <Rows kind="people" amount={props.people.length} label={words.allPeople} heads={HEADS}>
      {props.people.map((person) => (
        <Row key={person.id}>
          <RowHead>
            <Name text={person.name} /> <span className="quiet small">{person.id}</span>
          </RowHead>
          <Cell label={words.role}>{all.shell.roles[person.role]}</Cell>
          <Cell label={words.password}>{person.hasPassword ? words.hasPassword : words.noPassword}</Cell>
          <Cell label={words.openSignIns}>
            <Button
              tone="plain"
              label={words.showSignInsOf(plainText(person.name), person.signIns)}
              onPress={() => props.onSignIns(person)}
            >
              {words.showSignIns(person.signIns)}
            </Button>
          </Cell>
          <Cell label={words.actions}>
            <Button label={words.makeLinkFor(plainText(person.name))} onPress={() => props.onLink(person)}>
              {words.makeLink}
            </Button>
          </Cell>
        </Row>
      ))}
    </Rows>
  );
}

const HEADS = [words.name, words.role, words.password, words.openSignIns, words.actions];

function LinkMade({ person, link, onClose }: { person: Person; link: Link; onClose: () => void }): ReactNode {
  return (
    <Dialog title={words.linkFor(shown(person.name))} isOpen onClose={onClose} closeLabel={all.shell.close}>
      <p>{words.linkMore}</p>
      <CopyText label={words.link} text={link.url} />
      <p className="quiet">{words.linkUntil(timeOfDay(link.expiresAt))}</p>
    </Dialog>
  );
}

function SignInsOf({ person, onClose }: { person: Person; onClose: () => void }): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const key = [...keys.signIns, person.id];
  const open = useQuery({ queryKey: key, queryFn: ({ signal }) => client.signInsOf(person.id, { signal }) });
  const end = async (signIn: SignIn): Promise<void> => {
    try {
      await client.revokeSignIn(signIn.id);
      toast("good", signInWords.ended);
    } catch (error) {
      toast("bad", errorSentence(error));
    }
    await queries.invalidateQueries({ queryKey: keys.signIns });
    await queries.invalidateQueries({ queryKey: keys.people });
  };
  return (
    <Dialog title={words.signInsOf(shown(person.name))} isOpen onClose={onClose} closeLabel={all.shell.close}>
      <Loaded query={open}>{({ items }) => <SignIns items={items} onEnd={end} />}</Loaded>
    </Dialog>
  );
}
