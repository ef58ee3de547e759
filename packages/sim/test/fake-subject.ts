/** The fake as the contract suite sees it, well behaved or behind the lossy wrapper. */
import { asId, browserDeviceOf, defaultCentreSettings, pageEndpointOf } from "@legroom/model";
import type { LegId } from "@legroom/model";
import type {
  AgentPage,
  Caller,
  PartyState,
  Phone,
  PhoneReaction,
  PortSubject,
  Visitor,
} from "../src/contract/index.ts";
import { Dice, FakeTelephony, VirtualClock, lossy, personOf } from "../src/index.ts";
import type { FakePhone, FarCall } from "../src/index.ts";

export function fakeSubject(seed: number, behaviour: "good" | "lossy"): Promise<PortSubject> {
  const clock = new VirtualClock();
  const fake = new FakeTelephony({ clock, dice: new Dice(seed) });
  const telephony = behaviour === "good" ? fake : lossy(fake, { clock, dice: new Dice(seed + 1) });
  const processes = new Map<LegId, number>();
  let arrivals = 0;
  const subject: PortSubject = {
    telephony,
    devices: {
      device: (user) => ({ deviceId: asId(user), owner: "agent" }),
      callers: () => defaultCentreSettings.callers,
    },
    phoneFailures: ["declined", "busy", "unavailable", "rejected", "server-error", "timeout", "transport", "no-media"],
    confirms: behaviour === "good",
    now: () => clock.now(),
    caller: (name) => new PlayedCaller(fake, name, (legId) => processes.set(legId, arrivals++ % 2)),
    phone: (name) => new PlayedPhone(fake, name),
    browser: {
      page: (name) => new PlayedPage(fake, name),
      visitor: (name) => new PlayedVisitor(fake, name, (legId) => processes.set(legId, arrivals++ % 2)),
    },
    losesMediaOf: (legId) => fake.losesMedia(processes.get(legId) ?? 0),
    until: async (holds, what) => {
      for (let i = 0; i < 3000; i += 1) {
        if (await holds()) return;
        await clock.pass(10);
      }
      throw new Error(`not within 30 s: ${what}`);
    },
    pass: (ms) => clock.pass(ms),
    dispose: () => Promise.resolve(),
  };
  return Promise.resolve(subject);
}

class Played {
  readonly name: string;
  state: PartyState = "idle";
  protected readonly fake: FakeTelephony;
  protected legId: LegId | undefined;

  constructor(fake: FakeTelephony, name: string) {
    this.fake = fake;
    this.name = name;
  }

  answered(): void {
    this.state = "up";
  }

  over(legId: LegId): void {
    if (legId === this.legId) this.state = this.state === "calling" ? "refused" : "over";
  }

  hangsUp(): void {
    if (this.legId !== undefined) this.fake.hangsUp(this.legId);
    this.state = "over";
  }

  presses(digits: string): void {
    if (this.legId !== undefined) this.fake.presses(this.legId, digits);
  }

  hears(): Promise<readonly string[]> {
    return Promise.resolve(this.legId === undefined ? [] : this.fake.hears(this.legId));
  }
}

class PlayedCaller extends Played implements Caller {
  readonly #onCall: (legId: LegId) => void;

  constructor(fake: FakeTelephony, name: string, onCall: (legId: LegId) => void) {
    super(fake, name);
    this.#onCall = onCall;
  }

  calls(to: string): void {
    this.state = "calling";
    this.legId = this.fake.arrives({ to, far: this, person: personOf(this.name) });
    this.#onCall(this.legId);
  }
}

class PlayedPhone extends Played implements Phone, FakePhone {
  invitations = 0;
  #reaction: PhoneReaction = "rings";
  #call: FarCall | undefined;

  constructor(fake: FakeTelephony, name: string) {
    super(fake, name);
    fake.registers({ endpointId: asId(`${name}-phone`), deviceId: asId(name), phone: this });
  }

  invited(call: FarCall): void {
    this.invitations += 1;
    this.#call = call;
    this.legId = call.legId;
    this.state = "idle";
    const reaction = this.#reaction;
    if (reaction === "rings" || reaction === "answers") {
      this.state = "ringing";
      call.rings();
    }
    if (reaction === "answers") call.answers();
    if (typeof reaction === "object") call.fails(reaction.fails);
  }

  willReact(reaction: PhoneReaction): void {
    this.#reaction = reaction;
  }

  answers(): void {
    this.#call?.answers();
  }

  declines(): void {
    this.#call?.fails("declined");
    this.state = "over";
  }

  unregisters(): void {
    this.fake.losesEndpoint(asId(`${this.name}-phone`), "unregistered");
  }
}

class PlayedVisitor extends PlayedCaller implements Visitor {
  readonly visitId: string;
  readonly #onCall: (legId: LegId) => void;

  constructor(fake: FakeTelephony, name: string, onCall: (legId: LegId) => void) {
    super(fake, name, onCall);
    this.#onCall = onCall;
    this.visitId = `visit-${name}`;
  }

  override calls(to: string): void {
    this.#arrives({ to });
  }

  vanishes(): void {
    const { legId } = this;
    this.legId = undefined;
    if (legId !== undefined) this.fake.vanishes(legId);
  }

  returns(): void {
    this.#arrives({ to: "return", returns: true });
  }

  #arrives(call: { to: string; returns?: true }): void {
    this.state = "calling";
    const visitId = asId<"visit">(this.visitId);
    this.legId = this.fake.arrives({ ...call, far: this, person: personOf(this.name), visitId });
    this.#onCall(this.legId);
  }
}

class PlayedPage extends Played implements AgentPage, FakePhone {
  #call: FarCall | undefined;
  #pages = 0;

  constructor(fake: FakeTelephony, name: string) {
    super(fake, name);
    this.#loads();
  }

  invited(call: FarCall): void {
    this.#call = call;
    this.legId = call.legId;
    this.state = "ringing";
    call.rings();
  }

  answers(): void {
    this.#call?.answers();
  }

  declines(): void {
    this.#call?.fails("declined");
    this.state = "over";
  }

  vanishes(): void {
    const { legId } = this;
    this.legId = undefined;
    this.fake.losesEndpoint(this.#endpointId, "flow-closed");
    if (legId !== undefined) this.fake.vanishes(legId);
  }

  returns(): void {
    this.#loads();
    this.state = "calling";
    const deviceId = browserDeviceOf(asId(this.name));
    const person = personOf(this.name);
    this.legId = this.fake.arrives({ to: "return", far: this, person, deviceId, returns: true });
  }

  #loads(): void {
    this.#pages += 1;
    const deviceId = browserDeviceOf(asId(this.name));
    this.fake.registers({ endpointId: this.#endpointId, deviceId, phone: this });
  }

  get #endpointId(): ReturnType<typeof pageEndpointOf> {
    return pageEndpointOf(asId(this.name), asId(`page-${this.#pages}`));
  }
}
