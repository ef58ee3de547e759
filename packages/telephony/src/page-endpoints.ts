/**
 * The registered pages of all agents, as endpoints of the centre. At most one page of an agent is its phone.
 *
 * A page is found by its connection's holder, which `sip` names at every message of it. Whether it lives is what its
 * connection says: a page is never asked by OPTIONS.
 */
import { after, isBrowserDevice, pageEndpointOf, unixMs } from "@legroom/model";
import type { AgentId, EndpointId, KnownEndpoint, PageId } from "@legroom/model";
import type { Clock, PageHolder, Vault } from "@legroom/engine/ports";
import type { Binding, BindingEvent } from "@legroom/sip";
import type { Counters } from "./counters.ts";
import type { Outlet } from "./outlet.ts";
import type { PageConnections } from "./page-connections.ts";
import { PageEndpoint } from "./page-endpoint.ts";
import type { AgentPage, LostCause } from "./page-endpoint.ts";
import { RecentIds } from "./recent-ids.ts";

export type PageEndpointsOptions = {
  readonly outlet: Outlet;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly connections: PageConnections;
};

/** WebSocket close code for a page whose place as the agent's phone another page has taken. */
const TAKEN_OVER = 4409;
/** From being let register to having registered. */
const CLAIM_MS = 5000;
/** After a dial that did not ring: by then a connection that is dead has been closed for want of a pong. */
const DOUBT_MS = 4000;
const PAGES_WITHOUT_MICROPHONE_MAX = 10_000;

export class PageEndpoints {
  readonly #options: PageEndpointsOptions;
  readonly #byKey = new Map<string, PageEndpoint>();
  readonly #byId = new Map<EndpointId, PageEndpoint>();
  readonly #phones = new Map<AgentId, PageEndpoint>();
  readonly #claims = new Map<AgentId, { readonly key: string; readonly untilAt: number }>();
  #isStopped = false;
  readonly #doubts = new Map<PageEndpoint, () => void>();
  /** A page tells of its microphone before it registers, too. */
  readonly #withoutMicrophone = new RecentIds(PAGES_WITHOUT_MICROPHONE_MAX);

  constructor(options: PageEndpointsOptions) {
    this.#options = options;
  }

  get(endpointId: EndpointId): PageEndpoint | undefined {
    return this.#byId.get(endpointId);
  }

  /** Pages of before a start: their connections are gone, and each that is still there registers anew. */
  forget(known: readonly KnownEndpoint[]): void {
    for (const { endpointId, deviceId } of known)
      if (isBrowserDevice(deviceId)) void this.#tellLost(endpointId, "expired");
  }

  /** Whether this page may register now. If it may, no other one may until it has, or has not in time. */
  claim(key: string, page: AgentPage, isTakeOver: boolean): boolean {
    const phone = this.#phoneOf(page.agentId);
    if (phone !== undefined && phone !== key && !isTakeOver) return false;
    this.#claims.set(page.agentId, { key, untilAt: after(this.#options.clock.now(), CLAIM_MS) });
    return true;
  }

  /** All bindings of one address of record as they shall be. Resolves when that is durable. */
  async save(aor: string, bindings: readonly Binding[]): Promise<void> {
    // Of two bindings of one page (it began anew without a new connection) the later one counts.
    const byKey = new Map(bindings.map((binding) => [binding.peer.holder ?? "", binding]));
    const facts: Promise<void>[] = [];
    for (const [key, binding] of byKey) {
      if (isSame(this.#byKey.get(key)?.binding, binding)) continue;
      facts.push(...this.#register(key, binding));
    }
    for (const endpoint of this.#byKey.values()) {
      const { binding } = endpoint;
      if (binding.aor !== aor || byKey.has(endpoint.key)) continue;
      const isExpired = binding.expiresAt <= this.#options.clock.now();
      facts.push(this.#drop(endpoint, isExpired ? "expired" : "unregistered"));
    }
    await Promise.all(facts);
  }

  /** What the registrar tells besides: a binding's time is over, or its connection is gone. */
  bindingChanged(event: BindingEvent): void {
    const endpoint = this.#byKey.get(event.binding.peer.holder ?? "");
    if (endpoint === undefined || !isSame(endpoint.binding, event.binding)) return;
    if (event.type === "expired") void this.#drop(endpoint, "expired");
    if (event.type === "flow-closed")
      this.disconnected(endpoint.key, event.why === "no-pong" ? "no-pong" : "flow-closed");
  }

  /** A connection of this page is gone. Where it has a newer one it is there as before. */
  disconnected(key: string, cause: LostCause = "flow-closed"): void {
    const endpoint = this.#byKey.get(key);
    const isThere = this.#options.connections.holderOf(key) !== undefined;
    if (endpoint === undefined || isThere || this.#isStopped) return;
    const couldRing = endpoint.canRing;
    endpoint.disconnected();
    if (couldRing) void this.#lose(endpoint, cause);
  }

  async microphone(of: { agentId: AgentId; pageId: PageId; isReady: boolean }): Promise<void> {
    const endpointId = pageEndpointOf(of.agentId, of.pageId);
    if (of.isReady) this.#withoutMicrophone.delete(endpointId);
    else this.#withoutMicrophone.add(endpointId);
    const endpoint = this.#byId.get(endpointId);
    if (endpoint === undefined) return;
    const couldRing = endpoint.canRing;
    endpoint.hasMicrophone = of.isReady;
    if (couldRing && !endpoint.canRing) await this.#lose(endpoint, "no-microphone");
    if (!couldRing && endpoint.canRing) await this.#tellReady(endpoint);
  }

  /** Pages whose sign-in has ended are no endpoints any more. */
  signedOut(isEnded: (page: PageHolder) => boolean): void {
    for (const endpoint of this.#byKey.values()) if (isEnded(endpoint.page)) void this.#drop(endpoint, "unregistered");
  }

  /** What happens to connections from now on is the stop's own doing. */
  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#doubts.values()) cancel();
    this.#doubts.clear();
  }

  /** The page that is its agent's phone, or is about to be. */
  #phoneOf(agentId: AgentId): string | undefined {
    const claim = this.#claims.get(agentId);
    const { clock, connections } = this.#options;
    if (claim !== undefined && claim.untilAt > clock.now() && connections.holderOf(claim.key) !== undefined)
      return claim.key;
    const phone = this.#phones.get(agentId);
    return phone?.isPhone === true ? phone.key : undefined;
  }

  #register(key: string, binding: Binding): Promise<void>[] {
    const page = this.#options.connections.holderOf(key);
    // Gone while it registered: there is nobody who could be rung. What is left of a page of before was not asked for now.
    if (page?.kind !== "agent" || this.#claims.get(page.agentId)?.key !== key) return [];
    const facts: Promise<void>[] = [];
    const former = this.#phones.get(page.agentId);
    if (former !== undefined && former.key !== key && former.isPhone) facts.push(this.#takeOver(former));
    const endpoint = this.#byKey.get(key) ?? this.#add(key, page, binding);
    this.#settle(endpoint);
    endpoint.registered(binding);
    this.#phones.set(page.agentId, endpoint);
    facts.push(endpoint.canRing ? this.#tellReady(endpoint) : this.#lose(endpoint, "no-microphone"));
    return facts;
  }

  #add(key: string, page: AgentPage, binding: Binding): PageEndpoint {
    const hasMicrophone = !this.#withoutMicrophone.has(pageEndpointOf(page.agentId, page.pageId));
    const doubted = (one: PageEndpoint): void => this.#doubt(one);
    const endpoint = new PageEndpoint({ key, page, binding, hasMicrophone, doubted });
    this.#byKey.set(key, endpoint);
    this.#byId.set(endpoint.endpointId, endpoint);
    return endpoint;
  }

  #takeOver(endpoint: PageEndpoint): Promise<void> {
    const couldRing = endpoint.canRing;
    endpoint.takenOver();
    this.#options.counters.count("page.taken-over");
    const told = couldRing ? this.#lose(endpoint, "taken-over") : Promise.resolve();
    this.#options.connections.close(endpoint.key, TAKEN_OVER, "taken over");
    return told;
  }

  async #drop(endpoint: PageEndpoint, cause: LostCause): Promise<void> {
    this.#byKey.delete(endpoint.key);
    this.#byId.delete(endpoint.endpointId);
    const { agentId } = endpoint.page;
    if (this.#phones.get(agentId) === endpoint) this.#phones.delete(agentId);
    if (this.#claims.get(agentId)?.key === endpoint.key) this.#claims.delete(agentId);
    await this.#lose(endpoint, cause);
  }

  /**
   * It did not ring, so the centre holds it to be dead. Its connection is asked once a second whether it lives: if that
   * stands some seconds later, it does.
   */
  #doubt(endpoint: PageEndpoint): void {
    const { clock } = this.#options;
    this.#settle(endpoint);
    const ask = (): void => {
      this.#doubts.delete(endpoint);
      if (this.#byKey.get(endpoint.key) === endpoint && endpoint.canRing) void this.#tellReady(endpoint);
    };
    this.#doubts.set(endpoint, clock.alarm(after(clock.now(), DOUBT_MS), ask));
  }

  #settle(endpoint: PageEndpoint): void {
    this.#doubts.get(endpoint)?.();
    this.#doubts.delete(endpoint);
  }

  #lose(endpoint: PageEndpoint, cause: LostCause): Promise<void> {
    this.#settle(endpoint);
    this.#options.counters.count("page.lost");
    return this.#tellLost(endpoint.endpointId, cause);
  }

  #tellLost(endpointId: EndpointId, cause: LostCause): Promise<void> {
    return this.#options.outlet.tell({ type: "endpoint.lost", endpointId, cause });
  }

  #tellReady({ endpointId, deviceId, binding }: PageEndpoint): Promise<void> {
    return this.#options.outlet.tell({
      type: "endpoint.ready",
      endpointId,
      deviceId,
      binding: this.#options.vault.seal("centre", JSON.stringify(binding)),
      expiresAt: unixMs(binding.expiresAt),
    });
  }
}

function isSame(a: Binding | undefined, b: Binding): boolean {
  return a !== undefined && a.callId === b.callId && a.cseq === b.cseq && a.aor === b.aor;
}
