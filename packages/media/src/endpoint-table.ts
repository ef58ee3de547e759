/** The legs of a media process: opened, asked for by id, closed; each id once, whatever carries it. */
import { BrowserEndpoint } from "./browser-endpoint.ts";
import { PortRange } from "./port-range.ts";
import { accept, refuse } from "./protocol.ts";
import type { Answer, Ask, EndpointFacts, LocalAddress, ProcessSettings, Result } from "./protocol.ts";
import { RtpEndpoint } from "./rtp-endpoint.ts";
import type { EndpointEvent } from "./rtp-session.ts";
import type { DigitListener } from "./telephone-event.ts";
import { openPair } from "./udp.ts";
import { WebRtc } from "./webrtc.ts";

type AnyEndpoint = BrowserEndpoint | RtpEndpoint;

export type EndpointTableOptions = {
  readonly settings: ProcessSettings;
  digits(endpointId: string): DigitListener;
  tell(event: EndpointEvent & { readonly endpointId: string }): void;
};

export class EndpointTable {
  readonly #options: EndpointTableOptions;
  readonly #ports: PortRange;
  readonly #webrtc: WebRtc | undefined;
  readonly #endpoints = new Map<string, AnyEndpoint>();
  readonly #opening = new Map<string, Promise<Result<AnyEndpoint>>>();

  constructor(options: EndpointTableOptions) {
    const { host, ports, portQuarantineMs, webrtcPort } = options.settings;
    this.#options = options;
    this.#ports = new PortRange({ ...ports, quarantineMs: portQuarantineMs });
    this.#webrtc = webrtcPort === undefined ? undefined : new WebRtc({ host, port: webrtcPort, isShared: true });
  }

  get size(): number {
    return this.#endpoints.size;
  }

  get freePorts(): number {
    return this.#ports.free;
  }

  get(endpointId: string): AnyEndpoint | undefined {
    return this.#endpoints.get(endpointId);
  }

  all(): Iterable<AnyEndpoint> {
    return this.#endpoints.values();
  }

  /** Takes the browsers' port, so that the first call need not wait for it; what hinders is said to who asks for a leg. */
  async start(): Promise<void> {
    await this.#webrtc?.open();
  }

  /** Says goodbye to every far side. */
  stop(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.close();
  }

  async createRtp(endpointId: string): Promise<Result<LocalAddress>> {
    const made = await this.#once(endpointId, () => this.#openRtp(endpointId));
    if (!made.ok) return made;
    return made.value.kind === "rtp" ? accept(made.value.local) : refuse("endpoint-exists", endpointId);
  }

  setRemote({ endpointId, remote }: Ask<"endpoint.remote">): Result<null> {
    const endpoint = this.#endpoints.get(endpointId);
    if (endpoint === undefined) return refuse("unknown-endpoint", endpointId);
    return endpoint.kind === "rtp" ? endpoint.setRemote(remote) : refuse("bad-request", `${endpointId} is a browser's`);
  }

  async createBrowser({ endpointId, offer }: Ask<"browser.create">): Promise<Result<Answer<"browser.create">>> {
    const made = await this.#once(endpointId, () => this.#openBrowser(endpointId, offer));
    if (!made.ok) return made;
    if (made.value.kind === "rtp") return refuse("endpoint-exists", endpointId);
    return offer === undefined ? accept(made.value.sdp) : made.value.renew(offer);
  }

  async answerBrowser({ endpointId, sdp }: Ask<"browser.answer">): Promise<Result<null>> {
    const endpoint = this.#endpoints.get(endpointId);
    if (endpoint === undefined) return refuse("unknown-endpoint", endpointId);
    return endpoint.kind === "browser" ? await endpoint.answered(sdp) : refuse("bad-request", `${endpointId} is RTP`);
  }

  /** The quality of the leg, which is no more. */
  close(endpointId: string): Result<EndpointFacts> {
    const endpoint = this.#endpoints.get(endpointId);
    if (endpoint === undefined) return refuse("unknown-endpoint", endpointId);
    const quality = endpoint.facts();
    endpoint.close();
    this.#endpoints.delete(endpointId);
    if (endpoint.kind === "rtp") this.#ports.give(endpoint.local.port, performance.now());
    return accept(quality);
  }

  /** The endpoint that is there or being opened, else a new one. */
  async #once(endpointId: string, open: () => Promise<Result<AnyEndpoint>>): Promise<Result<AnyEndpoint>> {
    const known = this.#endpoints.get(endpointId);
    if (known !== undefined) return accept(known);
    const opening = this.#opening.get(endpointId);
    if (opening !== undefined) return await opening;
    const opened = open().finally(() => this.#opening.delete(endpointId));
    this.#opening.set(endpointId, opened);
    return await opened;
  }

  async #openRtp(endpointId: string): Promise<Result<AnyEndpoint>> {
    const { settings } = this.#options;
    const sockets = await openPair(this.#ports, settings.host);
    if (sockets === undefined) return refuse("ports-exhausted", `${settings.ports.from}-${settings.ports.to}`);
    const endpoint = new RtpEndpoint({
      ...this.#common(endpointId),
      sockets,
      mediaLostMs: settings.mediaLostMs,
    });
    this.#endpoints.set(endpointId, endpoint);
    return accept(endpoint);
  }

  async #openBrowser(endpointId: string, offer: string | undefined): Promise<Result<AnyEndpoint>> {
    const webrtc = this.#webrtc;
    if (webrtc === undefined) return refuse("no-webrtc-port", "none is set");
    const ready = await webrtc.open();
    if (!ready.ok) return ready;
    const options = {
      ...this.#common(endpointId),
      webrtc,
      mediaLostMs: this.#options.settings.browserMediaLostMs,
    };
    const made =
      offer === undefined ? accept(BrowserEndpoint.offered(options)) : await BrowserEndpoint.answering(options, offer);
    if (made.ok) this.#endpoints.set(endpointId, made.value);
    return made;
  }

  #common(endpointId: string): {
    readonly endpointId: string;
    readonly publicAddress: string;
    readonly digits: DigitListener;
    tell(event: EndpointEvent): void;
  } {
    return {
      endpointId,
      publicAddress: this.#options.settings.publicAddress,
      digits: this.#options.digits(endpointId),
      tell: (event) => this.#options.tell({ ...event, endpointId }),
    };
  }
}
