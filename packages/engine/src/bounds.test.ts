import { asId } from "@legroom/model";
import { settled } from "@legroom/sim";
import { expect, test } from "vitest";
import { arrived, by, ended, makeCentre, presence, ready } from "../test/make-centre.ts";
import { Counters, Histogram } from "./counters.ts";
import { Fifo } from "./fifo.ts";
import { Mailbox } from "./mailbox.ts";
import type { FactLetter } from "./mailbox.ts";

test("a command beyond the bound is refused at once, and again taken when one is answered [R-ENGINE-22]", async () => {
  const { centre, clock, journal } = makeCentre({ limits: { commandsMax: 2 } });
  await centre.start();
  journal.appendMs = 5;
  const taken = [centre.command(presence("alice"), by()), centre.command(presence("bob"), by())];
  expect(await centre.command(presence("carol"), by())).toMatchObject({ refusal: { code: "command.bound" } });
  await clock.pass(20);
  expect(await Promise.all(taken)).toMatchObject([{ ok: true }, { ok: true }]);
  journal.appendMs = 0;
  expect(await centre.command(presence("carol"), by())).toMatchObject({ ok: true });
});

test("while the journal is down new legs beyond the bound are rejected, and facts are all kept [R-ENGINE-22]", async () => {
  const { centre, clock, disk, journal, telephony } = makeCentre({ limits: { arrivalsMax: 2 } });
  await centre.start();
  journal.failNext();
  void centre.deliver(ready("phone"));
  await settled();
  const arrivals = ["a", "b", "c", "d"].map((leg) => centre.deliver(arrived(leg)));
  const facts = Array.from({ length: 100 }, (_, i) => centre.deliver(ended(`leg-${i}`)));
  await Promise.all(arrivals.slice(2));
  const rejected = telephony.taken.map((effect) => effect.type === "leg.reject" && `${effect.legId} ${effect.cause}`);
  expect(rejected).toEqual(["c overloaded", "d overloaded"]);
  await clock.pass(1000);
  await Promise.all([...arrivals, ...facts]);
  expect([...disk.read(3)]).toHaveLength(1 + 100 + 2);
  expect(centre.figures().shed).toBe(2);
});

test("facts are taken before new work, and new legs and commands take turns [R-ENGINE-23]", () => {
  const mailbox = new Mailbox(10);
  const letter = (body: FactLetter["body"]): FactLetter => ({ kind: "fact", body, done: () => {} });
  const command = (id: string) => {
    const body = { ...presence("alice"), ...by(id) };
    mailbox.putCommand({ kind: "command", body, answer: () => {}, fail: () => {} });
  };
  command("c1");
  command("c2");
  command("c3");
  mailbox.putArrival(letter(arrived("a1")));
  mailbox.putArrival(letter(arrived("a2")));
  mailbox.putFact(letter(ended("f1")));
  mailbox.putBack([letter(ended("f0"))]);
  const taken: string[] = [];
  for (let next = mailbox.take(); next !== undefined; next = mailbox.take())
    taken.push("legId" in next.body ? next.body.legId : "commandId" in next.body ? next.body.commandId : "?");
  expect(taken).toEqual(["f0", "f1", "c1", "a1", "c2", "a2", "c3"]);
});

test("a queue gives back what was put in, in order, however long it is", () => {
  const fifo = new Fifo<number>();
  const taken: number[] = [];
  for (let i = 0; i < 5000; i += 1) {
    fifo.put(i);
    if (i % 3 === 0) taken.push(fifo.take() ?? -1);
  }
  fifo.putBack([-2]);
  expect(fifo.take()).toBe(-2);
  while (fifo.size > 0) taken.push(fifo.take() ?? -1);
  expect(taken).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  expect(fifo.take()).toBeUndefined();
});

test("quantiles of the histogram are within a quarter of the truth", () => {
  const histogram = new Histogram();
  expect(histogram.quantile(0.5)).toBe(0);
  for (let i = 1; i <= 1000; i += 1) histogram.add(i / 10);
  expect(histogram.quantile(0.5)).toBeGreaterThanOrEqual(50);
  expect(histogram.quantile(0.5)).toBeLessThan(50 * 1.25);
  expect(histogram.quantile(0.99)).toBeGreaterThanOrEqual(99);
  expect(histogram.quantile(0.99)).toBeLessThan(99 * 1.25);
});

test("figures count groups by their mean and greatest size", () => {
  const counters = new Counters();
  counters.committed(1, 0.2);
  counters.committed(4, 0.4);
  expect(counters.figures()).toMatchObject({ commits: 2, groupMean: 2.5, groupMax: 4 });
  expect(asId<"centre">("x")).toBe("x");
});
