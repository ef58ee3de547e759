/** Drives a port as the engine would: starts it, hands it effects, keeps its facts. */
import { after, asId } from "@legroom/model";
import type {
  ConferenceState,
  TelephonyEffect,
  TelephonyEffectBody,
  EndpointId,
  Hearing,
  LegId,
  SeatId,
  TelephonyFact,
} from "@legroom/model";
import type { Caller, Party, Phone, PortSubject } from "./port-subject.ts";

type FactOf<Type extends TelephonyFact["type"]> = Extract<TelephonyFact, { type: Type }>;

/** Facts that may stay away where confirmations do. */
const confirmations: ReadonlySet<TelephonyFact["type"]> = new Set([
  "conference.applied",
  "conference.closed",
  "prompt.started",
  "prompt.ended",
  "recording.started",
  "recording.finished",
  "leg.ringing",
  "effect.failed",
]);

export type Sitting = { readonly seat: string; readonly legId: LegId | null; readonly hears?: readonly string[] };

export class PortDriver {
  readonly subject: PortSubject;
  readonly facts: TelephonyFact[] = [];
  #effects = 0;

  constructor(subject: PortSubject) {
    this.subject = subject;
  }

  start(): Promise<void> {
    return this.subject.telephony.start({
      epoch: 1,
      deliver: (fact) => {
        this.facts.push(fact);
        return Promise.resolve();
      },
      devices: this.subject.devices,
      endpoints: [],
      formerLegs: [],
    });
  }

  /** Time may have to pass until its last facts are delivered. */
  async stop(): Promise<void> {
    let stopped = false;
    const stopping = this.subject.telephony.stop().then(() => (stopped = true));
    await this.subject.until(() => stopped, "telephony stops");
    await stopping;
  }

  /** Hands over one effect; returns it, to be handed over again. */
  take(body: TelephonyEffectBody): TelephonyEffect {
    this.#effects += 1;
    const untilAt = after(this.subject.now(), 30_000);
    const effect: TelephonyEffect = { ...body, effectId: asId(`effect-${this.#effects}`), untilAt };
    this.subject.telephony.take([effect]);
    return effect;
  }

  find<Type extends TelephonyFact["type"]>(
    type: Type,
    fits: (fact: FactOf<Type>) => boolean = () => true,
  ): FactOf<Type> | undefined {
    return this.facts.find((fact): fact is FactOf<Type> => fact.type === type && fits(fact as FactOf<Type>));
  }

  /** Waits for a fact. Undefined only for a confirmation that never comes where that may be. */
  async told<Type extends TelephonyFact["type"]>(
    type: Type,
    fits: (fact: FactOf<Type>) => boolean = () => true,
  ): Promise<FactOf<Type> | undefined> {
    if (!this.subject.confirms && confirmations.has(type)) await this.subject.pass(5000);
    else await this.subject.until(() => this.find(type, fits) !== undefined, `${type} is told`);
    return this.find(type, fits);
  }

  /** Waits for the fact that says that this leg is over, whichever of both it is. */
  async over(legId: LegId): Promise<FactOf<"leg.ended"> | FactOf<"leg.failed">> {
    const find = () =>
      this.find("leg.ended", (fact) => fact.legId === legId) ?? this.find("leg.failed", (fact) => fact.legId === legId);
    await this.subject.until(() => find() !== undefined, `leg ${legId} is over`);
    const fact = find();
    if (fact === undefined) throw new Error("it was there a moment ago");
    return fact;
  }

  hears(party: Party, names: readonly string[]): Promise<void> {
    const wanted = [...names].toSorted().join();
    return this.subject.until(
      async () => (await party.hears()).join() === wanted,
      `${party.name} hears ${wanted === "" ? "nothing" : wanted}`,
    );
  }

  /** A caller whose leg arrived. */
  async arrived(name: string, to = "sales"): Promise<{ caller: Caller; legId: LegId }> {
    const before = this.facts.length;
    const caller = this.subject.caller(name);
    caller.calls(to);
    const find = () => this.facts.slice(before).find((fact) => fact.type === "leg.arrived");
    await this.subject.until(() => find() !== undefined, "leg.arrived is told");
    const fact = find();
    if (fact?.type !== "leg.arrived") throw new Error("it was there a moment ago");
    return { caller, legId: fact.legId };
  }

  /** A caller whose leg is up and can be heard. */
  async callerUp(name: string, to = "sales"): Promise<{ caller: Caller; legId: LegId }> {
    const call = await this.arrived(name, to);
    this.take({ type: "leg.answer", legId: call.legId });
    await this.told("leg.answered", (fact) => fact.legId === call.legId);
    await this.told("leg.media-started", (fact) => fact.legId === call.legId);
    return call;
  }

  async registered(name: string): Promise<{ phone: Phone; endpointId: EndpointId }> {
    const phone = this.subject.phone(name);
    await this.subject.until(
      () => this.find("endpoint.ready", (fact) => fact.deviceId === name) !== undefined,
      `${name}'s phone is registered`,
    );
    const fact = this.find("endpoint.ready", (one) => one.deviceId === name);
    if (fact === undefined) throw new Error("it was there a moment ago");
    return { phone, endpointId: fact.endpointId };
  }

  /** Dials a phone; its leg sits near the caller's. */
  dials(endpointId: EndpointId, nearLegId: LegId, ringMs = 20_000): { legId: LegId; effect: TelephonyEffect } {
    const legId = asId<"leg">(`dialled-${this.#effects + 1}`);
    const effect = this.take({
      type: "leg.dial",
      legId,
      endpointId,
      offerId: asId("offer-1"),
      ringMs,
      nearLegId,
      context: { person: asId("person-erin"), queueName: "Sales", why: "waited 12 s" },
    });
    return { legId, effect };
  }

  async phoneUp(name: string, nearLegId: LegId): Promise<{ phone: Phone; legId: LegId }> {
    const { phone, endpointId } = await this.registered(name);
    phone.willReact("answers");
    const { legId } = this.dials(endpointId, nearLegId);
    await this.told("leg.answered", (fact) => fact.legId === legId);
    await this.told("leg.media-started", (fact) => fact.legId === legId);
    return { phone, legId };
  }

  seats(
    states: readonly [ConferenceState] | readonly [ConferenceState, ConferenceState],
    nearLegId: LegId,
  ): TelephonyEffect {
    return this.take({ type: "conference.set", states, nearLegId });
  }
}

/** A conference as a test says it: who sits in it, and which seats (or `music`) each of them hears. */
export function conference(id: string, version: number, sittings: readonly Sitting[]): ConferenceState {
  const hears: { [hearer: SeatId]: readonly Hearing[] } = {};
  for (const { seat, hears: heard = [] } of sittings)
    hears[asId<"seat">(seat)] = heard.map((name) =>
      name === "music" ? { source: { music: "hold" } } : { source: { seat: asId<"seat">(name) } },
    );
  const seats = sittings.map(({ seat, legId }) => ({ seatId: asId<"seat">(seat), legId }));
  return { conferenceId: asId<"conference">(id), name: id, version, seats, hears };
}
