import { after, asId, defaultCentre } from "@legroom/model";
import type { AgentId, CentreFile, CommandBody, EventType, InteractionId, QueueConfig, QueueId } from "@legroom/model";
import { Day, SimVisitor, wideEvents } from "../src/index.ts";
import type { SimPhone } from "../src/index.ts";
import { expect, test } from "vitest";

/** Everything that can happen does in these minutes. */
const STORY_MS = 90_000;
/** Until the last talk, wrap-up and look-away is over. */
const QUIET_MS = 20 * 60_000;
/** On the day of this seed the fake directory blocks one caller, to be served last. */
const SEED = 36;
const BLOCKED = "guest-54";

const ALICE: AgentId = asId("alice");
const BOB: AgentId = asId("bob");
const CAROL: AgentId = asId("carol");
const DAVID: AgentId = asId("david");
const SALES: QueueId = asId("sales");
const BILLING: QueueId = asId("billing");
const reason = "as it seems best";

/** Short deadlines, and a setting for each kind of step. */
function centre(): CentreFile {
  const base = defaultCentre();
  const settings: Readonly<Record<string, Partial<QueueConfig>>> = {
    sales: { strategy: "ring-progressively", progressMs: 1000, offerMs: 3000, wrapUpMode: "requested", wrapUpMs: 4000 },
    support: {
      relaxations: [{ when: { by: "waited", afterMs: 1500 }, requires: "technical_support or vip" }],
      escalations: [{ customerClass: "any", afterMs: 2000, toBand: 0, tell: true }],
      wrapUpMs: 3000,
      wrapUpExtensionMs: 5000,
    },
    billing: {
      relaxations: [{ when: { by: "staffing", atMost: 0 }, requires: "billing or general" }],
      borrows: [{ from: asId("general"), when: "waiting", startsAt: 1, endsAt: 0, leastMs: 1000 }],
      wrapUpMs: 0,
    },
  };
  return {
    ...base,
    agents: base.agents.map((agent) => ({ ...agent, capacity: agent.id === BOB ? 2 : 1 })),
    queues: base.queues.map((queue) => ({ ...queue, ...settings[queue.id] })),
    deadlines: { ...base.deadlines, declineCoolDownMs: 2000, announceEveryMs: 5000, seatAwayMs: 4000 },
  };
}

type Act = (day: Day) => void;
type OwnType = "wrap-up.note" | "wrap-up.request" | "wrap-up.extend" | "presence.set";
type Own<Type> = Type extends OwnType ? Omit<Extract<CommandBody, { type: Type }>, "agentId"> : never;
type Asked = Own<OwnType>;
type Answer = (phone: SimPhone, day: Day) => void;

const answers: Answer = ({ call }, day) => {
  call?.rings();
  later(day, 300, () => call?.answers());
};
const rings: Answer = ({ call }) => call?.rings();
const declines: Answer = ({ call }) => call?.fails("declined");
const isSilent: Answer = ({ call }, day) => {
  call?.rings();
  later(day, 300, () => call?.answers({ silent: true }));
};

function later(day: Day, ms: number, act: () => void): void {
  day.clock.alarm(after(day.clock.now(), ms), act);
}

/** The agents come, and what their phones do call by call; then they answer. */
async function opens(day: Day): Promise<void> {
  const fates: Readonly<Record<string, Answer[]>> = { alice: [rings], david: [declines], carol: [isSilent] };
  for (const name of ["alice", "bob", "carol", "david"]) {
    const agent = day.agent(name, name === "carol" ? 0 : 1);
    const acts = (phone: SimPhone): void => {
      phone.onCall = () => (fates[name]?.shift() ?? answers)(phone, day);
    };
    agent.phones.forEach(acts);
    agent.onPage = acts;
  }
  await day.start();
  for (const name of ["alice", "bob", "david"]) day.agent(name).registers();
  day.agent("carol").opensPage();
  for (const agentId of [ALICE, BOB, CAROL, DAVID])
    void day.asks({ type: "presence.set", agentId, presence: "available" });
}

/** Whoever waits as this caller does, or talks. */
function idOf(day: Day, name: string): InteractionId {
  const legId = day.callerNamed(name)?.legId;
  const all = day.look.interactions();
  return all.find((one) => one.seats.some((seat) => seat.legId === legId))?.id ?? asId("none");
}

function hangUp(...names: readonly string[]): Act {
  return (day) => names.forEach((name) => day.callerNamed(name)?.hangsUp());
}

const undoes: Act = (day) => {
  const last = day.outside.lastOverrideId;
  if (last !== undefined) void day.asks({ type: "override.undo", overrideId: last });
};

/** The number of a queue is changed, by what is there then. */
const changesRules: Act = (day) => {
  const { config } = day.look.config();
  void day.asks({ type: "centre.import", config: { ...config, name: `${config.name}!` } });
};

const asksFor =
  (id: AgentId, command: Asked): Act =>
  (day) =>
    void day.asks({ ...command, agentId: id }, { kind: "agent", id });

const breaksFor =
  (name: string): Act =>
  (day) => {
    const visitor = day.callerNamed(name);
    if (visitor instanceof SimVisitor) visitor.closesPage("breaks");
  };

const returns =
  (name: string): Act =>
  (day) => {
    const visitor = day.callerNamed(name);
    if (visitor instanceof SimVisitor) visitor.returns();
  };

const heard =
  (name: string, on: boolean): Act =>
  (day) => {
    const legId = day.callerNamed(name)?.legId;
    if (legId !== undefined) day.telephony.setsMedia(legId, on);
  };

/** What people do, and what befalls them, when; in ms since the beginning. */
const story: readonly (readonly [ms: number, act: Act])[] = [
  [500, (day) => day.caller("erin").dials("sales")], // not answered by Alice, declined by David, who rests and answers
  [600, (day) => day.caller("lost").dials("nowhere")],
  [1000, (day) => day.caller("frank").dials("support")],
  [1100, (day) => day.caller("gina").dials("main")],
  [2000, (day) => day.callerNamed("gina")?.presses("3")], // Carol's browser has no sound, then it has
  [3000, changesRules],
  [4000, (day) => day.visitor("henry").dials("support")],
  [5000, (day) => day.caller("ivan").dials("support")], // Bob has two by now
  [5500, breaksFor("henry")],
  [6500, returns("henry")],
  [
    7500,
    (day) => void day.asks({ type: "interaction.reprioritise", reason, interactionId: idOf(day, "ivan"), band: 2 }),
  ],
  [
    8000,
    (day) => void day.asks({ type: "interaction.move", reason, interactionId: idOf(day, "ivan"), queueId: SALES }),
  ],
  [8500, undoes],
  [
    9000,
    (day) => void day.asks({ type: "interaction.route", interactionId: idOf(day, "ivan"), requires: "vip or general" }),
  ],
  [
    9500,
    (day) =>
      void day.asks({
        type: "membership.set",
        reason,
        agentId: ALICE,
        queueId: BILLING,
        member: { tier: 2, delayMs: 0 },
      }),
  ],
  [10_000, heard("frank", false)],
  [10_500, heard("frank", true)],
  [10_700, (day) => day.callerNamed("frank")?.presses("1")], // nobody has asked
  [
    10_800,
    (day) => asksFor(BOB, { type: "wrap-up.note", interactionId: idOf(day, "frank"), disposition: "done" })(day),
  ],
  [11_000, asksFor(DAVID, { type: "wrap-up.request" })],
  [11_500, asksFor(DAVID, { type: "presence.set", presence: "break", when: "next" })],
  [12_000, (day) => day.agent("carol").closesPage()],
  [12_500, (day) => day.agent("carol").opensPage().returns(day.telephony)],
  [13_000, (day) => day.caller("judy").dials("billing")], // Carol talks: others shall help
  [14_000, (day) => day.caller(BLOCKED).dials("sales")],
  [16_000, hangUp("erin", "judy")],
  [16_500, asksFor(DAVID, { type: "wrap-up.extend", byMs: 1000 })],
  [24_000, (day) => day.telephony.losesMedia(0)],
  [26_000, hangUp("frank", "gina", "henry", "ivan", BLOCKED)],
  [27_000, (day) => day.caller("alice's phone", "alice").dials("*1")],
  ...[ALICE, BOB, CAROL, DAVID].map(
    (id) => [30_000, asksFor(id, { type: "presence.set", presence: "offline" })] as const,
  ),
  [38_000, (day) => day.caller("kate").dials("sales")], // nobody is there
  [39_000, (day) => day.clock.jump(30_000)],
  [40_000, asksFor(ALICE, { type: "presence.set", presence: "available" })],
  [43_000, asksFor(ALICE, { type: "presence.set", presence: "available" })],
  [50_000, hangUp("kate")],
];

async function lives(day: Day): Promise<void> {
  for (const [ms, act] of story) later(day, ms, () => day.telephony.isUp && act(day));
  await day.pass(STORY_MS);
}

const newDay = (): Day => new Day({ seed: SEED, centre: centre(), lookUps: true });

/** The story, with the process dying in the first commit of such an event after the start; true if it came to that. */
async function diesAt(type: EventType, inFlight: "before" | "after"): Promise<boolean> {
  const day = newDay();
  await opens(day);
  day.journal.diesAt = ({ steps }) => steps.some(({ events }) => events.some((event) => event.type === type));
  await lives(day);
  const died = day.journal.isDead;
  if (!died) return false;
  await day.crash({ inFlight, downMs: 2000, told: inFlight === "before" });
  await day.pass(QUIET_MS);
  await day.finish();
  return true;
}

test("everything that can happen does in this story", async () => {
  const day = newDay();
  await opens(day);
  await lives(day);
  expect(wideEvents.filter((type) => day.outside.coverage.events[type] === undefined)).toEqual([]);
});

test("the process may die in the commit of every kind of event: nobody is lost, and the world is the journal's [R-SIM-24] [R-SIM-33]", async () => {
  const survived: string[] = [];
  const types = wideEvents.filter((one) => one !== "centre.restarted"); // it begins the next life
  for (const type of types)
    for (const inFlight of ["before", "after"] as const) if (!(await diesAt(type, inFlight))) survived.push(type);
  expect(survived).toEqual([]);
}, 600_000);
