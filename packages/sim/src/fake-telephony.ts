/**
 * The telephony port's fake: legs between us and far sides that a test or a day plays, on the clock it is given.
 *
 * Good enough to be the dev server: it does what an effect says, in the effects' order, a little later, and reports it. It
 * is well behaved; `lossy` in front of it is not.
 */
import { after, asId, isBrowserDevice, unixMs, unreachable } from "@legroom/model";
import type {
  ConferenceState,
  DeviceId,
  TelephonyEffect,
  EndpointId,
  LegFailure,
  LegId,
  PersonRef,
  Side,
  TelephonyFact,
  VisitId,
} from "@legroom/model";
import type { Clock, Telephony, TelephonyCapabilities, TelephonyStart } from "@legroom/engine/ports";
import type { Dice } from "./dice.ts";
import type { FakeLeg, FakePhone, Far, FarCall, LegState } from "./fake-leg.ts";
import { FakeMedia } from "./fake-media.ts";

type Of<Type extends TelephonyEffect["type"]> = Extract<TelephonyEffect, { type: Type }>;

export type FakeTelephonyParts = {
  readonly clock: Clock;
  readonly dice: Dice;
  /** Media processes; a leg is made in one of them. 2 unless stated. */
  readonly processes?: number;
  /** Far sides by leg, kept over the life of a process: the next one can still tell them that a call is over. */
  readonly wire?: Map<LegId, Far>;
  readonly onApplied?: (states: readonly ConferenceState[]) => void;
  /** Sees each effect when it is handed over. */
  readonly onTake?: (effects: readonly TelephonyEffect[]) => void;
};

type Call = {
  readonly to: string;
  readonly far: Far;
  readonly person: PersonRef;
  readonly deviceId?: DeviceId;
  readonly visitId?: VisitId;
  readonly returns?: true;
  readonly legId?: LegId;
};

type LossCause = Extract<TelephonyFact, { type: "endpoint.lost" }>["cause"];

/** No RTP and no RTCP from a browser for so long is told. */
const BROWSER_SILENCE_MS = 3000;

export class FakeTelephony implements Telephony {
  readonly capabilities: TelephonyCapabilities = {
    voices: "matrix",
    playToLeg: true,
    tracks: true,
    moves: true,
    dialsPerSecondMax: 1000,
  };
  readonly #parts: FakeTelephonyParts;
  readonly #media: FakeMedia;
  readonly #legs = new Map<LegId, FakeLeg>();
  readonly #phones = new Map<EndpointId, FakePhone>();
  readonly #done = new Set<string>();
  #started: TelephonyStart | undefined;
  #up = false;
  #nextProcess = 0;
  #busyUntilAt = unixMs(0);

  constructor(parts: FakeTelephonyParts) {
    this.#parts = parts;
    this.#media = new FakeMedia({
      clock: parts.clock,
      dice: parts.dice,
      leg: (id) => this.#legs.get(id),
      say: (fact) => this.#say(fact),
      onApplied: (states) => parts.onApplied?.(states),
    });
  }

  start(start: TelephonyStart): Promise<void> {
    this.#started = start;
    this.#up = true;
    // Pages are not found again: they come by themselves.
    for (const { endpointId, deviceId, alive } of start.endpoints)
      if (alive && isBrowserDevice(deviceId)) this.#say({ type: "endpoint.lost", endpointId, cause: "flow-closed" });
    for (const { legId } of start.formerLegs)
      this.#later(this.#parts.dice.between(50, 3000), () => this.#parts.wire?.get(legId)?.over(legId, "shutdown"));
    return Promise.resolve();
  }

  take(effects: readonly TelephonyEffect[]): void {
    this.#parts.onTake?.(effects);
    if (!this.#up) return;
    // A moment later, and never before what was taken earlier: their order is kept.
    const { clock, dice } = this.#parts;
    this.#busyUntilAt = unixMs(Math.max(this.#busyUntilAt, clock.now() + dice.between(1, 4)));
    this.#later(this.#busyUntilAt - clock.now(), () => {
      for (const effect of effects) this.#carryOut(effect);
    });
  }

  stop(): Promise<void> {
    if (!this.#up) return Promise.resolve();
    const told: Promise<void>[] = [];
    for (const leg of this.#legs.values()) {
      if (leg.state === "over") continue;
      leg.state = "over";
      leg.callOffRingLimit();
      leg.far.over(leg.id, "shutdown");
      const fact: TelephonyFact = { type: "leg.ended", legId: leg.id, cause: "shutdown", by: "us" };
      if (this.#started !== undefined) told.push(this.#started.deliver(fact));
    }
    this.#up = false;
    return Promise.all(told).then(() => {});
  }

  health(): Readonly<Record<string, boolean>> {
    return { sip: this.#up, media: this.#up };
  }

  /** The process dies without a word: nothing more is said or done. Far sides may find out later. */
  die(): void {
    this.#up = false;
    for (const leg of this.#legs.values()) leg.callOffRingLimit();
  }

  get isUp(): boolean {
    return this.#up;
  }

  // What far sides do

  /** Somebody calls. The leg is there when the centre says so. */
  arrives(call: Call): LegId {
    const id = call.legId ?? asId<"leg">(`in-${this.#parts.dice.next32().toString(16)}-${this.#legs.size}`);
    const process = this.#nextProcess;
    this.#nextProcess = (process + 1) % (this.#parts.processes ?? 2);
    this.#legs.set(id, makeLeg({ id, direction: "in", far: call.far, process, state: "arriving" }));
    this.#parts.wire?.set(id, call.far);
    const { to, far: _, ...who } = call;
    this.#say({ type: "leg.arrived", ...who, legId: id, to, memo: asId(`memo-${id}`) });
    return id;
  }

  hangsUp(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (leg === undefined || leg.state === "over" || leg.state === "closing") return;
    const wasUp = leg.state === "up";
    this.#over(leg);
    if (wasUp) this.#say({ type: "leg.ended", legId, cause: "hung-up", by: "far" });
    else this.#say({ type: "leg.failed", legId, cause: "cancelled", side: "theirs" });
  }

  presses(legId: LegId, digits: string): void {
    if (this.#legs.get(legId)?.state === "up") for (const digit of digits) this.#media.pressed(legId, digit);
  }

  /** The far side is no longer heard, or is heard again. */
  setsMedia(legId: LegId, on: boolean): void {
    const leg = this.#legs.get(legId);
    if (leg?.state !== "up" || leg.media === "gone" || (leg.media === "on") === on) return;
    const first = leg.media === "none";
    leg.media = on ? "on" : "lost";
    if (!on) this.#say({ type: "leg.media-lost", legId });
    else this.#say({ type: first ? "leg.media-started" : "leg.media-restored", legId });
  }

  registers(phone: { endpointId: EndpointId; deviceId: DeviceId; phone: FakePhone; expiresMs?: number }): void {
    const { endpointId, deviceId } = phone;
    this.#phones.set(endpointId, phone.phone);
    const expiresAt = unixMs(this.#parts.clock.now() + (phone.expiresMs ?? 3_600_000));
    this.#say({ type: "endpoint.ready", endpointId, deviceId, binding: asId(`binding-${endpointId}`), expiresAt });
  }

  /** A page is closed without a word: its audio is missed after a while, and its leg is there until we end it. */
  vanishes(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (leg === undefined || leg.state === "over" || leg.state === "closing") return;
    if (leg.state === "up") return this.#later(BROWSER_SILENCE_MS, () => this.setsMedia(legId, false));
    this.#over(leg);
    this.#say({ type: "leg.failed", legId, cause: "transport", side: "theirs" });
  }

  /** Its line breaks in a way that is noticed: nobody has hung up. */
  breaks(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (leg?.state !== "up") return;
    this.#over(leg);
    this.#say({ type: "leg.ended", legId, cause: "lost", by: "system" });
  }

  /** A phone that was registered with the process before this one is found at its binding. */
  finds(endpointId: EndpointId, phone: FakePhone): void {
    this.#phones.set(endpointId, phone);
  }

  losesEndpoint(endpointId: EndpointId, cause: LossCause): void {
    if (this.#phones.delete(endpointId)) this.#say({ type: "endpoint.lost", endpointId, cause });
  }

  /** One media process dies; another takes its place for new legs. */
  losesMedia(process: number): void {
    const legs = [...this.#legs.values()].filter((leg) => leg.process === process && leg.state !== "over");
    for (const leg of legs) leg.media = "gone";
    this.#media.processLost(
      process,
      legs.map((leg) => leg.id),
    );
  }

  // What can be seen from outside

  stateOf(legId: LegId): LegState | undefined {
    return this.#legs.get(legId)?.state;
  }

  hears(legId: LegId): readonly string[] {
    return this.#media.hears(legId);
  }

  conferencesOf(legId: LegId): readonly ConferenceState[] {
    return this.#media.conferencesOf(legId);
  }

  left(): {
    readonly legs: number;
    readonly conferences: number;
    readonly prompts: number;
    readonly recordings: number;
  } {
    const legs = [...this.#legs.values()].filter((leg) => leg.state !== "over").length;
    return { legs, ...this.#media.left() };
  }

  // Effects

  #carryOut(effect: TelephonyEffect): void {
    if (this.#done.has(effect.effectId)) return; // twice is harmless
    this.#done.add(effect.effectId);
    const failure = this.#try(effect);
    if (failure !== undefined) this.#say({ type: "effect.failed", effectId: effect.effectId, cause: failure });
  }

  #try(effect: TelephonyEffect): string | undefined {
    switch (effect.type) {
      case "leg.answer":
        return this.#answer(effect);
      case "leg.reject":
        return this.#endLeg(effect.legId, effect.cause);
      case "leg.hang-up":
        return this.#endLeg(effect.legId, effect.cause);
      case "leg.dial":
        return this.#dial(effect);
      case "conference.set":
        return this.#media.set(effect);
      case "conference.close":
        return (this.#media.close(effect.conferenceId), undefined);
      case "prompt.play":
        return (this.#media.play(effect), undefined);
      case "prompt.stop":
        return (this.#media.stopPrompt(effect.promptId), undefined);
      case "recording.start":
        return (this.#media.startRecording(effect), undefined);
      case "recording.stop":
        return (this.#media.stopRecording(effect.recordingId), undefined);
      default:
        return unreachable(effect);
    }
  }

  #answer({ legId, nearLegId }: Of<"leg.answer">): string | undefined {
    const leg = this.#legs.get(legId);
    if (leg?.state === "up") return undefined;
    if (leg?.state !== "arriving") return "leg.unknown";
    const near = nearLegId === undefined ? undefined : this.#legs.get(nearLegId);
    if (near !== undefined && near.state !== "over") leg.process = near.process; // what has ended is forgotten
    this.#later(this.#parts.dice.between(5, 40), () => {
      if (leg.state !== "arriving") return;
      leg.state = "up";
      this.#say({ type: "leg.answered", legId, memo: asId(`memo-${legId}`) });
      leg.far.answered(legId);
      this.#mediaSoon(leg);
    });
    return undefined;
  }

  #dial(effect: Of<"leg.dial">): string | undefined {
    const { legId, endpointId, ringMs, nearLegId, context } = effect;
    if (this.#legs.has(legId)) return undefined;
    const phone = this.#phones.get(endpointId);
    if (phone === undefined) {
      this.#say({ type: "leg.failed", legId, cause: "unavailable", side: "theirs" });
      return undefined;
    }
    const process = this.#legs.get(nearLegId)?.process ?? 0;
    const leg = makeLeg({ id: legId, direction: "out", far: phone, process, state: "dialling", endpointId });
    this.#legs.set(legId, leg);
    this.#parts.wire?.set(legId, phone);
    const { clock } = this.#parts;
    leg.callOffRingLimit = clock.alarm(after(clock.now(), ringMs), () => void this.#endLeg(legId, "no-answer"));
    phone.invited(this.#farCall(leg, context));
    return undefined;
  }

  #farCall(leg: FakeLeg, context: FarCall["context"]): FarCall {
    const waits = (): boolean => leg.state === "dialling" || leg.state === "ringing";
    const legId = leg.id;
    return {
      legId,
      context,
      rings: () => {
        if (leg.state !== "dialling") return;
        leg.state = "ringing";
        this.#say({ type: "leg.ringing", legId, memo: asId(`memo-${legId}`) });
      },
      answers: ({ silent = false } = {}) => {
        leg.silent = silent;
        if (waits()) this.#dialledUp(leg);
        else if (leg.state === "closing") this.#closed(leg, "late-answer", "ours"); // its 200 crossed our giving up
      },
      fails: (cause, side = "theirs") => {
        if (!waits()) return;
        this.#over(leg);
        this.#say({ type: "leg.failed", legId, cause, side });
      },
    };
  }

  #dialledUp(leg: FakeLeg): void {
    leg.state = "up";
    leg.callOffRingLimit();
    this.#say({ type: "leg.answered", legId: leg.id, memo: asId(`memo-${leg.id}`) });
    leg.far.answered(leg.id);
    this.#mediaSoon(leg);
  }

  #mediaSoon(leg: FakeLeg): void {
    this.#later(this.#parts.dice.between(20, 80), () => {
      if (leg.state === "up" && leg.media === "none" && !leg.silent) this.setsMedia(leg.id, true);
    });
  }

  /** Ends a leg in any state, from our side. One that rings needs a moment, in which its answer may cross. */
  #endLeg(legId: LegId, cause: Of<"leg.hang-up">["cause"] | Of<"leg.reject">["cause"]): string | undefined {
    const leg = this.#legs.get(legId);
    if (leg === undefined || leg.state === "over") return "leg.unknown";
    if (leg.state === "closing") return undefined;
    if (leg.state === "up") {
      this.#over(leg);
      leg.far.over(legId, cause);
      this.#say({ type: "leg.ended", legId, cause: "released", by: "us" });
    } else if (leg.direction === "in") {
      this.#over(leg);
      leg.far.over(legId, cause);
      this.#say({ type: "leg.failed", legId, cause: "rejected", side: "ours" });
    } else {
      leg.state = "closing";
      leg.callOffRingLimit();
      this.#later(this.#parts.dice.between(2, 30), () => {
        if (leg.state !== "closing") return;
        leg.far.over(legId, cause);
        this.#closed(leg, "cancelled", "ours");
      });
    }
    return undefined;
  }

  #closed(leg: FakeLeg, cause: LegFailure, side: Side): void {
    this.#over(leg);
    this.#say({ type: "leg.failed", legId: leg.id, cause, side });
    if (cause === "late-answer") leg.far.over(leg.id, "late-answer");
  }

  #over(leg: FakeLeg): void {
    leg.state = "over";
    leg.callOffRingLimit();
    this.#parts.wire?.delete(leg.id);
    this.#media.legOver(leg.id);
  }

  #say(fact: TelephonyFact): void {
    if (this.#up) void this.#started?.deliver(fact);
  }

  #later(ms: number, act: () => void): void {
    const { clock } = this.#parts;
    clock.alarm(after(clock.now(), ms), () => {
      if (this.#up) act();
    });
  }
}

function makeLeg(of: Pick<FakeLeg, "id" | "direction" | "far" | "process" | "state" | "endpointId">): FakeLeg {
  return { ...of, media: "none", silent: false, callOffRingLimit: () => {} };
}
