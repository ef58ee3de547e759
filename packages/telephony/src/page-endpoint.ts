/** One registered page of an agent: where it is, whether it can be rung, and if not, why. */
import { pageEndpointOf, browserDeviceOf } from "@legroom/model";
import type { DeviceId, EndpointFact, EndpointId } from "@legroom/model";
import type { PageHolder } from "@legroom/engine/ports";
import type { Binding, Peer } from "@legroom/sip";
import type { Callee } from "./callee.ts";

export type AgentPage = Extract<PageHolder, { kind: "agent" }>;
export type LostCause = (EndpointFact & { type: "endpoint.lost" })["cause"];

export type PageEndpointOptions = {
  /** Its connection's holder, as `sip` names it. */
  readonly key: string;
  readonly page: AgentPage;
  readonly binding: Binding;
  readonly hasMicrophone: boolean;
  /** A dial came to nothing before it rang. */
  doubted(endpoint: PageEndpoint): void;
};

export class PageEndpoint implements Callee {
  readonly key: string;
  readonly page: AgentPage;
  readonly endpointId: EndpointId;
  readonly deviceId: DeviceId;
  binding: Binding;
  hasMicrophone: boolean;
  readonly #options: PageEndpointOptions;
  #state: "connected" | "disconnected" | "taken-over" = "connected";

  constructor(options: PageEndpointOptions) {
    const { page } = options;
    this.#options = options;
    this.key = options.key;
    this.page = page;
    this.endpointId = pageEndpointOf(page.agentId, page.pageId);
    this.deviceId = browserDeviceOf(page.agentId);
    this.binding = options.binding;
    this.hasMicrophone = options.hasMicrophone;
  }

  /** Whether it is its agent's phone, as long as no other page takes that over. */
  get isPhone(): boolean {
    return this.#state === "connected";
  }

  get canRing(): boolean {
    return this.isPhone && this.hasMicrophone;
  }

  get peer(): Peer {
    return this.binding.peer;
  }

  /** It registered, for the first time or again. */
  registered(binding: Binding): void {
    this.binding = binding;
    this.#state = "connected";
  }

  disconnected(): void {
    if (this.#state === "connected") this.#state = "disconnected";
  }

  takenOver(): void {
    this.#state = "taken-over";
  }

  suspect(): void {
    this.#options.doubted(this);
  }

  givenUp(): void {
    this.#options.doubted(this);
  }
}
