/** What a centre's settings are where nobody has said otherwise, and how a centre of an older version becomes one of this. */
import type { CentreConfig, CentreFile, QueueConfig } from "./centre.ts";
import { classPoints } from "./customer.ts";

type Named = "id" | "name" | "requires" | "members" | "overflowTo";

/** Of a queue: all but what makes it this one. */
export const defaultQueueSettings: Omit<QueueConfig, Named> = {
  tiers: [],
  strategy: "performance",
  progressMs: 10_000,
  points: { ...classPoints },
  secondsPerPoint: 6,
  bands: { vip: 1, premium: 1, standard: 1, trial: 1 },
  escalations: [],
  relaxations: [],
  preferredMs: 45_000,
  preferredUnderMs: 600_000,
  lastAgent: "off",
  languageMs: 0,
  units: 1,
  interrupts: [],
  weight: 1,
  offerMs: 20_000,
  wrapUpMode: "optional",
  wrapUpMs: 60_000,
  wrapUpExtensionMs: 60_000,
  inQueueMs: 300_000,
  offersMax: 5,
  serviceLevelMs: 20_000,
  waitingMax: 500,
  tellPosition: true,
  tellEstimate: true,
  tellComfort: false,
  borrows: [],
};

export const defaultCentreSettings: Pick<CentreConfig, "betweenQueues" | "callers" | "performance"> = {
  betweenQueues: "order",
  callers: { unverifiedNumbers: "standard", lookUpMs: 300 },
  performance: { bands: [800, 600, 400], priorOffers: 20 },
};

type Old<T> = Partial<T> & Record<string, unknown>;

/**
 * A centre as an older version wrote it (a file, or the journal), with what has been added since. What is there already stays;
 * a centre of this version is returned as it is, so that it may be asked for at every start.
 */
export function upgradeCentre<Centre extends CentreConfig | CentreFile>(centre: Centre): Centre {
  const { queues, agents } = centre;
  if (centre.betweenQueues !== undefined && queues.every(isOfNow)) return centre;
  const added = { reasonCodes: [], ...defaultCentreSettings } as object; // behind them comes what is there
  return {
    ...added,
    ...centre,
    queues: queues.map(upgradeQueue),
    agents: agents.map((agent) => ({ levels: {}, languages: {}, capacity: 1, ...(agent as Old<typeof agent>) })),
  } as Centre; // the old fields are as they were, the new ones are filled in
}

function isOfNow(queue: QueueConfig): boolean {
  return queue.requires !== undefined;
}

function upgradeQueue(queue: QueueConfig): QueueConfig {
  const { requiredSkill, ...rest } = queue as QueueConfig & { requiredSkill?: string }; // its name until version 0.1
  return { ...defaultQueueSettings, ...rest, requires: rest.requires ?? requiredSkill ?? "anyone" };
}
