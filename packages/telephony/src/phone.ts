/**
 * One registered phone: where it is, and whether it lives. It is asked by OPTIONS at intervals; only changes are told.
 */
import { after, unixMs } from "@legroom/model";
import type { DeviceId, EndpointId } from "@legroom/model";
import type { Binding, Peer } from "@legroom/sip";
import type { Clock } from "@legroom/engine/ports";
import type { Callee } from "./callee.ts";

export type PhoneOptions = {
  readonly endpointId: EndpointId;
  readonly deviceId: DeviceId;
  readonly binding: Binding;
  readonly isAlive: boolean;
  readonly clock: Clock;
  readonly keepAliveMs: number;
  /** When the first question is due; later ones follow at `keepAliveMs`. */
  readonly firstMs: number;
  /** Whether it answers. Never rejects. */
  ping(phone: Phone): Promise<boolean>;
  /** It was lost, or is found again. */
  changed(phone: Phone, isAlive: boolean): void;
};

/** After a dial that did not ring. */
const DOUBT_MS = 5000;

export class Phone implements Callee {
  readonly endpointId: EndpointId;
  readonly deviceId: DeviceId;
  binding: Binding;
  readonly #options: PhoneOptions;
  #isAlive: boolean;
  #isFlowClosed = false;
  #isAsking = false;
  #isStopped = false;
  #isDoubted = false;
  #cancel: () => void = () => undefined;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.endpointId = options.endpointId;
    this.deviceId = options.deviceId;
    this.binding = options.binding;
    this.#isAlive = options.isAlive;
    this.#askIn(options.firstMs);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Where it is reached: the connection it registered on while that stands. */
  get peer(): Peer {
    const { flow, ...address } = this.binding.peer;
    return flow === undefined || this.#isFlowClosed ? address : { ...address, flow };
  }

  /** It registered again: it is there, wherever that is now. */
  refresh(binding: Binding): void {
    this.binding = binding;
    this.#isAlive = true;
    this.#isDoubted = false;
    this.#isFlowClosed = false;
  }

  /** Its connection closed. A phone behind NAT cannot be reached before it registers again. */
  flowClosed(): void {
    this.#isFlowClosed = true;
    this.#isAlive = false;
  }

  /** Something went wrong with it: asks at once. */
  suspect(): void {
    this.#cancel();
    void this.#ask();
  }

  /** It did not ring, so the centre holds it to be dead: asks soon, and an answer is told even if it was never thought lost. */
  givenUp(): void {
    this.#isDoubted = true;
    this.#askIn(Math.min(DOUBT_MS, this.#options.keepAliveMs));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #askIn(ms: number): void {
    this.#cancel();
    if (this.#isStopped) return;
    const { clock } = this.#options;
    this.#cancel = clock.alarm(after(unixMs(clock.now()), ms), () => void this.#ask());
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.#isStopped) return;
    this.#isAsking = true;
    const asked = this.binding;
    const isAlive = await this.#options.ping(this);
    this.#isAsking = false;
    // A registration that came meanwhile knows better than a question to the place of before.
    const isNews = isAlive !== this.#isAlive || (isAlive && this.#isDoubted);
    if (!this.#isStopped && isNews && asked === this.binding) {
      this.#isAlive = isAlive;
      this.#isDoubted = false;
      this.#options.changed(this, isAlive);
    }
    this.#askIn(this.#options.keepAliveMs);
  }
}
