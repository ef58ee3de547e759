import { Fault } from "@legroom/model";
import { settled } from "@legroom/sim";
import { expect, test } from "vitest";
import { arrived, by, deadlineIn, ended, makeCentre, presence, ready, typesOf } from "../test/make-centre.ts";

test("after a failed commit nothing goes out, and everybody is told [R-ENGINE-5]", async () => {
  const { centre, clock, telephony, published, journal } = makeCentre();
  await centre.start();
  const shown = published.length;
  journal.failNext();
  journal.failNextOpen(1);
  void centre.deliver(arrived("leg-1"));
  const command = centre.command(presence("alice"), by());
  const question = centre.ask((now) => now.seq);
  await expect(command).rejects.toMatchObject({ code: "journal.failed", retriable: true });
  expect(await question).toBe(3); // it was asked before the step, of durable state
  expect(centre.health()).toEqual({ status: "failing", parts: { sip: true, media: true, journal: false } });
  await expect(centre.command(presence("alice"), by())).rejects.toBeInstanceOf(Fault);
  await expect(centre.ask((now) => now.seq)).rejects.toMatchObject({ code: "journal.failed", retriable: true });
  expect({ taken: telephony.taken, stops: telephony.stops, shown: published.length }).toEqual({
    taken: [],
    stops: 0,
    shown,
  });
  await clock.pass(1000);
  expect(centre.health().status).toBe("ok");
});

test("a refusal and a question that saw the lost state are not answered from it [R-ENGINE-5]", async () => {
  const { centre, journal } = makeCentre();
  await centre.start();
  journal.failNext();
  void centre.deliver(ready("phone"));
  const refusal = centre.command(presence("nobody"), by());
  await Promise.resolve();
  const question = centre.ask((now) => now.seq);
  await expect(refusal).rejects.toBeInstanceOf(Fault);
  await expect(question).rejects.toBeInstanceOf(Fault);
});

test("facts are kept in order over a failed commit, and resolve when they are durable [R-ENGINE-7]", async () => {
  const { centre, clock, disk, journal, telephony } = makeCentre();
  await centre.start();
  journal.appendMs = 5;
  journal.failNext();
  const resolved: string[] = [];
  void centre.deliver(ready("first")).then(() => resolved.push("first"));
  await settled();
  void centre.deliver(ready("second")).then(() => resolved.push("second"));
  void centre.deliver(ready("first")).then(() => resolved.push("doubled"));
  await clock.pass(5);
  expect(centre.health().parts.journal).toBe(false);
  void centre.deliver(ended("third")).then(() => resolved.push("third"));
  await clock.pass(50);
  expect(resolved).toEqual([]);
  await clock.pass(2000);
  expect(resolved.toSorted()).toEqual(["doubled", "first", "second", "third"]);
  const facts = [...disk.read(3)].map(({ input }) => ("endpointId" in input ? input.endpointId : input.type));
  expect(facts).toEqual(["first", "second", "leg.ended"]);
  expect(telephony.stops).toBe(0);
});

test("the journal is opened again with growing waits, bounded, with a new epoch each time [R-ENGINE-6]", async () => {
  const { centre, clock, disk, journal } = makeCentre({ limits: { retryMs: 100, retryMsMax: 400 } });
  await centre.start();
  const startedAt = clock.now();
  const opens: number[] = [];
  const open = journal.open.bind(journal);
  journal.open = (id) => {
    opens.push(clock.now() - startedAt);
    return open(id);
  };
  journal.failNext();
  journal.failNextOpen(5);
  void centre.deliver(ready("phone"));
  await clock.pass(3000);
  expect(opens).toEqual([100, 300, 700, 1100, 1500, 1900]);
  expect(centre.health().status).toBe("ok");
  expect(disk.epoch).toBe(2);
  expect([...disk.read(3)].map((step) => step.input.id.split(".")[0])).toEqual(["2"]);
});

test("waits grow while every commit fails, and begin anew after a good one [R-ENGINE-6]", async () => {
  const { centre, clock, journal, disk } = makeCentre({ limits: { retryMs: 100, retryMsMax: 5000 } });
  await centre.start();
  journal.failNext("before", 3);
  void centre.deliver(ready("phone"));
  await clock.pass(699);
  expect(disk.lastSeq).toBe(3); // tried at 0, 100, 300
  await clock.pass(1);
  expect(disk.lastSeq).toBe(4); // and at 700
  journal.failNext();
  void centre.deliver(ready("other"));
  await clock.pass(100);
  expect(disk.lastSeq).toBe(5);
});

test("a commit that was written although it was reported as failed is shown and done once [R-ENGINE-8]", async () => {
  const { centre, clock, disk, journal, published, telephony } = makeCentre();
  await centre.start();
  journal.failNext("after");
  let resolved = false;
  void centre.deliver(ended("leg-0"));
  void centre.deliver(arrived("leg-1"));
  void centre.deliver(ready("phone")).then(() => (resolved = true));
  await clock.pass(1000);
  expect(resolved).toBe(true);
  expect(published.map((event) => event.seq)).toEqual(Array.from({ length: disk.lastSeq }, (_, i) => i + 1));
  expect(telephony.taken.map((effect) => effect.effectId)).toContain("reject-leg-1");
  expect(typesOf(published).filter((type) => type === "endpoint.ready")).toHaveLength(1); // kept, stepped again, absorbed
});

test("a journal that lost what it acknowledged is not continued [R-ENGINE-9]", async () => {
  const { centre, clock, disk, journal, lines } = makeCentre();
  await centre.start();
  await centre.deliver(ready("phone"));
  journal.failNext();
  void centre.deliver(ready("other"));
  disk.steps.pop();
  disk.lastSeq -= 1;
  await clock.pass(60_000);
  expect(centre.health().parts.journal).toBe(false);
  expect(lines.filter((line) => line === "the journal could not be opened again").length).toBeGreaterThan(3);
});

test("facts that waited for the journal come before the jump, and the jump before deadlines that passed [R-ENGINE-7] [R-ENGINE-14]", async () => {
  const { centre, clock, journal, published } = makeCentre();
  await centre.start();
  await centre.deliver(deadlineIn(1500));
  journal.failNext();
  journal.failNextOpen(5);
  void centre.deliver(ready("kept"));
  await clock.pass(1000);
  void centre.deliver(ready("waiting"));
  await clock.pass(10_000);
  expect(typesOf(published).slice(4)).toEqual(["endpoint.ready", "endpoint.ready", "clock.jumped", "prompt.ended"]);
});

test("after a short fence deadlines come late, and nothing is called a jump [R-ENGINE-14]", async () => {
  const { centre, clock, journal, published } = makeCentre();
  await centre.start();
  await centre.deliver(deadlineIn(50));
  journal.failNext();
  void centre.deliver(ready("phone"));
  await clock.pass(10_000);
  expect(typesOf(published).slice(4)).toEqual(["endpoint.ready", "prompt.ended"]);
});

test("a centre stops while it is fenced", async () => {
  const { centre, journal, telephony } = makeCentre();
  await centre.start();
  journal.failNext();
  void centre.deliver(ready("phone"));
  await settled();
  expect(centre.health().parts.journal).toBe(false);
  await centre.stop();
  expect(telephony.stops).toBe(1);
});
