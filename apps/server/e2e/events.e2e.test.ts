/** What whoever reads along is told of a real call, and how the queues' figures follow. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { centreWith } from "../src/outside/centres.ts";
import type { EventReader, SeenEvent } from "../src/outside/event-reader.ts";
import type { DialledCall } from "../src/outside/phone-call.ts";
import type { ScriptedPhone } from "../src/outside/scripted-phone.ts";
import { hear } from "../src/outside/tone-hearing.ts";
import { MUSIC_HZ, promptHz } from "./harness/tones.ts";
import { until } from "./harness/until.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 450, bob: 525, customer: 900 } as const;
/** Support's T is over before anybody answers there; that of sales never is. */
const SUPPORT_T_MS = 1000;
const SALES_T_MS = 600_000;

let server: WholeServer;
let stan: ScriptedPhone;

beforeAll(async () => {
  const centre = centreWith({ wrapUpMs: 0, serviceLevelMs: SALES_T_MS });
  const queues = centre.queues.map((queue) =>
    queue.id === "support" ? { ...queue, serviceLevelMs: SUPPORT_T_MS } : queue,
  );
  const deadlines = { ...centre.deadlines, shortAbandonMs: 0 };
  server = await WholeServer.start({ centre: { ...centre, queues, deadlines } });
  stan = await server.phone("stan", { hz: HZ.customer });
});

afterAll(async () => {
  await server.stop();
});

/** Reads from the first event of the journal on, and is cut off again and again: it resumes by `Last-Event-ID`. */
class CutReader {
  readonly seen: SeenEvent[] = [];
  cuts = 0;
  #reader: EventReader;

  private constructor(reader: EventReader) {
    this.#reader = reader;
  }

  static async open(): Promise<CutReader> {
    return new CutReader(await server.api.events(0));
  }

  async next(type: string, fits?: (event: SeenEvent) => boolean): Promise<void> {
    await this.#reader.next(type, fits);
  }

  async cut(): Promise<void> {
    this.close();
    this.cuts += 1;
    this.#reader = await server.api.events(this.seen.at(-1)?.seq ?? 0);
  }

  close(): void {
    this.#reader.close();
    this.seen.push(...this.#reader.seen.splice(0));
  }
}

/** One line for each event that people follow a call by, with names for conferences. */
function storyOf(seen: readonly SeenEvent[], interactionId: string): string[] {
  const names = new Map<unknown, string>();
  const name = (id: unknown): string => names.get(id) ?? `unknown ${String(id)}`;
  return seen
    .filter((event) => event["interactionId"] === interactionId)
    .flatMap((event): string[] => {
      const { type, role } = event;
      if (type === "conference.opened")
        names.set(event["conferenceId"], String(event["name"]).replace(interactionId, "*"));
      if (type === "conference.opened" || type === "conference.closed")
        return [`${type} ${name(event["conferenceId"])}`];
      if (type === "seat.joined" || type === "seat.left")
        return [`${type} ${String(role)} ${name(event["conferenceId"])}`];
      if (type === "seat.moved")
        return [`${type} ${String(role)} ${name(event["fromConferenceId"])} to ${name(event["toConferenceId"])}`];
      if (type === "offer.ringing") return [type];
      if (type === "offer.ended") return [`${type} ${String(event["agentId"])} ${String(event["outcome"])}`];
      return type.startsWith("offer.") ? [`${type} ${String(event["agentId"])}`] : [];
    });
}

const about = (story: readonly string[], words: RegExp): string[] => story.filter((line) => words.test(line));

test("the stream tells conferences, seats and offers of a call in order, and resumes without gap or double", async () => {
  const alice = await server.agent("alice", { hz: HZ.alice });
  const bob = await server.agent("bob", { hz: HZ.bob });
  const whole = await server.api.events(0);
  const cut = await CutReader.open();
  const call = await stan.call("main");
  await hear(call.audio, promptHz("greeting"));
  await cut.next("conference.opened", ({ kind }) => kind === "ai");
  await cut.cut();
  call.audio.sendDigit("4");
  // General has Alice and Bob, equally fit: whoever is offered first says no.
  const rings = { alice: alice.nextCall(), bob: bob.nextCall() };
  const decliner = await Promise.race([rings.alice.then(() => "alice" as const), rings.bob.then(() => "bob" as const)]);
  const winner = decliner === "alice" ? "bob" : "alice";
  const first = await rings[decliner];
  await cut.next("offer.made");
  await cut.cut();
  first.ring();
  first.reject(603);
  const second = await rings[winner];
  second.ring();
  await hear(await second.answer(), HZ.customer);
  await cut.next("offer.connected");
  await cut.cut();
  call.hangUp();
  const { interactionId } = await whole.next("interaction.closed");
  const isLast = ({ name }: SeenEvent): boolean => name === `interaction-${String(interactionId)}`;
  for (const reader of [whole, cut]) await reader.next("conference.closed", isLast);
  cut.close();
  whole.close();

  const upTo = Math.min(whole.seen.at(-1)?.seq ?? 0, cut.seen.at(-1)?.seq ?? 0);
  const seqs = (seen: readonly SeenEvent[]): number[] => seen.map(({ seq }) => seq).filter((seq) => seq <= upTo);
  expect(cut.cuts).toBe(3);
  expect(seqs(cut.seen)).toEqual(seqs(whole.seen));
  expect(new Set(seqs(cut.seen)).size).toBe(seqs(cut.seen).length);

  const story = storyOf(whole.seen, String(interactionId));
  expect(about(story, /^offer/)).toEqual([
    `offer.made ${decliner}`,
    "offer.ringing",
    `offer.ended ${decliner} declined`,
    `offer.made ${winner}`,
    "offer.ringing",
    `offer.ended ${winner} accepted`,
    `offer.connected ${winner}`,
  ]);
  expect(about(story, /customer/)).toEqual([
    "seat.joined customer ai-*",
    "seat.moved customer ai-* to hold-general-*",
    "seat.moved customer hold-general-* to interaction-*",
    "seat.left customer interaction-*",
  ]);
  expect(about(story, /agent interaction/)).toEqual([
    "seat.joined agent interaction-*",
    "seat.left agent interaction-*",
  ]);
  for (const name of ["ai-*", "hold-general-*", "interaction-*"]) {
    const told = story.filter((line) => line.endsWith(` ${name}`) || line.includes(` ${name} to `));
    expect(told.at(0)).toBe(`conference.opened ${name}`);
    expect(told.at(-1)).toBe(`conference.closed ${name}`);
    expect(about(told, /^conference/)).toHaveLength(2);
  }
  const before = (one: string, other: string): boolean => story.indexOf(one) < story.indexOf(other);
  expect(before("conference.opened interaction-*", `offer.made ${decliner}`)).toBe(true);
  expect(before(`offer.ended ${winner} accepted`, "seat.joined agent interaction-*")).toBe(true);
  expect(before("seat.joined agent interaction-*", `offer.connected ${winner}`)).toBe(true);
});

type Figures = {
  readonly waiting: number;
  readonly oldestWaitMs?: number;
  readonly oldestEnteredAt?: number;
  readonly serviceLevel?: number;
  readonly agents: Readonly<Record<string, number>>;
  readonly figures: Readonly<Record<string, number>>;
};

async function figuresOf(queue: string): Promise<Figures> {
  return (await server.api.get(`/queues/${queue}`)) as Figures; // the API's own answer
}

const untilFigures = (queue: string, fits: (figures: Figures) => boolean): Promise<Figures> =>
  until(() => figuresOf(queue), fits);

async function waitingCaller(number: string): Promise<DialledCall> {
  const call = await stan.call(number);
  await hear(call.audio, MUSIC_HZ);
  return call;
}

/** Answers the phone's next call, lets both talk, and hangs up at the agent's end. */
async function serve(phone: ScriptedPhone, call: DialledCall): Promise<void> {
  const ring = await phone.nextCall();
  ring.ring();
  await hear(await ring.answer(), HZ.customer);
  ring.hangUp();
  await call.ended;
}

test("a queue's live figures follow its callers: who waits, since when, and the service level", async () => {
  for (const agent of ["alice", "bob"]) await server.presence(agent, "offline");
  const before = await figuresOf("support");
  expect(before).toMatchObject({ waiting: 0, figures: { offered: 0, answered: 0, abandoned: 0 } });
  expect([before.oldestWaitMs, before.serviceLevel]).toEqual([undefined, undefined]);

  const events = await server.api.events();
  const [first, second] = [await waitingCaller("support"), await waitingCaller("support")];
  const entered = await events.next("interaction.queued");
  const two = await untilFigures("support", ({ waiting, figures }) => waiting === 2 && figures["offered"] === 2);
  expect(two.oldestEnteredAt).toBe(entered.at);
  expect(await figuresOf("sales")).toMatchObject({ waiting: 0, figures: { offered: 0 } });

  first.hangUp();
  const left = await untilFigures("support", ({ figures }) => figures["abandoned"] === 1);
  expect(left).toMatchObject({ waiting: 1, serviceLevel: 0, figures: { offered: 2, answered: 0 } });
  expect(left.oldestEnteredAt).toBeGreaterThan(entered.at);

  await untilFigures("support", ({ oldestWaitMs = 0 }) => oldestWaitMs > SUPPORT_T_MS);
  const bob = await server.agent("bob", { hz: HZ.bob });
  await serve(bob, second);
  const late = await untilFigures("support", ({ figures }) => figures["answered"] === 1);
  expect(late).toMatchObject({ waiting: 0, serviceLevel: 0, figures: { abandoned: 1, answeredInTime: 0 } });
  events.close();
});

test("an answer within T counts, one who leaves counts against it: SL-C is answered in time by all that count", async () => {
  await server.presence("bob", "offline");
  const alice = await server.agent("alice", { hz: HZ.alice });
  await untilFigures("sales", ({ agents }) => agents["available"] === 1);
  await serve(alice, await stan.call("sales"));
  const one = await untilFigures("sales", ({ figures }) => figures["answered"] === 1);
  expect(one).toMatchObject({ serviceLevel: 1, figures: { offered: 1, answeredInTime: 1 } });

  const talking = await stan.call("sales");
  const ring = await alice.nextCall();
  ring.ring();
  await hear(await ring.answer(), HZ.customer);
  await untilFigures("sales", ({ agents, figures }) => agents["busy"] === 1 && figures["answered"] === 2);
  const leaving = await waitingCaller("sales");
  const during = await untilFigures("sales", ({ waiting }) => waiting === 1);
  expect(during).toMatchObject({ serviceLevel: 1, agents: { busy: 1 } });
  leaving.hangUp();
  const after = await untilFigures("sales", ({ figures }) => figures["abandoned"] === 1);
  expect(after).toMatchObject({ waiting: 0, figures: { offered: 3, answered: 2, answeredInTime: 2 } });
  expect(after.serviceLevel).toBeCloseTo(2 / 3, 5);
  talking.hangUp();
  await ring.ended;
  await untilFigures("sales", ({ agents }) => agents["available"] === 1);
});
