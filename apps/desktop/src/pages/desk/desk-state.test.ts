import type { Desk } from "@legroom/sdk";
import { expect, test } from "vitest";
import type { PhoneView } from "../../phone/agent-phone.ts";
import { words } from "../../words/index.ts";
import {
  availabilityText,
  idleText,
  sceneOf,
  unexpectedEnd,
  wantsPhone,
  whoOf,
  extensionOf,
  heldNow,
  reasonsFor,
  whyNotAccept,
  whyNotDone,
  whyNotPresence,
} from "./desk-state.ts";
import { troubleOf } from "./PhoneNotices.tsx";

const yes = { ok: true } as const;
const customer = { customerClass: "standard", visitor: false, name: "Erin" } as const;

function makeDesk(more: Partial<Desk> = {}): Desk {
  return {
    seq: 1,
    at: 0,
    agent: {
      id: "alice",
      name: "Alice",
      skills: [],
      ...{ levels: {}, languages: {}, capacity: 1, inUse: 0, performance: 750 },
      performanceParts: {
        ...{ answered: 900, kept: 950, handle: 500, quality: 500, prior: 20_000 },
        counts: { answered: 0, missed: 0, kept: 0, passedOn: 0, handleMs: 0, expectedMs: 0 },
      },
      queues: [],
      presence: "available",
      availability: { state: "available" },
      sinceAt: 0,
      endpoints: [],
    },
    reasonCodes: [],
    queues: [],
    recent: [],
    can: {
      presence: { available: yes, busy: yes, away: yes, break: yes, offline: yes },
      accept: yes,
      decline: yes,
      end: yes,
      endWrapUp: yes,
      extendWrapUp: yes,
      requestWrapUp: yes,
      returnToCall: yes,
    },
    ...more,
  };
}

function makeWrapUp(more: Partial<NonNullable<Desk["wrapUp"]>> = {}): NonNullable<Desk["wrapUp"]> {
  return { interactionId: "i-0", untilAt: 1, mode: "optional", extensionLeftMs: 0, customer, ...more };
}

function makeOffer(more: Partial<NonNullable<Desk["offer"]>> = {}): NonNullable<Desk["offer"]> {
  return {
    id: "offer-1",
    interactionId: "i-1",
    queueId: "sales",
    queueName: "Sales",
    phase: "ringing",
    madeAt: 0,
    untilAt: 20_000,
    waitedMs: 0,
    why: "",
    endpointIds: ["alice.browser:page-1"],
    customer,
    ...more,
  };
}

function makePhone(more: Partial<PhoneView> = {}): PhoneView {
  return {
    pageId: "page-1",
    line: "ready",
    microphone: "ready",
    isWanted: true,
    ringing: [],
    call: { phase: "none" },
    ...more,
  };
}

const work = { interactionId: "i-1" } as NonNullable<Desk["work"]>;

test("Accept can be pressed only when this offer rings on this page, and says why not [R-DESK-8]", () => {
  const desk = makeDesk({ offer: makeOffer() });
  const say = words.desk.offer;
  expect(whyNotAccept(desk, makePhone({ ringing: ["offer-1"] }))).toBeUndefined();
  expect(whyNotAccept(desk, makePhone())).toBe(say.lineConnecting);
  expect(whyNotAccept(desk, makePhone({ ringing: ["offer-2"] }))).toBe(say.lineConnecting);
  expect(whyNotAccept(desk, makePhone({ ringing: ["offer-1"], microphone: "missing" }))).toBe(say.microphoneNotReady);
  expect(whyNotAccept(makeDesk(), makePhone({ ringing: ["offer-1"] }))).toBe(say.gone);
  const onPhone = makeDesk({ offer: makeOffer({ endpointIds: ["alice:phone-1"] }) });
  expect(whyNotAccept(onPhone, makePhone())).toBe(say.answerYourPhone);
});

test("Available may be chosen without any device: choosing it is what makes this page one", () => {
  const no = (code: string) => ({ ok: false, code, message: "the server says so" }) as const;
  expect(whyNotPresence(yes)).toBeUndefined();
  expect(whyNotPresence(no("agent.no-endpoint"))).toBeUndefined();
  expect(whyNotPresence(no("command.bound"))).toBe("the server says so");
});

test("a refusal that we have words for is said in them", () => {
  expect(whyNotPresence({ ok: false, code: "interaction.closed", message: "x" })).toBe(
    words.errors["interaction.closed"],
  );
});

test("the most urgent comes first: an offer, then the talk, then the wrap-up", () => {
  const wrapUp = makeWrapUp();
  expect(sceneOf(makeDesk())).toBe("idle");
  expect(sceneOf(makeDesk({ wrapUp }))).toBe("wrap-up");
  expect(sceneOf(makeDesk({ wrapUp, work }))).toBe("talk");
  expect(sceneOf(makeDesk({ wrapUp, offer: makeOffer() }))).toBe("offer");
  expect(sceneOf(makeDesk({ offer: makeOffer({ phase: "accepted" }) }))).toBe("talk");
});

test("the page is to be rung while its agent is available, or in a talk", () => {
  const agent = { ...makeDesk().agent, presence: "break" } as const;
  expect(wantsPhone(makeDesk())).toBe(true);
  expect(wantsPhone(makeDesk({ agent }))).toBe(false);
  expect(wantsPhone(makeDesk({ agent, work }))).toBe(true);
});

test("availability is said in words for every state, and never as a conference", () => {
  const { agent } = makeDesk();
  const states: Desk["agent"]["availability"][] = [
    { state: "signed-out" },
    { state: "busy", inUse: 1, capacity: 1, interactionId: "i" },
    { state: "offered", offerId: "o" },
    { state: "wrapping", interactionId: "i" },
    { state: "device-lost" },
    { state: "not-responding" },
    { state: "unavailable", reason: "break" },
    { state: "available" },
  ];
  const texts = states.map((availability) => availabilityText({ ...agent, availability }));
  expect(new Set(texts).size).toBe(states.length);
  expect(texts.join(" ")).not.toMatch(/conference|undefined/i);
});

test("a status chosen in a talk says that it comes after it", () => {
  const availability = { state: "busy", inUse: 1, capacity: 1, interactionId: "i" } as const;
  expect(availabilityText({ ...makeDesk().agent, presence: "break", availability })).toContain("Break after this talk");
});

test("a caller is known by name, else by address, else by where they come from", () => {
  expect(whoOf({ ...customer, address: "+15555550100" })).toBe("Erin");
  expect(whoOf({ customerClass: "standard", visitor: false, address: "+15555550100" })).toBe("+15555550100");
  expect(whoOf({ customerClass: "standard", visitor: true })).toBe(words.desk.customer.visitor);
  expect(whoOf({ customerClass: "standard", visitor: false })).toBe(words.desk.customer.unknown);
});

test("of all that is wrong with the phone the one thing is told that mends it [R-DESK-9]", () => {
  expect(troubleOf(makePhone(), true)).toBeUndefined();
  expect(troubleOf(makePhone({ line: "elsewhere" }), false)).toBe("elsewhere");
  expect(troubleOf(makePhone({ microphone: "refused", line: "resting" }), true)).toBe("no-permission");
  expect(troubleOf(makePhone({ microphone: "taken" }), true)).toBe("taken");
  expect(troubleOf(makePhone({ line: "lost" }), true)).toBe("lost");
  expect(troubleOf(makePhone({ line: "lost", microphone: "closed" }), false)).toBeUndefined();
});

test("nobody who chose Available is told to choose it, unless that is what helps", () => {
  const { agent } = makeDesk();
  expect(idleText(agent).title).toBe(words.desk.idle.available);
  expect(idleText({ ...agent, availability: { state: "device-lost" } }).more).toBeUndefined();
  expect(idleText({ ...agent, availability: { state: "not-responding" } }).more).toBe(words.desk.idle.otherMore);
  expect(idleText({ ...agent, presence: "offline", availability: { state: "signed-out" } }).more).toBeDefined();
});

test("who wraps up is told of an end that nobody in the talk chose, and of no other", () => {
  expect(unexpectedEnd("media-lost")).toContain("not counted against you");
  expect(unexpectedEnd("customer-lost")).toContain("line was lost");
  for (const known of ["agent-ended", "customer-hung-up", undefined]) expect(unexpectedEnd(known)).toBeUndefined();
});

test("what comes after the present work is offered while there is some, and said when it is chosen [R-DESK-40]", () => {
  const { agent } = makeDesk();
  const busy = { ...agent, availability: { state: "busy", inUse: 1, capacity: 1, interactionId: "i" } } as const;
  expect([heldNow(agent), heldNow(busy)]).toEqual([false, true]);
  expect(heldNow({ ...agent, availability: { state: "wrapping", interactionId: "i" } })).toBe(true);
  expect(heldNow({ ...agent, availability: { state: "offered", offerId: "o" } })).toBe(true);
  const planned = availabilityText({ ...busy, next: { presence: "break" } });
  expect(planned).toContain(words.desk.afterTalk(words.desk.presence.break));
});

test("the centre's reasons are offered for the presence that they are of, with none first [R-DESK-41]", () => {
  const reasonCodes = [
    { id: "lunch", name: "Lunch", presence: "break" },
    { id: "meeting", name: "Meeting", presence: "busy" },
  ] as const;
  const desk = makeDesk({ reasonCodes });
  expect(reasonsFor(desk, "break").map(({ value }) => value)).toEqual(["", "lunch"]);
  expect(reasonsFor(desk, "available")).toEqual([]);
});

test("Done waits for a disposition where one is asked for, and one that is chosen here will do [R-DESK-42]", () => {
  const refused = { ok: false, code: "wrap-up.needs-disposition", message: "x" } as const;
  const desk = makeDesk({ can: { ...makeDesk().can, endWrapUp: refused } });
  expect(whyNotDone(desk, { note: "words alone", disposition: "" })).toBe(words.errors["wrap-up.needs-disposition"]);
  expect(whyNotDone(desk, { note: "", disposition: "sold" })).toBeUndefined();
  const early = { ok: false, code: "wrap-up.too-early", message: "x" } as const;
  const forced = makeDesk({ can: { ...makeDesk().can, endWrapUp: early } });
  expect(whyNotDone(forced, { note: "", disposition: "sold" })).toBe(words.errors["wrap-up.too-early"]);
});

test("a wrap-up is made longer by half a minute, or by what is left of the budget [R-DESK-42]", () => {
  expect([60_000, 30_000, 12_000, 0].map((extensionLeftMs) => extensionOf(makeWrapUp({ extensionLeftMs })))).toEqual([
    30_000, 30_000, 12_000, 30_000,
  ]);
});
