/** Why a phone was told to stop ringing. */
import type { Reason } from "@legroom/sip";
import type { ReceivedCall } from "../../src/outside/phone-call.ts";

/** The Reason of the CANCEL that a ringing phone gets. */
export function cancelOf(ring: ReceivedCall): Promise<Reason | undefined> {
  const { promise, resolve } = Promise.withResolvers<Reason | undefined>();
  const told = ring.listener.onCancelled?.bind(ring.listener);
  ring.listener.onCancelled = (reason) => {
    told?.(reason);
    resolve(reason);
  };
  return promise;
}
