/** The centre as a file: taken out, and replaced by another one after a look at what would change. */
import { useQueryClient } from "@tanstack/react-query";
import type { CentreFile } from "@legroom/model";
import { ApiError } from "@legroom/sdk";
import type { VersionedCentre } from "@legroom/sdk";
import { useId, useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/toast.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { adminWords as words } from "../../words/en-admin.ts";
import { plainText, shown } from "../../words/shown.ts";
import { useCentre } from "./centre-state.ts";
import { changedSettings, differences, FILE_BYTES_MAX, readCentreText } from "./centre-text.ts";
import type { ReadFile } from "./centre-text.ts";
import { Loaded } from "./Loaded.tsx";

export function CentrePart(): ReactNode {
  const centre = useCentre();
  return <Loaded query={centre}>{(now) => <CentreFileView now={now} />}</Loaded>;
}

function CentreFileView({ now }: { now: VersionedCentre }): ReactNode {
  const [chosen, setChosen] = useState<Chosen>();
  const read = chosen?.read;
  return (
    <div className="stack">
      <Panel title={words.centre} aside={<Badge>{words.version(now.version)}</Badge>}>
        <p className="quiet">{words.centreMore}</p>
        <div>
          <Button onPress={() => download(now)}>{words.download}</Button>
        </div>
      </Panel>
      <Panel title={words.upload}>
        <p className="quiet">{words.uploadMore}</p>
        <Choose onChoose={setChosen} />
        {chosen !== undefined && <p className="foreign">{words.chosen(shown(chosen.name))}</p>}
        {read !== undefined && !read.ok && <Problems read={read} />}
        {read?.ok === true && <Comparison now={now} next={read.file} onDone={() => setChosen(undefined)} />}
      </Panel>
    </div>
  );
}

function download({ file, version }: VersionedCentre): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(file, undefined, 2)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `centre${version === undefined ? "" : `-${version}`}.json`;
  link.click();
  // The browser has it once the click is over; a moment more does no harm.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

type Chosen = { readonly name: string; readonly read: ReadFile };

function Choose({ onChoose }: { onChoose: (chosen: Chosen) => void }): ReactNode {
  const id = useId();
  const take = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    // The same file, changed meanwhile, can be chosen again.
    const forget = (): void => {
      input.value = "";
    };
    if (file === undefined) return;
    const isTooLarge = file.size > FILE_BYTES_MAX;
    onChoose({
      name: file.name,
      read: isTooLarge ? { ok: false, why: "too-large" } : readCentreText(await file.text()),
    });
    forget();
  };
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {words.choose}
      </label>
      <input
        id={id}
        type="file"
        className="field-input"
        accept="application/json,.json"
        onChange={(event) => void take(event.currentTarget)}
      />
    </div>
  );
}

function Problems({ read }: { read: Extract<ReadFile, { ok: false }> }): ReactNode {
  return (
    <Banner tone="bad" title={words.check[read.why]} isUrgent>
      {read.why === "invalid" && (
        <ul>
          {read.problems.map(({ where, message }) => (
            <li key={`${where} ${message}`} className="foreign">
              <code>{plainText(where)}</code>: {plainText(message)}
            </li>
          ))}
          {read.more > 0 && <li>{words.moreProblems(read.more)}</li>}
        </ul>
      )}
    </Banner>
  );
}

function Comparison({ now, next, onDone }: { now: VersionedCentre; next: CentreFile; onDone: () => void }): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<{ title: string; more: string }>();
  const lists = differences(now.file, next);
  const settings = changedSettings(now.file, next);
  if (lists.length + settings.length === 0) return <Banner>{words.same}</Banner>;
  const replace = async (): Promise<void> => {
    try {
      await client.putCentre(next, now.version);
      toast("good", words.replaced);
      onDone();
    } catch (error) {
      setRefusal(refusalOf(error));
    }
    await queries.invalidateQueries({ queryKey: keys.centre });
  };
  return (
    <div className="stack">
      <h3>{words.would}</h3>
      <ul className="stack-tight">
        {settings.map((name) => (
          <li key={name}>{words.fileSettings[name]}</li>
        ))}
        {lists.map(({ list, added, removed, changed }) => (
          <li key={list} className="foreign">
            <strong>{words.lists[list]}</strong>{" "}
            {[
              added.length > 0 ? words.added(some(added)) : "",
              removed.length > 0 ? words.removed(some(removed)) : "",
              changed.length > 0 ? words.changed(some(changed)) : "",
            ]
              .filter((text) => text !== "")
              .join("; ")}
          </li>
        ))}
      </ul>
      {refusal !== undefined && (
        <Banner tone="bad" title={refusal.title} isUrgent>
          {refusal.more}
        </Banner>
      )}
      <div className="row">
        <Button tone="danger" onPress={replace}>
          {words.replace}
        </Button>
        <Button onPress={onDone}>{words.forget}</Button>
      </div>
    </div>
  );
}

function refusalOf(error: unknown): { title: string; more: string } {
  if (!(error instanceof ApiError)) return { title: words.notReplaced, more: errorSentence(error) };
  if (error.code === "centre.changed") return { title: words.centreChanged, more: "" };
  const where = error.field === undefined ? "" : `${plainText(error.field)}: `;
  return { title: words.notReplaced, more: `${where}${errorSentence(error)}` };
}

const SHOWN_MAX = 20;

function some(ids: readonly string[]): string {
  return words.andMore(ids.slice(0, SHOWN_MAX).map(plainText).join(", "), Math.max(0, ids.length - SHOWN_MAX));
}
