/**
 * Who must prove what before a request is looked at (law L11).
 *
 * Who writes a known device's address into From must have its secret: without it they get 403, never an anonymous call.
 * Anybody else may call and is nobody in particular. Only known devices with a secret may register.
 */
import type { DeviceDirectory, Vault } from "@legroom/engine/ports";
import type { KnownDevice } from "@legroom/model";
import type { CredentialsPort, DigestSecret, NameAddress, PolicyDecision, SipRequest } from "@legroom/sip";
import type { Counters } from "./counters.ts";

export type AdmissionOptions = {
  readonly devices: DeviceDirectory;
  readonly vault: Vault;
  readonly counters: Counters;
  /** Hosts that are us, in lower case. The host that a request is addressed to counts as us besides. */
  readonly hosts: readonly string[];
};

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #hosts: ReadonlySet<string>;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
  }

  /** What the stack is to do with a request outside of a dialog. */
  decide(request: SipRequest): PolicyDecision {
    if (request.method === "REGISTER") return this.#challenge(this.#device(request.to), "register");
    if (request.method !== "INVITE") return { allow: true };
    const device = this.#claimed(request);
    return device === undefined ? { allow: true } : this.#challenge(device, "invite");
  }

  /** The secret of a user, opened for one question. */
  readonly credentials: CredentialsPort = (user) => Promise.resolve(this.#secret(user));

  /** The device that a user proved to be. */
  proven(user: string | undefined): KnownDevice | undefined {
    return user === undefined ? undefined : this.#options.devices.device(user.toLowerCase());
  }

  #challenge(device: KnownDevice | undefined, what: "register" | "invite"): PolicyDecision {
    // A device for which nobody has asked a phone yet has no secret: nobody can be it.
    if (device?.secret === undefined) {
      this.#options.counters.count(`admission.${what}-forbidden`);
      return { reject: 403 };
    }
    return { challenge: device.deviceId, wrong: "forbid", algorithms: ["MD5"] };
  }

  /** The device whose address at our host the caller writes into From. */
  #claimed(request: SipRequest): KnownDevice | undefined {
    const uri = request.from.uri;
    if (uri === undefined || !(this.#hosts.has(uri.host) || uri.host === request.targetUri?.host)) return undefined;
    return this.#device(request.from);
  }

  #device(of: NameAddress): KnownDevice | undefined {
    const user = of.uri?.user;
    return user === undefined || user === "" ? undefined : this.#options.devices.device(user.toLowerCase());
  }

  #secret(user: string): DigestSecret | undefined {
    const sealed = this.#options.devices.device(user)?.secret;
    const password = sealed === undefined ? undefined : this.#options.vault.open(sealed);
    return password === undefined ? undefined : { password };
  }
}
