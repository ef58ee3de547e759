import { asId, defaultCentre } from "@legroom/model";
import type { CentreConfig } from "@legroom/model";
import { settled } from "@legroom/sim";
import { expect, test } from "vitest";
import { arrived, makeCentre } from "../test/make-centre.ts";
import { routingMachine } from "./index.ts";
import type { CallerLookup } from "./ports/index.ts";

const config: CentreConfig = { ...defaultCentre(), contacts: [], devices: [] };
const LOOK_UP_MS = config.callers.lookUpMs;

/** A whole centre to which somebody calls the front line. */
async function called(callers?: CallerLookup, calls = 1) {
  const made = makeCentre({
    machine: routingMachine,
    firstConfig: () => Promise.resolve(config),
    ...(callers === undefined ? {} : { callers }),
  });
  await made.centre.start();
  made.journal.appendMs = 5;
  for (let n = 0; n < calls; n += 1) void made.centre.deliver({ ...arrived(`leg-${n}`), to: "main" } as never);
  await made.clock.pass(5);
  await settled();
  return {
    ...made,
    sources: () => made.published.flatMap((one) => (one.type === "interaction.identified" ? one.source : [])),
  };
}

test("who calls is asked when the question is durable, and what is answered decides [R-ENGINE-50]", async () => {
  const asked: unknown[] = [];
  const { clock, telephony, published } = await called({
    identify: async (question) => {
      asked.push(question);
      return { source: "directory", caller: { contactId: asId("eve"), customerClass: "vip", blocked: "reject" } };
    },
  });
  expect(published.some((event) => event.type === "interaction.identifying")).toBe(true);
  await clock.pass(10);
  expect(asked).toMatchObject([{ person: "p1", to: "main" }]);
  expect(telephony.taken).toMatchObject([{ type: "leg.reject", legId: "leg-0", cause: "declined" }]);
});

test("without a look-up nobody is known, at once [R-ENGINE-50]", async () => {
  const { clock, telephony, sources } = await called();
  await clock.pass(10);
  expect(sources()).toEqual(["none"]);
  expect(telephony.taken).toMatchObject([{ type: "leg.answer" }]);
});

test.each([
  ["rejects", () => Promise.reject(new Error("no such host"))],
  [
    "throws",
    () => {
      throw new Error("a bug");
    },
  ],
])("a look-up that %s delays nobody [R-ENGINE-51]", async (_what, identify) => {
  const { clock, telephony, sources, lines } = await called({ identify });
  await clock.pass(10);
  expect(sources()).toEqual(["failed"]);
  expect(telephony.taken).toMatchObject([{ type: "leg.answer" }]);
  expect(lines).toContain("a look-up of a caller failed");
});

test("a look-up that never answers, or too late, is not waited for past its deadline [R-ENGINE-51]", async () => {
  const answers: (() => void)[] = [];
  const { clock, telephony, sources } = await called({
    identify: () =>
      new Promise((resolve) => {
        answers.push(() => resolve({ source: "crm", caller: { customerClass: "vip" } }));
      }),
  });
  await clock.pass(LOOK_UP_MS - 10);
  expect(telephony.taken).toEqual([]);
  await clock.pass(20);
  expect(sources()).toEqual(["late"]);
  expect(telephony.taken).toMatchObject([{ type: "leg.answer" }]);
  for (const answer of answers) answer();
  await clock.pass(100);
  expect(sources()).toEqual(["late"]);
});
