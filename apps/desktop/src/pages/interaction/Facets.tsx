/** Beside the story: who is in it now, its conferences, the agents' notes. */
import type { Conference, Interaction } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Badge } from "../../parts/Badge.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { conferenceKindWords, seatRoleWords } from "../../words/en-centre.ts";
import { interactionWords as words } from "../../words/en-interaction.ts";
import { instantInWords, timeOfDay } from "../../words/en-time.ts";
import { plainText, shown, shownLines } from "../../words/shown.ts";
import { useSecond } from "../wall/ticker.ts";
import type { Cast } from "./cast.ts";
import type { Names } from "./story.ts";

type Seat = NonNullable<Interaction["now"]>["seats"][number];

export function SeatsNow({ seats, cast }: { seats: readonly Seat[]; cast: Cast }): ReactNode {
  return (
    <Panel title={words.now}>
      <ul className="stack-tight">
        {seats.map((seat) => (
          <li key={seat.seatId} className="row row-apart">
            <span className="foreign">
              <strong>{seat.agentId === undefined ? seatRoleWords[seat.role] : cast.agent(seat.agentId)}</strong>{" "}
              <span className="quiet small">
                {seat.conferenceId === null ? words.noPlace : cast.place(seat.conferenceId)}
              </span>
            </span>
            <Badge tone={seat.away ? "bad" : "good"}>{seat.away ? words.away : words.up}</Badge>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Notes({ notes, names }: { notes: Interaction["notes"]; names: Names }): ReactNode {
  const now = useSecond();
  return (
    <Panel title={words.notes}>
      {notes.length === 0 && <p className="quiet">{words.noNotes}</p>}
      <ul className="stack" hidden={notes.length === 0}>
        {notes.map(({ at, agentId, disposition, note }) => (
          <li key={`${at} ${agentId}`} className="stack-tight">
            <p className="quiet small">
              {shown(names.agent(agentId))}, {instantInWords(at, now)}
            </p>
            {disposition !== undefined && (
              <p>
                {words.outcome}: <Badge>{plainText(disposition)}</Badge>
              </p>
            )}
            {note !== undefined && (
              <p className="note foreign" dir="auto">
                {shownLines(note)}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Conferences({ conferences }: { conferences: readonly Conference[] }): ReactNode {
  if (conferences.length === 0) return null;
  return (
    <Panel title={words.conferences}>
      <Table
        caption={words.conferencesOf}
        isCaptionHidden
        heads={[{ text: words.kind }, { text: words.opened }, { text: words.closed }, { text: words.name }]}
      >
        {conferences.toReversed().map((one) => (
          <tr key={one.id}>
            <td>{conferenceKindWords[one.kind]}</td>
            <td className="figures">{timeOfDay(one.openedAt)}</td>
            <td className="figures">{one.closedAt === undefined ? words.open : timeOfDay(one.closedAt)}</td>
            <td className="foreign small conference-name">{plainText(one.name)}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
