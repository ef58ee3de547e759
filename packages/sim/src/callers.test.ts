import { after, asId } from "@legroom/model";
import type { PersonRef } from "@legroom/model";
import type { CallerAnswer } from "@legroom/engine/ports";
import { callersContract } from "./contract/index.ts";
import type { CallerKind, CallersSubject } from "./contract/index.ts";
import { FakeCallers } from "./fake-callers.ts";
import { VirtualClock } from "./virtual-clock.ts";

const LOOK_UP_MS = 300;

/** What the port calls so; undefined for those who break the port on purpose: no answer, or one behind the deadline. */
function kindOf(answer: CallerAnswer | undefined): CallerKind | undefined {
  if (answer === undefined) return undefined;
  const { source, caller } = answer;
  if (source === "late" || source === "failed") return source;
  if (source === "none") return "unknown";
  return caller?.blocked === undefined ? "known" : "blocked";
}

/** Draws people until one of them is of this kind: who they are is known by asking a fake of the same seed. */
async function personOf(kind: CallerKind): Promise<PersonRef> {
  for (let number = 1; number < 1000; number += 1) {
    const clock = new VirtualClock();
    const person = asId<"person">(`person-${number}`);
    const untilAt = after(clock.now(), LOOK_UP_MS);
    let answer: CallerAnswer | undefined;
    new FakeCallers({ seed: 1, clock }).identify({ person, to: "sales", untilAt }).then(
      (said) => (answer = said),
      () => undefined,
    );
    await clock.passUntil(untilAt);
    if (kindOf(answer) === kind) return person;
  }
  throw new Error(`nobody is ${kind}`);
}

async function makeSubject(): Promise<CallersSubject> {
  const clock = new VirtualClock();
  return {
    lookup: new FakeCallers({ seed: 1, clock }),
    now: () => clock.now(),
    passUntil: (at) => clock.passUntil(at),
    question: async (kind) => ({ person: await personOf(kind), to: "sales" }),
    dispose: async () => undefined,
  };
}

callersContract("the fake", makeSubject);
