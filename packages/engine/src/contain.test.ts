import { asId } from "@legroom/model";
import { settled } from "@legroom/sim";
import { expect, test } from "vitest";
import { by, deadlineIn, ended, makeCentre, presence, ready, typesOf } from "../test/make-centre.ts";

test("a step that throws costs that input and nothing else [R-ENGINE-10] [R-ENGINE-11]", async () => {
  const faults: string[] = [];
  const made = makeCentre({ onFault: (_error, input) => void faults.push(input.type) });
  const { centre, disk, machine, published } = made;
  machine.breakOn = (input) => input.type === "leg.ended";
  await centre.start();
  await Promise.all([
    centre.deliver(ready("before")),
    centre.deliver(ended("poison")),
    centre.deliver(ready("after")),
    centre.command(presence("alice"), by()),
  ]);
  expect(typesOf(published).slice(3)).toEqual([
    "endpoint.ready",
    "input.faulted",
    "endpoint.ready",
    "command.accepted",
    "agent.presence-changed",
  ]);
  expect(published[4]).toMatchObject({ inputType: "leg.ended", message: "the toy broke" });
  expect(faults).toEqual(["leg.ended"]);
  expect([...disk.read(0)].map((step) => step.input.type)).not.toContain("leg.ended");
  expect(centre.health().status).toBe("ok");
});

test("steps in a commit under way stay whole when a later step throws [R-ENGINE-10]", async () => {
  const { centre, clock, journal, machine, published } = makeCentre();
  await centre.start();
  machine.breakOn = (input) => input.type === "leg.ended";
  journal.appendMs = 5;
  void centre.deliver(ready("in-flight"));
  await settled();
  void centre.deliver(ready("gathered"));
  const poison = centre.deliver(ended("poison"));
  const question = centre.ask((now) => now.seq);
  await clock.pass(100);
  await poison;
  expect(typesOf(published).slice(3)).toEqual(["endpoint.ready", "endpoint.ready", "input.faulted"]);
  expect(await question).toBe(4); // the step in flight included, the one that waits not
});

test("a question that is asked during the rebuild is answered after it [R-ENGINE-10]", async () => {
  const { centre, clock, journal, machine } = makeCentre();
  await centre.start();
  machine.breakOn = (input) => input.type === "leg.ended";
  journal.appendMs = 5;
  void centre.deliver(ended("poison"));
  await settled();
  const question = centre.ask((now) => now.seq);
  await clock.pass(100);
  expect(await question).toBe(4);
});

test("a command that throws is rejected, and the next start is not poisoned [R-ENGINE-11]", async () => {
  const first = makeCentre();
  await first.centre.start();
  first.machine.breakOn = (input) => input.type === "presence.set";
  await expect(first.centre.command(presence("alice"), by())).rejects.toThrow("the toy broke");
  await first.centre.stop();
  const second = makeCentre({ disk: first.disk });
  second.machine.breakOn = first.machine.breakOn;
  await second.centre.start();
  expect(second.centre.figures().faults).toBe(0);
});

test("when recording the fault throws as well, the input is acknowledged and the centre lives on [R-ENGINE-11]", async () => {
  const { centre, machine, published } = makeCentre();
  await centre.start();
  machine.breakOn = (input) => input.type === "leg.ended" || input.type === "input.faulted";
  await centre.deliver(ended("poison"));
  await centre.deliver(ready("phone"));
  expect(typesOf(published).slice(3)).toEqual(["endpoint.ready"]);
});

test("a deadline on which the machine throws does not spin [R-ENGINE-11] [R-ENGINE-12]", async () => {
  const { centre, clock, machine } = makeCentre();
  await centre.start();
  await centre.deliver(deadlineIn(100));
  machine.breakOn = (input) => input.type === "clock.reached";
  await clock.pass(5050);
  expect(centre.figures().faults).toBeGreaterThan(2);
  expect(centre.figures().faults).toBeLessThan(7);
});

test("a fence in the middle of a rebuild keeps the fact and still records the fault [R-ENGINE-7] [R-ENGINE-11]", async () => {
  const { centre, clock, journal, machine, published } = makeCentre();
  await centre.start();
  machine.breakOn = (input) => input.type === "leg.ended";
  journal.appendMs = 5;
  journal.failNext();
  const kept = centre.deliver(ready("kept"));
  const poison = centre.deliver(ended("poison"));
  await clock.pass(2000);
  await Promise.all([kept, poison]);
  expect(typesOf(published).slice(3).toSorted()).toEqual(["endpoint.ready", "input.faulted"]);
});

test("a journal that does not open for the rebuild fences the centre [R-ENGINE-6] [R-ENGINE-10]", async () => {
  const { centre, clock, journal, machine } = makeCentre();
  await centre.start();
  machine.breakOn = (input) => input.type === "leg.ended";
  journal.failNextOpen();
  const poison = centre.deliver(ended("poison"));
  await settled();
  expect(centre.health().parts.journal).toBe(false);
  await clock.pass(500);
  await poison;
  expect(centre.health().status).toBe("ok");
});

test("a restart that throws ends the start with one clear line [R-ENGINE-17]", async () => {
  const { centre, machine } = makeCentre({ centreId: asId("other") });
  machine.breakOn = (input) => input.type === "centre.restarted";
  await expect(centre.start()).rejects.toMatchObject({ code: "start.failed" });
});
