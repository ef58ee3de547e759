/** Two user agents over a network that loses, doubles and reorders: every call still ends where it should. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALICE, answerTo, BOB, makePhone, makeWorld, offer, outboundListener } from "../../test/phones.ts";

/** For each message in its order: how long each copy takes. No copy: lost. */
const weather = fc.array(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 0, maxLength: 2 }), {
  minLength: 30,
  maxLength: 60,
});

async function story(plan: readonly (readonly number[])[], end: "caller" | "callee" | "cancel") {
  const world = makeWorld();
  const [alice, bob] = [await makePhone(world, ALICE), await makePhone(world, BOB)];
  let at = 0;
  // After the storm it is calm, so that what repeats must come through in time.
  world.network.weather = () => plan[(at += 1)] ?? [10];
  const heard: string[] = [];
  bob.onCall = (call) => {
    call.ring();
    if (end !== "cancel") world.clock.setTimer(() => call.answer(answerTo(call.offer)), 200);
  };
  const call = alice.stack.dial({
    callId: "dial-1",
    fromTag: "tag-1",
    branch: "branch-1",
    target: `sip:bob@${BOB}`,
    from: { uri: `sip:main@${ALICE}` },
    offer: offer(),
    listener: outboundListener(heard),
  });
  if (end === "cancel") world.clock.setTimer(() => call.cancel(), 300);
  await world.clock.advance(100_000);
  const whileUp = call.phase;
  if (end === "callee") for (const one of bob.calls) one.hangUp();
  else call.hangUp();
  await world.clock.advance(400_000);
  return { heard, bob, loads: [alice.stack.load, bob.stack.load], whileUp };
}

const isLast = (word: string): boolean => /^(failed|ended|late)/.test(word);

test.each(["caller", "callee", "cancel"] as const)(
  "whatever the network does, one call is made, one last word is said on each side, and nothing is left (%s) [R-SIP-50]",
  async (end) => {
    await fc.assert(
      fc.asyncProperty(weather, async (plan) => {
        const { heard, bob, loads } = await story(plan, end);
        expect(bob.calls.length).toBeLessThanOrEqual(1);
        expect(heard.filter(isLast)).toHaveLength(1);
        expect(isLast(heard.at(-1) ?? "")).toBe(true);
        expect(bob.heard.filter((word) => /^(ended|cancelled)/.test(word))).toHaveLength(bob.calls.length);
        for (const load of loads) expect(load).toEqual({ calls: 0, dialogs: 0, servers: 0, clients: 0 });
      }),
      { numRuns: 40, seed: 4475 },
    );
  },
);

test("with up to three losses in a row a call comes up and both sides know it [R-SIP-50]", async () => {
  for (let lost = 0; lost < 12; lost += 1) {
    const plan = Array.from({ length: 20 }, (_, index) => (index >= lost && index < lost + 3 ? [] : [10, 15]));
    const { heard, bob, whileUp } = await story(plan, "caller");
    expect(whileUp).toBe("up");
    expect(heard).toContain("answered");
    expect(bob.heard).toEqual(["ack", "ended by remote: bye"]);
  }
});
