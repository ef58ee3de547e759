/** Contacts from a CSV file: what would become of it is told first, and each fault by its line. */
import { useQueryClient } from "@tanstack/react-query";
import type { ContactImport } from "@legroom/sdk";
import { useId, useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { contactWords as words } from "../../words/en-contacts.ts";
import { plainText, shown } from "../../words/shown.ts";
import { FILE_BYTES_MAX } from "../admin/centre-text.ts";

type Chosen = { readonly name: string; readonly csv: string; readonly outcome: ContactImport };

export function ContactImportPage(): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Chosen>();
  const [failure, setFailure] = useState<string>();
  const id = useId();
  const run = async (name: string, csv: string, dryRun: boolean): Promise<void> => {
    setFailure(undefined);
    try {
      setChosen({ name, csv, outcome: await client.importContacts(csv, { dryRun }) });
    } catch (error) {
      setFailure(errorSentence(error));
    }
    if (!dryRun) await queries.invalidateQueries({ queryKey: keys.contacts });
  };
  const take = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) return;
    setChosen(undefined);
    if (file.size > FILE_BYTES_MAX) setFailure(words.tooLarge);
    else await run(file.name, await file.text(), true);
    // The same file, mended meanwhile, can be chosen again.
    input.value = "";
  };
  return (
    <Panel title={words.importTitle}>
      <p className="quiet">{words.importMore}</p>
      <div className="field">
        <label htmlFor={id} className="field-label">
          {words.choose}
        </label>
        <input
          id={id}
          type="file"
          className="field-input"
          accept="text/csv,.csv"
          onChange={(event) => void take(event.currentTarget)}
        />
      </div>
      {failure !== undefined && (
        <Banner tone="bad" isUrgent>
          {failure}
        </Banner>
      )}
      {chosen !== undefined && (
        <>
          <p className="foreign">{words.chosen(shown(chosen.name))}</p>
          <Outcome outcome={chosen.outcome} />
          <Choices
            outcome={chosen.outcome}
            onImport={() => run(chosen.name, chosen.csv, false)}
            onForget={() => setChosen(undefined)}
          />
        </>
      )}
    </Panel>
  );
}

const FAULTS_SHOWN = 100;

export function Outcome({ outcome }: { outcome: ContactImport }): ReactNode {
  const { added, changed, unchanged, faults, written } = outcome;
  if (written)
    return (
      <Banner tone="good" isUrgent>
        {words.was(added, changed, unchanged)}
      </Banner>
    );
  return (
    <>
      <p>{words.wouldBe(added, changed, unchanged)}</p>
      {faults.length > 0 && (
        <Banner tone="bad" title={words.faults(faults.length)} isUrgent>
          <ul>
            {faults.slice(0, FAULTS_SHOWN).map(({ line, field, message }) => (
              <li key={`${line} ${field ?? ""} ${message}`} className="foreign">
                <strong>{words.faultLine(line, field === undefined ? undefined : plainText(field))}</strong>:{" "}
                {plainText(message)}
              </li>
            ))}
            {faults.length > FAULTS_SHOWN && <li>{words.moreFaults(faults.length - FAULTS_SHOWN)}</li>}
          </ul>
        </Banner>
      )}
    </>
  );
}

function Choices(props: { outcome: ContactImport; onImport: () => Promise<void>; onForget: () => void }): ReactNode {
  const { added, changed, faults, written } = props.outcome;
  if (written || faults.length > 0) return null;
  return (
    <div className="row">
      <Button tone="primary" onPress={props.onImport} why={added + changed === 0 ? words.nothingNew : undefined}>
        {words.importNow}
      </Button>
      <Button onPress={props.onForget}>{words.forget}</Button>
    </div>
  );
}
