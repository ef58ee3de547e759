/** Callers of a random day, with more or less patience, at telephones and on the "call us" page. */
import type { LegId } from "@legroom/model";
import type { Actor } from "./acts.ts";
import type { Day } from "./day.ts";
import { MINUTE_MS } from "./day-plan.ts";
import type { SimCaller, SimVisitor } from "./people.ts";

/** Calls now, and goes on from there. */
export function calls(day: Day, actor: Actor): void {
  if (!day.telephony.isUp) return;
  const { dice, name } = actor;
  const visitor = dice.chance(0.3);
  const caller = visitor ? visits(day, actor) : day.caller(name, deviceOf(actor));
  let isFirst = true;
  caller.onUp = () => {
    if (isFirst) listens(day, actor, caller); // not again after a return
    isFirst = false;
  };
  const to = dice.chance(0.35) ? "main" : numberOf(actor);
  actor.does(`${visitor ? "calls by browser" : "calls"} ${to}`, () => void caller.dials(to));
  if (dice.chance(0.04)) actor.will(dice.between(1, 40), "hangs up before the answer", () => hangsUp(caller));
  actor.later(40 * MINUTE_MS, () => caller.hangsUp()); // nobody stays for ever
}

/** Falls silent, and may be heard again. */
export function silence(day: Day, actor: Actor, legId: LegId | undefined): boolean {
  if (legId === undefined) return false;
  day.telephony.setsMedia(legId, false);
  if (actor.dice.chance(0.6))
    actor.will(actor.dice.between(1, 30) * 1000, "is heard again", () => day.telephony.setsMedia(legId, true));
  return true;
}

function hangsUp(caller: SimCaller): boolean {
  if (caller.state === "over") return false;
  caller.hangsUp();
  return true;
}

function deviceOf({ dice }: Actor): string | undefined {
  return dice.chance(0.4) ? dice.pick(["victor", "petra", "stan", "tara"]) : undefined;
}

function numberOf({ dice }: Actor): string {
  if (dice.chance(0.05)) return dice.pick(["nowhere", "*1", "vip"]);
  return dice.pick(["sales", "support", "billing", "general"]);
}

function listens(day: Day, actor: Actor, caller: SimCaller): void {
  const { dice } = actor;
  if (dice.chance(0.75)) {
    const key = dice.pick(["1", "2", "3", "4", "9"]);
    actor.will(dice.between(500, 12_000), `presses ${key}`, () => caller.presses(key));
  }
  if (dice.chance(0.1)) actor.will(dice.between(100, 4000), "changes their mind", () => gives(day, caller));
  else if (dice.chance(0.5)) actor.will(dice.between(10, 200) * 1000, "loses patience", () => gives(day, caller));
  if (dice.chance(0.04))
    actor.will(dice.between(1000, 100_000), "falls silent", () => silence(day, actor, caller.legId));
}

/** Who talks to somebody has all the patience in the world. */
function gives(day: Day, caller: SimCaller): boolean {
  return caller.hears().some((name) => day.agents.has(name)) ? false : hangsUp(caller);
}

/** At most one or two mishaps while a visitor's call lasts, at any phase of it. */
function visits(day: Day, actor: Actor): SimVisitor {
  const { dice } = actor;
  const visitor = day.visitor(actor.name);
  if (!dice.chance(0.4)) return visitor;
  const soon = dice.chance(0.4);
  actor.will(soon ? dice.between(50, 4000) : dice.between(4, 120) * 1000, "closes the page", () => {
    if (visitor.state === "over") return false;
    visitor.closesPage(dice.chance(0.3) ? "breaks" : "vanishes");
    if (dice.chance(0.85)) actor.will(reloadMs(actor), "loads the page again", () => visitor.returns());
    else visitor.hangsUp(); // never comes back
    return true;
  });
  // Loaded once more while the first one is still on its way.
  if (dice.chance(0.1))
    actor.will(dice.between(100, 9000), "closes the page once more", () => {
      if (visitor.state === "over") return false;
      visitor.closesPage();
      actor.will(reloadMs(actor), "loads the page once more", () => visitor.returns());
      return true;
    });
  return visitor;
}

export function reloadMs({ dice }: Actor): number {
  return dice.chance(0.9) ? dice.between(300, 6000) : dice.between(6, 40) * 1000;
}
