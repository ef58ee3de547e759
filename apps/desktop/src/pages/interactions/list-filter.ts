/** Which interactions are listed: read from the address, and written into it. */
export const listStates = ["all", "open", "closed"] as const;

export type ListFilter = {
  readonly state: (typeof listStates)[number];
  /** Empty: any. */
  readonly agentId: string;
  readonly queueId: string;
};

/** What is no filter of ours counts as none. */
export function filterOf(search: URLSearchParams): ListFilter {
  const state = listStates.find((one) => one === search.get("state")) ?? "all";
  return { state, agentId: handleIn(search.get("agent")), queueId: handleIn(search.get("queue")) };
}

export function searchOf({ state, agentId, queueId }: ListFilter): Record<string, string> {
  return {
    ...(state === "all" ? {} : { state }),
    ...(agentId === "" ? {} : { agent: agentId }),
    ...(queueId === "" ? {} : { queue: queueId }),
  };
}

export function isFiltered(filter: ListFilter): boolean {
  return Object.keys(searchOf(filter)).length > 0;
}

function handleIn(text: string | null): string {
  return text !== null && /^[a-z0-9][a-z0-9_.-]{0,63}$/.test(text) ? text : "";
}
