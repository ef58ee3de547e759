/** What one may command: the answer is the pending state; what it leads to is told by events after its `seq`. */
import { deviceSecretWire, pendingWire } from "@legroom/model";
import type { Asking, Http } from "./http.ts";
import type {
  CentreFile,
  DeviceSecret,
  MicrophoneState,
  Pending,
  Presence,
  PresenceMore,
  QueueSettings,
  WrapUp,
} from "./wire.ts";

/** A hundred thousand contacts, each made durable. */
const CENTRE_MS_MAX = 300_000;

export function commandingOf(http: Http) {
  const command = (question: Parameters<Http["ask"]>[1]): Promise<Pending> =>
    http.ask(pendingWire, { method: "POST", ...question });
  return {
    /** `reasonCode` is a code such as `lunch`; `when: "next"` waits until the present work is over. */
    setPresence: (agentId: string, presence: Presence, more: PresenceMore = {}, asking?: Asking): Promise<Pending> =>
      command({
        ...asking,
        method: "PUT",
        path: ["agents", agentId, "presence"],
        body: { presence, ...more },
      }),
    /** The caller keeps their place and is offered on. */
    declineOffer: (id: string, asking?: Asking): Promise<Pending> =>
      command({ ...asking, path: ["offers", id, "decline"] }),
    /** The customer hears the goodbye and is released. */
    endInteraction: (id: string, asking?: Asking): Promise<Pending> =>
      command({ ...asking, path: ["interactions", id, "end"] }),
    endWrapUp: (agentId: string, asking?: Asking): Promise<Pending> =>
      command({ ...asking, path: ["agents", agentId, "wrap-up", "end"] }),
    /** Longer by so much; refused as `wrap-up.no-extension` beyond what the queue grants. */
    extendWrapUp: (agentId: string, byMs: number, asking?: Asking): Promise<Pending> =>
      command({ ...asking, path: ["agents", agentId, "wrap-up", "extend"], body: { byMs } }),
    /** During a talk of a queue whose wrap-up has to be asked for. */
    requestWrapUp: (agentId: string, asking?: Asking): Promise<Pending> =>
      command({ ...asking, path: ["agents", agentId, "wrap-up", "request"] }),
    /** A disposition, a note, or both. */
    noteWrapUp: (interactionId: string, noted: WrapUp, asking?: Asking): Promise<Pending> =>
      command({ ...asking, path: ["interactions", interactionId, "wrap-up"], body: noted }),
    /** Makes the account's secret, or a new one: what a SIP phone needs is shown this once. */
    phoneSecret: (deviceId: string, asking?: Asking): Promise<DeviceSecret> =>
      http.ask(deviceSecretWire, { ...asking, method: "POST", path: ["devices", deviceId, "secret"] }),
    /** Replaces what is configured; refused as `centre.changed` if another version is in force than the expected one. */
    putCentre: (file: CentreFile, expectedVersion?: number, asking?: Asking): Promise<Pending> =>
      command({
        timeoutMs: CENTRE_MS_MAX,
        ...asking,
        method: "PUT",
        path: ["centre"],
        query: { expectedVersion },
        body: file,
      }),
    /** Settings of one queue; as above. */
    putQueue: (id: string, settings: QueueSettings, expectedVersion: number, asking?: Asking): Promise<Pending> =>
      command({ ...asking, method: "PUT", path: ["queues", id], body: { ...settings, expectedVersion } }),
    /** What this page's microphone is to it: only with `ready` the page is offered callers. */
    setMicrophone: (pageId: string, state: MicrophoneState, asking?: Asking): Promise<void> =>
      http.tell({ ...asking, method: "PUT", path: ["me", "pages", pageId, "microphone"], body: { state } }),
  };
}
