import type { SignIn } from "@legroom/engine/ports";
import { defaultCentre } from "@legroom/model";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeAccounts, FakeClock, FakePageDoor, FakeVault } from "../test/fake-ports.ts";
import { sealCentreFile } from "./centre-file.ts";
import { SignIns } from "./sign-ins.ts";

const HOUR_MS = 3_600_000;

let clock: FakeClock;
let accounts: FakeAccounts;
let pageDoor: FakePageDoor;
let signIns: SignIns;
beforeEach(() => {
  vi.useFakeTimers();
  clock = new FakeClock();
  accounts = new FakeAccounts();
  pageDoor = new FakePageDoor();
  signIns = new SignIns({ clock, accounts, pageDoor });
  signIns.start();
});
afterEach(() => {
  signIns.stop();
  vi.useRealTimers();
});

async function openFor(personId: string): Promise<SignIn> {
  return (await signIns.open({ personId, by: "link", agent: "" })).signIn;
}

/** A page of it has a line. */
function line(signIn: SignIn): void {
  const holder = {
    kind: "agent",
    agentId: "alice" as never,
    signInId: signIn.id,
    pageId: "page-0001" as never,
  } as const;
  pageDoor.accepted.push({ holder, upgrade: { socket: { end: () => undefined } } as never });
  signIns.hasLine(signIn);
}

test("a line ends within a minute of its sign-in's last hour, and the stream is over too [R-API-58] [R-API-85]", async () => {
  const signIn = await openFor("alice");
  line(signIn);
  let ended = 0;
  const watch = signIns.watch(signIn, () => (ended += 1));
  clock.pass(12 * HOUR_MS - 1);
  vi.advanceTimersByTime(60_000);
  expect([pageDoor.closed, ended]).toEqual([[], 0]);
  clock.pass(1);
  vi.advanceTimersByTime(60_000);
  expect([pageDoor.closed, ended, watch.isOpen()]).toMatchObject([[{ reason: "expired" }], 1, false]);
});

test("a stream that is read counts as use, up to seven days [R-API-58]", async () => {
  const signIn = await openFor("alice");
  const watch = signIns.watch(signIn, () => undefined);
  for (let hours = 0; hours < 7 * 24 - 1; hours += 1) {
    clock.pass(HOUR_MS);
    expect(watch.isOpen()).toBe(true);
  }
  clock.pass(HOUR_MS);
  expect(watch.isOpen()).toBe(false);
});

test("use is noted once a minute, not with every request [R-API-58]", async () => {
  const seen = vi.spyOn(accounts, "seen");
  const { signIn, secret } = await signIns.open({ personId: "alice", by: "link", agent: "" });
  for (let i = 0; i < 100; i++) {
    clock.pass(1000);
    expect(await signIns.proven(signIn.handle, secret)).toBeDefined();
  }
  expect(seen.mock.calls.map(([, at]) => at - signIn.openedAt)).toEqual([60_000]);
});

test("a reader that left is told nothing more [R-API-85]", async () => {
  const signIn = await openFor("alice");
  let ended = 0;
  signIns.watch(signIn, () => (ended += 1)).leave();
  await signIns.end(signIn, "revoked");
  expect(ended).toBe(0);
});

test("a centre that is configured ends what those have open who left it, and nobody else's [R-API-59]", async () => {
  const [alice, bob] = [await openFor("alice"), await openFor("bob")];
  line(alice);
  line(bob);
  const config = await sealCentreFile(defaultCentre(), new FakeVault());
  await signIns.review({ ...config, agents: config.agents.filter(({ id }) => id !== "bob") });
  expect(pageDoor.closed).toMatchObject([{ holder: { signInId: bob.id }, reason: "removed" }]);
  expect([signIns.isOpen(alice), signIns.isOpen(bob)]).toEqual([true, false]);
});
