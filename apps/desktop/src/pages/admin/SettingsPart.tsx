/** What holds for the whole centre: who enters which queue, reasons, callers, performance. */
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { centreFormWords as words } from "../../words/en-settings.ts";
import { useCentre } from "./centre-state.ts";
import { EditForm } from "./form/EditForm.tsx";
import { Loaded } from "./Loaded.tsx";
import { centreForm } from "./settings-form.ts";

export function SettingsPart(): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const centre = useCentre();
  return (
    <div className="stack">
      <h2>{words.settings}</h2>
      <p className="quiet">{words.more}</p>
      <Loaded query={centre}>
        {({ file, version }) => (
          <EditForm
            kind={centreForm}
            value={file}
            version={version}
            agents={file.agents}
            queues={file.queues}
            topics={file.topics.map(({ id }) => ({ id, name: id }))}
            onSave={async (settings, expectedVersion) => {
              await client.putCentre({ ...file, ...settings }, expectedVersion);
            }}
            onReload={() => queries.invalidateQueries({ queryKey: keys.centre })}
          />
        )}
      </Loaded>
    </div>
  );
}
