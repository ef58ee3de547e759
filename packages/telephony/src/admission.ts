/**
 * Who must prove what before a request is looked at (law L11).
 *
 * Who writes a known device's address into From must have its secret: without it they get 403, never an anonymous call.
 * Anybody else may call and is nobody in particular. Only known devices with a secret may register.
 *
 * A page's connection was proven when it was opened. An agent's page is its agent's browser and nobody else; on any other
 * way nobody can be a browser.
 */
import type { DeviceDirectory, Vault } from "@legroom/engine/ports";
import { asId, browserDeviceOf, isBrowserDevice } from "@legroom/model";
import type { KnownDevice } from "@legroom/model";
import type { CredentialsPort, DigestSecret, NameAddress, Peer, PolicyDecision, SipRequest } from "@legroom/sip";
import type { Counters } from "./counters.ts";
import type { PageConnections } from "./page-connections.ts";
import type { AgentPage } from "./page-endpoint.ts";
import type { PageEndpoints } from "./page-endpoints.ts";

export type AdmissionOptions = {
  readonly devices: DeviceDirectory;
  readonly vault: Vault;
  readonly counters: Counters;
  /** Hosts that are us, in lower case. The host that a request is addressed to counts as us besides. */
  readonly hosts: readonly string[];
  readonly connections: PageConnections;
  readonly pages: PageEndpoints;
};

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #hosts: ReadonlySet<string>;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
  }

  /** What the stack is to do with a request outside of a dialog. */
  decide(request: SipRequest, peer: Peer): PolicyDecision {
    if (peer.holder !== undefined) return this.#ofPage(request, peer.holder);
    if (request.method === "REGISTER") return this.#challenge(request.to, "register");
    if (request.method !== "INVITE" || !this.#isOurs(request)) return { allow: true };
    return this.#challenge(request.from, "invite");
  }

  /** The secret of a user, opened for one question. */
  readonly credentials: CredentialsPort = (user) => Promise.resolve(this.#secret(user));

  /** The device that a user proved to be. */
  proven(user: string | undefined): KnownDevice | undefined {
    return user === undefined ? undefined : this.#options.devices.device(user.toLowerCase());
  }

  #challenge(of: NameAddress, what: "register" | "invite"): PolicyDecision {
    const user = userOf(of);
    const device = user === undefined ? undefined : this.#options.devices.device(user);
    const isBrowser = user !== undefined && isBrowserDevice(asId(user));
    // Nobody in particular calls.
    if (what === "invite" && device === undefined && !isBrowser) return { allow: true };
    // A device for which nobody has asked a phone yet has no secret: nobody can be it. A browser never has one.
    if (device?.secret === undefined || isBrowser) return this.#forbid(what);
    return { challenge: device.deviceId, wrong: "forbid", algorithms: ["MD5"] };
  }

  #ofPage(request: SipRequest, key: string): PolicyDecision {
    const page = this.#options.connections.holderOf(key);
    if (page === undefined) return { reject: 403 };
    if (request.method === "REGISTER")
      return page.kind === "agent" ? this.#register(request, key, page) : this.#forbid("register");
    if (request.method !== "INVITE" || page.kind === "visitor") return { allow: true };
    return { allow: true, as: browserDeviceOf(page.agentId) };
  }

  #register(request: SipRequest, key: string, page: AgentPage): PolicyDecision {
    const deviceId = browserDeviceOf(page.agentId);
    if (userOf(request.to) !== deviceId) return this.#forbid("register");
    const isTakeOver = request.headers.get("x-legroom-take-over")?.trim().toLowerCase() === "yes";
    if (this.#options.pages.claim(key, page, isTakeOver)) return { allow: true, as: deviceId };
    this.#options.counters.count("admission.another-page");
    return { reject: 409, reason: "Another Page Is the Phone" };
  }

  #forbid(what: "register" | "invite"): PolicyDecision {
    this.#options.counters.count(`admission.${what}-forbidden`);
    return { reject: 403 };
  }

  /** Whether the address that the caller writes into From is at our host. */
  #isOurs(request: SipRequest): boolean {
    const uri = request.from.uri;
    return uri !== undefined && (this.#hosts.has(uri.host) || uri.host === request.targetUri?.host);
  }

  #secret(user: string): DigestSecret | undefined {
    const sealed = this.#options.devices.device(user)?.secret;
    const password = sealed === undefined ? undefined : this.#options.vault.open(sealed);
    return password === undefined ? undefined : { password };
  }
}

/** As devices are named; undefined where there is none. */
function userOf(of: NameAddress): string | undefined {
  const user = of.uri?.user.toLowerCase();
  return user === "" ? undefined : user;
}
