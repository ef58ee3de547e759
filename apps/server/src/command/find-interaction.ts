/** An interaction by what somebody types: its id, the beginning of it, or `last`. */
import { Fault } from "@legroom/model";
import type { InteractionId } from "@legroom/model";
import type { StoreBeside } from "@legroom/store";

const PAGE = 200;
/** A beginning of an id is looked for among so many of the newest interactions; a whole id is always found. */
const LOOKED_AT_MAX = 20_000;

export async function findInteraction(store: StoreBeside, wanted: string): Promise<InteractionId> {
  const exact = await store.queries.interaction(wanted as InteractionId); // a text from the terminal, only compared
  if (exact !== undefined) return exact.id;
  if (wanted === "last") {
    const [newest] = await store.queries.interactions({ limit: 1 });
    if (newest === undefined) throw notFound("there is no interaction yet");
    return newest.id;
  }
  const [first, second] = await beginningWith(store, wanted);
  if (first === undefined) throw notFound(`there is no interaction ${wanted}`);
  if (second !== undefined) throw notFound(`several interactions begin with ${wanted}`);
  return first;
}

async function beginningWith(store: StoreBeside, beginning: string): Promise<InteractionId[]> {
  const found: InteractionId[] = [];
  let beforeSeq: number | undefined;
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += PAGE) {
    const page = await store.queries.interactions({ limit: PAGE, ...(beforeSeq === undefined ? {} : { beforeSeq }) });
    found.push(...page.map((record) => record.id).filter((id) => id.startsWith(beginning)));
    beforeSeq = page.at(-1)?.seq;
    if (page.length < PAGE || beforeSeq === undefined) break;
  }
  return found;
}

function notFound(message: string): Fault {
  return new Fault("start.failed", message, { retriable: false, side: "theirs" });
}
