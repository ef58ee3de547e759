/** Why an agent is not offered a caller who waits now, in words: asked for one caller at a time, since it is audited. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Select } from "../../parts/Select.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { whyWords as words } from "../../words/en-why.ts";
import { words as all } from "../../words/index.ts";
import { plainText } from "../../words/shown.ts";
import { customerText } from "./customer-text.ts";
import { byNeedOfInteractions, isWaiting } from "./need.ts";
import type { WallInteraction } from "./need.ts";
import { useRoster } from "./roster.ts";

export function WhyNot(props: { agentId: string; interactions: readonly WallInteraction[] }): ReactNode {
  const { queueName } = useRoster();
  const [callerId, setCallerId] = useState("");
  const waiting = byNeedOfInteractions(props.interactions.filter(isWaiting));
  const labelOf = ({ customer, queueId }: WallInteraction): string =>
    plainText(`${customerText(customer)}, ${queueName(queueId ?? "")}`);
  return (
    <section className="stack-tight">
      <h3>{words.whyNot}</h3>
      {waiting.length === 0 && <p className="quiet">{words.nobodyWaits}</p>}
      {waiting.length > 0 && (
        <Select
          label={words.caller}
          hint={words.whyNotMore}
          value={waiting.some(({ id }) => id === callerId) ? callerId : ""}
          options={[
            { value: "", label: words.chooseCaller },
            ...waiting.map((one) => ({ value: one.id, label: labelOf(one) })),
          ]}
          onChange={setCallerId}
        />
      )}
      {callerId !== "" && <Verdict agentId={props.agentId} callerId={callerId} />}
    </section>
  );
}

/** What is so now, as a person who acts on it wants to know. */
export function Verdict({ agentId, callerId }: { agentId: string; callerId: string }): ReactNode {
  const client = useClient();
  const told = useQuery({
    queryKey: [...keys.interaction(callerId), "why-not", agentId],
    queryFn: ({ signal }) => client.whyNot(agentId, callerId, { signal }),
    retry: false,
  });
  return (
    <p role="status" className="foreign">
      {told.isError ? errorSentence(told.error) : (told.data?.sentences.join(" ") ?? all.shell.loading)}
    </p>
  );
}
