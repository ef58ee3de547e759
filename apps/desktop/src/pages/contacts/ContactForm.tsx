/** One contact: added, changed, or taken out. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@legroom/sdk";
import type { Contact } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { errorSentence } from "../../error-sentence.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { toast } from "../../parts/toast.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { contactWords as words } from "../../words/en-contacts.ts";
import { instantInWords } from "../../words/en-time.ts";
import { shown } from "../../words/shown.ts";
import { useSecond } from "../wall/ticker.ts";
import { contactForm, newContact, newContactForm } from "./contact-form.ts";
import { EditForm } from "../admin/form/EditForm.tsx";
import type { Named } from "../admin/form/form-words.ts";
import { Loaded } from "../admin/Loaded.tsx";

export function NewContact(): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const agents = useAgents();
  return (
    <div className="stack">
      <h2>{words.add}</h2>
      <EditForm
        kind={newContactForm}
        value={newContact}
        version={0}
        agents={agents}
        queues={[]}
        onSave={async ({ id, ...contact }, version) => {
          await client.putContact(id, { ...contact, expectedVersion: version });
          go(`/contacts/of/${encodeURIComponent(id)}`);
        }}
        onReload={() => queries.invalidateQueries({ queryKey: keys.contacts })}
      />
    </div>
  );
}

export function OneContact({ id }: { id: string }): ReactNode {
  const client = useClient();
  const contact = useQuery({
    queryKey: keys.contact(id),
    queryFn: ({ signal }) => client.contact(id, { signal }),
  });
  if (contact.error instanceof ApiError && contact.error.code === "contact.unknown")
    return <Empty title={words.noContact}>{words.noContactMore}</Empty>;
  return <Loaded query={contact}>{(one) => <Change contact={one} />}</Loaded>;
}

function Change({ contact }: { contact: Contact }): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const agents = useAgents();
  const name = shown(contact.name === "" ? words.erased : contact.name);
  return (
    <div className="stack">
      <div className="row row-apart">
        <h2 className="foreign">{words.edit(name)}</h2>
        <span className="quiet">
          {words.changedAt(instantInWords(contact.changedAt, useSecond()), contact.version)}{" "}
          {contact.blockedCalls > 0 && <Badge tone="warn">{words.blockedCalls(contact.blockedCalls)}</Badge>}
        </span>
      </div>
      <EditForm
        kind={contactForm}
        value={contact}
        version={contact.version}
        agents={agents}
        queues={[]}
        onSave={async (settings, expectedVersion) => {
          await client.putContact(contact.id, { ...settings, expectedVersion });
        }}
        onReload={() => queries.invalidateQueries({ queryKey: keys.contacts })}
      >
        <Remove contact={contact} name={name} />
      </EditForm>
    </div>
  );
}

function Remove({ contact, name }: { contact: Contact; name: string }): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    try {
      await client.removeContact(contact.id);
      toast("good", words.removed);
      go("/contacts");
    } catch (error) {
      toast("bad", errorSentence(error));
      setAsking(false);
    }
    await queries.invalidateQueries({ queryKey: keys.contacts });
  };
  return (
    <>
      <Button tone="plain" onPress={() => setAsking(true)}>
        {words.remove}
      </Button>
      <Dialog
        title={words.removeTitle(name)}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        closeLabel={words.keep}
        actions={
          <Button tone="danger" onPress={remove}>
            {words.remove}
          </Button>
        }
      >
        <p>{words.removeMore}</p>
      </Dialog>
    </>
  );
}

function useAgents(): readonly Named[] {
  const client = useClient();
  const agents = useQuery({ queryKey: keys.agents, queryFn: ({ signal }) => client.agents({ signal }) });
  return agents.data?.items ?? [];
}
