/** All figures of one period: every fold over the same events, read as the wire shows them. Live and history alike (L10). */
import type {
  AgentId,
  AgentsStats,
  CentreConfig,
  Event,
  EventType,
  QueueId,
  QueuesStats,
  RoutingsStats,
  UnixMs,
} from "@legroom/model";
import { AgentFigures, agentFigureEvents } from "./agent-figures.ts";
import { HandleFigures, handleFigureEvents } from "./handle-figures.ts";
import type { HandleReport } from "./handle-figures.ts";
import { OfferFigures, offerFigureEvents } from "./offer-figures.ts";
import type { OfferReport } from "./offer-figures.ts";
import type { Opening } from "./opening.ts";
import { QueueFigures, queueFigureEvents } from "./queue-figures.ts";
import type { QueueQuestion } from "./queue-figures.ts";
import type { QueueReport } from "./queue-report.ts";
import { RoutingFigures, routingFigureEvents } from "./routing-figures.ts";
import type { RoutingReport } from "./routing-figures.ts";
import type { Cut } from "./slots.ts";
import { showAgent, showQueue, showRouting } from "./stats-wire.ts";

/** The events that any of the figures knows. */
export const statisticsEvents: readonly EventType[] = [
  ...new Set([
    ...queueFigureEvents,
    ...offerFigureEvents,
    ...handleFigureEvents,
    ...agentFigureEvents,
    ...routingFigureEvents,
  ]),
];

/** Without an opening, what held when a period began is told by the events of so long before it. */
export const BEFORE_MS = 86_400_000;

type Shown<Stats extends QueuesStats | AgentsStats | RoutingsStats> = Pick<Stats, "total" | "items" | "rows">;

export class Statistics {
  readonly cut: Cut;
  readonly #queues: QueueFigures;
  readonly #queueOffers: OfferFigures<QueueId>;
  readonly #queueTalks: HandleFigures<QueueId>;
  readonly #agents: AgentFigures;
  readonly #agentOffers: OfferFigures;
  readonly #routing: RoutingFigures;
  #config: CentreConfig | undefined;

  /**
   * `config`: what held when the first event is fed. `before`: another whose last event lies before this period. `opening`:
   * what held when it began; then the period's own events are enough.
   */
  constructor(
    options: Cut & {
      readonly config?: CentreConfig | undefined;
      readonly before?: Statistics | undefined;
      readonly opening?: Opening | undefined;
    },
  ) {
    const { config = options.before?.config, before, opening, fromAt, untilAt, intervalMs } = options;
    const cut: Cut = {
      fromAt,
      ...(untilAt === undefined ? {} : { untilAt }),
      ...(intervalMs === undefined ? {} : { intervalMs }),
    };
    const configured = config === undefined ? {} : { config };
    this.cut = cut;
    this.#config = config;
    this.#queues = new QueueFigures({ ...cut, ...configured });
    this.#queueOffers = new OfferFigures(cut, ({ queueId }) => queueId);
    this.#queueTalks = new HandleFigures(cut, ({ queueId }) => queueId);
    this.#agents = new AgentFigures({
      ...cut,
      ...configured,
      ...(before === undefined ? {} : { before: before.#agents }),
      ...(opening === undefined ? {} : { opening }),
    });
    this.#agentOffers = new OfferFigures(cut, ({ agentId }) => agentId);
    this.#routing = new RoutingFigures(cut);
    if (before !== undefined) this.#queueTalks.goOnFrom(before.#queueTalks);
    if (opening !== undefined) this.#queueTalks.openWith(opening.offers);
  }

  get config(): CentreConfig | undefined {
    return this.#config;
  }

  /** No later event can change a figure of this period, if the period itself is over. */
  get isSettled(): boolean {
    const parts = [this.#queues, this.#queueOffers, this.#queueTalks, this.#agents, this.#agentOffers];
    return parts.every((part) => part.isSettled);
  }

  apply(event: Event): void {
    if (event.type === "centre.configured") this.#config = event.config;
    this.#queues.apply(event);
    this.#queueOffers.apply(event);
    this.#queueTalks.apply(event);
    this.#agents.apply(event);
    this.#agentOffers.apply(event);
    this.#routing.apply(event);
  }

  /** Whether the conservation law holds now, over all queues: cheap enough for every event. */
  get isConserved(): boolean {
    return this.#queues.isConserved;
  }

  queues(now: UnixMs, question: QueueQuestion = {}): Shown<QueuesStats> {
    const { only } = question;
    const talks = this.#queueTalks.read();
    const show = (report: QueueReport, talk: HandleReport | undefined): QueuesStats["items"][number] => ({
      ...{ queueId: report.queueId, serviceLevelMs: report.serviceLevelMs },
      ...showQueue(report, talk ?? this.#noTalks, now),
    });
    const byId = (reports: ReadonlyMap<QueueId, QueueReport>, of: ReadonlyMap<QueueId, HandleReport>) =>
      inOrder(reports).map(([queueId, report]) => show(report, of.get(queueId)));
    const rowTalks = this.#queueTalks.intervals(only);
    return {
      total: showQueue(this.#queues.total(now, question), this.#queueTalks.total(only), now),
      items: byId(this.#queues.read(now, question), talks),
      ...this.#rows(() =>
        this.#queues.intervals(now, question).map(({ queues, total, ...bounds }, place) => ({
          ...closed(bounds),
          total: showQueue(total, rowTalks[place]?.total ?? this.#noTalks, now),
          items: byId(queues, rowTalks[place]?.talks ?? new Map()),
        })),
      ),
    };
  }

  agents(now: UnixMs, only?: ReadonlySet<AgentId>): Shown<AgentsStats> {
    const offers = this.#agentOffers.read();
    const rowOffers = this.#agentOffers.intervals(only);
    const reports = new Map([...this.#agents.read(now)].filter(([id]) => only === undefined || only.has(id)));
    const none = this.#noOffers;
    return {
      total: showAgent(this.#agents.total(now, only), this.#agentOffers.total(only)),
      items: inOrder(reports).map(([agentId, report]) => ({
        agentId,
        ...showAgent(report, offers.get(agentId) ?? none),
      })),
      ...this.#rows(() =>
        this.#agents.intervals(now, only).map(({ agents, total, ...bounds }, place) => ({
          ...closed(bounds),
          total: showAgent(total, rowOffers[place]?.total ?? none),
          items: inOrder(agents).map(([agentId, report]) => ({
            agentId,
            ...showAgent(report, rowOffers[place]?.offers.get(agentId) ?? none),
          })),
        })),
      ),
    };
  }

  routing(only?: ReadonlySet<QueueId>): Shown<RoutingsStats> {
    const offers = this.#queueOffers.read();
    const rowOffers = this.#queueOffers.intervals(only);
    const none = this.#noOffers;
    const byId = (reports: ReadonlyMap<QueueId, RoutingReport>, of: ReadonlyMap<QueueId, OfferReport>) =>
      inOrder(reports)
        .filter(([queueId]) => only === undefined || only.has(queueId))
        .map(([queueId, report]) => ({ queueId, ...showRouting(report, of.get(queueId) ?? none) }));
    return {
      total: showRouting(this.#routing.total(only), this.#queueOffers.total(only)),
      items: byId(this.#routing.read(), offers),
      ...this.#rows(() =>
        this.#routing.intervals(only).map(({ queues, total, ...bounds }, place) => ({
          ...closed(bounds),
          total: showRouting(total, rowOffers[place]?.total ?? none),
          items: byId(queues, rowOffers[place]?.offers ?? new Map()),
        })),
      ),
    };
  }

  #rows<Row>(make: () => readonly Row[]): { rows?: readonly Row[] } {
    return this.cut.intervalMs === undefined ? {} : { rows: make() };
  }

  get #noTalks(): HandleReport {
    return this.#queueTalks.total(new Set());
  }

  get #noOffers(): OfferReport {
    return this.#agentOffers.total(new Set());
  }
}

function inOrder<Key extends string, Report>(reports: ReadonlyMap<Key, Report>): readonly (readonly [Key, Report])[] {
  return [...reports].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function closed({ fromAt, untilAt }: { fromAt: UnixMs; untilAt?: UnixMs }): { fromAt: UnixMs; untilAt: UnixMs } {
  return { fromAt, untilAt: untilAt ?? fromAt };
}
