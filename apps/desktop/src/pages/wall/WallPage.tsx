/** The supervisor's wall: queues, interactions and agents of the whole centre on one screen, whoever needs somebody first. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { useSearchParams } from "wouter";
import { noteServerTime } from "../../clock.ts";
import { errorSentence } from "../../error-sentence.ts";
import { Failure } from "../../Failure.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Field } from "../../parts/Field.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import { words as all } from "../../words/index.ts";
import { AgentDetail } from "./AgentDetail.tsx";
import { AgentRows } from "./AgentRows.tsx";
import { CallerDetail } from "./CallerDetail.tsx";
import { matcher } from "./filter.ts";
import { InteractionRows } from "./InteractionRows.tsx";
import { QueueDetail } from "./QueueDetail.tsx";
import { QueueRows } from "./QueueRows.tsx";
import { RosterContext, rosterOf } from "./roster.ts";
import "./wall.css";

/** Service levels and counts change with time alone, too. */
const ANEW_MS = 30_000;

export function WallPage(): ReactNode {
  const client = useClient();
  const wall = useQuery({
    queryKey: keys.wall,
    queryFn: async ({ signal }) => {
      const state = await client.wall({ signal });
      noteServerTime(state.at);
      return state;
    },
    refetchInterval: ANEW_MS,
  });
  const [typed, setTyped] = useState("");
  const fits = useMemo(() => matcher(typed), [typed]);
  const shownFits = useDeferredValue(fits);
  const state = wall.data;
  const roster = useMemo(() => (state === undefined ? undefined : rosterOf(state)), [state]);
  const [detail, closeDetail] = useDetail();
  if (state === undefined || roster === undefined)
    return wall.isError ? (
      <Failure error={wall.error} onTryAgain={() => wall.refetch()} />
    ) : (
      <div className="loading" role="status">
        {all.shell.loading}
      </div>
    );
  return (
    <RosterContext value={roster}>
      <title>{`${words.title} · ${all.shell.product}`}</title>
      <div className="wall" onKeyDown={moveAmongRows}>
        <div className="wall-head">
          <div>
            <h1>{words.title}</h1>
            <p className="quiet">{summaryOf(state)}</p>
          </div>
          <WallFilter typed={typed} onType={setTyped} />
        </div>
        {wall.isError && (
          <Banner tone="warn" title={words.old}>
            {errorSentence(wall.error)}
          </Banner>
        )}
        <div className="wall-columns">
          <div className="stack">
            <QueueRows queues={state.queues} fits={shownFits} />
            <InteractionRows interactions={state.interactions} more={state.more} fits={shownFits} />
          </div>
          <AgentRows agents={state.agents} fits={shownFits} />
        </div>
      </div>
      {detail?.kind === "agent" && <AgentDetail agentId={detail.id} wall={state} onClose={closeDetail} />}
      {detail?.kind === "caller" && <CallerDetail callerId={detail.id} wall={state} onClose={closeDetail} />}
      {detail?.kind === "queue" && <QueueDetail queueId={detail.id} wall={state} onClose={closeDetail} />}
    </RosterContext>
  );
}

function summaryOf({ interactions, agents, queues }: Parameters<typeof rosterOf>[0]): string {
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const talking = interactions.filter(({ phase }) => phase === "live").length;
  return words.summary(
    waiting,
    talking,
    agents.filter(({ availability }) => availability.state === "available").length,
  );
}

/** What the address says is open: `?agent=alice`, `?queue=sales` or `?caller=…`, so that it can be sent to somebody. */
function useDetail(): [{ kind: "agent" | "queue" | "caller"; id: string } | undefined, () => void] {
  const [search, setSearch] = useSearchParams();
  const close = (): void => setSearch({});
  for (const kind of ["agent", "queue", "caller"] as const) {
    const id = search.get(kind);
    if (id !== null) return [{ kind, id }, close];
  }
  return [undefined, close];
}

function WallFilter({ typed, onType }: { typed: string; onType: (typed: string) => void }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const focusOnSlash = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      place.current?.querySelector("input")?.focus();
    };
    document.addEventListener("keydown", focusOnSlash);
    return () => document.removeEventListener("keydown", focusOnSlash);
  }, []);
  return (
    <div
      ref={place}
      className="wall-filter"
      role="search"
      onKeyDown={(event) => {
        if (event.key === "Escape") onType("");
      }}
    >
      <Field
        label={words.filter}
        hint={words.filterHint}
        type="search"
        value={typed}
        onChange={onType}
        maxLength={100}
      />
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** Arrows go from row to row of one list, as Tab goes from one to the next. */
function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (!(event.target instanceof HTMLElement)) return;
  const list = event.target.closest("[data-rows]");
  if (list === null || !event.target.matches("[data-row]")) return;
  const rows = [...list.querySelectorAll<HTMLElement>("[data-row]")];
  const next = rows[rows.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
