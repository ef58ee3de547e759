/** Random histories: whatever happens in whatever order, the laws hold after every step and the journal tells it all. */
import { asId } from "@legroom/model";
import type { Effect, InputBody, LegFailure } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

type Act = { readonly what: number; readonly who: number; readonly n: number };

const agents = ["alice", "bob", "carol", "david"] as const;
const numbers = ["sales", "support", "billing", "general", "main"] as const;
const failures: readonly LegFailure[] = ["declined", "busy", "unavailable", "timeout", "media", "late-answer"];

const acts = fc.array(fc.record({ what: fc.nat(19), who: fc.nat(3), n: fc.nat(1000) }), {
  maxLength: 120,
  size: "max",
});

test("no history breaks a law, and stepping or applying it again gives the same world [R-ROUTE-30] [R-ROUTE-29]", () => {
  fc.assert(
    fc.property(acts, (history) => {
      const centre = new Centre();
      centre.obliging = false;
      for (const [i, act] of history.entries()) perform(centre, act, i); // `give` checks the laws and the indexes
      const { stepped, applied, now } = centre.replayed();
      expect(stepped).toBe(now);
      expect(applied).toBe(now);
    }),
    { numRuns: 60 },
  );
});

test("after quiet nothing is left of any history, and every offer and segment has ended once [R-ROUTE-13] [R-ROUTE-26]", () => {
  fc.assert(
    fc.property(acts, (history) => {
      const centre = new Centre();
      centre.obliging = false;
      for (const [i, act] of history.entries()) perform(centre, act, i);
      for (const agent of agents) centre.presence(agent, "offline");
      for (const { legId } of centre.look().legs())
        centre.give({ type: "leg.ended", legId, cause: "hung-up", by: "far" });
      centre.wait(4 * 3_600_000);
      expect(centre.look().interactions()).toEqual([]);
      expect(centre.look().legs()).toEqual([]);
      expect(centre.look().conferences()).toEqual([]);
      expect(centre.world.outstanding.size).toBe(0);
      const ended = centre.all("offer.ended").map((event) => event.offerId);
      expect(ended.toSorted()).toEqual(
        centre
          .all("offer.made")
          .map((event) => event.offerId)
          .toSorted(),
      );
      const segments = centre.all("queue-segment.ended").map((event) => `${event.interactionId} ${event.segment}`);
      const queued = centre.all("interaction.queued").map((event) => `${event.interactionId} ${event.segment}`);
      expect(segments.toSorted()).toEqual(queued.toSorted());
    }),
    { numRuns: 60 },
  );
});

function perform(centre: Centre, { what, who, n }: Act, i: number): void {
  const agent = agents[who] ?? "alice";
  const legs = centre
    .look()
    .legs()
    .map((leg) => leg.legId);
  const legId = legs[n % Math.max(1, legs.length)];
  const outstanding = [...centre.world.outstanding.values()].map((one) => one.effect);
  const effect = outstanding[n % Math.max(1, outstanding.length)];
  if (what < 2) centre.register(agent, String(n % 2));
  else if (what < 4) centre.presence(agent, (["available", "available", "break", "offline"] as const)[n % 4] ?? "away");
  else if (what < 7)
    centre.calls(`caller-${i}`, numbers[n % 5] ?? "sales", ["victor", "petra", "tara", undefined][who]);
  else if (what < 14 && effect !== undefined) for (const fact of confirm(effect, n)) centre.give(fact);
  else if (what === 14 && legId !== undefined)
    centre.give({ type: "leg.ended", legId, cause: "hung-up", by: n % 3 === 0 ? "system" : "far" });
  else if (what === 15 && legId !== undefined)
    centre.give({ type: "leg.failed", legId, cause: failures[n % 6] ?? "busy", side: "theirs" });
  else if (what === 16 && legId !== undefined)
    centre.give({ type: n % 2 === 0 ? "leg.media-lost" : "leg.media-restored", legId });
  else if (what === 17)
    centre.give({
      type: "endpoint.lost",
      endpointId: asId(`${agent}/${n % 2}`),
      cause: n % 2 === 0 ? "no-pong" : "expired",
    });
  else if (what === 18) rare(centre, n, legId);
  else centre.wait(n * 30);
}

function rare(centre: Centre, n: number, legId: ReturnType<typeof asId<"leg">> | undefined): void {
  if (n % 4 === 0)
    centre.give({ type: "centre.restarted", epoch: n, codeVersion: "test", rulesVersion: "1", downMs: n });
  else if (n % 4 === 1) centre.give({ type: "clock.jumped", byMs: n });
  else if (n % 4 === 2 && legId !== undefined) centre.give({ type: "media.lost", legIds: [legId], conferenceIds: [] });
  else {
    const [interaction] = centre.look().interactions();
    if (interaction !== undefined) centre.command({ type: "interaction.end", interactionId: interaction.id });
  }
}

/** What telephony might say of an effect: as a rule that it is done, sometimes that it is not. */
function confirm(effect: Effect, n: number): InputBody[] {
  if (n % 10 === 0) return [{ type: "effect.failed", effectId: effect.effectId, cause: "chance" }];
  switch (effect.type) {
    case "leg.answer":
      return [{ type: "leg.answered", legId: effect.legId }];
    case "leg.dial":
      return n % 3 === 0
        ? [{ type: "leg.ringing", legId: effect.legId }]
        : [
            { type: "leg.answered", legId: effect.legId },
            { type: "leg.media-started", legId: effect.legId },
          ];
    case "leg.reject":
    case "leg.hang-up":
      return [{ type: "leg.ended", legId: effect.legId, cause: "released", by: "us" }];
    case "conference.set":
      return effect.states.map(({ conferenceId, version }) => ({ type: "conference.applied", conferenceId, version }));
    case "conference.close":
      return [{ type: "conference.closed", conferenceId: effect.conferenceId }];
    case "prompt.play":
      return [{ type: "prompt.ended", promptId: effect.promptId, reason: "digit", heardMs: 1, digits: String(n % 6) }];
    case "prompt.stop":
      return [{ type: "prompt.ended", promptId: effect.promptId, reason: "stopped", heardMs: 1 }];
    case "recording.start":
      return [{ type: "recording.started", recordingId: effect.recordingId }];
    case "recording.stop":
      return [{ type: "recording.finished", recordingId: effect.recordingId, tracks: [] }];
  }
}
