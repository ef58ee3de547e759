/** The directory of contacts: the list, one of them, a new one, or an import. Each has an address of its own. */
import type { ReactNode } from "react";
import { Link, Route, Switch } from "wouter";
import { NotFound } from "../../NotFound.tsx";
import { contactWords as words } from "../../words/en-contacts.ts";
import { ContactImportPage } from "./ContactImport.tsx";
import { ContactList } from "./ContactList.tsx";
import { NewContact, OneContact } from "./ContactForm.tsx";

export function ContactsPart(): ReactNode {
  return (
    <Switch>
      <Route path="/admin/contacts" component={ContactList} />
      <Route>
        <div className="stack">
          <p>
            <Link href="/admin/contacts">{words.all}</Link>
          </p>
          <Switch>
            <Route path="/admin/contacts/new" component={NewContact} />
            <Route path="/admin/contacts/import" component={ContactImportPage} />
            <Route path="/admin/contacts/of/:id">{({ id }) => <OneContact key={id} id={id} />}</Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </div>
      </Route>
    </Switch>
  );
}
