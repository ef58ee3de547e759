import { asId, defaultCentre } from "@legroom/model";
import type { CallerFacts, CentreFile } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

const LOOK_UP_MS = defaultCentre().callers.lookUpMs;
const VICTOR: CallerFacts = { contactId: asId("victor"), customerClass: "vip" };
const asContact = (file: CentreFile): CentreFile => ({
  ...file,
  callers: { ...file.callers, unverifiedNumbers: "as-contact" },
});

/** The one interaction as it stands in the world. */
function only(centre: Centre) {
  const [interaction] = centre.world.interactions.values();
  if (interaction === undefined) throw new Error("there is none");
  return interaction;
}

/** A call whose look-up nobody has answered yet. */
function asked(change?: (file: CentreFile) => CentreFile, device?: string): Centre {
  const centre = new Centre(change);
  centre.obliging = false;
  centre.calls("erin", "sales", device);
  return centre;
}

test("who calls is asked before anything is said to them, once, with person, proven contact and number [R-ROUTE-80]", () => {
  const centre = asked(undefined, "victor");
  const untilAt = centre.at + LOOK_UP_MS;
  expect(centre.all("effect.requested").map(({ effect }) => effect)).toMatchObject([
    { type: "caller.identify", untilAt, question: { person: "p-victor", contactId: "victor", to: "sales", untilAt } },
  ]);
  expect(centre.last("interaction.identifying").untilAt).toBe(untilAt);
  expect(centre.look().interactions()[0]).toMatchObject({ phase: "arriving", owner: "flow" });
  centre.give({ type: "caller.identified", interactionId: only(centre).id, source: "directory", caller: VICTOR });
  expect(centre.effects("leg.answer")).toHaveLength(1);
});

test("agents' devices, visitors, features and returns are not asked about [R-ROUTE-80]", () => {
  const centre = new Centre();
  centre.calls("alice-calls", "sales", "alice");
  centre.visits("visitor", "sales");
  centre.calls("feature", "*1", "bob");
  centre.returns(asId("back"), { visit: "visitor" });
  expect(centre.all("interaction.identifying")).toEqual([]);
  expect(centre.all("interaction.arrived")).toHaveLength(2);
});

test.each([
  ["the deadline passes", "late", (centre: Centre) => centre.wait(LOOK_UP_MS)],
  [
    "the look-up fails",
    "failed",
    (centre: Centre) => {
      const effectId = centre.effects("caller.identify")[0]?.effectId ?? asId("none");
      centre.give({ type: "effect.failed", effectId, cause: "broken" });
    },
  ],
])(
  "when %s they are who they have proven to be, and a later answer changes nothing [R-ROUTE-82]",
  (_what, source, passes) => {
    const centre = asked(undefined, "victor");
    passes(centre);
    expect(centre.last("interaction.identified")).toMatchObject({ source, customerClass: "vip" });
    const { id } = only(centre);
    expect(centre.all("effect.requested").at(-1)?.effect.type).toBe("leg.answer");
    const before = centre.events.length;
    const caller: CallerFacts = { customerClass: "trial", blocked: "reject" };
    centre.give({ type: "caller.identified", interactionId: id, source: "crm", caller });
    expect(centre.events).toHaveLength(before);
  },
);

test("a look-up is never waited for longer than its deadline, and the first answer is the only one [R-ROUTE-82]", () => {
  const centre = asked();
  centre.wait(LOOK_UP_MS - 1);
  expect(centre.all("interaction.identified")).toEqual([]);
  centre.wait(1);
  expect(centre.last("interaction.identified")).toMatchObject({ source: "late", customerClass: "standard" });
  expect(centre.last("interaction.identified").at).toBe(centre.last("interaction.identifying").untilAt);
});

test("class, language, preferred agent and contact of a proven caller are the directory's [R-ROUTE-81]", () => {
  const centre = new Centre();
  const caller: CallerFacts = {
    ...VICTOR,
    customerClass: "trial",
    language: "de",
    preferredAgentId: asId("alice"),
  };
  centre.callers.set("erin", caller);
  centre.calls("erin", "sales", "victor");
  expect(centre.last("interaction.identified")).toMatchObject({ source: "directory", customerClass: "trial", caller });
  expect(only(centre)).toMatchObject({ ...caller, contactId: "victor" });
  expect(centre.last("interaction.queued").queueId).toBe("sales");
});

test("a class that changes in the directory alone changes the queue [R-ROUTE-81]", () => {
  const queues = (["vip", "premium", "standard", "trial"] as const).map((customerClass) => {
    const centre = new Centre();
    centre.callers.set("erin", { ...VICTOR, customerClass });
    centre.calls("erin", "general", "victor");
    return centre.last("interaction.queued").queueId;
  });
  expect(queues).toEqual(["vip", "premium", "general", "general"]);
});

test("a number that nobody proved blocks, and gives nothing else unless the centre says so [R-ROUTE-81]", () => {
  const facts: CallerFacts = { ...VICTOR, language: "de", preferredAgentId: asId("alice") };
  const [careful, trusting] = [new Centre(), new Centre(asContact)];
  for (const centre of [careful, trusting]) {
    centre.callers.set("erin", facts);
    centre.calls("erin", "sales");
  }
  expect(careful.last("interaction.identified")).toMatchObject({ customerClass: "standard" });
  expect(careful.last("interaction.identified").caller).toEqual({ contactId: "victor", customerClass: "standard" });
  expect([only(careful).language, only(careful).preferredAgentId]).toEqual([undefined, undefined]);
  expect(careful.last("interaction.queued").queueId).toBe("sales");
  expect(only(trusting)).toMatchObject({ customerClass: "vip", language: "de", preferredAgentId: "alice" });
  expect(trusting.last("interaction.queued").queueId).toBe("vip");
});

test("another's proven device gives no right to a number's contact [R-ROUTE-81]", () => {
  const centre = new Centre();
  centre.callers.set("erin", VICTOR);
  centre.calls("erin", "sales", "petra");
  expect(centre.last("interaction.identified").customerClass).toBe("premium");
});

test("a preferred agent whom the centre does not know is nobody's [R-ROUTE-81]", () => {
  const centre = new Centre(asContact);
  centre.callers.set("erin", { customerClass: "standard", preferredAgentId: asId("zoe") });
  centre.calls("erin", "sales");
  expect(only(centre).preferredAgentId).toBe(undefined);
});

test.each([
  ["reject", "declined"],
  ["busy", "busy"],
] as const)("a blocked caller with %s is never answered, and told %s [R-ROUTE-83]", (blocked, cause) => {
  const centre = new Centre();
  centre.callers.set("erin", { contactId: asId("eve"), customerClass: "vip", blocked });
  centre.calls("erin", "sales");
  expect(centre.last("interaction.identified").caller).toMatchObject({ contactId: "eve", blocked });
  expect(centre.last("interaction.blocked").action).toBe(blocked);
  expect(centre.last("interaction.closed").cause).toBe("blocked");
  const effects = centre.all("effect.requested").map(({ effect }) => effect);
  expect(effects.map(({ type }) => type)).toEqual(["caller.identify", "leg.reject"]);
  expect(effects.at(-1)).toMatchObject({ legId: "erin", cause });
  expect(centre.world.interactions.size).toBe(0);
});

test("a blocked caller of low priority is answered, and marked to be served after everybody else [R-ROUTE-83]", () => {
  const centre = new Centre();
  centre.callers.set("erin", { customerClass: "standard", blocked: "low-priority" });
  centre.calls("erin", "sales");
  expect(centre.last("interaction.blocked").action).toBe("low-priority");
  expect(only(centre)).toMatchObject({ phase: "queued", lowPriority: true });
});

test.each([
  ["hangs up", (centre: Centre) => centre.hangsUp("erin"), "never-connected"],
  ["breaks", (centre: Centre) => centre.breaks("erin"), "never-connected"],
  [
    "meets a restart",
    (centre: Centre) =>
      centre.give({ type: "centre.restarted", epoch: 2, codeVersion: "test", rulesVersion: "1", downMs: 1 }),
    "centre-restarted",
  ],
  [
    "loses its media",
    (centre: Centre) => centre.give({ type: "media.lost", legIds: [asId("erin")], conferenceIds: [] }),
    "media-lost",
  ],
  [
    "is ended by command",
    (centre: Centre) => centre.command({ type: "interaction.end", interactionId: only(centre).id }),
    "ended-by-command",
  ],
])(
  "a call that %s while it is asked about ends well, whatever is answered then [R-ROUTE-84]",
  (_what, happens, cause) => {
    const centre = asked();
    const { id } = only(centre);
    happens(centre);
    expect(centre.last("interaction.closed").cause).toBe(cause);
    centre.give({ type: "caller.identified", interactionId: id, source: "directory", caller: VICTOR });
    expect(centre.all("interaction.identified")).toEqual([]);
    centre.wait(60_000);
    expect(centre.look().interactions()).toEqual([]);
    expect([...centre.world.outstanding.values()].filter(({ effect }) => effect.type === "caller.identify")).toEqual(
      [],
    );
    const { stepped, applied, now } = centre.replayed();
    expect([stepped, applied]).toEqual([now, now]);
  },
);

test("a caller for whom a trusted trunk vouches is whom the look-up knows, as if a device had proven it [R-ROUTE-172]", () => {
  const classOf = (verified: boolean): unknown => {
    const centre = asked();
    const legId = asId<"leg">("trunk");
    const person = asId<"person">("p-victor");
    centre.give({ type: "leg.arrived", legId, to: "sales", person, ...(verified ? { verified } : {}) });
    const { interactionId } = centre.last("interaction.arrived");
    centre.give({
      type: "caller.identified",
      interactionId,
      source: "directory",
      caller: { ...VICTOR, language: "de" },
    });
    const { customerClass, language, contactId } = centre.world.interactions.get(interactionId) ?? {};
    return [customerClass, language, contactId];
  };
  expect(classOf(true)).toEqual(["vip", "de", "victor"]);
  expect(classOf(false)).toEqual(["standard", undefined, "victor"]);
});

test("a trunk's word makes nobody an agent, and no class of its own: without a look-up they are Standard [R-ROUTE-172]", () => {
  const centre = asked();
  centre.give({ type: "leg.arrived", legId: asId("trunk"), to: "*1", person: asId("p-alice"), verified: true });
  expect(centre.last("leg.refused").cause).toBe("forbidden");
  centre.give({ type: "leg.arrived", legId: asId("late"), to: "sales", person: asId("p-victor"), verified: true });
  centre.wait(LOOK_UP_MS);
  expect(centre.last("interaction.identified")).toMatchObject({ source: "late", customerClass: "standard" });
});
