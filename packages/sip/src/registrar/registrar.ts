/** Who can be reached where (RFC 3261 10): bindings in memory, durable through a port before they are confirmed. */
import type { Clock } from "../clock.ts";
import type { Counters } from "../counters.ts";
import type { SipRequest } from "../message/message.ts";
import { parseSipUri, sameUri } from "../message/uri.ts";
import type { Guard } from "../stack/guard.ts";
import type { RegistrarOptions, SipLimits } from "../stack/options.ts";
import { Alarm } from "../transaction/alarm.ts";
import { withoutFlow, type FlowEnd, type Peer } from "../transport/transport.ts";
import type { Binding, BindingEvent, RegistrarPort } from "./binding.ts";
import { readRegistration, type WantedBinding } from "./register-request.ts";

export type RegistrarParts = {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly guard: Guard;
  readonly port: RegistrarPort | undefined;
  readonly options: RegistrarOptions;
  readonly limits: Pick<SipLimits, "bindingsPerAorMax" | "bindingsMax">;
  readonly isLocalAor: (aor: string) => boolean;
  /** Whether the connection to the peer is gone. */
  readonly isGone: (peer: Peer) => boolean;
};

/** What the phone is told. `bindings` with 200 alone. */
export type RegisterReply = {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly minExpiresS?: number | undefined;
  readonly bindings?: readonly Binding[];
};

type Held = { readonly binding: Binding; readonly alarm: Alarm };

export class Registrar {
  readonly #parts: RegistrarParts;
  readonly #held = new Map<string, Held[]>();
  readonly #byFlow = new Map<string, Set<string>>();
  /** The last change under way of an AOR: changes of one AOR are made one after the other. */
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(event: BindingEvent) => void>();
  #size = 0;

  constructor(parts: RegistrarParts) {
    this.#parts = parts;
  }

  /** Takes over what a former process has stored. Its connections are gone, its addresses and holders may still hold. */
  async load(): Promise<void> {
    const now = this.#parts.clock.now();
    const byAor = Map.groupBy((await this.#parts.port?.load()) ?? [], (binding) => binding.aor);
    for (const [aor, bindings] of byAor) {
      const alive = bindings.filter((binding) => binding.expiresAt > now);
      this.#replace(
        aor,
        alive.map((binding) => ({ ...binding, peer: withoutFlow(binding.peer) })),
      );
    }
  }

  /** What stands now, best q first, then newest. Never expired ones. */
  bindings(aor: string): readonly Binding[] {
    const now = this.#parts.clock.now();
    return (this.#held.get(canonical(aor)) ?? [])
      .map((held) => held.binding)
      .filter((binding) => binding.expiresAt > now)
      .toSorted((a, b) => b.q - a.q || b.expiresAt - a.expiresAt);
  }

  /** All of them, in no order. */
  all(): readonly Binding[] {
    return [...this.#held.values()].flatMap((helds) => helds.map((held) => held.binding));
  }

  /** Takes a binding away as if the phone had, durably. Rejects where it cannot be stored; then it stands. */
  remove(binding: Binding): Promise<void> {
    return this.#inTurn(binding.aor, async () => {
      const left = this.#current(binding.aor).filter((one) => one.contactUri !== binding.contactUri);
      await this.#save(binding.aor, left, []);
    });
  }

  /** Tells of every change from now on; the returned function ends that. */
  onChange(listener: (event: BindingEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A REGISTER that may be what it says. Never rejects. */
  async register(request: SipRequest, from: { peer: Peer; user: string | undefined }): Promise<RegisterReply> {
    const registration = readRegistration(request, this.#parts.options);
    if (registration.type === "refused") return registration;
    const { aor } = registration;
    if (!this.#parts.isLocalAor(aor)) return { status: 404 };
    try {
      return await this.#inTurn(aor, async () => {
        if (registration.type === "query") return { status: 200, bindings: this.bindings(aor) };
        const wanted = registration.type === "clear" ? this.#clearing(aor) : registration.wanted;
        return await this.#set(request, { ...from, aor, wanted });
      });
    } catch {
      this.#parts.counters.count("registrar.saveFailed");
      return { status: 500, reason: "Not Stored" };
    }
  }

  #clearing(aor: string): WantedBinding[] {
    return this.#current(aor).flatMap((binding) => {
      const uri = parseSipUri(binding.contactUri);
      return uri === undefined ? [] : [{ uri, expiresS: 0, q: 0 }];
    });
  }

  async #set(request: SipRequest, from: Change): Promise<RegisterReply> {
    const { aor } = from;
    let next = [...this.#current(aor)];
    const fresh: Binding[] = [];
    for (const wanted of from.wanted) {
      const old = next.find((one) => isSameContact(one, wanted));
      // 10.3 step 7: "if the CSeq is … less than or equal …, the update MUST be aborted and the request fails".
      if (old !== undefined && old.callId === request.callId && request.cseq <= old.cseq)
        return { status: 500, reason: "Out of Order" };
      next = next.filter((one) => one !== old && !isHeldBy(one, from.peer.holder));
      if (wanted.expiresS > 0) {
        const binding = this.#binding(request, from, wanted);
        fresh.push(binding);
        next.push(binding);
      }
    }
    // A phone that takes a new port at each start leaves its old contacts behind: the oldest make room.
    next = next.slice(-this.#parts.limits.bindingsPerAorMax);
    if (this.#size + next.length - this.#current(aor).length > this.#parts.limits.bindingsMax)
      return { status: 503, reason: "Too Many Bindings" };
    await this.#save(aor, next, fresh);
    return { status: 200, bindings: this.bindings(aor) };
  }

  #binding(request: SipRequest, from: Change, wanted: WantedBinding): Binding {
    return {
      aor: from.aor,
      contactUri: wanted.uri.text,
      callId: request.callId,
      cseq: request.cseq,
      q: wanted.q,
      expiresAt: this.#parts.clock.now() + wanted.expiresS * 1000,
      peer: from.peer,
      userAgent: request.headers.get("user-agent"),
      authenticatedUser: from.user,
    };
  }

  /** Durable first, then true, then told. */
  async #save(aor: string, next: readonly Binding[], fresh: readonly Binding[]): Promise<void> {
    await this.#parts.port?.save(aor, next);
    const before = this.#replace(aor, next);
    const uris = new Set(next.map((one) => one.contactUri));
    for (const one of before)
      if (!uris.has(one.contactUri) && !fresh.some((by) => isHeldBy(one, by.peer.holder)))
        this.#tell({ type: "removed", binding: one });
    for (const one of fresh) {
      const isKnown = before.some((old) => old.contactUri === one.contactUri || isHeldBy(old, one.peer.holder));
      this.#tell({ type: isKnown ? "refreshed" : "added", binding: one });
      // Its connection may have gone while it was made durable, when nobody knew yet what hangs on it.
      const { flow } = one.peer;
      if (flow !== undefined && this.#parts.isGone(one.peer)) this.flowClosed(flow, "closed");
    }
  }

  #replace(aor: string, next: readonly Binding[]): readonly Binding[] {
    const before = this.#held.get(aor) ?? [];
    const now = this.#parts.clock.now();
    for (const held of before) held.alarm.clear();
    const held = next.map((binding) => {
      const alarm = new Alarm(this.#parts.clock);
      alarm.set(Math.max(0, binding.expiresAt - now), () => void this.#expire(binding));
      if (binding.peer.flow !== undefined) this.#flow(binding.peer.flow).add(aor);
      return { binding, alarm };
    });
    if (held.length === 0) this.#held.delete(aor);
    else this.#held.set(aor, held);
    this.#size += held.length - before.length;
    return before.map((one) => one.binding);
  }

  async #expire(binding: Binding): Promise<void> {
    await this.#inTurn(binding.aor, async () => {
      const current = this.#current(binding.aor);
      if (!current.includes(binding)) return;
      const left = current.filter((one) => one !== binding);
      this.#replace(binding.aor, left);
      this.#tell({ type: "expired", binding });
      // If this fails the stored binding is found expired by the next start: nothing is lost but room.
      await this.#parts.port?.save(binding.aor, left).catch(() => this.#parts.counters.count("registrar.saveFailed"));
    });
  }

  /** The connection is gone; what came by it cannot be reached until it registers again. */
  flowClosed(flow: string, why: FlowEnd): void {
    const aors = this.#byFlow.get(flow);
    this.#byFlow.delete(flow);
    for (const aor of aors ?? [])
      for (const binding of this.#current(aor))
        if (binding.peer.flow === flow) this.#tell({ type: "flow-closed", binding, why });
  }

  #flow(flow: string): Set<string> {
    const known = this.#byFlow.get(flow) ?? new Set<string>();
    this.#byFlow.set(flow, known);
    return known;
  }

  #current(aor: string): readonly Binding[] {
    return (this.#held.get(aor) ?? []).map((held) => held.binding);
  }

  #tell(event: BindingEvent): void {
    this.#parts.counters.count(`registrar.${event.type}`);
    for (const listener of this.#listeners) this.#parts.guard.run(() => listener(event), undefined);
  }

  #inTurn<Result>(aor: string, change: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(aor);
    const next = before === undefined ? change() : before.then(change, change);
    this.#tails.set(aor, next);
    const done = (): void => {
      if (this.#tails.get(aor) === next) this.#tails.delete(aor);
    };
    next.then(done, done);
    return next;
  }

  stop(): void {
    for (const helds of this.#held.values()) for (const held of helds) held.alarm.clear();
  }
}

type Change = {
  readonly aor: string;
  readonly peer: Peer;
  readonly user: string | undefined;
  readonly wanted: readonly WantedBinding[];
};

function isSameContact(binding: Binding, wanted: WantedBinding): boolean {
  if (binding.contactUri === wanted.uri.text) return true;
  const uri = parseSipUri(binding.contactUri);
  return uri !== undefined && sameUri(uri, wanted.uri);
}

/** A holder is in one place: a page that comes back under a new name has not become two (as by RFC 5626's instance id). */
function isHeldBy(binding: Binding, holder: string | undefined): boolean {
  return holder !== undefined && binding.peer.holder === holder;
}

/** Callers may write an AOR as they like. */
function canonical(aor: string): string {
  const uri = parseSipUri(aor);
  return uri === undefined ? aor : `sip:${uri.user}@${uri.host}`;
}
