import { asId } from "@legroom/model";
import type { Input } from "@legroom/model";
import { settled } from "@legroom/sim";
import { expect, test } from "vitest";
import { arrived, by, deadlineIn, ended, makeCentre, presence, ready, typesOf } from "../test/make-centre.ts";

test("nothing is done or shown before its commit is durable, then the effect and its events [R-ENGINE-1] [R-ENGINE-2]", async () => {
  const { centre, clock, telephony, published, journal } = makeCentre();
  await centre.start();
  journal.appendMs = 5;
  const shown = published.length;
  let resolved = false;
  void centre.deliver(arrived("leg-1")).then(() => (resolved = true));
  await clock.pass(4);
  expect({ resolved, taken: telephony.taken.length, shown: published.length }).toEqual({
    resolved: false,
    taken: 0,
    shown,
  });
  await clock.pass(1);
  expect(resolved).toBe(true);
  expect(telephony.taken).toMatchObject([{ type: "leg.reject", legId: "leg-1" }]);
  expect(typesOf(published.slice(shown))).toEqual(["leg.refused", "effect.requested"]);
});

test("effects are carried out before the events are shown, in order, each once [R-ENGINE-1]", async () => {
  const order: string[] = [];
  const { centre, telephony } = makeCentre({
    publisher: { publish: (events) => void order.push(...events.map((event) => `${event.seq}`)) },
  });
  await centre.start();
  order.length = 0;
  telephony.take = (effects) => void order.push(...effects.map((effect) => effect.effectId));
  await Promise.all([centre.deliver(arrived("a")), centre.deliver(arrived("b"))]);
  expect(order).toEqual(["reject-a", "reject-b", "4", "5", "6", "7"]);
});

test("a refusal, a repeat, an absorbed fact and a question wait for what they saw [R-ENGINE-2]", async () => {
  const { centre, clock, journal } = makeCentre();
  await centre.start();
  await centre.command(presence("alice"), by("once"));
  journal.appendMs = 5;
  const told: string[] = [];
  void centre.deliver(ready("phone")).then(() => told.push("fact"));
  void centre.deliver(ready("phone")).then(() => told.push("absorbed"));
  void centre.command(presence("nobody"), by()).then((result) => told.push(`refused ${result.ok}`));
  void centre.command(presence("alice"), by("once")).then((result) => told.push(`repeated ${result.ok}`));
  await settled();
  void centre.ask((now) => now.seq).then((seq) => told.push(`asked ${seq}`));
  await clock.pass(4);
  expect(told).toEqual([]);
  await clock.pass(1);
  expect(told.toSorted()).toEqual(["absorbed", "asked 6", "fact", "refused false", "repeated true"]);
});

test("a question about durable state is answered at once, and one that throws rejects with what it threw", async () => {
  const { centre } = makeCentre();
  await centre.start();
  expect(await centre.ask((now) => now.seq)).toBe(3);
  await expect(
    centre.ask(() => {
      throw new Error("no such thing");
    }),
  ).rejects.toThrow("no such thing");
});

test("a commit starts at once when none runs, and what comes meanwhile is the next one [R-ENGINE-3]", async () => {
  const { centre, clock, disk, journal } = makeCentre({ limits: { groupMax: 3 } });
  const groups: number[] = [];
  disk.onWrite = (steps) => void groups.push(steps.length);
  await centre.start();
  groups.length = 0;
  journal.appendMs = 5;
  void centre.deliver(ready("p0"));
  await settled();
  for (let i = 1; i <= 7; i += 1) void centre.deliver(ready(`p${i}`));
  await clock.pass(4);
  expect(disk.lastSeq).toBe(3); // the first commit is still under way: nothing waited for a fuller group
  await clock.pass(20);
  expect(groups).toEqual([1, 3, 3, 1]);
  expect(centre.figures()).toMatchObject({ groupMax: 3, inputs: 10, events: 11 });
});

test("what changed nothing is not in the journal, and the journal stepped again gives its own events [R-ENGINE-4]", async () => {
  const { centre, clock, disk, machine } = makeCentre();
  await centre.start();
  await centre.deliver(ready("phone"));
  await centre.deliver(ready("phone"));
  await centre.deliver(arrived("leg-1"));
  await centre.deliver(deadlineIn(500));
  await centre.command(presence("alice"), by());
  await clock.pass(5000);
  const world = machine.empty();
  const steps = [...disk.read(0)];
  expect(steps).toHaveLength(7);
  for (const step of steps) expect(world.step(step.input)).toMatchObject({ ok: true, events: step.events });
  expect(centre.figures().absorbed).toBe(1);
});

test("every input has an id and entropy of its own", async () => {
  const { centre, disk } = makeCentre();
  await centre.start();
  await Promise.all([centre.deliver(ready("a")), centre.deliver(ready("b")), centre.deliver(ended("leg"))]);
  const inputs = [...disk.read(0)].map((step): Input => step.input);
  expect(new Set(inputs.map((input) => input.id)).size).toBe(inputs.length);
  expect(new Set(inputs.map((input) => input.entropy)).size).toBe(inputs.length);
});

test("the device directory knows a secret when it is durable, and still while fenced [R-ENGINE-21]", async () => {
  const { centre, clock, telephony, journal } = makeCentre();
  await centre.start();
  const devices = telephony.started[0]?.devices;
  expect(devices?.device("alice")).toEqual({ deviceId: "alice", owner: "agent" });
  expect(devices?.device("mallory")).toBeUndefined();
  journal.appendMs = 5;
  void centre.command({ type: "device.set-secret", deviceId: asId("alice"), secret: asId("sealed-1") }, by());
  await clock.pass(4);
  expect(devices?.device("alice")?.secret).toBeUndefined();
  await clock.pass(1);
  expect(devices?.device("alice")?.secret).toBe("sealed-1");
  journal.failNext();
  void centre.deliver(ready("phone"));
  await clock.pass(5);
  expect(centre.health().parts.journal).toBe(false);
  expect(devices?.device("alice")?.secret).toBe("sealed-1");
});

test("an error thrown by telephony or the publisher is logged and harms nobody [R-ENGINE-24]", async () => {
  const { centre, telephony, lines } = makeCentre({
    publisher: {
      publish: () => {
        throw new Error("the page is gone");
      },
    },
  });
  await centre.start();
  telephony.take = () => {
    throw new Error("the socket is gone");
  };
  await centre.deliver(arrived("leg-1"));
  await centre.deliver(ready("phone"));
  expect(lines).toContain("telephony threw where it may not");
  expect(lines).toContain("the publisher threw where it may not");
});
