import { fakeSubject } from "../test/fake-subject.ts";
import { telephonyContract } from "./contract/index.ts";

telephonyContract("the fake", () => fakeSubject(1, "good"), { browser: true });
// What the port allows: facts doubled, late and out of order, and confirmations that never come [R-SIM-12].
for (const seed of [2, 3, 4])
  telephonyContract(`the lossy fake ${seed}`, () => fakeSubject(seed, "lossy"), { browser: true });
