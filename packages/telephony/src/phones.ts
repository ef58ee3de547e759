/**
 * The registered phones of all devices, as endpoints of the centre.
 *
 * The registrar asks us to keep a binding; it is kept when the centre has the fact, and only then the phone gets its 200.
 */
import { asId, unixMs } from "@legroom/model";
import type { DeviceId, EndpointFact, EndpointId } from "@legroom/model";
import type { KnownEndpoint } from "@legroom/model";
import type { Clock, Log, Vault } from "@legroom/engine/ports";
import type { Binding, BindingEvent } from "@legroom/sip";
import type { Counters } from "./counters.ts";
import { endpointIdOf } from "./derived-id.ts";
import type { Outlet } from "./outlet.ts";
import { Phone } from "./phone.ts";

export type PhonesOptions = {
  readonly outlet: Outlet;
  readonly vault: Vault;
  readonly log: Log;
  readonly clock: Clock;
  readonly counters: Counters;
  /** What the centre knows from before. */
  readonly known: readonly KnownEndpoint[];
  readonly keepAliveMs: number;
  ping(phone: Phone): Promise<boolean>;
};

type LostCause = (EndpointFact & { type: "endpoint.lost" })["cause"];

/** After a start the phones of before are asked soon, though not all at once. */
const FIRST_PINGS_MS = 5000;

export class Phones {
  readonly #options: PhonesOptions;
  readonly #phones = new Map<EndpointId, Phone>();
  readonly #ofAor = new Map<string, Set<EndpointId>>();

  constructor(options: PhonesOptions) {
    this.#options = options;
  }

  get(endpointId: EndpointId): Phone | undefined {
    return this.#phones.get(endpointId);
  }

  /** The bindings of before the start. What cannot be opened or has expired is told as lost. */
  load(): Promise<readonly Binding[]> {
    const now = this.#options.clock.now();
    const bindings: Binding[] = [];
    for (const known of this.#options.known) {
      const binding = this.#open(known);
      if (binding === undefined || binding.expiresAt <= now) {
        this.#tellLost(known.endpointId, "expired");
        continue;
      }
      bindings.push(binding);
      this.#add(binding, known.deviceId, { isAlive: known.alive, firstMs: Math.random() * FIRST_PINGS_MS });
    }
    return Promise.resolve(bindings);
  }

  /** All bindings of one address of record as they shall be. Resolves when that is durable. */
  async save(aor: string, bindings: readonly Binding[]): Promise<void> {
    const before = this.#ofAor.get(aor) ?? new Set();
    const now = new Set<EndpointId>();
    const facts: Promise<void>[] = [];
    for (const binding of bindings) {
      const deviceId = deviceOf(binding);
      const endpointId = endpointIdOf(deviceId, binding.contactUri);
      now.add(endpointId);
      if (sameBinding(this.#phones.get(endpointId)?.binding, binding)) continue;
      facts.push(this.#ready(binding, deviceId));
    }
    for (const endpointId of before) {
      const phone = this.#phones.get(endpointId);
      if (phone === undefined || now.has(endpointId)) continue;
      const isExpired = phone.binding.expiresAt <= this.#options.clock.now();
      facts.push(this.#drop(phone, isExpired ? "expired" : causeOf(phone.binding, bindings)));
    }
    await Promise.all(facts);
  }

  /** What the registrar tells besides: a binding's time is over, or its connection is gone. */
  bindingChanged(event: BindingEvent): void {
    const phone = this.#phones.get(endpointIdOf(deviceOf(event.binding), event.binding.contactUri));
    if (phone === undefined) return;
    if (event.type === "expired") void this.#drop(phone, "expired");
    if (event.type !== "flow-closed" || !phone.isAlive) return;
    phone.flowClosed();
    this.#options.counters.count("phone.lost");
    this.#tellLost(phone.endpointId, "flow-closed");
  }

  stop(): void {
    for (const phone of this.#phones.values()) phone.stop();
  }

  async #ready(binding: Binding, deviceId: DeviceId): Promise<void> {
    const endpointId = endpointIdOf(deviceId, binding.contactUri);
    const phone = this.#phones.get(endpointId);
    if (phone === undefined) {
      const { keepAliveMs } = this.#options;
      // Spread, so that the phones of a centre that was switched on at once are not asked at once for ever.
      this.#add(binding, deviceId, { isAlive: true, firstMs: keepAliveMs * (0.5 + Math.random() / 2) });
    } else phone.refresh(binding);
    await this.#tellReady(endpointId, deviceId, binding);
  }

  #add(binding: Binding, deviceId: DeviceId, of: { isAlive: boolean; firstMs: number }): void {
    const endpointId = endpointIdOf(deviceId, binding.contactUri);
    const phone = new Phone({
      endpointId,
      deviceId,
      binding,
      ...of,
      clock: this.#options.clock,
      keepAliveMs: this.#options.keepAliveMs,
      ping: (asked) => this.#options.ping(asked),
      changed: (changed, isAlive) => this.#livenessChanged(changed, isAlive),
    });
    this.#phones.get(endpointId)?.stop();
    this.#phones.set(endpointId, phone);
    const ofAor = this.#ofAor.get(binding.aor) ?? new Set();
    this.#ofAor.set(binding.aor, ofAor.add(endpointId));
  }

  #livenessChanged(phone: Phone, isAlive: boolean): void {
    this.#options.counters.count(isAlive ? "phone.found" : "phone.lost");
    if (isAlive) void this.#tellReady(phone.endpointId, phone.deviceId, phone.binding);
    else this.#tellLost(phone.endpointId, "no-pong");
  }

  async #drop(phone: Phone, cause: LostCause): Promise<void> {
    phone.stop();
    this.#phones.delete(phone.endpointId);
    const ofAor = this.#ofAor.get(phone.binding.aor);
    ofAor?.delete(phone.endpointId);
    if (ofAor?.size === 0) this.#ofAor.delete(phone.binding.aor);
    await this.#options.outlet.tell({ type: "endpoint.lost", endpointId: phone.endpointId, cause });
  }

  #tellLost(endpointId: EndpointId, cause: LostCause): void {
    void this.#options.outlet.tell({ type: "endpoint.lost", endpointId, cause });
  }

  #tellReady(endpointId: EndpointId, deviceId: DeviceId, binding: Binding): Promise<void> {
    return this.#options.outlet.tell({
      type: "endpoint.ready",
      endpointId,
      deviceId,
      binding: this.#options.vault.seal("centre", JSON.stringify(binding)),
      expiresAt: unixMs(binding.expiresAt),
    });
  }

  #open(known: KnownEndpoint): Binding | undefined {
    const text = this.#options.vault.open(known.binding);
    if (text === undefined) {
      this.#options.log.warn("a registered phone cannot be read any more", { endpointId: known.endpointId });
      return undefined;
    }
    const binding = JSON.parse(text) as Binding; // sealed by us: `#tellReady` wrote it
    const { transport, host, port } = binding.peer;
    // Connections do not outlive their process; the address may still hold.
    return { ...binding, peer: { transport, host, port } };
  }
}

/** Only a device with a secret may register, so the user who proved it is the device. */
function deviceOf(binding: Binding): DeviceId {
  return asId(binding.authenticatedUser ?? "");
}

/** A phone that comes with another contact in the same registration has moved; else it has signed off. */
function causeOf(gone: Binding, bindings: readonly Binding[]): LostCause {
  return bindings.some((binding) => binding.callId === gone.callId) ? "replaced" : "unregistered";
}

function sameBinding(a: Binding | undefined, b: Binding): boolean {
  return a !== undefined && a.callId === b.callId && a.cseq === b.cseq && a.expiresAt === b.expiresAt;
}
