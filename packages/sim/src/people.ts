/** Callers and agents as far sides of the fake: they do what a story or a random day makes them do. */
import { asId, browserDeviceOf, pageEndpointOf } from "@legroom/model";
import type { AgentId, DeviceId, EndpointId, LegId, Presence, VisitId } from "@legroom/model";
import type { FakePhone, Far, FarCall } from "./fake-leg.ts";
import { personOf } from "./fake-media.ts";
import type { FakeTelephony } from "./fake-telephony.ts";

/** Where people live: the telephony of the process that runs now, and time. */
export interface Town {
  readonly telephony: FakeTelephony;
  until(holds: () => boolean, what: string): Promise<void>;
  setPresence(agentId: AgentId, presence: Presence): Promise<void>;
}

/** `reloading`: a page that is just being loaded again has no leg. */
export type CallState = "idle" | "calling" | "up" | "reloading" | "over";

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
    if (this.state === "over") return;
    if (this.legId !== undefined) this.#town.telephony.hangsUp(this.legId);
    this.#isOver();
  }

  hears(): readonly string[] {
    return this.legId === undefined ? [] : this.#town.telephony.hears(this.legId);
  }

  answered(legId: LegId): void {
    if (legId !== this.legId) return; // a leg of a page that is gone
    this.state = "up";
    this.onUp();
  }

  over(legId: LegId): void {
    if (legId === this.legId) this.#isOver();
  }

  #isOver(): void {
    if (this.state === "over") return;
    this.state = "over";
    this.onOver();
  }
}

/** A customer on the "call us" page, who can load it again in mid-call. */
export class SimVisitor extends SimCaller {
  readonly visitId: VisitId;
  readonly #town: Town;

  constructor(town: Town, name: string) {
    super(town, name);
    this.#town = town;
    this.visitId = asId(`visit-${name}`);
  }

  override dials(to: string): this {
    this.state = "calling";
    return this.#arrives({ to });
  }

  /** The page is gone without a word; nobody is there until `returns`. */
  closesPage(how: "vanishes" | "breaks" = "vanishes"): void {
    if (this.legId === undefined || this.state === "over") return;
    const { legId } = this;
    this.legId = undefined;
    this.state = "reloading";
    this.#town.telephony[how](legId);
  }

  /** The page is there again and asks for its seat. */
  returns(): void {
    if (this.state === "reloading") this.#arrives({ to: "return", returns: true });
  }

  #arrives(call: { to: string; returns?: true }): this {
    const { visitId, name } = this;
    this.legId = this.#town.telephony.arrives({ ...call, far: this, person: personOf(name), visitId });
    return this;
  }
}

/** One phone of an agent. What it does when called is `onCall`; unless told it rings until somebody acts. */
export class SimPhone implements FakePhone {
  readonly name: string;
  readonly endpointId: EndpointId;
  readonly deviceId: DeviceId;
  call: FarCall | undefined;
  /** Its calls, the last one that was answered last: somebody with more capacity may have several. */
  readonly talks: LegId[] = [];
  onCall: (call: FarCall) => void = (call) => call.rings();
  onUp: (legId: LegId) => void = () => {};

  constructor(agent: string, place: { readonly deviceId: DeviceId; readonly endpointId: EndpointId }) {
    this.name = agent;
    this.deviceId = place.deviceId;
    this.endpointId = place.endpointId;
  }

  get up(): LegId | undefined {
    return this.talks.at(-1);
  }

  invited(call: FarCall): void {
    this.call = call;
    this.onCall(call);
  }

  answered(legId: LegId): void {
    this.talks.push(legId);
    this.onUp(legId);
  }

  over(legId: LegId): void {
    if (this.call?.legId === legId) this.call = undefined;
    const at = this.talks.indexOf(legId);
    if (at >= 0) this.talks.splice(at, 1);
  }
}

/** One loaded page of an agent's desk; loaded again it is another. */
export class SimPage extends SimPhone {
  /** A leg with which it asks for the seat that its agent had. */
  back: LegId | undefined;

  constructor(agent: string, pageId: string) {
    const agentId = asId<"agent">(agent);
    super(agent, { deviceId: browserDeviceOf(agentId), endpointId: pageEndpointOf(agentId, asId(pageId)) });
  }

  returns(telephony: FakeTelephony): void {
    const { name, deviceId } = this;
    this.back = telephony.arrives({ to: "return", far: this, deviceId, person: personOf(name), returns: true });
  }
}

export class SimAgent {
  readonly id: AgentId;
  /** Phones that register and stay. */
  readonly phones: readonly SimPhone[];
  /** The page that is open now. */
  page: SimPage | undefined;
  /** Told of each page that is loaded, before it registers. */
  onPage: (page: SimPage) => void = () => {};
  readonly #town: Town;
  #pages = 0;

  constructor(town: Town, name: string, phones = 1) {
    this.#town = town;
    this.id = asId(name);
    this.phones = Array.from({ length: phones }, (_, at) => {
      const endpointId = asId<"endpoint">(`${name}-phone-${at + 1}`);
      return new SimPhone(name, { deviceId: asId(name), endpointId });
    });
  }

  /** All that can ring for them. */
  get places(): readonly SimPhone[] {
    return this.page === undefined ? this.phones : [...this.phones, this.page];
  }

  registers(): void {
    for (const phone of this.places) this.#register(phone);
  }

  /** Loads the desk: a new page, which registers. One that is open already is taken over. */
  opensPage(): SimPage {
    const before = this.page;
    this.#pages += 1;
    const page = new SimPage(this.id, `page-${this.#pages}`);
    this.page = page;
    if (before !== undefined) this.#town.telephony.losesEndpoint(before.endpointId, "taken-over");
    this.onPage(page);
    this.#register(page);
    return page;
  }

  /** The page is gone without a word. True if a call was up in it. */
  closesPage(): boolean {
    const { page } = this;
    if (page === undefined) return false;
    this.page = undefined;
    const { telephony } = this.#town;
    telephony.losesEndpoint(page.endpointId, "flow-closed");
    for (const legId of [...page.talks, page.back, page.call?.legId])
      if (legId !== undefined) telephony.vanishes(legId);
    return page.up !== undefined;
  }

  #register(phone: SimPhone): void {
    this.#town.telephony.registers({ endpointId: phone.endpointId, deviceId: phone.deviceId, phone });
  }

  is(presence: Presence): Promise<void> {
    return this.#town.setPresence(this.id, presence);
  }

  get rings(): boolean {
    return this.places.some((phone) => this.#ringing(phone));
  }

  /** Waits until a phone rings, then answers it. */
  async answers(): Promise<void> {
    (await this.#ringingCall()).answers();
    await this.#town.until(() => this.places.some((phone) => phone.up !== undefined), `${this.id} is up`);
  }

  async declines(): Promise<void> {
    const call = await this.#ringingCall();
    call.fails("declined");
    await this.#town.until(() => this.#town.telephony.stateOf(call.legId) === "over", `${this.id} declined`);
  }

  /** One of their calls, or all. */
  hangsUp(only?: LegId): void {
    for (const phone of this.places)
      for (const legId of [...phone.talks]) {
        if (only !== undefined && legId !== only) continue;
        this.#town.telephony.hangsUp(legId);
        phone.over(legId);
      }
  }

  hears(): readonly string[] {
    const legId = this.places.find((phone) => phone.up !== undefined)?.up;
    return legId === undefined ? [] : this.#town.telephony.hears(legId);
  }

  #ringing(phone: SimPhone): boolean {
    return phone.call !== undefined && this.#town.telephony.stateOf(phone.call.legId) === "ringing";
  }

  async #ringingCall(): Promise<FarCall> {
    await this.#town.until(() => this.rings, `${this.id}'s phone rings`);
    const call = this.places.find((phone) => this.#ringing(phone))?.call;
    if (call === undefined) throw new Error("it rang a moment ago");
    return call;
  }
}
