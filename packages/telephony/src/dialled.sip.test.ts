/** Phones that are rung, over real sockets. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId, unixMs } from "@legroom/model";
import type { LegFailure } from "@legroom/model";
import { Bench } from "../test/harness.ts";
import type { ScriptedPhone } from "../test/scripted-phone.ts";

let bench: Bench;
let alice: Awaited<ReturnType<Bench["registered"]>>;
beforeAll(async () => {
  bench = await new Bench().start();
  await bench.vault.keep({ name: 'Erin "E."\r\nEvil: header', identities: [{ kind: "tel", value: "+15555550199" }] });
  alice = await bench.registered("alice");
});
afterAll(() => bench.stop());

const invites = (phone: ScriptedPhone): string[] =>
  phone.messages
    .filter(({ direction, text }) => direction === "in" && text.startsWith("INVITE"))
    .map(({ text }) => text);

test("a dialled phone rings, shows who and why, and is answered by its 200 [R-TEL-17]", async () => {
  alice.phone.answering = "ring";
  const next = alice.phone.nextCall();
  bench.dial({ endpointId: alice.endpointId, legId: "leg-shown" });
  const call = await next;
  await bench.facts.wait("leg.ringing", ({ legId }) => legId === "leg-shown");
  expect(call.invite?.from).toMatchObject({ displayName: 'Erin "E."  Evil: header', uri: { user: "sales" } });
  expect(call.invite?.request.headers.get("X-Legroom-Offer")).toBe(
    'offer-of-leg-shown; queue="Sales"; why="VIP, waited \\"12\\" s"',
  );
  expect(call.invite?.request.headers.get("Evil")).toBeUndefined();
  call.answer();
  const answered = await bench.facts.wait("leg.answered", ({ legId }) => legId === "leg-shown");
  expect(bench.vault.open(answered.memo ?? asId(""))).toContain(`"remoteTarget"`);
  call.hangUp();
  expect(await bench.facts.wait("leg.ended", ({ legId }) => legId === "leg-shown")).toMatchObject({ by: "far" });
});

test.each<[number, LegFailure]>([
  [603, "declined"],
  [486, "busy"],
  [600, "busy"],
  [404, "unavailable"],
  [408, "unavailable"],
  [410, "unavailable"],
  [480, "unavailable"],
  [500, "server-error"],
  [503, "server-error"],
  [488, "no-media"],
  [606, "no-media"],
  [403, "rejected"],
  [302, "rejected"],
])("a phone that says %i is told as %s, its own doing [R-TEL-18]", async (status, cause) => {
  alice.phone.answering = status;
  bench.dial({ endpointId: alice.endpointId, legId: `leg-${status}` });
  const failed = await bench.facts.wait("leg.failed", ({ legId }) => legId === `leg-${status}`);
  expect(failed).toMatchObject({ cause, side: "theirs" });
});

test("the same dial twice rings the phone once [R-TEL-3]", async () => {
  alice.phone.answering = "ring";
  const before = invites(alice.phone).length;
  const next = alice.phone.nextCall();
  const of = { endpointId: alice.endpointId, legId: "leg-twice", effectId: "effect-twice" };
  bench.dial(of);
  bench.dial(of);
  const call = await next;
  await bench.facts.wait("leg.ringing", ({ legId }) => legId === "leg-twice");
  bench.take({ type: "leg.hang-up", legId: asId("leg-twice"), cause: "answered-elsewhere" });
  expect(await call.cancelled).toEqual({ protocol: "SIP", cause: 200, text: "Call completed elsewhere" });
  expect(await bench.facts.wait("leg.failed", ({ legId }) => legId === "leg-twice")).toMatchObject({
    cause: "cancelled",
    side: "ours",
  });
  expect(invites(alice.phone).length - before).toBe(1);
});

test("two phones of one device ring together, and the one that is not answered is told where the call went [R-TEL-13]", async () => {
  const pocket = await bench.registered("alice");
  alice.phone.answering = "ring";
  pocket.phone.answering = "ring";
  const [onDesk, inPocket] = [alice.phone.nextCall(), pocket.phone.nextCall()];
  bench.dial({ endpointId: alice.endpointId, legId: "leg-desk" });
  bench.dial({ endpointId: pocket.endpointId, legId: "leg-pocket" });
  const [desk, inHand] = await Promise.all([onDesk, inPocket]);
  inHand.answer();
  await bench.facts.wait("leg.answered", ({ legId }) => legId === "leg-pocket");
  bench.take({ type: "leg.hang-up", legId: asId("leg-desk"), cause: "answered-elsewhere" });
  expect(await desk.cancelled).toMatchObject({ cause: 200 });
  inHand.hangUp();
});

test("an answer that crosses our giving up is ended at once and told as late [R-TEL-19]", async () => {
  alice.phone.answering = "silent";
  const next = alice.phone.nextCall();
  bench.dial({ endpointId: alice.endpointId, legId: "leg-late" });
  const call = await next;
  // Nothing was heard from the phone but 100, whose arrival nobody is told of: the CANCEL is on the road with the 200.
  call.answer();
  bench.take({ type: "leg.hang-up", legId: asId("leg-late"), cause: "no-answer" });
  expect(await bench.facts.wait("leg.failed", ({ legId }) => legId === "leg-late")).toMatchObject({
    cause: "late-answer",
    side: "theirs",
  });
  expect(await call.ended).toMatchObject({ by: "remote" });
});

test("a phone is rung no longer than the effect allows [R-TEL-20]", async () => {
  alice.phone.answering = "ring";
  const next = alice.phone.nextCall();
  bench.dial({ endpointId: alice.endpointId, legId: "leg-long", ringMs: 50 });
  const call = await next;
  expect(await call.cancelled).toMatchObject({ cause: 19 });
  expect(await bench.facts.wait("leg.failed", ({ legId }) => legId === "leg-long")).toMatchObject({
    cause: "cancelled",
  });
});

test("a phone that is gone is told as unreachable, whatever way it is gone [R-TEL-18]", async () => {
  const gone = await bench.registered("bob", "tcp");
  await gone.phone.die();
  await bench.facts.wait("endpoint.lost", ({ endpointId }) => endpointId === gone.endpointId);
  bench.dial({ endpointId: gone.endpointId, legId: "leg-gone" });
  expect(await bench.facts.wait("leg.failed", ({ legId }) => legId === "leg-gone")).toMatchObject({
    cause: "transport",
    side: "unknown",
  });
  bench.dial({ endpointId: asId("endpoint-nobody"), legId: "leg-nowhere" });
  expect(await bench.facts.wait("leg.failed", ({ legId }) => legId === "leg-nowhere")).toMatchObject({
    cause: "unavailable",
  });
});

test("a dial that nobody waits for any more rings no phone [R-TEL-20]", async () => {
  const before = invites(alice.phone).length;
  const { effectId } = bench.take({
    type: "leg.dial",
    legId: asId("leg-expired"),
    endpointId: alice.endpointId,
    offerId: asId("offer-expired"),
    ringMs: 20_000,
    nearLegId: asId("leg-nobody"),
    context: { person: asId("person-1"), queueName: "Sales", why: "" },
    untilAt: unixMs(Date.now() - 1),
  });
  expect(await bench.facts.wait("effect.failed", (fact) => fact.effectId === effectId)).toMatchObject({
    cause: "expired",
  });
  expect(invites(alice.phone)).toHaveLength(before);
});

test("an effect for a leg that never was fails, and harms nobody [R-TEL-21]", async () => {
  const legId = asId<"leg">("leg-never-was");
  const asked = [
    bench.take({ type: "leg.answer", legId }),
    bench.take({ type: "leg.reject", legId, cause: "busy" }),
    bench.take({ type: "leg.hang-up", legId, cause: "completed" }),
    bench.take({ type: "conference.set", states: [bench.conference("c-never", 1, { erin: legId })], nearLegId: legId }),
    bench.take({ type: "prompt.play", promptId: asId("p-never"), legId, seatId: null, items: [], stopOnDigit: false }),
  ];
  for (const { effectId } of asked) {
    const failed = await bench.facts.wait("effect.failed", (fact) => fact.effectId === effectId);
    expect(failed.cause).toBe("leg.unknown");
  }
});
