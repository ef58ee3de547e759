/** What was: questions to the read models and to the journal by subject, all beside the writer. */
import { asId, canonical, unixMs } from "@legroom/model";
import type {
  AgentId,
  CentreConfig,
  ConferenceId,
  CustomerClass,
  Event,
  EventOf,
  EventType,
  InteractionEnd,
  InteractionId,
  InteractionPhase,
  OfferCause,
  OfferId,
  OfferOutcome,
  QueueId,
  RecordingId,
  SegmentOutcome,
  Track,
  UnixMs,
} from "@legroom/model";
import type {
  AuditEntry,
  ConferenceRecord,
  InteractionRecord,
  Page,
  Queries,
  RecordingRecord,
  TraceEntry,
} from "@legroom/engine/ports";
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { auditHash } from "./audit.ts";
import { Batch } from "./batch.ts";
import { fromRow } from "./event-row.ts";
import type { AuditQuestion } from "./journal-writer.ts";
import type { Tables } from "./tables.ts";
import type { Thread } from "./thread.ts";

/** No page is longer, whatever was asked for. */
const PAGE_MAX = 500;
const BATCH = 1000;
const AUDIT_GROUP_MAX = 500;

/** What became of one offer: an interaction's, or one of an agent's history. */
export type OfferRecord = {
  readonly seq: number;
  readonly id: OfferId;
  readonly interactionId: InteractionId;
  readonly agentId: AgentId;
  readonly queueId: QueueId;
  readonly attempt: number;
  readonly madeAt: UnixMs;
  readonly ringingAt?: UnixMs;
  readonly endedAt?: UnixMs;
  readonly outcome?: OfferOutcome;
  readonly cause?: OfferCause;
};

export type ReadInteraction = InteractionRecord & { readonly seq: number };

export class SqliteQueries implements Queries {
  readonly #reading: Kysely<Tables>;
  readonly #side: Thread;
  readonly #ladderOf: (legIds: readonly string[]) => Promise<readonly TraceEntry[]>;
  readonly #audits: Batch<AuditQuestion[number]>;

  constructor(options: {
    reading: Kysely<Tables>;
    side: Thread;
    /** Opened and in time order. */
    ladderOf: (legIds: readonly string[]) => Promise<readonly TraceEntry[]>;
    audit: (entries: AuditQuestion) => Promise<void>;
  }) {
    this.#reading = options.reading;
    this.#side = options.side;
    this.#ladderOf = options.ladderOf;
    this.#audits = new Batch({ write: options.audit, max: AUDIT_GROUP_MAX });
  }

  async interactions(filter: Parameters<Queries["interactions"]>[0]): Promise<readonly ReadInteraction[]> {
    const { agentId, queueId, open, beforeSeq } = filter;
    let query = this.#reading.selectFrom("interactions").selectAll().orderBy("seq", "desc").limit(page(filter.limit));
    if (beforeSeq !== undefined) query = query.where("seq", "<", beforeSeq);
    if (open !== undefined) query = query.where("closed_at", open ? "is" : "is not", null);
    if (agentId !== undefined) {
      query = query.where((build) =>
        build.exists(
          build
            .selectFrom("agent_segments")
            .select("offer_id")
            .whereRef("interaction_id", "=", "interactions.id")
            .where("agent_id", "=", agentId),
        ),
      );
    }
    if (queueId !== undefined) {
      query = query.where((build) =>
        build.exists(
          build
            .selectFrom("queue_segments")
            .select("segment")
            .whereRef("interaction_id", "=", "interactions.id")
            .where("queue_id", "=", queueId),
        ),
      );
    }
    return await this.#withSegments(await query.execute());
  }

  async interaction(id: InteractionId): Promise<InteractionRecord | undefined> {
    const rows = await this.#reading.selectFrom("interactions").selectAll().where("id", "=", id).execute();
    const [found] = await this.#withSegments(rows);
    if (found === undefined) return undefined;
    const { seq: _, ...record } = found;
    return record;
  }

  async timeline(id: InteractionId): Promise<readonly Event[]> {
    const rows = await this.#reading
      .selectFrom("events")
      .selectAll()
      .where("interaction_id", "=", id)
      .orderBy("seq")
      .execute();
    return rows.map(fromRow);
  }

  async ladder(id: InteractionId): Promise<readonly TraceEntry[]> {
    const legs = await this.#reading.selectFrom("legs").select("id").where("interaction_id", "=", id).execute();
    return await this.#ladderOf(legs.map((leg) => leg.id));
  }

  async recordings(id: InteractionId): Promise<readonly RecordingRecord[]> {
    return await this.#recordings("interaction_id", id);
  }

  async recording(id: RecordingId): Promise<RecordingRecord | undefined> {
    return (await this.#recordings("id", id))[0];
  }

  async conferences(
    filter: Parameters<Queries["conferences"]>[0],
  ): Promise<readonly (ConferenceRecord & { readonly seq: number })[]> {
    const { interactionId, open, beforeSeq } = filter;
    let query = this.#reading.selectFrom("conferences").selectAll().orderBy("seq", "desc").limit(page(filter.limit));
    if (beforeSeq !== undefined) query = query.where("seq", "<", beforeSeq);
    if (interactionId !== undefined) query = query.where("interaction_id", "=", interactionId);
    if (open !== undefined) query = query.where("status", open ? "!=" : "=", "closed");
    return (await query.execute()).map((row) => ({
      seq: row.seq,
      id: asId(row.id) as ConferenceId,
      name: row.name,
      kind: row.kind as ConferenceRecord["kind"], // rows hold what the fold took from events
      interactionId: asId(row.interaction_id),
      ...(row.queue_id === null ? {} : { queueId: asId<"queue">(row.queue_id) }),
      status: row.status as ConferenceRecord["status"],
      openedAt: unixMs(row.opened_at),
      ...(row.closed_at === null ? {} : { closedAt: unixMs(row.closed_at) }),
    }));
  }

  /** Newest first. */
  async offers(filter: Page & { interactionId?: InteractionId; agentId?: AgentId }): Promise<readonly OfferRecord[]> {
    const { interactionId, agentId, beforeSeq } = filter;
    let query = this.#reading.selectFrom("offers").selectAll().orderBy("seq", "desc").limit(page(filter.limit));
    if (beforeSeq !== undefined) query = query.where("seq", "<", beforeSeq);
    if (interactionId !== undefined) query = query.where("interaction_id", "=", interactionId);
    if (agentId !== undefined) query = query.where("agent_id", "=", agentId);
    return (await query.execute()).map(toOffer);
  }

  async offerMade(id: OfferId): Promise<EventOf<"offer.made"> | undefined> {
    const [row] = await this.#reading
      .selectFrom("events")
      .selectAll()
      .where("seq", "=", this.#reading.selectFrom("offers").select("seq").where("id", "=", id).limit(1))
      .execute();
    const event = row === undefined ? undefined : fromRow(row);
    return event?.type === "offer.made" ? event : undefined;
  }

  async eventsAfter(seq: number, limit: number): Promise<readonly Event[]> {
    return await eventsAfter(this.#reading, { afterSeq: seq, limit });
  }

  async *eventsOfTypes(types: readonly EventType[], sinceAt: UnixMs): AsyncIterable<readonly Event[]> {
    let afterSeq = (await this.#side.ask<number>("lowerBound", { table: "events", value: sinceAt })) - 1;
    for (;;) {
      const events = await eventsAfter(this.#reading, { afterSeq, limit: BATCH, types });
      if (events.length > 0) yield events;
      const last = events.at(-1);
      if (last === undefined || events.length < BATCH) return;
      afterSeq = last.seq;
    }
  }

  async configAt(at: UnixMs): Promise<CentreConfig | undefined> {
    const beyond = await this.#side.ask<number>("lowerBound", { table: "events", value: at });
    const [row] = await this.#reading
      .selectFrom("events")
      .selectAll()
      .where("type", "=", sql.lit("centre.configured")) // as the index says it: a parameter would not find it
      .where("seq", "<", beyond)
      .orderBy("seq", "desc")
      .limit(1)
      .execute();
    const event = row === undefined ? undefined : fromRow(row);
    return event?.type === "centre.configured" ? event.config : undefined;
  }

  async audit(entry: AuditEntry): Promise<void> {
    await this.#audits.add({ at: entry.at, entry: canonical(entry) });
  }

  async verifyAudit(): Promise<{ readonly entries: number; readonly brokenAt?: number }> {
    let hash = "";
    for (let entries = 0; ;) {
      const rows = await this.#reading
        .selectFrom("audit")
        .selectAll()
        .where("number", ">", entries)
        .orderBy("number")
        .limit(BATCH)
        .execute();
      for (const row of rows) {
        hash = auditHash(hash, row.entry);
        if (row.number !== entries + 1 || row.hash !== hash) return { entries, brokenAt: entries + 1 };
        entries += 1;
      }
      if (rows.length === 0) return { entries };
    }
  }

  /** Waits until what was asked to be kept is kept. */
  async idle(): Promise<void> {
    await this.#audits.idle();
  }

  async #withSegments(rows: readonly Tables["interactions"][]): Promise<ReadInteraction[]> {
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return [];
    const [queues, agents] = await Promise.all([
      this.#reading
        .selectFrom("queue_segments")
        .selectAll()
        .where("interaction_id", "in", ids)
        .orderBy("segment")
        .execute(),
      this.#reading
        .selectFrom("agent_segments")
        .selectAll()
        .where("interaction_id", "in", ids)
        .orderBy("connected_at")
        .execute(),
    ]);
    const queuesOf = Map.groupBy(queues, (segment) => segment.interaction_id);
    const agentsOf = Map.groupBy(agents, (segment) => segment.interaction_id);
    return rows.map((row) => ({
      ...toInteraction(row),
      queues: (queuesOf.get(row.id) ?? []).map(toQueueSegment),
      agents: (agentsOf.get(row.id) ?? []).map(toAgentSegment),
    }));
  }

  async #recordings(column: "id" | "interaction_id", value: string): Promise<RecordingRecord[]> {
    const rows = await this.#reading
      .selectFrom("recordings")
      .innerJoin("interactions", "interactions.id", "recordings.interaction_id")
      .select([
        "recordings.id",
        "recordings.interaction_id",
        "recordings.status",
        "recordings.started_at",
        "recordings.tracks",
      ])
      .select("interactions.person")
      .where(`recordings.${column}`, "=", value)
      .orderBy("recordings.seq")
      .execute();
    return rows.map((row) => ({
      id: asId(row.id),
      interactionId: asId(row.interaction_id),
      person: asId(row.person),
      status: row.status as RecordingRecord["status"], // as the fold wrote it
      ...(row.started_at === null ? {} : { startedAt: unixMs(row.started_at) }),
      tracks: JSON.parse(row.tracks) as readonly Track[], // the same
    }));
  }
}

export async function eventsAfter(
  reading: Kysely<Tables>,
  of: { readonly afterSeq: number; readonly limit: number; readonly types?: readonly EventType[] },
): Promise<Event[]> {
  let query = reading.selectFrom("events").selectAll().where("seq", ">", of.afterSeq);
  if (of.types !== undefined) query = query.where("type", "in", of.types);
  return (await query.orderBy("seq").limit(Math.min(of.limit, BATCH)).execute()).map(fromRow);
}

function toInteraction(row: Tables["interactions"]): Omit<ReadInteraction, "queues" | "agents"> {
  return {
    seq: row.seq,
    id: asId(row.id),
    phase: row.phase as InteractionPhase, // rows hold what the fold took from events
    person: asId(row.person),
    ...(row.contact_id === null ? {} : { contactId: asId<"contact">(row.contact_id) }),
    customerClass: row.customer_class as CustomerClass,
    to: row.to_number,
    ...(row.topic === null ? {} : { topic: asId<"topic">(row.topic) }),
    arrivedAt: unixMs(row.arrived_at),
    ...(row.closed_at === null ? {} : { closedAt: unixMs(row.closed_at) }),
    ...(row.cause === null ? {} : { cause: row.cause as InteractionEnd }),
  };
}

function toQueueSegment(row: Tables["queue_segments"]): InteractionRecord["queues"][number] {
  return {
    queueId: asId(row.queue_id),
    segment: row.segment,
    enteredAt: unixMs(row.entered_at),
    ...(row.outcome === null ? {} : { outcome: row.outcome as SegmentOutcome }),
    ...(row.waited_ms === null ? {} : { waitedMs: row.waited_ms }),
  };
}

function toAgentSegment(row: Tables["agent_segments"]): InteractionRecord["agents"][number] {
  return {
    agentId: asId(row.agent_id),
    connectedAt: unixMs(row.connected_at),
    ...(row.ended_at === null ? {} : { endedAt: unixMs(row.ended_at) }),
    ...(row.talk_ms === null ? {} : { talkMs: row.talk_ms }),
  };
}

function toOffer(row: Tables["offers"]): OfferRecord {
  return {
    seq: row.seq,
    id: asId(row.id),
    interactionId: asId(row.interaction_id),
    agentId: asId(row.agent_id),
    queueId: asId(row.queue_id),
    attempt: row.attempt,
    madeAt: unixMs(row.made_at),
    ...(row.ringing_at === null ? {} : { ringingAt: unixMs(row.ringing_at) }),
    ...(row.ended_at === null ? {} : { endedAt: unixMs(row.ended_at) }),
    ...(row.outcome === null ? {} : { outcome: row.outcome as OfferOutcome }), // as the fold wrote them
    ...(row.cause === null ? {} : { cause: row.cause as OfferCause }),
  };
}

function page(limit: number): number {
  return Math.max(1, Math.min(Math.trunc(limit), PAGE_MAX));
}
