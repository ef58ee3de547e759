/** Names of agents and queues by id, as far as this person may know them; else the ids themselves. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import type { Names } from "./story.ts";

export type Named = { readonly id: string; readonly name: string };

export type Directory = Names & { readonly agents: readonly Named[]; readonly queues: readonly Named[] };

export function useDirectory(): Directory {
  const client = useClient();
  const agents = useQuery({ queryKey: keys.agents, queryFn: ({ signal }) => client.agents({ signal }) });
  const queues = useQuery({ queryKey: keys.queues, queryFn: ({ signal }) => client.queues({ signal }) });
  return useMemo(
    () => directoryOf(agents.data?.items ?? [], queues.data?.items ?? []),
    [agents.data?.items, queues.data?.items],
  );
}

export function directoryOf(agents: readonly Named[], queues: readonly Named[]): Directory {
  const agentNames = new Map(agents.map(({ id, name }) => [id, name]));
  const queueNames = new Map(queues.map(({ id, name }) => [id, name]));
  return { agents, queues, agent: (id) => agentNames.get(id) ?? id, queue: (id) => queueNames.get(id) ?? id };
}
