/** Callers and agents as far sides of the fake: they do what a story or a random day makes them do. */
import { asId } from "@legroom/model";
import type { AgentId, DeviceId, EndpointId, LegId, Presence } from "@legroom/model";
import type { FakePhone, Far, FarCall } from "./fake-leg.ts";
import { personOf } from "./fake-media.ts";
import type { FakeTelephony } from "./fake-telephony.ts";

/** Where people live: the telephony of the process that runs now, and time. */
export interface Town {
  readonly telephony: FakeTelephony;
  until(holds: () => boolean, what: string): Promise<void>;
  setPresence(agentId: AgentId, presence: Presence): Promise<void>;
}

export type CallState = "idle" | "calling" | "up" | "over";

/** A customer; with a device they are who they say they are. */
export class SimCaller implements Far {
  readonly name: string;
  state: CallState = "idle";
  legId: LegId | undefined;
  onUp: () => void = () => {};
  onOver: () => void = () => {};
  readonly #town: Town;
  readonly #deviceId: DeviceId | undefined;

  constructor(town: Town, name: string, deviceId?: DeviceId) {
    this.#town = town;
    this.name = name;
    this.#deviceId = deviceId;
  }

  dials(to: string): this {
    const who = this.#deviceId === undefined ? {} : { deviceId: this.#deviceId };
    this.state = "calling";
    this.legId = this.#town.telephony.arrives({ to, far: this, person: personOf(this.name), ...who });
    return this;
  }

  presses(digits: string): void {
    if (this.legId !== undefined) this.#town.telephony.presses(this.legId, digits);
  }

  hangsUp(): void {
    if (this.legId === undefined || this.state === "over") return;
    this.#town.telephony.hangsUp(this.legId);
    this.over();
  }

  hears(): readonly string[] {
    return this.legId === undefined ? [] : this.#town.telephony.hears(this.legId);
  }

  answered(): void {
    this.state = "up";
    this.onUp();
  }

  over(): void {
    if (this.state === "over") return;
    this.state = "over";
    this.onOver();
  }
}

/** One phone of an agent. What it does when called is `onCall`; unless told it rings until somebody acts. */
export class SimPhone implements FakePhone {
  readonly name: string;
  readonly endpointId: EndpointId;
  readonly deviceId: DeviceId;
  call: FarCall | undefined;
  up: LegId | undefined;
  onCall: (call: FarCall) => void = (call) => call.rings();
  onUp: (legId: LegId) => void = () => {};
  onOver: () => void = () => {};

  constructor(agent: string, which: number) {
    this.name = agent;
    this.deviceId = asId(agent);
    this.endpointId = asId(`${agent}-phone-${which}`);
  }

  invited(call: FarCall): void {
    this.call = call;
    this.onCall(call);
  }

  answered(legId: LegId): void {
    this.up = legId;
    this.onUp(legId);
  }

  over(): void {
    this.call = undefined;
    this.up = undefined;
    this.onOver();
  }
}

export class SimAgent {
  readonly id: AgentId;
  readonly phones: readonly [SimPhone, ...SimPhone[]];
  readonly #town: Town;

  constructor(town: Town, name: string, phones = 1) {
    this.#town = town;
    this.id = asId(name);
    this.phones = [new SimPhone(name, 1), ...Array.from({ length: phones - 1 }, (_, at) => new SimPhone(name, at + 2))];
  }

  registers(): void {
    for (const phone of this.phones)
      this.#town.telephony.registers({ endpointId: phone.endpointId, deviceId: phone.deviceId, phone });
  }

  is(presence: Presence): Promise<void> {
    return this.#town.setPresence(this.id, presence);
  }

  get rings(): boolean {
    return this.phones.some((phone) => this.#ringing(phone));
  }

  /** Waits until a phone rings, then answers it. */
  async answers(): Promise<void> {
    (await this.#ringingCall()).answers();
    await this.#town.until(() => this.phones.some((phone) => phone.up !== undefined), `${this.id} is up`);
  }

  async declines(): Promise<void> {
    const call = await this.#ringingCall();
    call.fails("declined");
    await this.#town.until(() => this.#town.telephony.stateOf(call.legId) === "over", `${this.id} declined`);
  }

  hangsUp(): void {
    for (const phone of this.phones) {
      if (phone.up === undefined) continue;
      this.#town.telephony.hangsUp(phone.up);
      phone.over();
    }
  }

  hears(): readonly string[] {
    const legId = this.phones.find((phone) => phone.up !== undefined)?.up;
    return legId === undefined ? [] : this.#town.telephony.hears(legId);
  }

  #ringing(phone: SimPhone): boolean {
    return phone.call !== undefined && this.#town.telephony.stateOf(phone.call.legId) === "ringing";
  }

  async #ringingCall(): Promise<FarCall> {
    await this.#town.until(() => this.rings, `${this.id}'s phone rings`);
    const call = this.phones.find((phone) => this.#ringing(phone))?.call;
    if (call === undefined) throw new Error("it rang a moment ago");
    return call;
  }
}
