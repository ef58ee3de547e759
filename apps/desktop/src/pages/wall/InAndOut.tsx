/** An agent into a queue, or out of one. */
import { useState } from "react";
import type { ReactNode } from "react";
import { Select } from "../../parts/Select.tsx";
import { wallWords as words } from "../../words/en-wall.ts";
import { plainText } from "../../words/shown.ts";
import { ActForm } from "./ActForm.tsx";
import { changeMembership } from "./flow-act.ts";
import type { WallAgent, WallQueue } from "./need.ts";

export function InAndOut(props: {
  agent: WallAgent;
  queues: readonly WallQueue[];
  /** Of the centre, as it was seen: refused if somebody has changed it since. */
  version: number | undefined;
}): ReactNode {
  const { agent, queues, version } = props;
  const [queueId, setQueueId] = useState("");
  const isMember = (queue: WallQueue): boolean => queue.members.includes(agent.id);
  const chosen = queues.find(({ id }) => id === queueId);
  return (
    <section className="stack-tight">
      <h3>{words.inAndOut}</h3>
      <ActForm
        why={chosen === undefined ? words.needsQueue : undefined}
        onAct={(client, reason) =>
          chosen === undefined
            ? Promise.reject(new Error(words.needsQueue))
            : changeMembership(client, { agentId: agent.id, queue: chosen, version }, reason)
        }
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
