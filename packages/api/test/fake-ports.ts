/** The other ports in memory: read models, vault, recordings, figures, clock, log. */
import type {
  Accounts,
  AuditEntry,
  Clock,
  Explainer,
  ConferenceRecord,
  Identity,
  InteractionRecord,
  Log,
  LogFields,
  MadeAgain,
  PageDoor,
  PageHolder,
  PersonDetails,
  Queries,
  RecordingReader,
  RecordingRecord,
  SignIn,
  Upgrade,
  Vault,
} from "@legroom/engine/ports";
import { Statistics } from "@legroom/analytics";
import { asId, unixMs } from "@legroom/model";
import type { CentreConfig, Event, EventOf, PersonRef, QueueId, Sealed, UnixMs } from "@legroom/model";
import type { FiguresSource, QueueFigure, StatsPeriod, StatsReading } from "../src/index.ts";
import { START_AT } from "./fake-centre.ts";

export class FakeQueries implements Queries {
  readonly audits: AuditEntry[] = [];
  rows: (InteractionRecord & { seq: number })[] = [];
  events: Event[] = [];
  recordingRows: RecordingRecord[] = [];
  conferenceRows: ConferenceRecord[] = [];
  auditFault: Error | undefined;
  /** Called before each read of the journal, so that a test can let something happen in between. */
  beforeRead: (seq: number) => void = () => undefined;

  interactions: Queries["interactions"] = async ({ limit, beforeSeq = Infinity, agentId, open }) =>
    this.rows
      .filter(({ seq }) => seq < beforeSeq)
      .filter((row) => agentId === undefined || row.agents.some((agent) => agent.agentId === agentId))
      .filter((row) => open === undefined || open === (row.closedAt === undefined))
      .toSorted((a, b) => b.seq - a.seq)
      .slice(0, limit);
  interaction: Queries["interaction"] = async (id) => this.rows.find((row) => row.id === id);
  timeline: Queries["timeline"] = async (id) =>
    this.events.filter((event) => "interactionId" in event && event.interactionId === id);
  ladder: Queries["ladder"] = async () => [];
  recordings: Queries["recordings"] = async (id) => this.recordingRows.filter((row) => row.interactionId === id);
  recording: Queries["recording"] = async (id) => this.recordingRows.find((row) => row.id === id);
  conferences: Queries["conferences"] = async ({ limit, interactionId, open }) =>
    this.conferenceRows
      .filter((row) => interactionId === undefined || row.interactionId === interactionId)
      .filter((row) => open === undefined || open === (row.status !== "closed"))
      .slice(0, limit);
  eventsAfter: Queries["eventsAfter"] = async (seq, limit) => {
    const found = this.events.filter((event) => event.seq > seq).slice(0, limit);
    this.beforeRead(seq);
    return found;
  };
  offerMade: Queries["offerMade"] = async (id) =>
    this.events.find((event): event is EventOf<"offer.made"> => event.type === "offer.made" && event.offerId === id);
  async *eventsOfTypes(): AsyncIterable<readonly Event[]> {
    yield this.events;
  }
  configAt: Queries["configAt"] = async () => undefined;
  async audit(entry: AuditEntry): Promise<void> {
    if (this.auditFault !== undefined) throw this.auditFault;
    this.audits.push(entry);
  }
}

/** Seals by base64: what matters is that the text itself never leaves the room. */
export class FakeVault implements Vault {
  readonly people = new Map<PersonRef, PersonDetails>();

  async identify(identity: Identity): Promise<PersonRef> {
    return this.keep({ identities: [identity] });
  }
  async keep(details: PersonDetails): Promise<PersonRef> {
    const values = details.identities.map(({ value }) => value);
    const owner = [...this.people].find(([, one]) => one.identities.some(({ value }) => value === values[0]))?.[0];
    const person = owner ?? asId<"person">(`person-${values[0]?.replace(/^sip:/, "") ?? "nobody"}`);
    const before = this.people.get(person)?.identities ?? [];
    const added = details.identities.filter(({ value }) => !before.some((one) => one.value === value));
    this.people.set(person, { ...details, identities: [...before, ...added] });
    return person;
  }
  describe(person: PersonRef): PersonDetails | undefined {
    return this.people.get(person);
  }
  seal(owner: PersonRef | "centre", text: string): Sealed {
    return asId(`sealed.${owner}.${Buffer.from(text).toString("base64url")}`);
  }
  open(sealed: Sealed): string | undefined {
    return Buffer.from(sealed.split(".").at(-1) ?? "", "base64url").toString("utf8");
  }
  deriveKey(): Uint8Array | undefined {
    return undefined;
  }
  async erase(person: PersonRef): Promise<void> {
    this.people.delete(person);
  }
  async close(): Promise<void> {
    // nothing is open
  }
}

/** What a disk would keep: given to a second server it is there again. */
export class FakeAccounts implements Accounts {
  readonly #links = new Map<string, { personId: string; expiresAt: number; used: boolean }>();
  readonly #passwords = new Map<string, string>();
  readonly #signIns = new Map<string, SignIn>();

  keepLink: Accounts["keepLink"] = async ({ tokenHash, personId, expiresAt }) => {
    this.#links.set(tokenHash, { personId, expiresAt, used: false });
  };
  useLink: Accounts["useLink"] = async (tokenHash, at) => {
    const link = this.#links.get(tokenHash);
    if (link === undefined) return { ok: false, why: "unknown" };
    if (link.used) return { ok: false, why: "used" };
    if (at >= link.expiresAt) return { ok: false, why: "expired" };
    link.used = true;
    return { ok: true, personId: link.personId };
  };
  setPassword: Accounts["setPassword"] = async (personId, hash) => void this.#passwords.set(personId, hash);
  passwordOf: Accounts["passwordOf"] = (personId) => this.#passwords.get(personId);
  open: Accounts["open"] = async (signIn) => void this.#signIns.set(signIn.handle, signIn);
  byHandle: Accounts["byHandle"] = (handle) => this.#signIns.get(handle);
  ofPerson: Accounts["ofPerson"] = (personId) => [...this.#signIns.values()].filter((one) => one.personId === personId);
  seen: Accounts["seen"] = (id, at) => {
    const signIn = this.#signIns.get(id);
    if (signIn !== undefined) this.#signIns.set(id, { ...signIn, seenAt: at });
  };
  close: Accounts["close"] = async (id) => this.#signIns.delete(id);
}

/** Notes whom it let in, and answers nobody. */
export class FakePageDoor implements PageDoor {
  accepted: { upgrade: Upgrade; holder: PageHolder }[] = [];
  readonly closed: { holder: PageHolder; reason: string }[] = [];
  readonly microphones: Parameters<PageDoor["microphone"]>[0][] = [];

  accept(upgrade: Upgrade, holder: PageHolder): void {
    this.accepted.push({ upgrade, holder });
    upgrade.socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
  }
  close(isEnded: (holder: PageHolder) => boolean, reason: string): void {
    const ended = this.accepted.filter(({ holder }) => isEnded(holder));
    this.accepted = this.accepted.filter(({ holder }) => !isEnded(holder));
    for (const { holder, upgrade } of ended) {
      this.closed.push({ holder, reason });
      upgrade.socket.end();
    }
  }
  async microphone(of: Parameters<PageDoor["microphone"]>[0]): Promise<void> {
    this.microphones.push(of);
  }
}

export class FakeClock implements Clock {
  at: UnixMs = START_AT;
  now(): UnixMs {
    return this.at;
  }
  alarm(): () => void {
    return () => undefined;
  }
  pass(ms: number): void {
    this.at = unixMs(this.at + ms);
  }
}

export class FakeLog implements Log {
  readonly lines: { level: string; sentence: string; fields: LogFields | undefined }[] = [];
  debug = (sentence: string, fields?: LogFields): void => this.#note("debug", sentence, fields);
  info = (sentence: string, fields?: LogFields): void => this.#note("info", sentence, fields);
  warn = (sentence: string, fields?: LogFields): void => this.#note("warn", sentence, fields);
  error = (sentence: string, fields?: LogFields): void => this.#note("error", sentence, fields);
  #note(level: string, sentence: string, fields: LogFields | undefined): void {
    this.lines.push({ level, sentence, fields });
  }
}

/** Statistics are analytics' own, over the events that a test gives it. */
export class FakeFigures implements FiguresSource {
  readonly counted = new Map<QueueId, QueueFigure>();
  events: readonly Event[] = [];
  config: CentreConfig | undefined;
  readAt: UnixMs = START_AT;
  isBusy = false;
  readonly asked: StatsPeriod[] = [];

  queues(): ReadonlyMap<QueueId, QueueFigure> {
    return this.counted;
  }
  async stats(of: StatsPeriod): Promise<StatsReading | undefined> {
    this.asked.push(of);
    if (this.isBusy) return undefined;
    const cut = "period" in of ? { fromAt: START_AT } : of;
    const statistics = new Statistics({ ...cut, config: this.config });
    for (const event of this.events) statistics.apply(event);
    const { readAt } = this;
    return {
      fromAt: cut.fromAt,
      ...(cut.untilAt === undefined ? {} : { untilAt: cut.untilAt }),
      readAt,
      live: "period" in of,
      queues: (question) => statistics.queues(readAt, question),
      agents: (only) => statistics.agents(readAt, only),
      routing: (only) => statistics.routing(only),
    };
  }
}

/** Answers as it was told, and notes what it was asked. */
export class FakeExplainer implements Explainer {
  readonly asked: number[] = [];
  answer: MadeAgain = { kind: "unavailable", reason: "failed" };

  async again(madeSeq: number): Promise<MadeAgain> {
    this.asked.push(madeSeq);
    return this.answer;
  }
}

export class FakeRecordings implements RecordingReader {
  wav: Uint8Array | undefined = Buffer.from("RIFF....WAVE");
  track: RecordingReader["track"] = async () => this.wav;
}
