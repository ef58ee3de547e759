/**
 * Which events an agent sees: those about them, their phones and offers, and of each interaction everything from the
 * moment they were offered it for as long as they are offered or take part in it, or took part. That somebody came into
 * a queue that they serve, or left it, is told without who: it is what the queue's own figures tell too.
 */
import type { Queries } from "@legroom/engine/ports";
import type { AgentId, CentreConfig, Event, InteractionId } from "@legroom/model";
import { interactionOf } from "@legroom/model";
import type { Now } from "@legroom/engine";
import { ownsDevice } from "./own.ts";
import { visibleEvent } from "./visible-event.ts";
import type { VisibleEvent } from "./visible-event.ts";

/** The last interactions of the agent that may still have something to tell, such as a recording that is finished. */
const RECENT_MAX = 20;
const KEPT_MAX = 1000;

type Place = { readonly agentId: AgentId; readonly afterSeq: number };
type Ports = {
  readonly ask: <Reply>(question: (now: Now) => Reply) => Promise<Reply>;
  readonly queries: Pick<Queries, "interactions" | "timeline">;
};

export class OwnEvents {
  readonly #agentId: AgentId;
  readonly #interactions = new Map<InteractionId, "offered" | "takes-part">();
  #config: CentreConfig;

  private constructor(agentId: AgentId, config: CentreConfig) {
    this.#agentId = agentId;
    this.#config = config;
  }

  /** As it stood at a place in the journal. */
  static async at({ agentId, afterSeq }: Place, { ask, queries }: Ports): Promise<OwnEvents> {
    const records = await queries.interactions({ agentId, limit: RECENT_MAX });
    const { config, current } = await ask((now) => {
      const desk = now.desk(agentId);
      return { config: now.config().config, current: [desk?.offer?.interactionId, desk?.work?.interaction.id] };
    });
    const own = new OwnEvents(agentId, config);
    for (const id of new Set([...current, ...records.map((record) => record.id)])) {
      if (id === undefined) continue;
      for (const event of await queries.timeline(id)) if (event.seq <= afterSeq) own.#follow(event);
    }
    return own;
  }

  /** What is shown of an event, if anything. Give it every one, in order: what it has seen decides what it shows next. */
  view(event: Event): VisibleEvent | undefined {
    if (event.type === "centre.configured") this.#config = event.config;
    const before = this.#isIn(event);
    this.#follow(event);
    if (before || this.#isIn(event) || this.#isAboutAgent(event)) return visibleEvent(event);
    return this.#lineOnly(event);
  }

  #lineOnly(event: Event): VisibleEvent | undefined {
    if (event.type !== "interaction.queued" && event.type !== "queue-segment.ended") return undefined;
    const { seq, at, v, type, inputId, queueId } = event;
    const queue = this.#config.queues.find(({ id }) => id === queueId);
    return queue?.members.includes(this.#agentId) === true ? { seq, at, v, type, inputId, queueId } : undefined;
  }

  #follow(event: Event): void {
    const isTheirs = "agentId" in event && event.agentId === this.#agentId;
    const id = interactionOf(event);
    if (id === undefined || !isTheirs) return;
    if (event.type === "offer.made" && !this.#interactions.has(id)) this.#keep(id, "offered");
    else if (takesPart.has(event.type)) this.#keep(id, "takes-part");
    else if (event.type === "offer.ended" && event.outcome !== "accepted" && this.#interactions.get(id) === "offered")
      this.#interactions.delete(id);
  }

  #keep(id: InteractionId, how: "offered" | "takes-part"): void {
    const [oldest] = this.#interactions.keys();
    if (this.#interactions.size >= KEPT_MAX && oldest !== undefined) this.#interactions.delete(oldest);
    this.#interactions.set(id, how);
  }

  #isIn(event: Event): boolean {
    const id = interactionOf(event);
    return id !== undefined && this.#interactions.has(id);
  }

  #isAboutAgent(event: Event): boolean {
    if ("agentId" in event && event.agentId === this.#agentId) return true;
    return "deviceId" in event && ownsDevice(this.#config, this.#agentId, event.deviceId);
  }
}

const takesPart: ReadonlySet<string> = new Set([
  "interaction.connecting",
  "interaction.live",
  "seat.joined",
  "seat.moved",
]);
