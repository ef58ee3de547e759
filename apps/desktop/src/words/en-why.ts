/** English of why-cards; the sentences themselves are the server's. */

export const whyWords = {
  title: "Why",
  show: "Show why",
  waiting: "Why they still wait",
  nothing: "Nobody was offered this caller, and they do not wait.",
  offer: (agent: string, time: string) => `Why ${agent} was rung at ${time}`,
  ranked: "Who could have been offered the caller, the best first",
  rank: "Rank",
  agent: "Agent",
  band: "Band",
  level: "Level",
  load: "Work",
  facts: (strategy: string, requires: string, version: string) =>
    `Strategy ${strategy}; required: ${requires}; rules ${version}.`,
};
