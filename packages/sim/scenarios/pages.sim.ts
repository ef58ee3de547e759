import { simulate } from "../src/index.ts";
import type { Day, SimVisitor } from "../src/index.ts";
import { expect, test } from "vitest";

/** Erin is on the "call us" page, Alice in her browser; they talk. */
async function talking(seed: number): Promise<{ day: Day; erin: SimVisitor }> {
  const day = await simulate({ seed });
  await day.inBrowsers("alice");
  const erin = day.visitor("erin").dials("sales");
  await talks(day, erin);
  return { day, erin };
}

async function talks(day: Day, erin: SimVisitor): Promise<void> {
  await day.agent("alice").answers();
  await hear(day, erin);
}

async function hear(day: Day, erin: SimVisitor): Promise<void> {
  const alice = day.agent("alice");
  await day.until(() => erin.hears().includes("alice") && alice.hears().includes("erin"), "both hear each other");
}

const phase = (day: Day): string | undefined => day.look.interactions()[0]?.phase;

test("a visitor who loads the page again in mid-talk is back within two seconds of it being ready, and the agent hears comfort meanwhile", async () => {
  const { day, erin } = await talking(21);
  erin.closesPage("breaks");
  await day.until(() => day.agent("alice").hears().includes("tone:comfort"), "alice hears comfort");
  await day.pass(5000);
  erin.returns();
  const readyAt = day.clock.now();
  await hear(day, erin);
  expect(day.clock.now() - readyAt).toBeLessThan(2000);
  expect(day.conferenceOf(erin)).toEqual(["alice", "erin"]);
  expect(day.outside.coverage.seats).toMatchObject({ asked: 1, returned: 1, away: 1, back: 1 });
});

test("a page that is loaded again before anything was missed returns without anybody being away", async () => {
  const { day, erin } = await talking(22);
  erin.closesPage();
  await day.pass(800);
  erin.returns();
  await hear(day, erin);
  await day.pass(30_000);
  expect(day.outside.coverage.seats).toEqual({ asked: 1, returned: 1 });
  expect(phase(day)).toBe("live");
});

test("an agent who loads the desk again in mid-talk is back in it, and the End is theirs", async () => {
  const { day, erin } = await talking(23);
  const alice = day.agent("alice");
  expect(alice.closesPage()).toBe(true);
  await day.until(() => erin.hears().includes("tone:comfort"), "erin hears comfort");
  const page = alice.opensPage();
  page.returns(day.telephony);
  await hear(day, erin);
  alice.hangsUp();
  await day.until(() => erin.hears().includes("prompt"), "erin hears the goodbye");
  await day.until(() => erin.state === "over", "erin is released");
  expect(day.outside.coverage.closes).toEqual({ "agent-ended": 1 });
});

test("an agent who does not come back leaves the customer first in line with the clock kept, and is charged with nothing", async () => {
  const { day, erin } = await talking(24);
  const enteredAt = day.look.interactions()[0]?.firstEnteredAt;
  day.agent("alice").closesPage();
  await day.until(() => erin.hears().includes("music:hold"), "erin waits again");
  expect(day.look.interactions()[0]).toMatchObject({ phase: "queued", position: 1, firstEnteredAt: enteredAt });
  const [alice] = day.look.agents().filter((agent) => agent.id === "alice");
  expect(alice).toMatchObject({ availability: { state: "wrapping" }, endpoints: [{ lostCause: "flow-closed" }] });
  expect(day.disk.steps.some((step) => step.text.includes("agent.no-answer-noted"))).toBe(false);
});

test("a loss of the line alone ends no talk: the audio goes on, and the page comes again", async () => {
  const { day, erin } = await talking(25);
  const alice = day.agent("alice");
  if (alice.page !== undefined) day.telephony.losesEndpoint(alice.page.endpointId, "no-pong");
  await day.pass(25_000);
  expect(erin.hears()).toEqual(["alice"]);
  alice.registers();
  await day.pass(100);
  expect(day.look.agents().find((one) => one.id === "alice")?.endpoints).toMatchObject([{ alive: true }]);
});

test("a page without a microphone is offered nobody until it is ready again; then who waits is offered at once", async () => {
  const day = await simulate({ seed: 26 });
  await day.inBrowsers("alice");
  const alice = day.agent("alice");
  if (alice.page !== undefined) day.telephony.losesEndpoint(alice.page.endpointId, "no-microphone");
  await day.pass(100);
  const erin = day.visitor("erin").dials("sales");
  await day.until(() => erin.hears().includes("music:hold"), "erin waits");
  await day.pass(10_000);
  expect(day.outside.coverage.offers).toEqual({});
  alice.registers();
  await talks(day, erin);
});

test("a visitor who loads the page again in the queue keeps the place, hears the music again, and is answered", async () => {
  const day = await simulate({ seed: 27 });
  const frank = day.caller("frank").dials("sales");
  await day.until(() => frank.hears().includes("music:hold"), "frank waits");
  const erin = day.visitor("erin").dials("sales");
  await day.until(() => erin.hears().includes("music:hold"), "erin waits");
  erin.closesPage("breaks");
  await day.pass(4000);
  expect(day.look.queues().find((queue) => queue.id === "sales")?.waiting).toBe(2);
  erin.returns();
  await day.until(() => erin.hears().includes("music:hold"), "erin waits on");
  expect(day.look.interactions().find((one) => one.visitId === erin.visitId)?.position).toBe(2);
  frank.hangsUp();
  await day.inBrowsers("alice");
  await talks(day, erin);
});

test("a page that takes over comes for the talk, and the first page's call is dropped in silence", async () => {
  const { day, erin } = await talking(28);
  const first = day.agent("alice").page;
  const second = day.agent("alice").opensPage();
  second.returns(day.telephony);
  await day.until(() => second.up !== undefined && first?.up === undefined, "the call is in the second page");
  await hear(day, erin);
  expect(day.outside.coverage.closes).toEqual({});
});

test("page and phone of an agent ring together, and the one that is not answered stops", async () => {
  const day = await simulate({ seed: 29, agents: ["alice"] });
  await day.inBrowsers("alice");
  const alice = day.agent("alice");
  const [phone] = alice.phones;
  const erin = day.visitor("erin").dials("sales");
  await day.until(() => alice.page?.call !== undefined && phone?.call !== undefined, "both ring");
  alice.page?.call?.answers();
  await hear(day, erin);
  await day.until(() => phone?.call === undefined, "the phone stops ringing");
});
