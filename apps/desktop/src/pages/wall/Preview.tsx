/** Who would stand where, and wait how much longer, before anything is done. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Badge } from "../../parts/Badge.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import { words as all } from "../../words/index.ts";
import { shown } from "../../words/shown.ts";
import { customerText } from "./customer-text.ts";
import { previewLines } from "./flow-act.ts";
import type { WallInteraction } from "./need.ts";
import { useRoster } from "./roster.ts";

export function Preview(props: {
  interactionIds: readonly string[];
  queueId: string;
  interactions: readonly WallInteraction[];
}): ReactNode {
  const client = useClient();
  const { queueName } = useRoster();
  const moves = props.interactionIds.map((interactionId) => ({ interactionId, queueId: props.queueId }));
  const preview = useQuery({
    queryKey: [...keys.wall, "preview", moves],
    queryFn: ({ signal }) => client.previewMoves(moves, { signal }),
  });
  const names = {
    queue: (id: string): string => shown(queueName(id)),
    customer: (id: string): string => {
      const one = props.interactions.find((other) => other.id === id);
      return one === undefined ? words.unknownCustomer : shown(customerText(one.customer));
    },
  };
  if (preview.isError) return <p className="field-error">{errorSentence(preview.error)}</p>;
  if (preview.data === undefined) return <p role="status">{all.shell.loading}</p>;
  const lines = previewLines(preview.data, names);
  return (
    <section className="stack-tight" aria-live="polite">
      <h3>{words.preview}</h3>
      {lines.length === 0 && <p className="quiet">{words.noPreview}</p>}
      <ul className="stack-tight">
        {lines.map(({ interactionId, text, isLonger }) => (
          <li key={interactionId} className="foreign">
            {isLonger ? <Badge tone="warn">{text}</Badge> : text}
          </li>
        ))}
      </ul>
    </section>
  );
}
