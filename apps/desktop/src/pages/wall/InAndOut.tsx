/** An agent into a queue, or out of one. */
import { useState } from "react";
import type { ReactNode } from "react";
import { Select } from "../../parts/Select.tsx";
import { wallWords as words } from "../../words/en-wall.ts";
import { plainText } from "../../words/shown.ts";
import { ActForm } from "./ActForm.tsx";
import type { WallAgent, WallQueue } from "./need.ts";

export function InAndOut({ agent, queues }: { agent: WallAgent; queues: readonly WallQueue[] }): ReactNode {
  const [queueId, setQueueId] = useState("");
  const isMember = (queue: WallQueue): boolean => queue.members.includes(agent.id);
  const chosen = queues.find(({ id }) => id === queueId);
  return (
    <section className="stack-tight">
      <h3>{words.inAndOut}</h3>
      <ActForm
        why={chosen === undefined ? words.needsQueue : undefined}
        onAct={(client, reason) => {
          const of = { queueId, agentId: agent.id };
          return chosen !== undefined && isMember(chosen)
            ? client.removeMember(of, reason)
            : client.addMember(of, { reason });
        }}
        onDone={() => setQueueId("")}
      >
        <Select
          label={words.whatToDo}
          value={queueId}
          options={[
            { value: "", label: words.chooseOne },
            ...queues.map((queue) => ({
              value: queue.id,
              label: isMember(queue) ? words.outOf(plainText(queue.name)) : words.into(plainText(queue.name)),
            })),
          ]}
          onChange={setQueueId}
        />
      </ActForm>
    </section>
  );
}
