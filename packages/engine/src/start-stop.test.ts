import { Fault, asId } from "@legroom/model";
import type { CentreConfig } from "@legroom/model";
import { SimDisk } from "@legroom/sim";
import { expect, test } from "vitest";
import { arrived, by, ended, makeCentre, presence, ready, tinyConfig, typesOf } from "../test/make-centre.ts";
import { toyMachine } from "../test/toy-machine.ts";
import { fromSnapshot, rebuild, toSnapshot } from "./snapshot.ts";

test("an empty journal begins with the restart and the first configuration, then telephony starts [R-ENGINE-16]", async () => {
  const { centre, published, telephony } = makeCentre();
  const start = telephony.start.bind(telephony);
  let shownAtStart: string[] = [];
  telephony.start = (parts) => {
    shownAtStart = typesOf(published);
    return start(parts);
  };
  await centre.start();
  expect(shownAtStart).toEqual(["centre.restarted", "command.accepted", "centre.configured"]);
  expect(published[0]).toMatchObject({ epoch: 1, codeVersion: "1.0.0", rulesVersion: "toy", downMs: 0 });
  expect(published[1]).toMatchObject({ actor: { kind: "operator" } });
  expect(telephony.started).toMatchObject([{ epoch: 1, endpoints: [], formerLegs: [] }]);
});

test("a later start hands telephony its endpoints, former legs and what was still to be done [R-ENGINE-16]", async () => {
  const first = makeCentre();
  await first.centre.start();
  await first.centre.deliver(ready("phone"));
  await first.centre.deliver(arrived("leg-1"));
  first.journal.cut("before"); // the process dies
  const second = makeCentre({ disk: first.disk });
  await second.centre.start();
  expect(typesOf(second.published)).toEqual(["centre.restarted"]);
  expect(second.telephony.started).toMatchObject([
    { epoch: 2, endpoints: [{ endpointId: "phone" }], formerLegs: [{ legId: "former-0" }] },
  ]);
  expect(second.telephony.taken).toMatchObject([{ type: "leg.reject", legId: "leg-1" }]);
});

test("facts that telephony reports while it starts are decided, and their effects wait until it is up [R-ENGINE-16]", async () => {
  const { centre, telephony } = makeCentre();
  const order: string[] = [];
  telephony.take = (effects) => void order.push(...effects.map((effect) => effect.type));
  telephony.start = async ({ deliver }) => {
    await deliver(arrived("early"));
    order.push("up");
  };
  await centre.start();
  expect(order).toEqual(["up", "leg.reject"]);
});

test("a start waits for a slow disk, and time passes meanwhile [R-ENGINE-16]", async () => {
  const { centre, clock, telephony } = makeCentre({ appendMs: 3000 });
  void centre.start();
  await clock.pass(8999);
  expect(telephony.started).toHaveLength(0);
  await clock.pass(1); // opened, read, committed
  expect(telephony.started).toHaveLength(1);
});

test("a start whose first commit fails rejects and leaves nothing running [R-ENGINE-17]", async () => {
  const { centre, journal, telephony } = makeCentre();
  journal.failNext();
  await expect(centre.start()).rejects.toMatchObject({ code: "journal.failed" });
  expect(telephony.started).toEqual([]);
  expect(centre.health().parts.journal).toBe(false);
  await expect(centre.ask((now) => now.seq)).rejects.toBeInstanceOf(Fault);
  await centre.stop();
});

test("a journal that does not open, and a first configuration that is refused, end the start [R-ENGINE-17]", async () => {
  const closed = makeCentre();
  closed.journal.failNextOpen();
  await expect(closed.centre.start()).rejects.toMatchObject({ code: "journal.failed" });
  const broken: CentreConfig = { ...tinyConfig, name: "broken" };
  const refused = makeCentre({ firstConfig: () => Promise.resolve(broken) });
  await expect(refused.centre.start()).rejects.toMatchObject({ code: "start.failed" });
});

test("a centre whose first configuration was refused takes the next one [R-ENGINE-16]", async () => {
  const broken: CentreConfig = { ...tinyConfig, name: "broken" };
  const refused = makeCentre({ firstConfig: () => Promise.resolve(broken) });
  await expect(refused.centre.start()).rejects.toThrow("the name is broken");
  const second = makeCentre({ disk: refused.disk });
  await second.centre.start();
  expect(await second.centre.ask((now) => now.config().config.name)).toBe("Tiny");
});

test("telephony that cannot start ends the start with its own clear line [R-ENGINE-17]", async () => {
  const { centre, telephony } = makeCentre();
  const message = "port 5060 is in use";
  telephony.refuseStart = new Fault("start.failed", message, { retriable: false, side: "ours" });
  await expect(centre.start()).rejects.toThrow(message);
  expect(telephony.stops).toBe(1);
  await expect(centre.command(presence("alice"), by())).rejects.toBeInstanceOf(Fault);
});

test("stop commits what telephony still reports, saves a snapshot, and may be called twice [R-ENGINE-18]", async () => {
  const { centre, disk, telephony } = makeCentre();
  await centre.start();
  telephony.onStop = () => centre.deliver(ended("last"));
  await Promise.all([centre.stop(), centre.stop()]);
  await centre.stop();
  expect(telephony.stops).toBe(1);
  expect([...disk.read(3)].map((step) => step.input.type)).toEqual(["leg.ended"]);
  expect(disk.snapshot?.seq).toBe(4);
  await expect(centre.command(presence("alice"), by())).rejects.toBeInstanceOf(Fault);
});

test("stop waits no longer than it may [R-ENGINE-18]", async () => {
  const { centre, clock, telephony, journal } = makeCentre({ limits: { stopMs: 2000 } });
  await centre.start();
  telephony.onStop = () => new Promise(() => {});
  journal.appendMs = 1_000_000;
  void centre.deliver(ready("phone"));
  let stopped = false;
  void centre.stop().then(() => (stopped = true));
  await clock.pass(1999);
  expect(stopped).toBe(false);
  await clock.pass(3000);
  expect(stopped).toBe(true);
});

test("a centre that never started stops", async () => {
  const { centre, telephony } = makeCentre();
  await centre.stop();
  expect(telephony.stops).toBe(0);
});

test("a world from a snapshot and its tail equals one from the whole journal [R-ENGINE-19]", async () => {
  const first = makeCentre();
  await first.centre.start();
  await first.centre.deliver(ready("phone"));
  await first.centre.stop();
  const second = makeCentre({ disk: first.disk });
  await second.centre.start();
  await second.centre.deliver(arrived("leg-1"));
  const from = { snapshot: first.disk.snapshot, codeVersion: "1.0.0" };
  const whole = await rebuild(toyMachine(), second.journal, { ...from, snapshot: undefined });
  const tail = await rebuild(toyMachine(), second.journal, from);
  expect(from.snapshot?.seq).toBe(4);
  expect(tail.save()).toBe(whole.save());
});

test("a snapshot of another version, or one that cannot be read, is not used [R-ENGINE-19]", async () => {
  const world = toyMachine().empty();
  const good = toSnapshot(world, "1.0.0");
  expect(fromSnapshot(toyMachine(), good, "1.0.0")?.seq()).toBe(0);
  expect(fromSnapshot(toyMachine(), good, "1.0.1")).toBeUndefined();
  expect(fromSnapshot(toyMachine(), { seq: 5, world: good.world }, "1.0.0")).toBeUndefined();
  expect(fromSnapshot(toyMachine(), { seq: 0, world: "1.0.0\n{broken" }, "1.0.0")).toBeUndefined();
  const first = makeCentre();
  await first.centre.start();
  await first.centre.stop();
  first.disk.snapshot = { seq: 3, world: "1.0.0\n{broken" };
  const second = makeCentre({ disk: first.disk });
  await second.centre.start();
  expect(await second.centre.ask((now) => now.seq)).toBe(4);
});

test("a maker is asked after so many events since the last that it kept, never twice at once [R-ENGINE-20]", async () => {
  const made: ((seq: number) => void)[] = [];
  const until: number[] = [];
  const snapshots = {
    make: (untilSeq: number) => {
      until.push(untilSeq);
      return new Promise<number>((resolve) => made.push(resolve));
    },
  };
  const { centre } = makeCentre({ snapshots, limits: { snapshotEveryEvents: 5 } });
  await centre.start();
  expect(made).toHaveLength(0);
  for (let i = 0; i < 10; i += 1) await centre.deliver(ready(`phone-${i}`));
  expect(made).toHaveLength(1);
  made[0]?.(9);
  for (const phone of ["a", "b"]) await centre.deliver(ready(phone)); // 13 and 14
  expect(made).toHaveLength(2);
  expect(centre.figures().snapshots).toBe(1);
  expect(until).toEqual([5, 14]); // all that was durable then
});

test("a maker rests nineteen times as long as it took, also when it failed, and half an hour at most [R-ENGINE-60]", async () => {
  const ends: { kept: (seq: number) => void; failed: (error: Error) => void }[] = [];
  const snapshots = { make: () => new Promise<number>((kept, failed) => ends.push({ kept, failed })) };
  const { centre, clock } = makeCentre({ snapshots, limits: { snapshotEveryEvents: 1 } });
  await centre.start();
  const asked = async (): Promise<number> => {
    await centre.deliver(ready(`phone-${clock.now()}`));
    return ends.length;
  };
  expect(await asked()).toBe(1);
  await clock.pass(2000);
  ends[0]?.kept(4);
  await clock.pass(37_999);
  expect(await asked()).toBe(1);
  await clock.pass(1);
  expect(await asked()).toBe(2);
  await clock.pass(1000);
  ends[1]?.failed(new Error("no room"));
  await clock.pass(18_999);
  expect(await asked()).toBe(2);
  await clock.pass(1);
  expect(await asked()).toBe(3);
  await clock.pass(3_600_000); // the machine slept
  ends[2]?.kept(5);
  await clock.pass(1_799_999);
  expect(await asked()).toBe(3);
  await clock.pass(1);
  expect(await asked()).toBe(4);
});

test("without a maker a long tail is saved at start, before anything runs [R-ENGINE-20]", async () => {
  const disk = new SimDisk();
  const first = makeCentre({ disk });
  await first.centre.start();
  for (let i = 0; i < 10; i += 1) await first.centre.deliver(ready(`phone-${i}`));
  expect(disk.snapshot).toBeUndefined();
  first.journal.cut("before");
  const second = makeCentre({ disk, limits: { snapshotEveryEvents: 10 } });
  await second.centre.start();
  expect(disk.snapshot?.seq).toBe(14);
});

test("a snapshot that fails is a warning, and the centre runs on [R-ENGINE-20]", async () => {
  const snapshots = { make: () => Promise.reject(new Error("no room")) };
  const { centre, lines } = makeCentre({ centreId: asId("c"), snapshots, limits: { snapshotEveryEvents: 1 } });
  await centre.start();
  await centre.deliver(ready("phone"));
  expect(lines).toContain("a snapshot failed");
  expect(centre.health().status).toBe("ok");
});
