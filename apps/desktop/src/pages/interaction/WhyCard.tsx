/** One offer's reasons: in sentences, how many agents each filter left, who was compared, and the choice made again. */
import type { InteractionWhy } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Table } from "../../parts/Table.tsx";
import { whyWords as words } from "../../words/en-why.ts";
import { shown } from "../../words/shown.ts";
import { Facts } from "../wall/Facts.tsx";
import type { Directory } from "./names.ts";
import { MadeAgain } from "./MadeAgain.tsx";
import { Sentences } from "./Sentences.tsx";
import { candidateCells, factsOf, filterCells } from "./why.ts";

type Offer = InteractionWhy["offers"][number];
type Names = Pick<Directory, "agent">;

export function WhyCard({ offer, names }: { offer: Offer; names: Names }): ReactNode {
  return (
    <div className="stack-tight">
      <Sentences of={offer.sentences} />
      <Facts facts={factsOf(offer.recorded)} />
      <Filters recorded={offer.recorded} />
      <Ranked offer={offer} names={names} />
      <MadeAgain offerId={offer.offerId} names={names} />
    </div>
  );
}

function Filters({ recorded }: { recorded: Offer["recorded"] }): ReactNode {
  return (
    <Table caption={words.filtersOf} heads={[{ text: words.filter }, { text: words.left, isNumber: true }]}>
      {filterCells(recorded).map(({ label, left }) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          <td className="table-number">{left}</td>
        </tr>
      ))}
    </Table>
  );
}

const HEADS = [
  { text: words.rank, isNumber: true },
  { text: words.agent },
  ...[words.tier, words.level, words.band, words.load].map((text) => ({ text, isNumber: true })),
];

function Ranked({ offer, names }: { offer: Offer; names: Names }): ReactNode {
  return (
    <Table caption={words.ranked} heads={HEADS}>
      {offer.recorded.candidates.map((candidate, index) => (
        <tr key={candidate.agentId}>
          <td className="table-number">{index + 1}</td>
          <th scope="row" className="foreign">
            {shown(names.agent(candidate.agentId))}
          </th>
          {candidateCells(candidate).map((cell, place) => (
            <td key={HEADS[place + 2]?.text} className="table-number">
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}
