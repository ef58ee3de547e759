/** What the port does with browser pages: an agent's page that is rung, a visitor's that calls, and both coming back. */
import { asId } from "@legroom/model";
import type { LegId } from "@legroom/model";
import { expect } from "vitest";
import { conference } from "./port-driver.ts";
import type { PortDriver } from "./port-driver.ts";
import type { AgentPage, PortSubject, Visitor } from "./port-subject.ts";
import type { Tell } from "./story.ts";

export function pages(tell: Tell): void {
  dialled(tell);
  visitors(tell);
  returns(tell);
  losses(tell);
}

function dialled(tell: Tell): void {
  tell("a page that is dialled rings, is answered, and both hear each other [R-SIM-13]", async (driver, subject) => {
    const { caller, legId: nearLegId } = await driver.callerUp("erin");
    const { page, legId } = await rung(driver, subject, nearLegId);
    await driver.told("leg.ringing", (fact) => fact.legId === legId);
    page.answers();
    await driver.told("leg.answered", (fact) => fact.legId === legId);
    await driver.told("leg.media-started", (fact) => fact.legId === legId);
    driver.seats([talk(1, nearLegId, legId)], nearLegId);
    await driver.hears(caller, [page.name]);
    await driver.hears(page, [caller.name]);
  });

  tell("a page that declines what rings fails it as declined [R-SIM-13]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { page, legId } = await rung(driver, subject, nearLegId);
    page.declines();
    expect(await driver.over(legId)).toMatchObject({ type: "leg.failed", cause: "declined", side: "theirs" });
  });

  tell("a page that is hung up while it rings stops ringing [R-SIM-13]", async (driver, subject) => {
    const { legId: nearLegId } = await driver.callerUp("erin");
    const { page, legId } = await rung(driver, subject, nearLegId);
    driver.take({ type: "leg.hang-up", legId, cause: "answered-elsewhere" });
    expect(await driver.over(legId)).toMatchObject({ type: "leg.failed", cause: "cancelled" });
    await subject.until(() => page.state === "over", "the page stops ringing");
  });

  tell("an agent who hangs up in the page ends their own leg and no other (L6) [R-SIM-13]", async (driver, subject) => {
    const { caller, legId: nearLegId } = await driver.callerUp("erin");
    const { page, legId } = await pageUp(driver, subject, nearLegId);
    page.hangsUp();
    expect(await driver.over(legId)).toMatchObject({ type: "leg.ended", cause: "hung-up", by: "far" });
    expect(caller.state).toBe("up");
  });
}

function visitors(tell: Tell): void {
  tell(
    "a visitor's call tells its visit, is up when told, and hears what is stated [R-SIM-14]",
    async (driver, subject) => {
      const { visitor, legId } = await visitorUp(driver, subject);
      expect(driver.find("leg.arrived")).toMatchObject({ to: "sales", visitId: visitor.visitId });
      expect(driver.find("leg.arrived")).not.toHaveProperty("returns");
      driver.seats([conference("hold", 1, [{ seat: "c", legId, hears: ["music"] }])], legId);
      await driver.hears(visitor, ["music:hold"]);
    },
  );

  tell("a visitor who hangs up has ended the leg, by the far side [R-SIM-14]", async (driver, subject) => {
    const { visitor, legId } = await visitorUp(driver, subject);
    visitor.hangsUp();
    expect(await driver.over(legId)).toMatchObject({ type: "leg.ended", cause: "hung-up", by: "far" });
  });
}

function returns(tell: Tell): void {
  tell(
    "a visitor's page that was loaded again returns: beside its mate, in the same seat, the former leg dropped [R-SIM-15]",
    async (driver, subject) => {
      const { visitor, legId } = await visitorUp(driver, subject);
      const { phone, legId: phoneLegId } = await driver.phoneUp("alice", legId);
      driver.seats([talk(1, legId, phoneLegId)], legId);
      await driver.hears(visitor, [phone.name]);
      visitor.vanishes();
      visitor.returns();
      const back = await returned(driver, phoneLegId);
      expect(back).toMatchObject({ visitId: visitor.visitId });
      driver.take({ type: "leg.hang-up", legId, cause: "replaced" });
      driver.seats([talk(2, back.legId, phoneLegId)], back.legId);
      await driver.hears(visitor, [phone.name]);
      await driver.hears(phone, [visitor.name]);
      await driver.over(legId);
      expect(driver.find("effect.failed")).toBeUndefined();
    },
  );

  tell(
    "an agent's page that was loaded again returns, and is heard in its seat [R-SIM-15]",
    async (driver, subject) => {
      const { caller, legId: nearLegId } = await driver.callerUp("erin");
      const { page, legId } = await pageUp(driver, subject, nearLegId);
      driver.seats([talk(1, nearLegId, legId)], nearLegId);
      await driver.hears(caller, [page.name]);
      page.vanishes();
      page.returns();
      const back = await returned(driver, nearLegId);
      expect(back).toMatchObject({ deviceId: "alice.browser" });
      driver.take({ type: "leg.hang-up", legId, cause: "replaced" });
      driver.seats([talk(2, nearLegId, back.legId)], nearLegId);
      await driver.hears(caller, [page.name]);
      await driver.over(legId);
      expect(caller.state).toBe("up");
    },
  );

  tell("a page that has no seat to return to is refused [R-SIM-15]", async (driver, subject) => {
    const visitor = visitorOf(subject);
    visitor.returns();
    const legId = await asked(driver);
    driver.take({ type: "leg.reject", legId, cause: "not-found" });
    await subject.until(() => visitor.state === "refused", "the visitor is refused");
    await driver.over(legId);
  });
}

function losses(tell: Tell): void {
  tell(
    "a page that is gone without a word is told: the endpoint, and its leg's audio [R-SIM-16]",
    async (driver, subject) => {
      const { legId: nearLegId } = await driver.callerUp("erin");
      const { page, legId } = await pageUp(driver, subject, nearLegId);
      page.vanishes();
      await driver.told("endpoint.lost", (fact) => fact.endpointId.startsWith("alice.browser:"));
      const lost = () =>
        driver.find("leg.media-lost", (fact) => fact.legId === legId) ??
        driver.find("leg.ended", (fact) => fact.legId === legId);
      await subject.until(() => lost() !== undefined, "the leg's audio is told to be lost");
      const fact = lost();
      if (fact?.type === "leg.ended") expect(fact.by).toBe("system"); // never as if the agent had hung up
      driver.take({ type: "leg.hang-up", legId, cause: "completed" });
      await driver.over(legId);
    },
  );
}

/** Alice's page, while it rings. */
async function rung(
  driver: PortDriver,
  subject: PortSubject,
  nearLegId: LegId,
): Promise<{ page: AgentPage; legId: LegId }> {
  const page = ability(subject).page("alice");
  const fact = await driver.told("endpoint.ready", ({ deviceId }) => deviceId === "alice.browser");
  const { legId } = driver.dials(fact?.endpointId ?? asId("none"), nearLegId);
  await subject.until(() => page.state === "ringing", "the page rings");
  return { page, legId };
}

async function pageUp(
  driver: PortDriver,
  subject: PortSubject,
  nearLegId: LegId,
): Promise<{ page: AgentPage; legId: LegId }> {
  const { page, legId } = await rung(driver, subject, nearLegId);
  page.answers();
  await driver.told("leg.answered", (fact) => fact.legId === legId);
  await driver.told("leg.media-started", (fact) => fact.legId === legId);
  return { page, legId };
}

async function visitorUp(driver: PortDriver, subject: PortSubject): Promise<{ visitor: Visitor; legId: LegId }> {
  const visitor = visitorOf(subject);
  visitor.calls("sales");
  const fact = await driver.told("leg.arrived");
  const legId = fact?.legId ?? asId<"leg">("none");
  driver.take({ type: "leg.answer", legId });
  await driver.told("leg.answered", (one) => one.legId === legId);
  await driver.told("leg.media-started", (one) => one.legId === legId);
  return { visitor, legId };
}

/** A leg that asked to return, answered near another, and heard. */
async function returned(driver: PortDriver, nearLegId: LegId): Promise<{ legId: LegId }> {
  const legId = await asked(driver);
  driver.take({ type: "leg.answer", legId, nearLegId });
  await driver.told("leg.answered", (fact) => fact.legId === legId);
  await driver.told("leg.media-started", (fact) => fact.legId === legId);
  return driver.find("leg.arrived", (fact) => fact.legId === legId) ?? { legId };
}

async function asked(driver: PortDriver): Promise<LegId> {
  const fact = await driver.told("leg.arrived", ({ returns: isReturn }) => isReturn === true);
  return fact?.legId ?? asId("none");
}

function talk(version: number, customer: LegId, agent: LegId): ReturnType<typeof conference> {
  return conference("talk", version, [
    { seat: "c", legId: customer, hears: ["a"] },
    { seat: "a", legId: agent, hears: ["c"] },
  ]);
}

function visitorOf(subject: PortSubject): Visitor {
  return ability(subject).visitor("erin");
}

function ability({ browser }: PortSubject): NonNullable<PortSubject["browser"]> {
  if (browser === undefined) throw new Error("told of subjects that have pages only");
  return browser;
}
