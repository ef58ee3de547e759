/** Conferences as last stated, and moves between them. */
import { asId } from "@legroom/model";
import { expect } from "vitest";
import { conference } from "./port-driver.ts";
import type { Tell } from "./story.ts";

export function conferences(tell: Tell): void {
  tell("two in a conference hear each other, and whom they are stated to hear only [R-SIM-5]", async (driver) => {
    const { caller, legId } = await driver.callerUp("erin");
    const { phone, legId: phoneLegId } = await driver.phoneUp("alice", legId);
    const seats = (callerHears: string[], agentHears: string[]) => [
      { seat: "c", legId, hears: callerHears },
      { seat: "a", legId: phoneLegId, hears: agentHears },
    ];
    driver.seats([conference("talk", 1, seats(["a"], ["c"]))], legId);
    await driver.told("conference.applied", (fact) => fact.version === 1);
    await driver.hears(caller, [phone.name]);
    await driver.hears(phone, [caller.name]);
    driver.seats([conference("talk", 2, seats(["music"], ["c"]))], legId);
    await driver.hears(caller, ["music:hold"]);
    await driver.hears(phone, [caller.name]);
    driver.seats([conference("talk", 3, seats([], []))], legId);
    await driver.hears(caller, []);
    await driver.hears(phone, []);
  });

  tell("an older version than one already taken is ignored [R-SIM-5]", async (driver, subject) => {
    const { caller, legId } = await driver.callerUp("erin");
    const music = (version: number) => conference("hold", version, [{ seat: "c", legId, hears: ["music"] }]);
    const silence = (version: number) => conference("hold", version, [{ seat: "c", legId }]);
    driver.seats([music(1)], legId);
    await driver.hears(caller, ["music:hold"]);
    driver.seats([silence(3)], legId);
    await driver.hears(caller, []);
    driver.seats([music(2)], legId);
    await subject.pass(500);
    await driver.hears(caller, []);
    expect(driver.find("conference.applied", (fact) => fact.version === 2)).toBeUndefined();
  });

  tell("the same statement twice is one [R-SIM-8]", async (driver, subject) => {
    const { caller, legId } = await driver.callerUp("erin");
    const effect = driver.seats([conference("hold", 1, [{ seat: "c", legId, hears: ["music"] }])], legId);
    subject.telephony.take([effect]);
    await driver.hears(caller, ["music:hold"]);
    subject.telephony.take([effect]);
    await subject.pass(300);
    await driver.hears(caller, ["music:hold"]);
  });

  tell("a seat without a leg is silent, and heard again on a new statement [R-SIM-5]", async (driver) => {
    const { caller, legId } = await driver.callerUp("erin");
    const { phone, legId: phoneLegId } = await driver.phoneUp("alice", legId);
    const seats = (agentLeg: typeof legId | null) => [
      { seat: "c", legId, hears: ["a"] },
      { seat: "a", legId: agentLeg, hears: ["c"] },
    ];
    driver.seats([conference("talk", 1, seats(null))], legId);
    await driver.told("conference.applied", (fact) => fact.version === 1);
    await driver.hears(caller, []);
    driver.seats([conference("talk", 2, seats(phoneLegId))], legId);
    await driver.hears(caller, [phone.name]);
  });

  tell(
    "a conference that is closed is silent for who sat in it, and cannot be stated again [R-SIM-5]",
    async (driver, subject) => {
      const { caller, legId } = await driver.callerUp("erin");
      const music = (version: number) => conference("hold", version, [{ seat: "c", legId, hears: ["music"] }]);
      driver.seats([music(1)], legId);
      await driver.hears(caller, ["music:hold"]);
      driver.take({ type: "conference.close", conferenceId: asId("hold") });
      await driver.told("conference.closed");
      await driver.hears(caller, []);
      driver.seats([music(2)], legId);
      await subject.pass(500);
      await driver.hears(caller, []);
    },
  );
}

export function moves(tell: Tell): void {
  tell(
    "a seat moves from one conference to another in one statement, and is never in both [R-SIM-6]",
    async (driver, subject) => {
      const { caller, legId } = await driver.callerUp("erin");
      const { phone, legId: phoneLegId } = await driver.phoneUp("alice", legId);
      driver.seats([conference("hold", 1, [{ seat: "c", legId, hears: ["music"] }])], legId);
      await driver.hears(caller, ["music:hold"]);
      driver.seats([conference("talk", 1, [{ seat: "a", legId: phoneLegId }])], legId);
      await driver.told("conference.applied", (fact) => fact.conferenceId === "talk");
      const talk = conference("talk", 2, [
        { seat: "c", legId, hears: ["a"] },
        { seat: "a", legId: phoneLegId, hears: ["c"] },
      ]);
      driver.seats([conference("hold", 2, []), talk], legId);
      const moments: string[] = [];
      await subject.until(async () => {
        const now = (await caller.hears()).join();
        if (now !== moments.at(-1)) moments.push(now);
        return now === phone.name;
      }, "the caller hears the agent");
      expect(moments).not.toContain([phone.name, "music:hold"].toSorted().join());
      await driver.hears(phone, [caller.name]);
      await driver.told("conference.applied", (fact) => fact.conferenceId === "talk" && fact.version === 2);
      await driver.told("conference.applied", (fact) => fact.conferenceId === "hold" && fact.version === 2);
    },
  );

  tell("two conferences beside each other do not hear each other [R-SIM-6]", async (driver) => {
    const first = await driver.callerUp("erin");
    const second = await driver.callerUp("frank");
    const alice = await driver.phoneUp("alice", first.legId);
    const bob = await driver.phoneUp("bob", second.legId);
    for (const [id, caller, phone] of [["one", first, alice] as const, ["two", second, bob] as const]) {
      const seats = [
        { seat: `c-${id}`, legId: caller.legId, hears: [`a-${id}`] },
        { seat: `a-${id}`, legId: phone.legId, hears: [`c-${id}`] },
      ];
      driver.seats([conference(id, 1, seats)], caller.legId);
    }
    await driver.hears(first.caller, [alice.phone.name]);
    await driver.hears(second.caller, [bob.phone.name]);
    await driver.hears(alice.phone, [first.caller.name]);
    await driver.hears(bob.phone, [second.caller.name]);
  });
}
