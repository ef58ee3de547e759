/** The port of what was: read models and the journal by subject. Answers only from what is durable. */
import type {
  AgentId,
  CentreConfig,
  ContactId,
  ConferenceId,
  ConferenceKind,
  CustomerClass,
  Event,
  EventOf,
  EventType,
  InteractionEnd,
  InteractionId,
  InteractionPhase,
  JsonValue,
  OfferId,
  PersonRef,
  QueueId,
  RecordingId,
  SegmentOutcome,
  TopicId,
  Track,
  UnixMs,
} from "@legroom/model";
import type { TraceEntry } from "./trace-sink.ts";

export type InteractionRecord = {
  readonly id: InteractionId;
  readonly phase: InteractionPhase;
  readonly person: PersonRef;
  readonly contactId?: ContactId;
  readonly customerClass: CustomerClass;
  readonly to: string;
  readonly topic?: TopicId;
  readonly arrivedAt: UnixMs;
  readonly closedAt?: UnixMs;
  readonly cause?: InteractionEnd;
  readonly queues: readonly {
    readonly queueId: QueueId;
    readonly segment: number;
    readonly enteredAt: UnixMs;
    readonly outcome?: SegmentOutcome;
    readonly waitedMs?: number;
  }[];
  readonly agents: readonly {
    readonly agentId: AgentId;
    readonly connectedAt: UnixMs;
    readonly endedAt?: UnixMs;
    readonly talkMs?: number;
  }[];
};

export type RecordingRecord = {
  readonly id: RecordingId;
  readonly interactionId: InteractionId;
  readonly person: PersonRef;
  readonly status: "asked" | "started" | "stopping" | "finished" | "failed";
  readonly startedAt?: UnixMs;
  readonly tracks: readonly Track[];
};

export type ConferenceRecord = {
  readonly id: ConferenceId;
  readonly name: string;
  readonly kind: ConferenceKind;
  readonly interactionId: InteractionId;
  readonly queueId?: QueueId;
  readonly status: "open" | "closing" | "closed";
  readonly openedAt: UnixMs;
  readonly closedAt?: UnixMs;
};

export type Page = { readonly limit: number; readonly beforeSeq?: number };

export type AuditEntry = {
  readonly at: UnixMs;
  readonly actor: JsonValue;
  readonly act: string;
  readonly subject: string;
};

export interface Queries {
  interactions(
    filter: Page & { agentId?: AgentId; queueId?: QueueId; open?: boolean },
  ): Promise<readonly (InteractionRecord & { seq: number })[]>;
  interaction(id: InteractionId): Promise<InteractionRecord | undefined>;
  /** All events of one interaction, in order, effects included. */
  timeline(id: InteractionId): Promise<readonly Event[]>;
  /** What went over the wire for its legs, in time order, opened. */
  ladder(id: InteractionId): Promise<readonly TraceEntry[]>;
  recordings(id: InteractionId): Promise<readonly RecordingRecord[]>;
  recording(id: RecordingId): Promise<RecordingRecord | undefined>;
  conferences(filter: Page & { interactionId?: InteractionId; open?: boolean }): Promise<readonly ConferenceRecord[]>;
  /** The event by which an offer was made, with its reasons. */
  offerMade(id: OfferId): Promise<EventOf<"offer.made"> | undefined>;
  /** At most `limit` events after `seq`, for a reader that was away. */
  eventsAfter(seq: number, limit: number): Promise<readonly Event[]>;
  /** Events of some types since an instant, in order: figures are folds over these (L10). */
  eventsOfTypes(types: readonly EventType[], sinceAt: UnixMs): AsyncIterable<readonly Event[]>;
  /** What the centre was made of at an instant: the last configuration before it. Undefined before the first one. */
  configAt(at: UnixMs): Promise<CentreConfig | undefined>;
  /** Hash-chained. Durable when it resolves. */
  audit(entry: AuditEntry): Promise<void>;
}
