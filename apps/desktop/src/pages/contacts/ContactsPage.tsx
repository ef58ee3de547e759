/** The directory of contacts: the list, one of them, a new one, or an import. Each has an address of its own. */
import type { ReactNode } from "react";
import { Link, Route, Switch } from "wouter";
import { NotFound } from "../../NotFound.tsx";
import { contactWords as words } from "../../words/en-contacts.ts";
import { words as all } from "../../words/index.ts";
import { ContactImportPage } from "./ContactImport.tsx";
import { ContactList } from "./ContactList.tsx";
import { NewContact, OneContact } from "./ContactForm.tsx";
import "./contacts.css";

export function ContactsPage(): ReactNode {
  return (
    <div className="stack">
      <title>{`${words.title} · ${all.shell.product}`}</title>
      <h1>{words.title}</h1>
      <Switch>
        <Route path="/contacts" component={ContactList} />
        <Route>
          <p>
            <Link href="/contacts">{words.all}</Link>
          </p>
          <Switch>
            <Route path="/contacts/new" component={NewContact} />
            <Route path="/contacts/import" component={ContactImportPage} />
            <Route path="/contacts/of/:id">{({ id }) => <OneContact key={id} id={id} />}</Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Route>
      </Switch>
    </div>
  );
}
