/** One interaction: its head, its story, who is in it, the recording, the notes. It moves while it is open. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { StaleTime, UseQueryResult } from "@tanstack/react-query";
import type { Event } from "@legroom/model";
import { ApiError } from "@legroom/sdk";
import type { Conference, Interaction, LiveEvent, Principal, Recording } from "@legroom/sdk";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { serverNow } from "../../clock.ts";
import { Failure } from "../../Failure.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { interactionWords as words } from "../../words/en-interaction.ts";
import { words as all } from "../../words/index.ts";
import { plainText } from "../../words/shown.ts";
import { castOf } from "./cast.ts";
import { Conferences, Notes, SeatsNow } from "./Facets.tsx";
import { Head } from "./Head.tsx";
import { useDirectory } from "./names.ts";
import { Player } from "./Player.tsx";
import { isSettled } from "./settled.ts";
import { Story } from "./Story.tsx";
import { tellStory } from "./story.ts";
import { Why } from "./Why.tsx";
import "./interaction.css";

export function InteractionPage({ interactionId }: { interactionId: string }): ReactNode {
  const { interaction, ...parts } = useInteraction(interactionId);
  const { data } = interaction;
  if (data === undefined) return <NotThere interaction={interaction} />;
  return (
    <div className="stack">
      <title>{`${titleOf(data)} · ${all.shell.product}`}</title>
      <p>
        <Link href="/interactions">{words.back}</Link>
      </p>
      <Told interaction={data} {...parts} />
    </div>
  );
}

function titleOf({ customer }: Interaction): string {
  return plainText(customer?.name ?? words.title);
}

function NotThere({ interaction }: { interaction: UseQueryResult<Interaction> }): ReactNode {
  const { error } = interaction;
  if (error === null)
    return (
      <div className="loading" role="status">
        {all.shell.loading}
      </div>
    );
  // Whether it is not there or not theirs is not told apart.
  if (error instanceof ApiError && (error.status === 404 || error.status === 403))
    return (
      <Empty title={words.unknown}>
        <Link href="/interactions">{words.back}</Link>
      </Empty>
    );
  return <Failure error={error} onTryAgain={() => interaction.refetch()} />;
}

type Parts = {
  /** Who looks, and what they may. */
  readonly me: Principal | undefined;
  readonly events: readonly LiveEvent[];
  readonly recordings: readonly Recording[];
  readonly conferences: readonly Conference[];
};

/** Each part by a question of its own: what may not be seen, such as conferences, keeps nothing else back. */
function useInteraction(id: string): Parts & { readonly interaction: UseQueryResult<Interaction> } {
  const client = useClient();
  const queries = useQueryClient();
  const key = keys.interaction(id);
  const staleTime = (): StaleTime => {
    const known = queries.getQueryData<Interaction>(key);
    return known !== undefined && isSettled(known, serverNow()) ? "static" : Number.POSITIVE_INFINITY;
  };
  const interaction = useQuery({
    queryKey: key,
    staleTime,
    queryFn: ({ signal }) => client.interaction(id, { signal }),
    retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500 && error.status > 0),
  });
  const enabled = interaction.data !== undefined;
  const me = useQuery({ queryKey: keys.me, queryFn: () => client.me() });
  const timeline = useQuery({
    queryKey: [...key, "timeline"],
    queryFn: ({ signal }) => client.timeline(id, { signal }),
    enabled,
    staleTime,
  });
  const recordings = useQuery({
    queryKey: [...key, "recordings"],
    queryFn: ({ signal }) => client.recordings(id, { signal }),
    enabled,
    staleTime,
    retry: false,
  });
  const conferences = useQuery({
    queryKey: [...key, "conferences"],
    queryFn: ({ signal }) => client.conferences({ interactionId: id }, { signal }),
    // An agent has none of their own: not asked, rather than refused.
    enabled: enabled && me.data?.scope === "centre",
    staleTime,
    retry: false,
  });
  return {
    interaction,
    me: me.data,
    events: timeline.data?.items ?? NOTHING,
    recordings: recordings.data?.items ?? NOTHING,
    conferences: conferences.data?.items ?? NOTHING,
  };
}

const NOTHING: readonly never[] = [];

function Told(props: Parts & { readonly interaction: Interaction }): ReactNode {
  const { interaction, recordings, conferences } = props;
  const directory = useDirectory();
  // The server's words for its own events: as `model` has them.
  const events = props.events as readonly unknown[] as readonly Event[];
  const entries = useMemo(() => tellStory(events, directory), [events, directory]);
  const cast = useMemo(() => castOf(events, directory), [events, directory]);
  return (
    <>
      <Head
        interaction={interaction}
        names={directory}
        mayEnd={props.me?.scope === "centre" && props.me.capabilities.includes("interactions.end")}
        isVisitor={cast.isVisitor}
      />
      <div className="interaction-columns">
        <Story entries={entries} />
        <div className="stack">
          {interaction.now !== undefined && <SeatsNow seats={interaction.now.seats} cast={cast} />}
          {props.me?.scope === "centre" && <Why interactionId={interaction.id} names={directory} />}
          <Panel title={words.recording}>
            {recordings.length === 0 && <p className="quiet">{words.noRecording}</p>}
            {recordings.map((recording) => (
              <Player key={recording.id} recording={recording} nameOf={(seatId) => cast.seat(seatId)} />
            ))}
          </Panel>
          <Notes notes={interaction.notes} names={directory} />
          <Conferences conferences={conferences} />
        </div>
      </div>
    </>
  );
}
