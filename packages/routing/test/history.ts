/** Random histories: people, phones, pages, and a telephony that answers when it pleases. */
import { asId } from "@legroom/model";
import type { Effect, InputBody, LegFailure } from "@legroom/model";
import * as fc from "fast-check";
import type { Centre } from "./centre.ts";

export type Act = { readonly what: number; readonly who: number; readonly n: number };

export const agents = ["alice", "bob", "carol", "david"] as const;
const numbers = ["sales", "support", "billing", "general", "main"] as const;
const failures: readonly LegFailure[] = ["declined", "busy", "unavailable", "timeout", "media", "late-answer"];

export const acts = fc.array(fc.record({ what: fc.nat(30), who: fc.nat(3), n: fc.nat(1000) }), {
  maxLength: 120,
  size: "max",
});

export function perform(centre: Centre, { what, who, n }: Act, i: number): void {
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
  else if (what < 21) centre.wait(n * 30);
  else if (what < 27) inBrowsers(centre, { what, who, n }, i);
  else for (const one of outstanding) for (const fact of confirm(one, 7)) centre.give(fact); // all is done that was asked for
}

const losses = ["flow-closed", "no-pong", "taken-over", "no-microphone", "unregistered"] as const;

/** Pages of agents and visitors come, are lost, and come back; their audio begins and breaks. */
function inBrowsers(centre: Centre, { what, who, n }: Act, i: number): void {
  const agent = agents[who] ?? "alice";
  const { legs } = centre.world;
  const legId = [...legs.keys()][n % Math.max(1, legs.size)];
  if (what === 21) centre.page(agent, String(n % 3));
  else if (what === 22) centre.losesPage(agent, losses[n % 5] ?? "no-pong", String(n % 3));
  else if (what === 23) centre.visits(`visitor-${i}`, numbers[n % 5] ?? "sales", `visit-${who}`);
  else if (what === 24) centre.returns(`back-${i}`, n % 2 === 0 ? { visit: `visit-${who}` } : { agent });
  else if (what === 25 && legId !== undefined) centre.media(legId, "started");
  else if (legId !== undefined) centre.breaks(legId);
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
