/** Why a caller still waits, what holds each agent back, and why each offer went to whom it did: asked for when somebody wants to know, since it is audited. */
import { useQuery } from "@tanstack/react-query";
import type { InteractionWhy } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Button } from "../../parts/Button.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { timeOfDay } from "../../words/en-time.ts";
import { whyWords as words } from "../../words/en-why.ts";
import { words as all } from "../../words/index.ts";
import { shown } from "../../words/shown.ts";
import type { Directory } from "./names.ts";
import { candidateCells, factsOf, verdictText } from "./why.ts";

type Names = Pick<Directory, "agent">;
type Waiting = NonNullable<InteractionWhy["waiting"]>;

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
          <Verdicts agents={waiting.agents} names={names} />
        </section>
      )}
      {waiting === undefined && offers.length === 0 && <p className="quiet">{words.nothing}</p>}
      {offers.map((offer) => (
        <details key={offer.offerId} className="why-card">
          <summary>{words.offer(shown(names.agent(offer.agentId)), timeOfDay(offer.at))}</summary>
          <div className="stack-tight">
            <Sentences of={offer.sentences} />
            <OfferFacts offer={offer} names={names} />
          </div>
        </details>
      ))}
    </>
  );
}

/** Those nearest to being offered the caller stand first, as the server has them. */
function Verdicts({ agents, names }: { agents: Waiting["agents"]; names: Names }): ReactNode {
  if (agents.length === 0) return null;
  return (
    <Table
      caption={words.verdictOf}
      heads={[{ text: words.agent }, { text: words.verdict }, { text: words.rank, isNumber: true }]}
    >
      {agents.map((agent) => (
        <tr key={agent.agentId}>
          <th scope="row" className="foreign">
            {shown(names.agent(agent.agentId))}
          </th>
          <td className="foreign">{verdictText(agent)}</td>
          <td className="table-number">{agent.rank ?? "–"}</td>
        </tr>
      ))}
    </Table>
  );
}

function Sentences({ of }: { of: readonly string[] }): ReactNode {
  return (
    <ul className="foreign">
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

const HEADS = [
  { text: words.rank, isNumber: true },
  { text: words.agent },
  ...[words.band, words.level, words.load].map((text) => ({ text, isNumber: true })),
];

function OfferFacts({ offer, names }: { offer: InteractionWhy["offers"][number]; names: Names }): ReactNode {
  return (
    <>
      <p className="quiet small">{factsOf(offer.recorded)}</p>
      <Table caption={words.ranked} heads={HEADS}>
        {offer.recorded.candidates.map((candidate, index) => (
          <tr key={candidate.agentId}>
            <td className="table-number">{index + 1}</td>
            <td className="foreign">{shown(names.agent(candidate.agentId))}</td>
            {candidateCells(candidate).map((cell, place) => (
              <td key={HEADS[place + 2]?.text} className="table-number">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </>
  );
}
