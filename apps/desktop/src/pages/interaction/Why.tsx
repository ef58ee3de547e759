/** Why a caller still waits, what holds each agent back, and why each offer went to whom it did: asked for when somebody wants to know, since it is audited. */
import { useQuery } from "@tanstack/react-query";
import type { InteractionWhy } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Button } from "../../parts/Button.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { timeOfDay } from "../../words/en-time.ts";
import { whyWords as words } from "../../words/en-why.ts";
import { words as all } from "../../words/index.ts";
import { shown } from "../../words/shown.ts";
import type { Directory } from "./names.ts";
import { Sentences } from "./Sentences.tsx";
import { Verdicts } from "./Verdicts.tsx";
import { WhyCard } from "./WhyCard.tsx";

type Names = Pick<Directory, "agent">;

export function Why(props: { interactionId: string; names: Names; level?: 2 | 3 }): ReactNode {
  const { interactionId, names, level = 2 } = props;
  const client = useClient();
  const [isOpen, setOpen] = useState(false);
  const why = useQuery({
    queryKey: [...keys.interaction(interactionId), "why"],
    queryFn: ({ signal }) => client.why(interactionId, { signal }),
    enabled: isOpen,
    retry: false,
  });
  return (
    <Panel title={words.title} level={level}>
      {!isOpen && (
        <div>
          <Button onPress={() => setOpen(true)}>{words.show}</Button>
        </div>
      )}
      {isOpen && why.isPending && <p role="status">{all.shell.loading}</p>}
      {why.isError && <p className="field-error">{errorSentence(why.error)}</p>}
      {why.data !== undefined && <Reasons why={why.data} names={names} />}
    </Panel>
  );
}

export function Reasons({ why, names }: { why: InteractionWhy; names: Names }): ReactNode {
  const { waiting, offers } = why;
  return (
    <>
      {waiting !== undefined && (
        <section className="stack-tight">
          <h3>{words.waiting}</h3>
          <Sentences of={waiting.sentences} />
          <Verdicts agents={waiting.agents} names={names} caption={words.verdictOf} />
        </section>
      )}
      {waiting === undefined && offers.length === 0 && <p className="quiet">{words.nothing}</p>}
      {offers.map((offer) => (
        <details key={offer.offerId} className="why-card">
          <summary>{words.offer(shown(names.agent(offer.agentId)), timeOfDay(offer.at))}</summary>
          <WhyCard offer={offer} names={names} />
        </details>
      ))}
    </>
  );
}
