/**
 * The telephony port's contract: what every implementation does, told in tests.
 *
 * Use: `telephonyContract("the fake", makeSubject)` in a test file. Each test makes a subject of its own. With
 * `{ browser: true }` the stories of pages are told too.
 */
import { asId, rejectCauses } from "@legroom/model";
import type { PromptItem } from "@legroom/model";
import { expect, test } from "vitest";
import { conferences, moves } from "./conferences.ts";
import { PortDriver, conference } from "./port-driver.ts";
import type { PortSubject } from "./port-subject.ts";
import { pages } from "./pages.ts";
import type { Tell } from "./story.ts";

export { callersContract } from "./callers.ts";
export type { CallerKind, CallersSubject } from "./callers.ts";
export type {
  AgentPage,
  Caller,
  Party,
  PartyState,
  Phone,
  PhoneReaction,
  PortSubject,
  Visitor,
} from "./port-subject.ts";

export function telephonyContract(
  name: string,
  makeSubject: () => Promise<PortSubject>,
  { browser = false }: { readonly browser?: boolean } = {},
): void {
  const tell: Tell = (sentence, story) => {
    test(`${name}: ${sentence}`, async () => {
      const subject = await makeSubject();
      const driver = new PortDriver(subject);
      await driver.start();
      try {
        await story(driver, subject);
      } finally {
        await driver.stop();
        await subject.dispose();
      }
    });
  };
  inbound(tell);
  dialled(tell);
  dialledFailures(tell);
  endpoints(tell);
  conferences(tell);
  moves(tell);
  prompts(tell);
  recordings(tell);
  losses(tell);
  endings(tell);
  if (browser) pages(tell);
}

function inbound(tell: Tell): void {
  tell(
    "a call arrives with the number dialled and what the adapter wants back, and is up when told [R-SIM-1]",
    async (driver) => {
      const { caller, legId } = await driver.arrived("erin", "sales");
      expect(driver.find("leg.arrived")).toMatchObject({ to: "sales", person: expect.any(String) });
      expect(caller.state).toBe("calling");
      driver.take({ type: "leg.answer", legId });
      await driver.told("leg.answered", (fact) => fact.legId === legId);
      await driver.told("leg.media-started", (fact) => fact.legId === legId);
      expect(caller.state).toBe("up");
      await driver.hears(caller, []); // nothing was stated, so nothing is heard (L7)
    },
  );

  tell("an answer that is asked for twice is one answer [R-SIM-1]", async (driver, subject) => {
    const { caller, legId } = await driver.arrived("erin");
    const effect = driver.take({ type: "leg.answer", legId });
    subject.telephony.take([effect]);
    await driver.told("leg.answered", (fact) => fact.legId === legId);
    subject.telephony.take([effect]);
    await subject.pass(500);
    expect(caller.state).toBe("up");
  });

  for (const cause of rejectCauses)
    tell(`a call that is rejected as ${cause} is refused, and its leg is over [R-SIM-1]`, async (driver, subject) => {
      const { caller, legId } = await driver.arrived("erin");
      driver.take({ type: "leg.reject", legId, cause });
      await subject.until(() => caller.state === "refused", "the caller is refused");
      await driver.over(legId);
    });

  tell("a caller who gives up before the answer is told of, and is not answered [R-SIM-1]", async (driver, subject) => {
    const { caller, legId } = await driver.arrived("erin");
    caller.hangsUp();
    await driver.over(legId);
    driver.take({ type: "leg.answer", legId });
    await subject.pass(500);
    expect(driver.find("leg.answered")).toBeUndefined();
    expect(caller.state).not.toBe("up");
  });

  tell("a caller hangs up: the leg has ended, by the far side [R-SIM-1]", async (driver) => {
    const { caller, legId } = await driver.callerUp("erin");
    caller.hangsUp();
    expect(await driver.over(legId)).toMatchObject({ type: "leg.ended", cause: "hung-up", by: "far" });
  });

  tell("we hang up: the caller is told, and the leg has ended by us [R-SIM-1]", async (driver, subject) => {
    const { caller, legId } = await driver.callerUp("erin");
    driver.take({ type: "leg.hang-up", legId, cause: "completed" });
    expect(await driver.over(legId)).toMatchObject({ type: "leg.ended", cause: "released", by: "us" });
    await subject.until(() => caller.state === "over", "the caller is told");
  });

  tell("an effect for a leg that is not there fails, by the effect's id [R-SIM-8]", async (driver, subject) => {
    const effect = driver.take({ type: "leg.answer", legId: asId("nobody") });
    await driver.told("effect.failed");
    if (subject.confirms) expect(driver.find("effect.failed")).toMatchObject({ effectId: effect.effectId });
  });
}

function dialled(tell: Tell): void {
  tell("a phone that is dialled rings, is answered, and is heard [R-SIM-2]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    const { legId } = driver.dials(endpointId, nearLegId);
    await subject.until(() => phone.state === "ringing", "the phone rings");
    await driver.told("leg.ringing", (fact) => fact.legId === legId);
    phone.answers();
    await driver.told("leg.answered", (fact) => fact.legId === legId);
    await driver.told("leg.media-started", (fact) => fact.legId === legId);
    expect(phone.state).toBe("up");
  });

  tell("a dial that is asked for twice rings once [R-SIM-8]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    const { effect } = driver.dials(endpointId, nearLegId);
    subject.telephony.take([effect]);
    await subject.until(() => phone.state === "ringing", "the phone rings");
    subject.telephony.take([effect]);
    await subject.pass(500);
    expect(phone.invitations).toBe(1);
  });

  tell("a phone that is hung up while it rings stops ringing [R-SIM-2]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    const { legId } = driver.dials(endpointId, nearLegId);
    await subject.until(() => phone.state === "ringing", "the phone rings");
    driver.take({ type: "leg.hang-up", legId, cause: "answered-elsewhere" });
    expect(await driver.over(legId)).toMatchObject({ type: "leg.failed", cause: "cancelled" });
    await subject.until(() => phone.state === "over", "the phone stops ringing");
  });

  tell("a phone rings no longer than it may, without being told [R-SIM-2]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    const { legId } = driver.dials(endpointId, nearLegId, 1000);
    await subject.until(() => phone.state === "ringing", "the phone rings");
    expect(await driver.over(legId)).toMatchObject({ type: "leg.failed" });
    await subject.until(() => phone.state === "over", "the phone stops ringing");
  });

  tell("an answer that crosses our hanging up ends nowhere but over [R-SIM-2]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    const { legId } = driver.dials(endpointId, nearLegId);
    await subject.until(() => phone.state === "ringing", "the phone rings");
    driver.take({ type: "leg.hang-up", legId, cause: "withdrawn" });
    phone.answers();
    await driver.over(legId);
    await subject.until(() => phone.state === "over", "the phone is free again");
  });

  tell("an agent who hangs up ends their own leg and no other (L6) [R-SIM-2]", async (driver, subject) => {
    const { caller, legId: nearLegId } = await driver.callerUp("erin");
    const { phone, legId } = await driver.phoneUp("alice", nearLegId);
    const both = [
      { seat: "c", legId: nearLegId, hears: ["a"] },
      { seat: "a", legId, hears: ["c"] },
    ];
    driver.seats([conference("talk", 1, both)], nearLegId);
    await driver.hears(caller, [phone.name]);
    phone.hangsUp();
    expect(await driver.over(legId)).toMatchObject({ type: "leg.ended", cause: "hung-up", by: "far" });
    await subject.pass(500);
    expect(caller.state).toBe("up");
    await driver.hears(caller, []);
  });
}

function dialledFailures(tell: Tell): void {
  tell("each way in which a phone fails a call is told as what it is [R-SIM-3]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    expect(subject.phoneFailures.length).toBeGreaterThan(0);
    for (const cause of subject.phoneFailures) {
      phone.willReact({ fails: cause });
      const { legId } = driver.dials(endpointId, nearLegId);
      expect(await driver.over(legId)).toMatchObject({ type: "leg.failed", cause, side: "theirs" });
    }
  });

  tell("a phone that declines what rings fails it as declined [R-SIM-3]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    const { legId } = driver.dials(endpointId, nearLegId);
    await subject.until(() => phone.state === "ringing", "the phone rings");
    phone.declines();
    expect(await driver.over(legId)).toMatchObject({ type: "leg.failed", cause: "declined", side: "theirs" });
  });

  tell("a phone of which nothing is heard can be given up, and never rang [R-SIM-3]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { phone, endpointId } = await driver.registered("alice");
    phone.willReact("mute");
    const { legId } = driver.dials(endpointId, nearLegId, 20_000);
    await subject.pass(1000);
    driver.take({ type: "leg.hang-up", legId, cause: "no-answer" });
    await driver.over(legId);
    expect(driver.find("leg.ringing", (fact) => fact.legId === legId)).toBeUndefined();
  });

  tell("an endpoint that is not known fails the dial at once [R-SIM-3]", async (driver) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { legId } = driver.dials(asId("no-such-endpoint"), nearLegId);
    expect(await driver.over(legId)).toMatchObject({ type: "leg.failed", cause: "unavailable" });
  });
}

function endpoints(tell: Tell): void {
  tell(
    "a phone that registers is an endpoint of its device, and none when it unregisters [R-SIM-4]",
    async (driver) => {
      const { phone, endpointId } = await driver.registered("bob");
      expect(driver.find("endpoint.ready")).toMatchObject({ deviceId: "bob", binding: expect.any(String) });
      phone.unregisters();
      expect(await driver.told("endpoint.lost")).toMatchObject({ endpointId, cause: "unregistered" });
    },
  );
}

const greeting: readonly PromptItem[] = [{ sound: "greeting" }, { sound: "menu" }];
const collect = { max: 1, firstMs: 2000, betweenMs: 2000 };

function prompts(tell: Tell): void {
  const play = (driver: PortDriver, legId: ReturnType<typeof asId<"leg">>, more: object = {}) =>
    driver.take({
      ...{ type: "prompt.play", promptId: asId<"prompt">("prompt-1"), legId, seatId: null, items: greeting },
      ...{ stopOnDigit: false, ...more },
    });

  tell("a prompt is heard by whom it is for, and by nobody else, until its end [R-SIM-7]", async (driver) => {
    const { caller, legId } = await driver.callerUp("erin");
    const { phone } = await driver.phoneUp("alice", legId);
    play(driver, legId);
    await driver.hears(caller, ["prompt"]);
    expect(await phone.hears()).toEqual([]);
    await driver.hears(caller, []);
    const ended = await driver.told("prompt.ended");
    if (ended !== undefined) expect(ended).toMatchObject({ promptId: "prompt-1", reason: "finished" });
  });

  tell("a prompt that is asked for twice is heard once [R-SIM-8]", async (driver, subject) => {
    const { caller, legId } = await driver.callerUp("erin");
    const effect = play(driver, legId);
    await driver.hears(caller, ["prompt"]);
    subject.telephony.take([effect]);
    await driver.hears(caller, []);
    await subject.pass(1000);
    expect(await caller.hears()).toEqual([]);
  });

  tell("a prompt that is stopped ends [R-SIM-7]", async (driver) => {
    const { caller, legId } = await driver.callerUp("erin");
    play(driver, legId);
    await driver.hears(caller, ["prompt"]);
    driver.take({ type: "prompt.stop", promptId: asId("prompt-1") });
    await driver.hears(caller, []);
    const ended = await driver.told("prompt.ended");
    if (ended !== undefined) expect(ended).toMatchObject({ reason: "stopped" });
  });

  tell("a key stops a prompt that asks for keys, and is handed over with its end [R-SIM-7]", async (driver) => {
    const { caller, legId } = await driver.callerUp("erin");
    play(driver, legId, { stopOnDigit: true, collect });
    await driver.hears(caller, ["prompt"]);
    caller.presses("2");
    await driver.hears(caller, []);
    const ended = await driver.told("prompt.ended");
    if (ended !== undefined) expect(ended).toMatchObject({ reason: "digit", digits: "2" });
  });

  tell("a prompt that asks for keys and gets none says so after its wait [R-SIM-7]", async (driver) => {
    const { legId } = await driver.callerUp("erin");
    play(driver, legId, { stopOnDigit: true, collect });
    const ended = await driver.told("prompt.ended");
    if (ended !== undefined) expect(ended).toMatchObject({ reason: "no-input" });
  });

  tell("keys that nobody asked for are told as they come [R-SIM-7]", async (driver, subject) => {
    const { caller, legId } = await driver.callerUp("erin");
    caller.presses("42");
    const pressed = () =>
      driver.facts.flatMap((fact) => (fact.type === "digits.received" && fact.legId === legId ? [fact.digits] : []));
    await subject.until(() => pressed().join("").includes("4") && pressed().join("").includes("2"), "keys are told");
  });

  tell("a prompt to a leg that ends, ends with it [R-SIM-7]", async (driver) => {
    const { caller, legId } = await driver.callerUp("erin");
    play(driver, legId);
    await driver.hears(caller, ["prompt"]);
    caller.hangsUp();
    const ended = await driver.told("prompt.ended");
    if (ended !== undefined) expect(ended.reason).not.toBe("finished");
  });
}

function recordings(tell: Tell): void {
  tell("a recording starts and finishes with a track for each seat [R-SIM-9]", async (driver, subject) => {
    const { legId } = await driver.callerUp("erin");
    const { legId: phoneLegId } = await driver.phoneUp("alice", legId);
    const seats = [
      { seatId: asId<"seat">("c"), legId },
      { seatId: asId<"seat">("a"), legId: phoneLegId },
    ];
    const sittings = [
      { seat: "c", legId },
      { seat: "a", legId: phoneLegId },
    ];
    driver.seats([conference("talk", 1, sittings)], legId);
    const [recordingId, interactionId] = [asId<"recording">("recording-1"), asId<"interaction">("interaction-1")];
    const start = {
      type: "recording.start",
      recordingId,
      interactionId,
      person: asId<"person">("person-erin"),
    } as const;
    const effect = driver.take({ ...start, seats });
    subject.telephony.take([effect]);
    await driver.told("recording.started");
    await subject.pass(1000);
    driver.take({ type: "recording.stop", recordingId });
    const finished = await driver.told("recording.finished");
    if (finished === undefined) return;
    expect(finished.tracks.map((track) => track.seatId).toSorted()).toEqual(["a", "c"]);
    for (const track of finished.tracks) expect(track.durationMs).toBeGreaterThan(500);
  });
}

function losses(tell: Tell): void {
  tell(
    "a media process that dies is told once for all its legs and conferences, and harms no other [R-SIM-10]",
    async (driver, subject) => {
      const { caller, legId } = await driver.callerUp("erin");
      driver.seats([conference("hold", 1, [{ seat: "c", legId, hears: ["music"] }])], legId);
      await driver.hears(caller, ["music:hold"]);
      subject.losesMediaOf(legId);
      const lost = await driver.told("media.lost");
      expect(lost?.legIds).toContain(legId);
      expect(lost?.conferenceIds).toContain("hold");
      driver.take({ type: "leg.hang-up", legId, cause: "failed" });
      await driver.over(legId);
      await subject.until(() => caller.state === "over", "the caller is told");
      const next = await driver.callerUp("frank"); // life goes on
      driver.seats([conference("hold-2", 1, [{ seat: "c", legId: next.legId, hears: ["music"] }])], next.legId);
      await driver.hears(next.caller, ["music:hold"]);
    },
  );
}

function endings(tell: Tell): void {
  tell("stop ends every leg, at both ends, and may be called twice [R-SIM-11]", async (driver, subject) => {
    const { caller, legId } = await driver.callerUp("erin");
    const { phone } = await driver.phoneUp("alice", legId);
    const arriving = await driver.arrived("frank");
    await Promise.all([driver.stop(), driver.stop()]);
    await driver.stop();
    await subject.until(() => caller.state === "over" && phone.state === "over", "both are told");
    expect(["refused", "over"]).toContain(arriving.caller.state);
  });

  tell("health names its parts, and they are up [R-SIM-11]", async (_driver, subject) => {
    expect(subject.telephony.health()).toMatchObject({ sip: true, media: true });
    expect(subject.telephony.capabilities).toMatchObject({ voices: expect.any(String) });
    await Promise.resolve();
  });
}
