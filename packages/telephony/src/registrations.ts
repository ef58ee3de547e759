/** What the registrar keeps, for whom it is: phones here, pages there. */
import { isBrowserDevice, asId } from "@legroom/model";
import type { EndpointId } from "@legroom/model";
import type { Binding, BindingEvent, RegistrarPort } from "@legroom/sip";
import { parseSipUri } from "@legroom/sip";
import type { Callee } from "./callee.ts";
import type { PageEndpoints } from "./page-endpoints.ts";
import type { Phones } from "./phones.ts";

export class Registrations implements RegistrarPort {
  readonly #phones: Phones;
  readonly #pages: PageEndpoints;

  constructor(of: { phones: Phones; pages: PageEndpoints }) {
    this.#phones = of.phones;
    this.#pages = of.pages;
  }

  load(): Promise<readonly Binding[]> {
    return this.#phones.load();
  }

  save(aor: string, bindings: readonly Binding[]): Promise<void> {
    return isPages(aor) ? this.#pages.save(aor, bindings) : this.#phones.save(aor, bindings);
  }

  bindingChanged(event: BindingEvent): void {
    if (isPages(event.binding.aor)) this.#pages.bindingChanged(event);
    else this.#phones.bindingChanged(event);
  }

  /** Undefined for one that is not there, and for a page that cannot be rung now. */
  callee(endpointId: EndpointId): Callee | undefined {
    const page = this.#pages.get(endpointId);
    return page === undefined ? this.#phones.get(endpointId) : page.canRing ? page : undefined;
  }

  stop(): void {
    this.#phones.stop();
    this.#pages.stop();
  }
}

/** Only a page may register such an address (`Admission` sees to it). */
function isPages(aor: string): boolean {
  return isBrowserDevice(asId(parseSipUri(aor)?.user.toLowerCase() ?? ""));
}
