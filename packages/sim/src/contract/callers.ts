/**
 * The contract of the port that knows who calls, told in tests.
 *
 * Use: `callersContract("the CRM", makeSubject)` in a test file. Each test makes a subject of its own.
 */
import { after, customerClasses, HANDLE } from "@legroom/model";
import type { CallerQuestion, UnixMs } from "@legroom/model";
import type { CallerAnswer, CallerLookup } from "@legroom/engine/ports";
import { expect, test } from "vitest";

/** Whom a question is about, and how it goes: `late` where what is behind does not answer in time, `failed` where it breaks. */
export type CallerKind = "known" | "blocked" | "unknown" | "late" | "failed";

export type CallersSubject = {
  readonly lookup: CallerLookup;
  readonly now: () => UnixMs;
  /** Lets time pass that far for the look-up, and resolves when it has done what it does then. */
  readonly passUntil: (at: UnixMs) => Promise<void>;
  readonly question: (kind: CallerKind) => Promise<Omit<CallerQuestion, "untilAt">>;
  readonly dispose: () => Promise<void>;
};

const LOOK_UP_MS = 300;
const BLOCKING = ["reject", "busy", "low-priority"];

/** `kinds`: those that this subject can play; `known`, `blocked` and `unknown` each of them can. */
export function callersContract(
  name: string,
  makeSubject: () => Promise<CallersSubject>,
  kinds: readonly CallerKind[] = ["known", "blocked", "unknown", "late", "failed"],
): void {
  const tell = (sentence: string, story: (subject: CallersSubject) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const subject = await makeSubject();
      try {
        await story(subject);
      } finally {
        await subject.dispose();
      }
    });
  };

  tell(
    "a known caller has a class, a contact, and nothing that is not a word of the port [R-SIM-17]",
    async (subject) => {
      const { source, caller } = await answerBy(subject, "known");
      expect(["directory", "crm"]).toContain(source);
      expectFacts(caller);
      expect(caller?.contactId).toMatch(HANDLE);
    },
  );

  tell("a blocked caller is told as blocked, and how [R-SIM-17]", async (subject) => {
    const { caller } = await answerBy(subject, "blocked");
    expectFacts(caller);
    expect(BLOCKING).toContain(caller?.blocked);
  });

  tell("whom nobody knows is nobody [R-SIM-17]", async (subject) => {
    expect(await answerBy(subject, "unknown")).toEqual({ source: "none" });
  });

  tell("the same question has the same answer while nothing changes [R-SIM-17]", async (subject) => {
    expect(await answerBy(subject, "known")).toEqual(await answerBy(subject, "known"));
  });

  for (const kind of kinds.filter((one) => one === "late" || one === "failed"))
    tell(`${kind} is an answer by the deadline, with whatever is known by then [R-SIM-17]`, async (subject) => {
      const { source, caller } = await answerBy(subject, kind);
      expect(source).toBe(kind);
      if (caller !== undefined) expectFacts(caller);
    });
}

/** Fails if there is no answer when the deadline has come. */
async function answerBy(subject: CallersSubject, kind: CallerKind): Promise<CallerAnswer> {
  const untilAt = after(subject.now(), LOOK_UP_MS);
  let answer: CallerAnswer | undefined;
  const asking = subject.lookup
    .identify({ ...(await subject.question(kind)), untilAt })
    .then((said) => (answer = said));
  await subject.passUntil(untilAt);
  if (kind === "late") expect(answer, "an answer by the deadline").toBeDefined();
  return asking;
}

function expectFacts(caller: CallerAnswer["caller"]): void {
  expect(customerClasses).toContain(caller?.customerClass);
  for (const handle of [caller?.language, caller?.preferredAgentId, caller?.ownedBy?.agentId])
    if (handle !== undefined) expect(handle).toMatch(HANDLE);
  if (caller?.blocked !== undefined) expect(BLOCKING).toContain(caller.blocked);
  const words = ["contactId", "customerClass", "language", "preferredAgentId", "ownedBy", "blocked"];
  expect(words).toEqual(expect.arrayContaining(Object.keys(caller ?? {})));
}
