/** The settings of one queue. What is typed is kept whatever the server says, and whatever others do meanwhile. */
import { useQueryClient } from "@tanstack/react-query";
import type { CentreFile, QueueConfig } from "@legroom/model";
import type { ReactNode } from "react";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { EditForm } from "./form/EditForm.tsx";
import { queueForm } from "./queue-form.ts";

export function QueueForm(props: { queue: QueueConfig; file: CentreFile; version: number | undefined }): ReactNode {
  const { queue, file, version } = props;
  const client = useClient();
  const queries = useQueryClient();
  return (
    <EditForm
      kind={queueForm}
      value={queue}
      version={version}
      agents={file.agents}
      queues={file.queues.filter(({ id }) => id !== queue.id)}
      onSave={async (settings, expectedVersion) => {
        // No overflow is said as such: what is left out of a change stays.
        await client.putQueue(queue.id, { ...settings, overflowTo: settings.overflowTo ?? null }, expectedVersion);
      }}
      onReload={() => queries.invalidateQueries({ queryKey: keys.centre })}
    />
  );
}
