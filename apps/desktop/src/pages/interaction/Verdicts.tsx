/** What held each agent back from a caller, or that they could be offered them. */
import type { InteractionWhy } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Table } from "../../parts/Table.tsx";
import { whyWords as words } from "../../words/en-why.ts";
import { shown } from "../../words/shown.ts";
import type { Directory } from "./names.ts";
import { verdictText } from "./why.ts";

type VerdictsProps = {
  readonly agents: NonNullable<InteractionWhy["waiting"]>["agents"];
  readonly names: Pick<Directory, "agent">;
  readonly caption: string;
};

/** Those nearest to being offered the caller stand first, as the server has them. */
export function Verdicts({ agents, names, caption }: VerdictsProps): ReactNode {
  if (agents.length === 0) return null;
  return (
    <Table
      caption={caption}
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
