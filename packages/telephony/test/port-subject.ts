/** Telephony over real sockets as the contract suite sees it: its people are SIP phones that send and hear tones. */
import type { LegFailure, LegId } from "@legroom/model";
import type { RtpPeer } from "@legroom/media";
import type { Caller, Party, PartyState, Phone, PhoneReaction, PortSubject } from "@legroom/sim/contract";
import { Bench, clock, nextWindow } from "./harness.ts";
import { namesIn, tones } from "./heard.ts";
import { SubjectPage, SubjectVisitor } from "./page-subject.ts";
import type { PhoneCall, ScriptedPhone } from "./scripted-phone.ts";

const UNTIL_MS_MAX = 10_000;

const statuses: Partial<Record<LegFailure, number>> = {
  declined: 603,
  busy: 486,
  unavailable: 480,
  rejected: 403,
  "server-error": 500,
  "no-media": 488,
};

export function realSubject(): Promise<PortSubject> {
  const bench = new Bench({ rtpPorts: { from: 30_700, to: 30_799 } });
  return Promise.resolve({
    telephony: bench.telephony,
    devices: bench.devices,
    phoneFailures: Object.keys(statuses) as LegFailure[],
    confirms: true,
    now: () => clock.now(),
    caller: (name) => new RealCaller(bench, name),
    phone: (name) => new RealPhone(bench, name),
    browser: {
      page: (name) => new SubjectPage(bench, name),
      visitor: (name) => new SubjectVisitor(bench, name),
    },
    losesMediaOf: (_legId: LegId) => process.kill(bench.telephony.mediaPids()[0] ?? 0, "SIGKILL"),
    until,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    dispose: () => bench.stop(),
  });
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const untilAt = performance.now() + UNTIL_MS_MAX;
  while (!(await holds())) {
    if (performance.now() > untilAt) throw new Error(`not within ${UNTIL_MS_MAX} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

class RealParty implements Party {
  readonly name: string;
  state: PartyState = "idle";
  protected call: PhoneCall | undefined;

  constructor(name: string) {
    this.name = name;
  }

  hangsUp(): void {
    this.call?.hangUp();
    this.state = "over";
  }

  presses(digits: string): void {
    for (const digit of digits) this.call?.rtp.sendDigit(digit);
  }

  async hears(): Promise<readonly string[]> {
    if (this.state !== "up" || this.call === undefined) return [];
    return await heardBy(this.call.rtp);
  }

  /** Follows one call from now on. */
  protected follow(call: PhoneCall): void {
    this.call = call;
    call.say(tones[this.name] ?? 0);
    void call.up.then(() => {
      this.state = "up";
    });
    const over = (): void => {
      this.state = this.state === "calling" ? "refused" : "over";
    };
    for (const end of [call.failed, call.ended, call.cancelled]) void end.then(over);
  }
}

class RealCaller extends RealParty implements Caller {
  readonly #bench: Bench;
  #calling: Promise<unknown> = Promise.resolve();

  constructor(bench: Bench, name: string) {
    super(name);
    this.#bench = bench;
  }

  calls(to: string): void {
    this.state = "calling";
    this.#calling = this.#dial(to);
  }

  override hangsUp(): void {
    void this.#calling.then(() => super.hangsUp());
  }

  async #dial(to: string): Promise<void> {
    const phone = await this.#bench.phone();
    this.follow(await phone.dial(to, { from: `sip:${this.name}@example.com` }));
  }
}

class RealPhone extends RealParty implements Phone {
  invitations = 0;
  readonly #ready: Promise<ScriptedPhone>;
  #reaction: PhoneReaction = "rings";

  constructor(bench: Bench, name: string) {
    super(name);
    this.#ready = this.#register(bench);
  }

  willReact(reaction: PhoneReaction): void {
    this.#reaction = reaction;
    void this.#ready.then((phone) => {
      phone.answering = reactionOf(reaction);
    });
  }

  answers(): void {
    this.call?.answer();
  }

  declines(): void {
    this.call?.invite?.reject(603);
    this.state = "over";
  }

  unregisters(): void {
    void this.#ready.then((phone) => phone.register(this.name, `${this.name}-secret`, 0));
  }

  async #register(bench: Bench): Promise<ScriptedPhone> {
    const phone = await bench.phone();
    phone.answering = reactionOf(this.#reaction);
    phone.onCall = (call) => {
      this.invitations += 1;
      this.state = this.#reaction === "rings" || this.#reaction === "answers" ? "ringing" : "idle";
      this.follow(call);
    };
    await phone.register(this.name, `${this.name}-secret`);
    return phone;
  }
}

function reactionOf(reaction: PhoneReaction): ScriptedPhone["answering"] {
  if (reaction === "answers") return "answer";
  if (reaction === "rings") return "ring";
  return reaction === "mute" ? "silent" : (statuses[reaction.fails] ?? 500);
}

async function heardBy(rtp: RtpPeer): Promise<readonly string[]> {
  return namesIn(await nextWindow(rtp));
}
