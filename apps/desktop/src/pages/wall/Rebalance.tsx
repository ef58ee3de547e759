/** Several callers of one queue to another one at once: all, or none. */
import { useState } from "react";
import type { ReactNode } from "react";
import { Select } from "../../parts/Select.tsx";
import { wallWords as words } from "../../words/en-wall.ts";
import { plainText } from "../../words/shown.ts";
import { Check } from "../sign-in/Check.tsx";
import { ActForm } from "./ActForm.tsx";
import { customerText } from "./customer-text.ts";
import { movesOf } from "./flow-act.ts";
import { byNeedOfInteractions, isWaiting } from "./need.ts";
import type { WallInteraction, WallQueue } from "./need.ts";
import { Preview } from "./Preview.tsx";
import { Since } from "./Since.tsx";

type Wall = { readonly queues: readonly WallQueue[]; readonly interactions: readonly WallInteraction[] };

export function Rebalance({ queue, wall }: { queue: WallQueue; wall: Wall }): ReactNode {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [queueId, setQueueId] = useState("");
  const here = byNeedOfInteractions(wall.interactions.filter((one) => one.queueId === queue.id && isWaiting(one)));
  // Who was answered meanwhile is not moved any more.
  const ids = chosen.filter((id) => here.some((one) => one.id === id));
  if (here.length === 0) return null;
  const toggle = (id: string): void => setChosen(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  return (
    <section className="stack-tight">
      <h3>{words.rebalance}</h3>
      <p className="quiet">{words.rebalanceMore}</p>
      <ActForm
        why={ids.length === 0 ? words.needsCallers : queueId === "" ? words.needsQueue : undefined}
        onAct={(client, reason) =>
          client.rebalance(
            movesOf(
              here.filter(({ id }) => ids.includes(id)),
              queueId,
            ),
            reason,
          )
        }
        onDone={() => setChosen([])}
      >
        <div className="stack-tight" role="group" aria-label={words.callers}>
          {here.map((one) => (
            <Check
              key={one.id}
              isOn={ids.includes(one.id)}
              onChange={() => toggle(one.id)}
              label={
                <span className="foreign">
                  <bdi>{plainText(customerText(one.customer))}</bdi> <Since at={one.sinceAt} />
                </span>
              }
            />
          ))}
        </div>
        <Select
          label={words.toQueue}
          value={queueId}
          options={[
            { value: "", label: words.chooseOne },
            ...wall.queues
              .filter(({ id }) => id !== queue.id)
              .map(({ id, name }) => ({ value: id, label: plainText(name) })),
          ]}
          onChange={setQueueId}
        />
        {ids.length > 0 && queueId !== "" && (
          <Preview interactionIds={ids} queueId={queueId} interactions={wall.interactions} />
        )}
      </ActForm>
    </section>
  );
}
