/** Random histories: people, phones, pages, and a telephony that answers when it pleases. */
import { asId } from "@legroom/model";
import type { Effect, InputBody, LegFailure, LegId } from "@legroom/model";
import * as fc from "fast-check";
import type { Centre } from "./centre.ts";

export type Act = { readonly what: number; readonly who: number; readonly n: number };

export const agents = ["alice", "bob", "carol", "david"] as const;
const numbers = ["sales", "support", "billing", "general", "main"] as const;
const failures: readonly LegFailure[] = ["declined", "busy", "unavailable", "timeout", "media", "late-answer"];

export const acts = fc.array(fc.record({ what: fc.nat(31), who: fc.nat(3), n: fc.nat(1000) }), {
  maxLength: 120,
  size: "max",
});

type Deed = {
  readonly centre: Centre;
  readonly agent: (typeof agents)[number];
  readonly who: number;
  readonly n: number;
  /** The how-manieth act it is: for names. */
  readonly i: number;
  /** Some leg that is known; undefined while there is none. */
  readonly legId: LegId | undefined;
  readonly outstanding: readonly Effect[];
};

export function perform(centre: Centre, { what, who, n }: Act, i: number): void {
  const legs = [...centre.world.legs.keys()];
  const outstanding = [...centre.world.outstanding.values()].map((one) => one.effect);
  const deed = deeds[what % deeds.length];
  deed?.({ centre, who, n, i, outstanding, agent: agents[who] ?? "alice", legId: legs[n % Math.max(1, legs.length)] });
}

const registers = ({ centre, agent, n }: Deed): void => centre.register(agent, String(n % 2));
const chooses = ({ centre, agent, n }: Deed): void =>
  void centre.presence(agent, (["available", "available", "break", "offline"] as const)[n % 4] ?? "away");
const calls = ({ centre, who, n, i }: Deed): void =>
  void centre.calls(`caller-${i}`, numbers[n % 5] ?? "sales", ["victor", "petra", "tara", undefined][who]);
const waits = ({ centre, n }: Deed): void => centre.wait(n * 30);

/** Telephony says something of one thing that was asked of it, or does it all. */
function confirms({ centre, n, outstanding }: Deed): void {
  const effect = outstanding[n % Math.max(1, outstanding.length)];
  if (effect !== undefined) for (const fact of confirm(effect, n)) centre.give(fact);
}

function confirmsAll({ centre, outstanding }: Deed): void {
  for (const one of outstanding) for (const fact of confirm(one, 7)) centre.give(fact);
}

/** Of a leg: nothing, while there is none. */
const ofLeg =
  (tell: (legId: LegId, n: number) => InputBody) =>
  ({ centre, legId, n }: Deed): void => {
    if (legId !== undefined) centre.give(tell(legId, n));
  };

const ends = ofLeg((legId, n) => ({ type: "leg.ended", legId, cause: "hung-up", by: n % 3 === 0 ? "system" : "far" }));
const fails = ofLeg((legId, n) => ({ type: "leg.failed", legId, cause: failures[n % 6] ?? "busy", side: "theirs" }));
const falters = ofLeg((legId, n) => ({ type: n % 2 === 0 ? "leg.media-lost" : "leg.media-restored", legId }));
const sounds = ofLeg((legId) => ({ type: "leg.media-started", legId }));
const breaks = ofLeg((legId) => ({ type: "leg.ended", legId, cause: "lost", by: "system" }));

const losesPhone = ({ centre, agent, n }: Deed): void =>
  void centre.give({
    type: "endpoint.lost",
    endpointId: asId(`${agent}/${n % 2}`),
    cause: n % 2 === 0 ? "no-pong" : "expired",
  });

const opensPage = ({ centre, agent, n }: Deed): void => centre.page(agent, String(n % 3));
const losesPage = ({ centre, agent, n }: Deed): void =>
  centre.losesPage(agent, losses[n % 5] ?? "no-pong", String(n % 3));
const visits = ({ centre, who, n, i }: Deed): void =>
  void centre.visits(`visitor-${i}`, numbers[n % 5] ?? "sales", `visit-${who}`);
const returns = ({ centre, agent, who, n, i }: Deed): void =>
  void centre.returns(`back-${i}`, n % 2 === 0 ? { visit: `visit-${who}` } : { agent });

const losses = ["flow-closed", "no-pong", "taken-over", "no-microphone", "unregistered"] as const;

/** What stands twice happens twice as often. */
const deeds: readonly ((deed: Deed) => void)[] = [
  ...[registers, registers, chooses, chooses, calls, calls, calls],
  ...[confirms, confirms, confirms, confirms, confirms, confirms, confirms, confirmsAll, confirmsAll, confirmsAll],
  ...[ends, fails, falters, losesPhone, waits, waits],
  ...[opensPage, losesPage, visits, visits, returns, returns, sounds, breaks],
  ({ centre, n, legId }) => rare(centre, n, legId),
];

/** A leg's media process dies, with the conferences of its interaction. */
function losesMediaOf(centre: Centre, legId: LegId): void {
  const interactionId = centre.world.legs.get(legId)?.interactionId;
  const of = <T extends { interactionId?: unknown; id: unknown }>(all: Iterable<T>): T["id"][] =>
    [...all].filter((one) => one.interactionId === interactionId).map((one) => one.id);
  const legIds = of(centre.world.legs.values());
  centre.give({ type: "media.lost", legIds, conferenceIds: of(centre.world.conferences.values()) });
}

function rare(centre: Centre, n: number, legId: LegId | undefined): void {
  if (n % 4 === 0)
    centre.give({ type: "centre.restarted", epoch: n, codeVersion: "test", rulesVersion: "1", downMs: n });
  else if (n % 4 === 1) centre.give({ type: "clock.jumped", byMs: n });
  else if (n % 4 === 2 && legId !== undefined) losesMediaOf(centre, legId);
  else {
    const [interaction] = centre.look().interactions();
    if (interaction !== undefined) centre.command({ type: "interaction.end", interactionId: interaction.id });
  }
}

/** What telephony might say of an effect: as a rule that it is done, sometimes that it is not. */
function confirm(effect: Effect, n: number): InputBody[] {
  if (n % 10 === 0) return [{ type: "effect.failed", effectId: effect.effectId, cause: "chance" }];
  switch (effect.type) {
    case "caller.identify":
      return [{ type: "caller.identified", interactionId: effect.interactionId, source: "none" }];
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
