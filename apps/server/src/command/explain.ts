/** `legroom explain ID`: why each offer went to whom it did, made again from the journal alone. */
import { againSentences, offerSentences, verdictSentence } from "@legroom/api";
import { explainFrom } from "@legroom/engine";
import { asId } from "@legroom/model";
import type { AgentId, Candidate, Explanation, OfferId } from "@legroom/model";
import { openStoreBeside } from "@legroom/store";
import type { StoreBeside } from "@legroom/store";
import { makeLog } from "../log.ts";
import { clockTime } from "../story.ts";
import { findInteraction } from "./find-interaction.ts";
import { settingsOrFault } from "./settings-or-fault.ts";
import { UsageError } from "./terminal.ts";
import type { RunCommand, Terminal } from "./terminal.ts";

/** More offers of one interaction are not told one by one. */
const OFFERS_MAX = 100;
/** Of those who were not offered. */
const OTHERS_MAX = 20;

export const run: RunCommand = async (words, terminal) => {
  const [wanted, more] = words;
  if (wanted === undefined || more !== undefined)
    throw new UsageError("which one? the id of an interaction or offer, or last");
  const settings = settingsOrFault();
  const store = await openStoreBeside({ directory: settings.dataDirectory, log: makeLog(settings.logLevel) });
  try {
    return await tell(store, await offersOf(store, wanted), terminal);
  } finally {
    await store.close();
  }
};

type Offered = { readonly id: OfferId; readonly seq: number };

/** One offer by its whole id, or all of an interaction, the oldest first. */
async function offersOf(store: StoreBeside, wanted: string): Promise<readonly Offered[]> {
  const made = await store.queries.offerMade(asId(wanted));
  if (made !== undefined) return [{ id: made.offerId, seq: made.seq }];
  const interactionId = await findInteraction(store, wanted);
  return (await store.queries.offers({ interactionId, limit: OFFERS_MAX })).toReversed();
}

/** 1 if one of them does not come out as it was recorded. */
async function tell(store: StoreBeside, offers: readonly Offered[], terminal: Terminal): Promise<number> {
  if (offers.length === 0) terminal.out("Nobody was offered this caller.");
  let failed = 0;
  for (const { id, seq } of offers) {
    const startedAt = performance.now();
    const explanation = await explainFrom(store, seq);
    if (explanation === undefined) continue;
    if (!explanation.same) failed += 1;
    terminal.out(`Offer ${id}`);
    for (const line of linesOf(explanation)) terminal.out(`  ${line}`);
    terminal.out(`  (in ${Math.round(performance.now() - startedAt)} ms)`);
  }
  return failed === 0 ? 0 : 1;
}

const nameOf = (id: AgentId): string => id;

function linesOf(explanation: Explanation): readonly string[] {
  const { at, agentId, recorded, agents } = explanation;
  const others = agents.filter(({ verdict }) => verdict !== "ranked");
  const hidden = others.length - OTHERS_MAX;
  return [
    `${clockTime(at)}  ${recorded.queueId}, ${recorded.strategy}, rules ${recorded.rulesVersion}, ${recorded.trigger}`,
    ...offerSentences({ agentId, reasons: recorded }, nameOf),
    ...recorded.candidates.map((candidate, i) => `${i + 1}. ${rowOf(candidate)}`),
    ...others.slice(0, OTHERS_MAX).map((one) => verdictSentence(one, nameOf)),
    ...(hidden > 0 ? [`... and ${hidden} more.`] : []),
    ...againSentences(explanation, nameOf),
  ];
}

function rowOf({ agentId, idleSinceAt, ...numbers }: Candidate): string {
  const columns = Object.entries(numbers).map(([name, value]) => `${name} ${value}`);
  return `${agentId}: ${columns.join(", ")}, idle since ${clockTime(idleSinceAt)}`;
}
