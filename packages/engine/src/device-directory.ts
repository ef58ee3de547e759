/** The accounts that may prove themselves, as far as they are durable: asked for at each REGISTER, also while fenced. */
import { defaultCentreSettings } from "@legroom/model";
import type { CallerConfig, CentreConfig, Event, KnownDevice, Sealed } from "@legroom/model";
import type { Look } from "./machine.ts";
import type { DeviceDirectory } from "./ports/telephony.ts";

export class DurableDevices implements DeviceDirectory {
  #owners = new Map<string, KnownDevice["owner"]>();
  #secrets = new Map<string, Sealed>();
  #callers: CallerConfig = defaultCentreSettings.callers;

  device(user: string): KnownDevice | undefined {
    const owner = this.#owners.get(user);
    if (owner === undefined) return undefined;
    const secret = this.#secrets.get(user);
    const deviceId = user as KnownDevice["deviceId"]; // it stands in the configuration: it is one
    return secret === undefined ? { deviceId, owner } : { deviceId, owner, secret };
  }

  callers(): CallerConfig {
    return this.#callers;
  }

  /** From a world in which everything is durable. */
  load(look: Look): void {
    this.#configure(look.config().config);
    this.#secrets = new Map();
    for (const id of this.#owners.keys()) {
      const secret = look.device(id)?.secret;
      if (secret !== undefined) this.#secrets.set(id, secret);
    }
  }

  /** From events that have just become durable. */
  take(event: Event): void {
    if (event.type === "device.secret-changed") this.#secrets.set(event.deviceId, event.secret);
    if (event.type === "centre.configured") this.#configure(event.config);
  }

  #configure({ devices, callers }: CentreConfig): void {
    this.#callers = callers;
    this.#owners = new Map(devices.map(({ id, owner }) => [id, "agent" in owner ? "agent" : "contact"]));
  }
}
